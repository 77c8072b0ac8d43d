"""Pandoc, the one door to it: documents from one form into another, and references in a citation style.

Pandoc is a program of its own (GPL) and is called as one. It runs in its sandbox: it reads what it is given and the
files its options name, and nothing else, neither of the disk nor of the network, whatever a text asks of it. A start
takes 0.05 to 0.2 s, so convert many things in one call. Knows nothing of articles and reports.
"""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

from assistant.errors import AssistantError, needs

SECONDS = 300.0
"""For a call that has gone wrong: references to 600 articles take 4 s, ten times that on a busy machine."""
_MEMORY = ("+RTS", "-M1024M", "-RTS")
"""The bound that Pandoc's manual advises against hostile input, twice its figure."""
_ISOLATED = ("--sandbox", "--data-dir=nothing-of-the-users")
"""No file access but stdin, and no templates or defaults of the user, so that output is the same everywhere."""


def convert(content: str | bytes, source: str, target: str, *options: str, timeout: float = SECONDS) -> str:
    """Return ``content``, in Pandoc's format ``source``, as text in its format ``target``, ending in a line feed.

    Raises AssistantError when Pandoc is missing, fails, or takes longer than ``timeout`` seconds.
    """
    return convert_to_bytes(content, source, target, *options, timeout=timeout).decode("utf-8").replace("\r\n", "\n")


def convert_to_bytes(content: str | bytes, source: str, target: str, *options: str, timeout: float = SECONDS) -> bytes:
    """Do the same for a binary ``target``, such as ``docx``; a binary ``source`` is passed as bytes."""
    document = content.encode("utf-8", "replace") if isinstance(content, str) else content
    command = [program(), *_MEMORY, *_ISOLATED, "--from", source, "--to", target, *options, "--output", "-"]
    try:
        process = subprocess.run(command, input=document, capture_output=True, timeout=timeout, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise AssistantError(
            f"Pandoc needed more than {timeout:g} seconds to write {target}, and was stopped.",
            "Try again with fewer articles.",
        ) from error
    except OSError as error:
        raise AssistantError(f"Pandoc cannot be started: {error}", _HINT) from error
    if process.returncode:
        raise AssistantError(f"Pandoc could not write {target}: {_error_message(process.stderr)}")
    return process.stdout


def _error_message(stderr: bytes) -> str:
    """Return the error without the warnings before it."""
    lines = stderr.decode("utf-8", "replace").splitlines()
    return " ".join(line.strip() for line in lines if line and not line.startswith("["))[:300] or "it does not say why"


@cache
def program(extra: str = "reports") -> str:
    """Return Pandoc's path: pypandoc_binary's, or else the system's.

    Raises AssistantError if there is none, and NotInstalledError, which names ``extra``, without pypandoc_binary.
    """
    with needs(extra, "Reading and writing documents"):
        import pypandoc

    ours = Path(pypandoc.__file__).parent / "files" / "pandoc"
    for path in (ours, ours.with_suffix(".exe")):
        if path.is_file():
            return str(path)
    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as error:
        raise AssistantError("Pandoc, which writes references and documents, is not installed.", _HINT) from error


_HINT = "Install it: pip install --force-reinstall pypandoc_binary"
