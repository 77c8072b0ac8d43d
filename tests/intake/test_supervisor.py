"""The reading process: what ends it costs one file, and it ends with whoever started it."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.intake import supervisor
from assistant.intake.reader_process import ArticleRead, FileStarted, ReadingFinished, TotalBytes
from assistant.intake.supervisor import ReaderSupervisor
from assistant.schema.archives import Skipped

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the limits are those of POSIX")

BAD_READERS = """
import os, signal
from assistant.ingestion.formats import text

good = text.read

def read(file):
    content = file.text()
    if "crash" in content:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "endless" in content:
        while True:
            pass
    if "greedy" in content:
        bytearray(2_000_000_000)
    if "fault" in content:
        raise ZeroDivisionError("no such thing")
    yield from good(file)

text.read = read
"""
"""A module that puts a reader in the place of the one for plain text which does what a bad file might make it do."""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("a-good", "b-crash", "c-fault", "d-good", "e-endless", "f-greedy", "g-good"):
        (folder / f"{name}.txt").write_text(f"Title\n\nThis is {name[2:]}, number {name[0]}.")
    (folder / "c-photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0")
    return folder


@pytest.fixture
def bad_readers(tmp_path, monkeypatch):
    """Have the reading process import the bad readers, and give up after a second of work."""
    home = tmp_path / "bad"
    home.mkdir()
    (home / "bad_readers.py").write_text(BAD_READERS)
    limits = "import bad_readers; from assistant.intake import reader_process; reader_process.READ_SECONDS = 0"
    (home / "bad_program.py").write_text(f"{limits}\nmain = reader_process.main\n")
    monkeypatch.syspath_prepend(str(home))
    monkeypatch.setattr(supervisor, "PROGRAM", "bad_program")


def told(paths, index):
    with ReaderSupervisor(paths, (), index) as supply:
        return list(supply)


def test_all_is_told_in_order(folder, tmp_path):
    messages = told([folder / "a-good.txt", folder / "c-photo.jpg"], tmp_path)
    total, begun, supplied, other, skipped, finished = messages
    assert total == TotalBytes(sum((folder / name).stat().st_size for name in ("a-good.txt", "c-photo.jpg")))
    assert (begun, other) == (
        FileStarted((1,), str(folder / "a-good.txt")),
        FileStarted((2,), str(folder / "c-photo.jpg")),
    )
    assert supplied.item.article.text == "This is good, number a."
    assert [passage.text for passage in supplied.passages] == ["This is good, number a."]
    assert supplied.bytes_read == (folder / "a-good.txt").stat().st_size
    assert isinstance(skipped, Skipped)
    assert isinstance(finished, ReadingFinished)


def test_a_file_that_ends_its_reader_costs_that_file_alone(folder, tmp_path, bad_readers):
    messages = told([folder], tmp_path)
    read = [one.item.article.text[-2] for one in messages if isinstance(one, ArticleRead)]
    assert read == ["a", "d", "g"]
    skipped = {Path(one.where).name: one.reason for one in messages if isinstance(one, Skipped)}
    assert skipped == {
        "c-photo.jpg": "a picture (image/jpeg)",
        "b-crash.txt": "cannot be read: it crashes the reader (SIGSEGV)",
        "c-fault.txt": "damaged: ZeroDivisionError no such thing",
        "e-endless.txt": "cannot be read: it takes too long",
        "f-greedy.txt": "nested too deeply, or too large, to be read",
    }
    assert sum(isinstance(one, Skipped) for one in messages) == 5


def test_a_reader_that_cannot_even_start_is_an_error(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "PROGRAM", "no_such_program")
    with pytest.raises(InputError, match="the reader ended with code 1"):
        told([folder], tmp_path)


def test_errors_of_the_reader_are_raised_here(tmp_path):
    with pytest.raises(InputError, match="no file or folder") as caught:
        told([tmp_path / "missing"], tmp_path)
    assert caught.value.hint == "Check the path."


def test_leaving_early_ends_the_process(folder, tmp_path):
    (folder / "many.jsonl").write_text('{"title": "T", "text": "Some text."}\n' * 2000)
    with ReaderSupervisor([folder / "many.jsonl"], (), tmp_path) as supply:
        assert isinstance(next(iter(supply)), TotalBytes)
        process = supply._process
    assert process.returncode is not None


ORPHAN = """
import os, sys
from pathlib import Path
from assistant.intake.supervisor import ReaderSupervisor
with ReaderSupervisor([Path(sys.argv[1])], (), Path(sys.argv[2])) as supply:
    next(iter(supply))
    print(supply._process.pid, flush=True)
    os.kill(os.getpid(), 9)
