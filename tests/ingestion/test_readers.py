"""Files and folders: what is read, what is skipped and why."""

import codecs
import os

import pytest

from assistant.errors import InputError
from assistant.ingestion import file
from assistant.ingestion.formats import json
from assistant.ingestion.readers import SourcedArticle, read
from assistant.schema.archives import Skipped


@pytest.fixture
def put(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def reasons(*paths):
    return [(found.where, found.reason) for found in read(paths) if isinstance(found, Skipped)]


def articles(*paths):
    return [found.article for found in read(paths) if isinstance(found, SourcedArticle)]


def test_a_folder_in_sorted_order(put, tmp_path):
    for name in ("b.txt", "a/z.md", "a/y.txt", "c.HTM", ".hidden.txt", ".git/x.txt", "README.md", "a/readme.md"):
        put(name, f"<h1>Headline of {name}</h1>\n\n<p>The text of it.</p>")
    put("picture.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF")
    put("program.py", "x = 1")
    found = list(read([tmp_path]))
    assert [one.path if isinstance(one, SourcedArticle) else (one.where, one.reason) for one in found] == [
        str(tmp_path / "a/y.txt"),
        str(tmp_path / "a/z.md"),
        str(tmp_path / "b.txt"),
        str(tmp_path / "c.HTM"),
        (str(tmp_path / "picture.jpg"), "a picture (image/jpeg)"),
        (str(tmp_path / "program.py"), "a text file of an unknown kind (.py); name it .txt if it is an article"),
    ]


def test_named_files_are_read_whatever_their_name(put):
    paths = [put("README.md", "# Title\n\nText."), put(".hidden.txt", "Title\n\nText.")]
    assert [one.title for one in articles(*paths)] == ["Title", "Title"]


def test_a_missing_path_is_an_error_before_anything_is_read(put, tmp_path):
    with pytest.raises(InputError) as caught:
        read([put("a.txt", "T\n\nText."), tmp_path / "gone.txt"])
    assert str(tmp_path / "gone.txt") in caught.value.message
    assert caught.value.hint


def test_loops_of_links_end_and_broken_links_are_reported(put, tmp_path):
    put("deep/er/a.txt", "T\n\nText.")
    (tmp_path / "deep/er/loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "deep/broken.txt").symlink_to(tmp_path / "nowhere.txt")
    assert len(articles(tmp_path)) == 1
    assert reasons(tmp_path) == [(str(tmp_path / "deep/broken.txt"), "broken link")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this file system")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert reasons(tmp_path) == [(str(tmp_path / "pipe.txt"), "not a regular file")]


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may read everything")
def test_a_file_without_permission(put):
    path = put("a.txt", "T\n\nText.")
    path.chmod(0)
    assert reasons(path) == [(str(path), "cannot be read: Permission denied")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty file"),
        (b" \n\xef\xbb\xbf\n", "no text"),
        (b"abc\x00def", "binary file"),
        (b"Caf\xe9 opens\n\nText", "not valid UTF-8 at byte 3"),
        (b"cut off \xe2\x80", "not valid UTF-8 at byte 8"),
        (codecs.BOM_UTF16_LE + b"a", "not valid utf-16"),
        (codecs.BOM_UTF16_LE + "a\0b".encode("utf-16-le"), "binary file"),
        (b"\x89PNG\r\n\x1a\n" + b"no zero byte " * 9, "a picture (image/png)"),
        (b"ID3\x03\x01\x02" + b"\xff\xfb" * 50, "a sound recording (audio/mpeg)"),
        (b"\x7fELF\x02\x01\x01" + bytes(60), "a program (application/x-executable)"),
        (b"wOF2\0\1\0\0" + b"a" * 40, "a font (application/font-woff)"),
        (b"Rar!\x1a\x07\x01\x05abc", "packed in a way that is not opened (application/x-rar-compressed)"),
        (bytes(range(128, 256)) + bytes(range(1, 32)) * 3, "binary file"),
    ],
)
def test_what_is_not_text(put, content, reason):
    path = put("a.txt", content)
    assert reasons(path) == [(str(path), reason)]


@pytest.mark.parametrize("words", ["BM and MZ are letters", "ID3 is a tag", "A bell \x07 rings once in a long text"])
def test_prose_that_begins_as_binary_files_do_is_prose(put, words):
    (found,) = read([put("a.txt", f"Title\n\n{words}")])
    assert found.article.text == words.replace("\x07", "")
    (found,) = read([put("b.txt", f"{words}.\n\nText.")])
    assert found.article.text.endswith("Text.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(put, encoding):
    (found,) = articles(put("a.txt", "Café\n\n“Très bien,” said Zoë.".encode(encoding)))
    assert (found.title, found.text) == ("Café", "“Très bien,” said Zoë.")


def test_a_large_file_is_not_read(put, monkeypatch):
    monkeypatch.setattr(file, "MAX_BYTES", 1024 * 1024)
    path = put("a.txt", b"a" * (1024 * 1024 + 1))
    assert reasons(path) == [(str(path), "larger than 1 MB; split it, or use .jsonl")]


def test_progress_counts_the_bytes_of_the_file_that_was_opened_last(put, monkeypatch):
    monkeypatch.setattr(file, "STRIDE_BYTES", 100_000)
    path = put("a.txt", "Title\n\n" + "Words. " * 50_000)
    strides = []
    progress = file.ReadProgress(lambda: strides.append(progress.bytes_read))
    other = file.ReadProgress()
    list(read([path], progress=progress))
    assert progress.bytes_read == path.stat().st_size
    assert strides
    assert other.bytes_read == 0
    progress.restart()
    assert progress.bytes_read == 0


def test_json_shapes(put):
    one = '{"title": "T", "text": "Words."}'
    for content, expected in [
        (one, 1),
        (f"[{one}, {one}]", 2),
        (f'{{"status": "ok", "articles": [{one}]}}', 1),
        ("\ufeff" + one, 1),
    ]:
        assert len(articles(put("a.json", content))) == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"title": "T", "text": "Wor', "JSON is cut off: it ends in the middle"),
        ('{"title": T}', "not valid JSON: Expecting value at line 1, column 11"),
        ("", "empty file"),
        ("3", "neither an article nor a list of articles"),
        ("[]", "no articles in it"),
        ('{"title": "T"}', "no text"),
        ("[" * 200_000, "JSON is nested too deeply or holds a number that is too long"),
        ("1" * 10_000, "JSON is nested too deeply or holds a number that is too long"),
    ],
)
def test_broken_json(put, content, reason):
    path = put("a.json", content)
    assert reasons(path) == [(str(path), reason)]


def test_what_came_before_a_cut_is_taken(put):
    path = put("a.json", '{"status": "ok", "articles": [{"id": "a", "text": "Words."},\n{"id": "b", "te')
    assert [one.id for one in articles(path)] == ["a"]
    assert reasons(path) == [(f"{path} (after article 1)", "JSON is cut off: it ends in the middle")]


def test_items_of_a_list_that_cannot_be_used(put):
    path = put("a.json", '[1, {"text": ""}, {"text": "Words."}]')
    assert reasons(path) == [(f"{path} (article 1)", "not a JSON object"), (f"{path} (article 2)", "no text")]
    assert len(articles(path)) == 1


def test_json_lines_go_on_after_a_broken_line(put):
    path = put(
        "a.jsonl",
        b'\xef\xbb\xbf{"id": "1", "text": "One."}\n\n{"id": "2", "text": "Tw\r\n[1]\n{"id": "4", "text": "\xff"}\n'
        b'{"id": "5", "text": ""}\n{"id": "6", "text": "Six."}',
    )
    assert [one.id for one in articles(path)] == ["1", "6"]
    assert reasons(path) == [
        (f"{path}:3", "JSON is cut off: it ends in the middle"),
        (f"{path}:4", "not a JSON object"),
        (f"{path}:5", "not valid UTF-8 at byte 21"),
        (f"{path}:6", "no text"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty file"),
        ("\n \n", "no articles in it"),
        ("{}".encode("utf-16"), "JSON Lines in UTF-16; save it as UTF-8"),
        (b"\x7fELF\x00\x01\n\x00\n", "binary file"),
    ],
)
def test_json_lines_that_hold_nothing(put, content, reason):
    path = put("a.jsonl", content)
    assert reasons(path) == [(str(path), reason)]


def test_a_line_that_is_too_long_is_passed_over(put, monkeypatch):
    monkeypatch.setattr(json, "MAX_LINE_BYTES", 1024 * 1024)
    good = b'{"id": "%d", "text": "Words."}\n'
    path = put("a.jsonl", good % 1 + b'{"text": "' + b"a" * (3 * 1024 * 1024) + b'"}\n' + good % 3 + b"b" * 2_000_000)
    assert [one.id for one in articles(path)] == ["1", "3"]
    assert reasons(path) == [(f"{path}:2", "line longer than 1 MB"), (f"{path}:4", "line longer than 1 MB")]


def test_json_lines_are_not_held_in_memory(put, tmp_path):
    import tracemalloc

    path = tmp_path / "long.jsonl"
    with path.open("wb") as stream:
        stream.write(b'{"text": "')
        stream.truncate(200 * 1024 * 1024)  # sparse: takes no room on the disk
        stream.seek(0)
        stream.write(b"a" * 5000)
    tracemalloc.start()
    try:
        assert reasons(path) == [(f"{path}:1", "line longer than 16 MB")]
        assert tracemalloc.get_traced_memory()[1] < 40 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_the_same_file_elsewhere_has_the_same_id(put):
    content = "Bridge opens\n\nIt opened."
    assert len({one.id for one in articles(put("a.txt", content), put("b/c.txt", content))}) == 1
