"""What is told of files with more bad parts than anyone reads, and of how far the reading of a file got."""

from __future__ import annotations

import tarfile

import pytest
from samples import tarred, zipped

from assistant.ingestion import skip_limits
from assistant.ingestion.readers import SourcedArticle, read
from assistant.ingestion.skip_limits import SkipLimit, limit_skipped
from assistant.schema.archives import Mapped, Skipped

GOOD = b"Title\n\nWords of an article."


def told(found, most):
    return [
        (one.where, one.reason) if isinstance(one, Skipped) else one for one in limit_skipped(iter(found), "a", most)
    ]


def test_the_first_are_told_and_the_rest_counted_by_their_reasons(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "T", "text": ""}\n' * 150 + "{\n" * 30 + '{"title": "T", "text": "Words."}\n')
    found = list(read([path]))
    assert sum(isinstance(one, SourcedArticle) for one in found) == 1
    skipped = [one for one in found if isinstance(one, Skipped)]
    assert [one.where for one in skipped] == [f"{path}:{n}" for n in range(1, 101)] + [str(path)]
    assert skipped[-1].reason.startswith("and 80 more parts like these: 50 no text; 30 ")


def test_reasons_are_counted_up_to_a_bound(monkeypatch):
    monkeypatch.setattr(skip_limits, "_MOST_REASONS", 4)
    found = [Skipped("x", f"reason {min(n, 9)}") for n in range(20)]
    *_, (where, last) = told(found, SkipLimit(1, 99))
    assert where == "a"
    assert last == "and 19 more parts like these: 1 reason 1; 1 reason 2; 1 reason 3; 16 for other reasons"


def test_the_rest_is_counted_too_when_reading_ends_in_an_error():
    def found():
        yield from (Skipped("x", "bad") for _ in range(5))
        raise ValueError("the end")

    reading = limit_skipped(found(), "a", SkipLimit(2, 99))
    assert [next(reading).reason for _ in range(3)] == ["bad", "bad", "and 3 more parts like these: 3 bad"]
    with pytest.raises(ValueError, match="the end"):
        next(reading)


def test_after_too_many_in_a_row_the_rest_is_left():
    def endless():
        yield Skipped("x", "bad")
        yield "article"
        while True:
            yield Mapped("x", ())
            yield Skipped("x", "bad")

    found = [one for one in told(endless(), SkipLimit(2, 5)) if not isinstance(one, Mapped)]
    assert found == [
        *(("x", "bad"), "article", ("x", "bad")),
        ("a", "and 4 more parts like these: 4 bad"),
        ("a", "the rest of it is left: 5 parts in a row are no articles"),
    ]


def test_an_archive_tells_more_of_its_members(tmp_path, monkeypatch):
    monkeypatch.setattr(skip_limits, "ARCHIVE_LIMIT", SkipLimit(1000, 2000))
    path = tmp_path / "a.tar.gz"
    path.write_bytes(tarred({f"{n}.txt": b"" for n in range(1200)} | {"z.txt": GOOD}))
    found = list(read([path]))
    assert isinstance(found[1000], SourcedArticle)
    assert found[1001:] == [Skipped(str(path), "and 200 more parts like these: 200 empty file")]


MAIL = (
    b"From: a@x.example\nTo: b@x.example\nSubject: News\nContent-Type: multipart/mixed; boundary=B\n\n"
    b"--B\nContent-Type: text/plain\n\nThe letter itself.\n"
    b"--B\nContent-Type: text/plain\nContent-Disposition: attachment; filename=c.txt\n\n"
    b"Caption\n\nThe enclosure.\n--B--\n"
)


def test_reading_goes_on_from_wherever_it_was_left(tmp_path):
    """Whatever is opened last: what was found before, and what is found by going on there, are all, and once each."""
    inner = zipped({"1.txt": GOOD, "2.jpg": b"\xff\xd8\xff\xe0\0", "m.eml": MAIL, "3.txt": GOOD})
    (tmp_path / "a.txt").write_bytes(GOOD)
    (tmp_path / "b.tar.gz").write_bytes(tarred({"0.txt": GOOD, "in.zip": inner, "9.txt": GOOD}))
    (tmp_path / "c.txt").write_bytes(b"")
    log = []
    log.extend(read([tmp_path], on_file=lambda way, where: log.append(way)))
    ways = [one for one in log if isinstance(one, tuple)]
    assert ways == sorted(ways)
    assert {(2,), (2, 1), (2, 1, 2), (2, 1, 2, 3), (2, 1, 2, 3, 2), (3,)} < set(ways)
    for way in ways:
        before = log[: log.index(way)]
        inside = [one for one in log if isinstance(one, tuple) and one[: len(way)] == way]
        after = log[log.index(inside[-1]) :]
        rest = list(read([tmp_path], done=way))
        following = next((n for n, one in enumerate(after) if isinstance(one, tuple) and one not in inside), len(after))
        assert rest == [one for one in after[following:] if not isinstance(one, tuple)], way
        assert not [one for one in rest if one in before and isinstance(one, Skipped)]


def test_a_file_said_to_have_a_terabyte_is_not_looked_for(tmp_path):
    """tarfile itself would look behind the end of the archive for half a minute."""
    info = tarfile.TarInfo("a.txt")
    info.size = 1 << 40
    path = tmp_path / "a.tar"
    path.write_bytes(info.tobuf() + GOOD)
    found = list(read([path]))
    assert [one.where for one in found] == [f"{path}/a.txt", str(path)]
    assert all("damaged or cut off" in one.reason for one in found)
