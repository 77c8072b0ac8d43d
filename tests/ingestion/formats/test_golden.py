"""One story in every format: the whole article, and what is passed over or told."""

import pytest
import samples

from assistant.ingestion.readers import SourcedArticle, read
from assistant.schema.archives import Mapped, Skipped
from assistant.schema.articles import Article

FILES = samples.samples()
ROW = {
    "publisher": "Fernhaven Gazette",
    "authors": ("Ada Quill", "Bo Reed"),
    "published": "2026-01-28T09:00:00+00:00",
    "url": "https://gazette.example/bridge",
}
MAIL = {"id": "bridge-1-gazette.example-2b4c3d", "authors": ("Ada Quill",), "published": ROW["published"]}
PDF = {"authors": ("Ada Quill",), "published": "2026-01-28T00:00:00+00:00"}
ADA = {"authors": ("Ada Quill",)}
PAGE = {"language": "en"}
EXPECTED = {
    "a.txt": [{}],
    "a.md": [{}],
    "a.html": [PAGE],
    "a.json": [ROW],
    "a.jsonl": [ROW, ROW],
    "a.csv": [ROW],
    "a.tsv": [ROW],
    "a.parquet": [ROW],
    "a.pdf": [PDF],
    "a.docx": [ADA],
    "a.odt": [ADA],
    "a.rtf": [{}],
    "a.eml": [MAIL, PAGE],
    "a.zip": [{}, PAGE],
    "a.tar.gz": [{}, ROW, ROW],
    "a.jsonl.gz": [ROW, ROW],
    "a.txt.bz2": [{}],
    "a.txt.xz": [{}],
}


def whole(found, **said):
    return Article(**{"id": found.id, "title": samples.TITLE, "text": samples.BODY, **said})


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("renamed", [False, True])
def test_a_story(tmp_path, name, renamed):
    """By its name, and under one that says nothing, or the wrong thing, where the content speaks for itself."""
    only_by_name = name in ("a.txt", "a.md")
    path = tmp_path / ("story" if renamed and not only_by_name else name)
    path.write_bytes(FILES[name])
    found = list(read([path]))
    articles = [one.article for one in found if isinstance(one, SourcedArticle)]
    assert [one for one in found if isinstance(one, Skipped)] == []
    if name == "a.rtf":  # RTF has no properties that are read: the author's name is a line of its text
        articles = [whole(one) for one in articles if one.text.endswith(samples.BODY)]
    assert articles == [whole(one, **said) for one, said in zip(articles, EXPECTED[name], strict=True)]


def test_where_members_are(tmp_path):
    for name in ("a.zip", "a.tar.gz", "a.eml"):
        (tmp_path / name).write_bytes(FILES[name])
    found = [one.path.removeprefix(f"{tmp_path}/") for one in read([tmp_path])]
    assert found == ["a.eml", "a.eml/bridge.html", *["a.tar.gz/a.txt"], *["a.tar.gz/b.jsonl"] * 2, "a.zip/news/a.txt",
                     "a.zip/b.html"]  # fmt: skip


def test_columns_are_told_and_can_be_given(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Id,Über,Inhalt,who.name,Kicker\n7,T,Words.,Ada,K\n")
    told, found = list(read([path], (("title", "Über"), ("text", "Inhalt"), ("authors", "who.name"))))
    fields = (("id", "Id"), ("title", "Über"), ("text", "Inhalt"), ("authors", "who.name"))
    assert told == Mapped(str(path), fields, ("Kicker",))
    assert found.article == Article(found.article.id, "T", "Words.", authors=("Ada",))
    assert found.article.id != "7"  # a number counts rows
    (skipped,) = read([path], (("text", "Body"),))
    assert skipped.reason == "no column is called Body; its columns: Id, Über, Inhalt, who.name, Kicker"


def test_rows_that_do_not_fit(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('title,text\nA,One.\nB\nD,Four.\nE,"cut of')
    found = [(one.where.removeprefix(str(path)), one.reason) for one in read([path]) if isinstance(one, Skipped)]
    assert found == [
        (" (row 3)", "it has 1 columns where the first row names 2"),
        (" (row 5)", "the file is cut off: it ends inside quotation marks"),
    ]


@pytest.mark.parametrize(
    ("name", "data", "reasons"),
    [
        ("b.zip", samples.zipped({"a.txt": b" " * 80_000_000}), ["unpacks to more than 200 times"]),
        ("b.gz", FILES["a.jsonl.gz"][:-20], ["damaged or cut off"]),
        ("b.docx", FILES["a.docx"][:-200], ["damaged or cut off"]),
        ("b.pdf", b"%PDF-1.7\n", ["damaged or cut off PDF"]),
        ("b.parquet", FILES["a.parquet"][:-9], ["damaged, cut off or encrypted Parquet"]),
        ("b.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), ["an old Office file"]),
        ("b.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), ["a picture (image/png)"]),
    ],
)
def test_what_cannot_be_read(tmp_path, name, data, reasons):
    (tmp_path / name).write_bytes(data)
    found = [one.reason for one in read([tmp_path]) if isinstance(one, Skipped)]
    assert len(found) == len(reasons)
    assert all(reason in one for one, reason in zip(found, reasons, strict=True)), found


def test_names_of_members_lead_nowhere(tmp_path):
    members = {"../../etc/a.txt": b"T\n\nWords.", "C:\\x\\b\x1b[31m\u202e.txt": b"T\n\nWords.", ".x/c.txt": b"Words."}
    (tmp_path / "a.zip").write_bytes(samples.zipped(members))
    paths = [one.path.removeprefix(f"{tmp_path}/") for one in read([tmp_path])]
    assert paths == ["a.zip/etc/a.txt", "a.zip/x/b\ufffd[31m\ufffd.txt"]


def test_patterns(tmp_path, monkeypatch):
    for name in ("a/x.txt", "a/b/y.txt", "a/.h/z.txt", "a/b/w.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("T\n\nWords.")
    monkeypatch.chdir(tmp_path)
    assert [one.path for one in read(["a/**/*.txt"])] == ["a/b/y.txt", "a/x.txt"]


def test_standard_input(monkeypatch):
    import io

    class Piped:
        buffer = io.BytesIO(FILES["a.tar.gz"])

    monkeypatch.setattr("sys.stdin", Piped)
    assert [one.path for one in read(["-"])] == ["standard input/a.txt", *["standard input/b.jsonl"] * 2]
