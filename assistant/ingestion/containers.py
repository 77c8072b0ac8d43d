"""Archives: .zip, .tar, and what gzip, bzip2 or xz packed; each member is a file of its own.

Nothing is written to the disk, and a member's name is only a name: it leads nowhere. Members are unpacked while they
are read. What unpacks to far more than its size is a bomb, and is left. Hidden members and README.md are passed over,
as in folders. Knows nothing of what is in the files.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File, once, safe_name, shown
from assistant.ingestion.file_kinds import Kind
from assistant.schema.archives import Skipped

FREE_BYTES = 64 * 1024 * 1024
"""What an archive may unpack to, whatever its size."""
HIGHEST_RATIO = 200
"""Times its size that an archive may unpack to beyond that. JSON of articles packs to a fifth, a log of equal lines to
a hundredth; zip bombs, to a thousandth or less, also all together when their members overlap."""
_LOOKS_BEHIND = 8
"""Reads behind the end: an archive without its closing blocks makes tarfile try a few times."""
MAX_DEPTH = 4
"""Archives within archives: news.tar.gz is two, in a .zip three."""
_DAMAGED = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, ValueError)
_PACKED: dict[Kind, tuple[Callable[[BinaryIO], Any], str]] = {
    Kind.GZIP: (lambda stream: gzip.GzipFile(fileobj=stream), ".gz"),
    Kind.BZIP2: (bz2.BZ2File, ".bz2"),
    Kind.XZ: (lzma.LZMAFile, ".xz"),
}


class BombError(UnreadableError):
    """An archive that unpacks to too much; nothing more is read of it."""

    def __init__(self) -> None:
        super().__init__(f"it unpacks to more than {HIGHEST_RATIO} times its size, as zip bombs do")


class Meter:
    """What was unpacked from one file, through all the archives in it, beside the size of that file in bytes."""

    def __init__(self, packed: int = 0) -> None:
        self.packed = packed
        self.unpacked = 0

    def arrived(self, size: int) -> None:
        """Take note of bytes of the file itself."""
        self.packed += size

    def count(self, size: int) -> None:
        """Take note of bytes that were unpacked. Raises BombError when they are too many."""
        self.unpacked += size
        if self.unpacked > max(FREE_BYTES, HIGHEST_RATIO * self.packed):
            raise BombError


def metered(file: File) -> tuple[File, Meter]:
    """Return a file and its meter, which counts along where the size of a stream is not known beforehand."""
    with file.open() as stream:
        if stream.seekable():
            return file, Meter(stream.seek(0, io.SEEK_END))
    meter = Meter()
    return replace(file, open=lambda: io.BufferedReader(_Counted(file.open(), meter.arrived))), meter


def members(file: File, kind: Kind, meter: Meter) -> Iterator[File | Skipped]:
    """Yield the files in an archive, each to be read before the next is asked for.

    Raises UnreadableError when it is damaged, BombError, and OSError.
    """
    found = 0
    with file.open() as stream:
        try:
            for found, member in enumerate(_members(stream, file, kind, meter), start=1):  # noqa: B007  (told below)
                yield member
        except _DAMAGED as error:
            raise _damaged(error) from None
    if not found:
        raise UnreadableError("no files in it")


def _members(stream: BinaryIO, file: File, kind: Kind, meter: Meter) -> Iterator[File | Skipped]:
    if kind is Kind.ZIP:
        return _in_zip(stream, file, meter)
    return _in_tar(stream, file, meter) if kind is Kind.TAR else iter([_unpacked(stream, file, kind, meter)])


def _unpacked(stream: BinaryIO, file: File, kind: Kind, meter: Meter) -> File:
    open_packed, suffix = _PACKED[kind]
    name = re.sub(r"\.t(?:gz|bz2?|xz)$", ".tar", file.name.removesuffix(suffix), flags=re.IGNORECASE)
    return once(_metered(open_packed(stream), meter), file.where, name, file.fields)


def _in_zip(stream: BinaryIO, file: File, meter: Meter) -> Iterator[File | Skipped]:
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            name = safe_name(info.filename)
            where = f"{file.where}/{name}"
            if info.is_dir() or not _is_wanted(name):
                continue
            if info.flag_bits & 1:
                yield Skipped(where, "encrypted: it needs a password")
            else:
                yield File(where, PurePath(name).name, partial(_open_in_zip, archive, info, meter), fields=file.fields)


def _open_in_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, meter: Meter) -> BinaryIO:
    try:
        return _metered(archive.open(info), meter)
    except (*_DAMAGED, NotImplementedError, RuntimeError) as error:
        raise _damaged(error) from None


def _in_tar(stream: BinaryIO, file: File, meter: Meter) -> Iterator[File | Skipped]:
    with tarfile.open(fileobj=cast("BinaryIO", _Ending(stream)), mode="r|") as archive:
        for info in archive:
            archive.members = []  # type: ignore[attr-defined]  # they would add up
            name = safe_name(info.name)
            where = f"{file.where}/{name}"
            if info.isdir() or not _is_wanted(name):
                continue
            content = archive.extractfile(info) if info.isreg() else None
            if content is None:
                yield Skipped(where, "a link or a device, not a file")
            else:
                yield once(_metered(content, meter), where, PurePath(name).name, file.fields)


def _is_wanted(name: str) -> bool:
    parts = PurePath(name).parts
    return parts[-1].lower() != "readme.md" and not any(part.startswith((".", "__MACOSX")) for part in parts)


def _damaged(error: BaseException) -> UnreadableError:
    return UnreadableError(f"the archive is damaged or cut off: {shown(str(error))[:100] or type(error).__name__}")


def _metered(stream: Any, meter: Meter) -> BinaryIO:
    return io.BufferedReader(_Counted(stream, meter.count))


class _Ending:
    """A stream that does not let itself be read far behind its end.

    tarfile does that for as long as a header says that there is more: half a minute where it says a terabyte.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._behind = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._behind = 0 if data else self._behind + 1
        if self._behind > _LOOKS_BEHIND:
            raise EOFError("it ends within a file")
        return data


class _Counted(io.RawIOBase):
    """A stream that tells how much was read of it, and what is wrong with the archive that it comes out of."""

    def __init__(self, stream: Any, count: Callable[[int], None]) -> None:
        self._stream = stream
        self._count = count

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except _DAMAGED as error:
            raise _damaged(error) from None
        self._count(len(data))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
