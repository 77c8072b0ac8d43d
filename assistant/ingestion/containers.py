"""Members of compressed files: .zip, .tar, gzip, bzip2 and xz; each member is a File.

Members are unpacked while they are read; nothing is written to disk, so a member's name cannot lead out of the archive.
An archive that unpacks to far more than its size is refused as a bomb. Hidden members and README.md are passed over, as
in folders.
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
from assistant.ingestion.file import File, from_stream, printable, safe_name
from assistant.ingestion.file_kinds import FileKind
from assistant.schema.archives import Skipped

FREE_BYTES = 64 * 1024 * 1024
"""Bytes that any archive may unpack to, whatever its size."""
HIGHEST_RATIO = 200
"""Times its own size that a larger archive may unpack to. JSON of articles packs to a fifth, a log of equal lines to a
hundredth; zip bombs to a thousandth or less, also in total when their members overlap."""
_READS_PAST_END = 8
"""tarfile reads a few times past the end of an archive that lacks its closing blocks."""
MAX_DEPTH = 4
"""Archives within archives: news.tar.gz is two, in a .zip three."""
_DAMAGE_ERRORS = (
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
    gzip.BadGzipFile,
    ValueError,
)
_COMPRESSIONS: dict[FileKind, tuple[Callable[[BinaryIO], Any], str]] = {
    FileKind.GZIP: (lambda stream: gzip.GzipFile(fileobj=stream), ".gz"),
    FileKind.BZIP2: (bz2.BZ2File, ".bz2"),
    FileKind.XZ: (lzma.LZMAFile, ".xz"),
}


class BombError(UnreadableError):
    """An archive that unpacks to too much; its reading stops there."""

    def __init__(self) -> None:
        super().__init__(f"it unpacks to more than {HIGHEST_RATIO} times its size, as zip bombs do")


class Meter:
    """Bytes of one file, and bytes unpacked from it through all the archives in it."""

    def __init__(self, packed_bytes: int = 0) -> None:
        self.packed_bytes = packed_bytes
        self.unpacked_bytes = 0

    def count_packed(self, size: int) -> None:
        """Count bytes of the file itself."""
        self.packed_bytes += size

    def count_unpacked(self, size: int) -> None:
        """Count unpacked bytes. Raises BombError when they are too many."""
        self.unpacked_bytes += size
        if self.unpacked_bytes > max(FREE_BYTES, HIGHEST_RATIO * self.packed_bytes):
            raise BombError


def metered(file: File) -> tuple[File, Meter]:
    """Return a file and its meter. The size of a stream that cannot seek is counted while it is read."""
    with file.open() as stream:
        if stream.seekable():
            return file, Meter(stream.seek(0, io.SEEK_END))
    meter = Meter()
    return replace(file, open=lambda: io.BufferedReader(_CountedStream(file.open(), meter.count_packed))), meter


def members(file: File, kind: FileKind, meter: Meter) -> Iterator[File | Skipped]:
    """Yield the files in an archive. Each must be read before the next is requested.

    Raises UnreadableError when the archive is damaged or empty, BombError, and OSError.
    """
    count = 0
    with file.open() as stream:
        try:
            for count, member in enumerate(_members(stream, file, kind, meter), start=1):  # noqa: B007  (used below)
                yield member
        except _DAMAGE_ERRORS as error:
            raise _damage_error(error) from None
    if not count:
        raise UnreadableError("no files in it")


def _members(stream: BinaryIO, file: File, kind: FileKind, meter: Meter) -> Iterator[File | Skipped]:
    if kind is FileKind.ZIP:
        return _zip_members(stream, file, meter)
    return (
        _tar_members(stream, file, meter) if kind is FileKind.TAR else iter([_unpacked_file(stream, file, kind, meter)])
    )


def _unpacked_file(stream: BinaryIO, file: File, kind: FileKind, meter: Meter) -> File:
    decompress, suffix = _COMPRESSIONS[kind]
    name = re.sub(r"\.t(?:gz|bz2?|xz)$", ".tar", file.name.removesuffix(suffix), flags=re.IGNORECASE)
    return from_stream(_metered(decompress(stream), meter), file.where, name, file.fields)


def _zip_members(stream: BinaryIO, file: File, meter: Meter) -> Iterator[File | Skipped]:
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            name = safe_name(info.filename)
            where = f"{file.where}/{name}"
            if info.is_dir() or not _is_wanted(name):
                continue
            if info.flag_bits & 1:
                yield Skipped(where, "encrypted: it needs a password")
            else:
                yield File(
                    where, PurePath(name).name, partial(_open_zip_member, archive, info, meter), fields=file.fields
                )


def _open_zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, meter: Meter) -> BinaryIO:
    try:
        return _metered(archive.open(info), meter)
    except (*_DAMAGE_ERRORS, NotImplementedError, RuntimeError) as error:
        raise _damage_error(error) from None


def _tar_members(stream: BinaryIO, file: File, meter: Meter) -> Iterator[File | Skipped]:
    with tarfile.open(fileobj=cast("BinaryIO", _BoundedTail(stream)), mode="r|") as archive:
        for info in archive:
            archive.members = []  # type: ignore[attr-defined]  # tarfile would keep every header in memory
            name = safe_name(info.name)
            where = f"{file.where}/{name}"
            if info.isdir() or not _is_wanted(name):
                continue
            content = archive.extractfile(info) if info.isreg() else None
            if content is None:
                yield Skipped(where, "a link or a device, not a file")
            else:
                yield from_stream(_metered(content, meter), where, PurePath(name).name, file.fields)


def _is_wanted(name: str) -> bool:
    parts = PurePath(name).parts
    return parts[-1].lower() != "readme.md" and not any(part.startswith((".", "__MACOSX")) for part in parts)


def _damage_error(error: BaseException) -> UnreadableError:
    return UnreadableError(f"the archive is damaged or cut off: {printable(str(error))[:100] or type(error).__name__}")


def _metered(stream: Any, meter: Meter) -> BinaryIO:
    return io.BufferedReader(_CountedStream(stream, meter.count_unpacked))


class _BoundedTail:
    """A stream that raises EOFError when it is read more than ``_READS_PAST_END`` times past its end.

    tarfile reads on for as long as a header says that there is more: half a minute where it says a terabyte.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._reads_past_end = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._reads_past_end = 0 if data else self._reads_past_end + 1
        if self._reads_past_end > _READS_PAST_END:
            raise EOFError("it ends within a file")
        return data


class _CountedStream(io.RawIOBase):
    """A stream that counts the bytes read of it, and turns the errors of a damaged archive into UnreadableError."""

    def __init__(self, stream: Any, count: Callable[[int], None]) -> None:
        self._stream = stream
        self._count = count

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except _DAMAGE_ERRORS as error:
            raise _damage_error(error) from None
        self._count(len(data))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