"""


def test_no_orphan_is_left_by_a_kill(folder, tmp_path):
    (folder / "many.jsonl").write_text('{"title": "T", "text": "Some text."}\n' * 2000)
    done = subprocess.run(
        [sys.executable, "-c", ORPHAN, str(folder / "many.jsonl"), str(tmp_path)],
        cwd=ROOT, stdout=subprocess.PIPE, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    reader = int(done.stdout)
    end = time.monotonic() + 30
    while time.monotonic() < end and is_running(reader):
        os.sched_yield()
    assert not is_running(reader)


def is_running(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def archived(tmp_path, members):
    path = tmp_path / "all.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def text(name):
    return f"Title\n\nThis is {name}.".encode()


def names(messages):
    """What was read, and what was skipped and why, by the names of members."""
    read = [one.item.path.partition(".gz/")[2] for one in messages if isinstance(one, ArticleRead)]
    skipped = [(one.where.partition(".gz")[2], one.reason) for one in messages if isinstance(one, Skipped)]
    return read, skipped


def test_a_member_that_ends_its_reader_costs_that_member_alone(tmp_path, bad_readers):
    inner = zipped(
        {"1.txt": text("good"), "2.txt": text("crash"), "3.jpg": b"\xff\xd8\xff\xe0\0", "4.txt": text("good")}
    )
    path = archived(
        tmp_path,
        {
            "a.txt": text("good"),
            "b.txt": text("crash"),
            "c.zip": inner,
            "d.txt": text("endless"),
            "e.txt": text("good"),
        },
    )
    (tmp_path / "last.txt").write_bytes(text("good"))
    messages = told([path, tmp_path / "last.txt"], tmp_path)
    crash, long = "cannot be read: it crashes the reader (SIGSEGV)", "cannot be read: it takes too long"
    read, skipped = names(messages)
    assert read == ["a.txt", "c.zip/1.txt", "c.zip/4.txt", "e.txt", ""]
    assert skipped == [
        ("/b.txt", crash), ("/c.zip/2.txt", crash), ("/c.zip/3.jpg", "a picture (image/jpeg)"), ("/d.txt", long),
    ]  # fmt: skip
    begun = [one.where for one in messages if isinstance(one, FileStarted)]
    assert len(begun) == len(set(begun)) + 1  # what is packed in a .gz has its name


def test_an_archive_may_end_only_so_many_readers(tmp_path, bad_readers, monkeypatch):
    monkeypatch.setattr(supervisor, "MAX_RESTARTS", 2)
    path = archived(tmp_path, {f"{n}.txt": text("crash") for n in range(5)})
    (tmp_path / "last.txt").write_bytes(text("good"))
    crash = "cannot be read: it crashes the reader (SIGSEGV)"
    read, skipped = names(told([path, tmp_path / "last.txt"], tmp_path))
    assert read == [""]
    assert skipped == [
        ("/0.txt", crash), ("/1.txt", crash), ("", "the rest of it is left: files in it ended 2 readers"),
    ]  # fmt: skip


def test_an_archive_that_ends_its_reader_between_two_members_is_given_up(tmp_path, bad_readers, monkeypatch):
    path = archived(tmp_path, {"a.txt": text("good"), "b.txt": text("crash"), "c.txt": text("good")})
    (tmp_path / "last.txt").write_bytes(text("good"))
    (Path(tmp_path) / "bad" / "bad_readers.py").write_text(f"{BAD_READERS}\n{BAD_ARCHIVE}")
    crash = "cannot be read: it crashes the reader (SIGSEGV)"
    read, skipped = names(told([path, tmp_path / "last.txt"], tmp_path))
    assert read == ["a.txt", ""]
    assert skipped == [("/b.txt", crash), ("", f"the rest of it {crash}")]


BAD_ARCHIVE = """
from assistant.ingestion import containers

whole = containers._tar_members

def in_tar(stream, file, meter):
    for member in whole(stream, file, meter):
        if member.name == "c.txt":
            os.kill(os.getpid(), signal.SIGSEGV)
        yield member

containers._tar_members = in_tar
"""


def test_of_an_archive_on_standard_input_the_rest_is_lost(tmp_path, bad_readers):
    path = archived(tmp_path, {"a.txt": text("good"), "b.txt": text("crash"), "c.txt": text("good")})
    program = (
        "import sys; sys.path.insert(0, sys.argv[2]); from pathlib import Path\n"
        "from assistant.intake import supervisor\n"
        "supervisor.PROGRAM = 'bad_program'\n"
        "with supervisor.ReaderSupervisor(['-'], (), Path(sys.argv[1])) as found:\n"
        "    print([(one.where, one.reason) for one in found if isinstance(one, supervisor.Skipped)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), str(tmp_path / "bad")],
        cwd=ROOT, input=path.read_bytes(), stdout=subprocess.PIPE, timeout=60, check=True,
    )  # fmt: skip
    reason = "cannot be read: it crashes the reader (SIGSEGV); the rest is lost, as standard input cannot be read again"
    assert done.stdout.decode().strip() == str([("standard input/b.txt", reason)])
