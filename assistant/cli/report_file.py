"""A report written where it should go: a file, whole or not at all, or standard output. No other file is lost to it."""

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
    """A file, or standard output where there is no path, and the form that is written."""

    path: Path | None
    form: DocumentForm

    @classmethod
    def of(cls, out: Path | None, form: DocumentForm | None) -> Self:
        """Read the options. InputError for an ending of no form, or a folder that is not there."""
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
        from assistant.reports.identity import report_id as held

        if self.path is None or not self.path.exists():
            return
        if self.path.is_dir():
            raise InputError(f"{self.path} is a folder.", "Name a file in it.")
        try:
            ours = bool(report_id) and held(self.path) == report_id
        except InputError:
            ours = False
        if not ours:
            hint = f"Choose another name, or update it: assistant report --refresh {shlex.quote(str(self.path))}"
            raise InputError(f"{self.path} is there already.", hint)

    def write(self, report: Report) -> str:
        """Write the document, in one step; what another one says that is replaced is kept beside it. Says so."""
        content = render(report, self.form)
        if self.path is None:
            sys.stdout.flush()
            sys.stdout.buffer.write(content)
            return ""
        try:
            kept = self._keep(content)
            temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}.new")
            temporary.write_bytes(content)
            temporary.replace(self.path)
        except OSError as error:
            hint = f"Choose another folder: assistant report --resume {report.id} --out FILE"
            raise InputError(f"{self.path} cannot be written: {error.strerror or error}.", hint) from error
        return f"Written to {self.path}." + (f" What was there is kept as {kept.name}." if kept else "")

    def _keep(self, content: bytes) -> Path | None:
        """Put a copy of another document beside it, under a name that no earlier copy has."""
        if self.path is None or not self.path.exists() or (before := self.path.read_bytes()) == content:
            return None
        names = (self.path.with_name(f"{self.path.name}~{number or ''}") for number in range(10_000))
        free = next(name for name in names if not name.exists())
        free.write_bytes(before)
        return free

    def hint(self) -> str:
        """What can be done with it next."""
        if self.path is None:
            return ""
        file = shlex.quote(str(self.path))
        return f"Check it: assistant verify {file}"
