"""Where a report is written: a file, in one step and never over another document, or standard output."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from assistant.errors import InputError
from assistant.rendering.report.document_forms import DocumentForm, form_of, render
from assistant.schema.reports import Report

_BINARY = (DocumentForm.DOCX, DocumentForm.PDF)


@dataclass(frozen=True, slots=True)
class ReportTarget:
    """A file, or standard output where ``path`` is None, and the form of the document."""

    path: Path | None
    form: DocumentForm

    @classmethod
    def of(cls, out: Path | None, form: DocumentForm | None) -> Self:
        """Return the target of the options. InputError for an unknown ending or a missing folder."""
        if out is None:
            if form in _BINARY and sys.stdout.isatty():
                raise InputError(f"A terminal cannot show {form.value}.", f"Name a file: --out report.{form.value}")
            return cls(None, form or DocumentForm.MARKDOWN)
        path = out.expanduser()
        if not path.absolute().parent.is_dir():
            raise InputError(f"There is no folder {path.absolute().parent}.", "Make it first, or choose another.")
        return cls(path, form or form_of(path))

    def require_free(self, report_id: str = "") -> None:
        """Raise InputError when there is a file already, unless it holds the report with that id."""
        from assistant.reports.identity import report_id as id_in

        if self.path is None or not self.path.exists():
            return
        if self.path.is_dir():
            raise InputError(f"{self.path} is a folder.", "Name a file in it.")
        try:
            is_ours = bool(report_id) and id_in(self.path) == report_id
        except InputError:
            is_ours = False
        if not is_ours:
            hint = f"Choose another name, or update it: assistant report --refresh {shlex.quote(str(self.path))}"
            raise InputError(f"{self.path} is there already.", hint)

    def write(self, report: Report) -> str:
        """Write the document in one step and keep a different one that it replaces beside it. Return what was done."""
        content = render(report, self.form)
        if self.path is None:
            sys.stdout.flush()
            sys.stdout.buffer.write(content)
            return ""
        try:
            copy = self._copy_of_previous(content)
            temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}.new")
            temporary.write_bytes(content)
            temporary.replace(self.path)
        except OSError as error:
            hint = f"Choose another folder: assistant report --resume {report.id} --out FILE"
            raise InputError(f"{self.path} cannot be written: {error.strerror or error}.", hint) from error
        return f"Written to {self.path}." + (f" What was there is kept as {copy.name}." if copy else "")

    def _copy_of_previous(self, content: bytes) -> Path | None:
        """Copy the file that ``content`` will replace to a free name beside it. Return the copy, None for no need."""
        if self.path is None or not self.path.exists() or (previous := self.path.read_bytes()) == content:
            return None
        names = (self.path.with_name(f"{self.path.name}~{number or ''}") for number in range(10_000))
        free = next(name for name in names if not name.exists())
        free.write_bytes(previous)
        return free

    def hint(self) -> str:
        """Return the command that checks the file, ``""`` for standard output."""
        if self.path is None:
            return ""
        file = shlex.quote(str(self.path))
        return f"Check it: assistant verify {file}"
