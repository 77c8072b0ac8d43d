"""The hostile files of ``hostile_files.py``: mutated golden files and hand-made ones, from fixed seeds."""

from __future__ import annotations

import gzip
import random
import struct

from bench import ROOT

FORMATS = ROOT / "tests" / "ingestion" / "formats"

_MUTATIONS = 12
_FEW = 3
"""Mutations of each golden page and wire file, which are of a few kinds only."""


def files() -> dict[str, bytes]:
    """Return the content of each hostile file by name."""
    from samples import samples

    good = samples()
    return {f"{kind}-{name}": data for kind, samples in _by_kind(good).items() for name, data in samples.items()}


def golden() -> dict[str, bytes]:
    """Return good files under names that sort among the hostile ones."""
    from samples import samples

    return {f"{'bfhop'[number % 5]}-good-{name}": data for number, (name, data) in enumerate(samples().items())}


def badly_named() -> dict[bytes, bytes]:
    """Return good and bad files whose names contain characters that a terminal obeys."""
    texts = {"good": "Herons counted\n\nVolunteers counted {} herons.", "bad": ""}
    names = {
        "escape": b"\x1b[31m\x1b]0;owned\x07",
        "bidi": "\u202egpj.exe\u2066".encode(),
        "line": b"one\ntwo\rthree\tfour\x85",
        "bytes": b"\xff\xfe\x9b31m",
        "c1": "\u009b31m\u200f\u061c".encode(),
        "delete": b"a\x7f\x08\x08b",
    }
    return {
        b"odd-%s-%s-%s.txt" % (kind.encode(), sort.encode(), name): text.format(len(name)).encode()
        for kind, text in texts.items()
        for sort, name in names.items()
    }


def _by_kind(good: dict[str, bytes]) -> dict[str, dict[str, bytes]]:
    groups = {
        f"fuzz{number:02}": {n: _mutated(d, f"{number}{n}") for n, d in good.items()} for number in range(_MUTATIONS)
    }
    pages = {path.name: path.read_bytes() for path in sorted(FORMATS.glob("*/*.*")) if path.suffix != ".py"}
    groups |= {f"fuzz{_MUTATIONS + n}": {p: _mutated(d, f"{n}{p}") for p, d in pages.items()} for n in range(_FEW)}
    groups["half"] = {name: data[: len(data) // 2] for name, data in (good | pages).items()}
    groups["renamed"] = {f"{name}.html": data for name, data in good.items()}
    groups["bomb"] = _bombs(good)
    groups["odd"] = _odd()
    return groups


def _mutated(data: bytes, seed: str) -> bytes:
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.randint(1, 30)):
        position = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[position] = chance.randrange(256)
            case 1:
                del changed[position : position + chance.randint(1, 50)]
            case 2:
                changed[position:position] = chance.randbytes(chance.randint(1, 50))
            case _:
                changed[position:position] = changed[position : position + 200]
        changed = changed or bytearray(b"x")
    return bytes(changed)


def _bombs(good: dict[str, bytes]) -> dict[str, bytes]:
    from samples import tarred, zipped

    zeros = bytes(300 * 1024 * 1024)
    spaces = gzip.compress(b" " * (300 * 1024 * 1024))
    lol = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    nested = good["a.zip"]
    for _ in range(20):
        nested = zipped({"in.zip": nested})
    word = zipped({"word/document.xml": b"<w:p>" * 20_000_000, "[Content_Types].xml": b"<x/>"})
    return {
        "zeros.zip": zipped({"a.txt": zeros}),
        "many.zip": zipped({f"{n}.txt": zeros[: 30 * 1024 * 1024] for n in range(8)}),
        "spaces.gz": spaces,
        "twice.gz": gzip.compress(spaces),
        "big.tar.gz": tarred({"a.txt": zeros}),
        "nested.zip": nested,
        "lol.html": f"{lol}]><html><body><p>&j;</p></body></html>".encode(),
        "lol.xml": f"{lol}]><nitf><body>&j;</body></nitf>".encode(),
        "word.docx": word,
        "lol.docx": zipped({"word/document.xml": f"{lol}]><w:document>&j;</w:document>".encode()}),
        "deep.docx": zipped({"word/document.xml": b"<w:p>" * 200_000, "[Content_Types].xml": b"<x/>"}),
        "empties.tar.gz": _empties(),
        "claims.tar": _claim(),
        "traversal.tar": tarred({"../../../tmp/a.txt": b"T\n\nWords.", "/etc/b\u202e\x1b[1m.txt": b"T\n\nWords."}, "w"),
        "names.zip": zipped({f"{'a/' * 5000}{n}.txt": b"T\n\nWords." for n in range(20)}),
        "traversal.zip": zipped({"../../etc/a.txt": b"T\n\nWords.", "C:\\x\\b\x1b[31m\u202e.txt": b"T\n\nWords."}),
    }


def _odd() -> dict[str, bytes]:
    big = 16 * 1024 * 1024
    return {
        "deep.json": b"[" * 5_000_000,
        "deepobject.json": b'{"a":' * 1_000_000,
        "lists.json": b"[" + b"[]," * (big // 3) + b"[]]",
        "objects.json": b"[" + b'{"":0},' * (big // 8) + b"{}]",
        "longline.json": b'{"text": "' + b"a " * (20 * 1024 * 1024) + b'"}',
        "longline.jsonl": b'{"text": "' + b"a " * (20 * 1024 * 1024) + b'"}\n{"text": "Words."}\n',
        "longline.txt": b"word " * (10 * 1024 * 1024),
        "longline.md": b"*" * (10 * 1024 * 1024),
        "quote.csv": b'title,text\nT,"' + b"words\n" * 5_000_000,
        "columns.csv": b"title,text," + b"c," * 1_000_000 + b"\n" + b"a," * 1_000_000,
        "deep.html": b"<div>" * 1_000_000 + b"words",
        "wide.html": b"<html><body>" + b"<p>The bell rang twice in Fernhaven.</p>" * 400_000,
        "tag.html": b"<html><p " + b"a=b " * 3_000_000,
        "comments.html": b"<!---->" * 500 + b"x" * 5000,
        "markdown.md": b"[" * 2_000_000,
        "front.md": b"---\n" + b"- a: b\n" * 500_000 + b"---\nText.",
        "alias.md": b"---\na: &a [x]\n"
        + b"".join(b"b%d: &b%d [*a, *a]\n" % (n, n) for n in range(5000))
        + b"---\nText.",
        "control.txt": bytes(range(1, 32)) * 1000,
        "bidi.txt": "\u202eT\u2066\n\n\u202eWords.".encode(),
        "latin.txt": b"Caf\xe9 opens",
        "utf16.txt": "T\n\nWords.".encode("utf-16")[:-1],
        "utf32.txt": "T\n\nWords.".encode("utf-32"),
        "steering.txt": b"\x1b]0;owned\x07\x1b[2JHerons\x9b31m \xc2\x9b31m\n\n"
        b"Herons\x08\x08 were \x1b[31mcounted\r.\n\x0b\x0c\x7f",
        "steering.json": rb'{"title": "Herons \u001b[31m\u202eowned",'
        rb' "text": "Herons \u001b]0;x\u0007 \u2066were\u202e."}',
        "steering.html": "<html><title>Herons &#27;[31m&#x202e;</title>"
        "<p>Herons &#155;31m\u202ewere \u200fcounted &#8;.</p>".encode(),
        "ebcdic.txt": "Herons were counted on the marsh.".encode("cp500"),
        "latin.html": b'<html><meta charset="utf-8"><p>' + b"Caf\xe9 opens. " * 50,
        "lied.html": b'<html><meta charset="utf-16"><p>' + b"The bell rang twice. " * 50,
        "nonsense.html": b'<html><meta charset="no-such"><p>' + b"The bell rang twice. " * 50,
        "surrogate.json": b'{"title": "\\ud800 bell", "text": "\\udfff rang \\ud83d"}',
        "nulls.csv": b"title,text\n" + b"a\0b,c\0d\n" * 1000,
        "number.json": b'{"title": "T", "text": "Words.", "n": ' + b"9" * 1_000_000 + b"}",
        "rows.csv": b"title,text\n" + b"T,\n" * (big // 3),
        "rows.jsonl": b'{"title": "T"}\n' * (big // 15),
        "png.txt": b"\x89PNG\r\n\x1a\n" + b"no zero in it " * 100,
        "deep.xml": b"<a>" * 1_000_000,
        "attributes.xml": b"<nitf " + b"".join(b'a%d="b" ' % n for n in range(200_000)) + b"/>",
        "longline.xml": b"<?xml version='1.0'?><rss><channel><item><title>" + b"a " * big,
        "external.xml": b'<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]><nitf><body>&x;</body></nitf>',
        "quadratic.xml": b'<!DOCTYPE nitf [<!ENTITY x "' + b"a" * 50_000 + b'">]><nitf><body>' + b"&x;" * 50_000,
        "nul.txt": bytes(100_000),
        "empty.pdf": b"",
        "head.pdf": b"%PDF-1.7\n",
        "ole.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
        "mail.eml": b"From: " + b"(" * 500_000 + b"\nSubject: x\nDate: x\n\nWords.",
        "parts.eml": _parts(),
        "header.eml": b"Subject: x\nFrom: a\nContent-Type: text/plain; " + b"a*0*=b; " * 50_000 + b"\n\nWords.",
        "empty.zip": b"PK\x05\x06" + bytes(18),
        "encrypted.zip": _encrypted(),
        "par1.parquet": b"PAR1" + struct.pack("<I", 2**31 - 1) + b"PAR1",
        "rtf.rtf": b"{\\rtf1 " + b"{" * 1_000_000,
    }


def _parts() -> bytes:
    return b"From: a@x.example\nSubject: x\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(2000)
    )


def _encrypted() -> bytes:
    from samples import zipped

    data = bytearray(zipped({"a.txt": b"T\n\nWords."}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _empties() -> bytes:
    """A .tar.gz of six million empty files, which takes no more than a few MB."""
    import io
    import tarfile

    head = tarfile.TarInfo("a.txt").tobuf()
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1, mtime=0) as packed:
        for _ in range(6000):
            packed.write(head * 1000)
    return out.getvalue()


def _claim() -> bytes:
    """Return a .tar whose header gives its one file a terabyte."""
    import tarfile

    info = tarfile.TarInfo("a.txt")
    info.size = 1 << 40
    return info.tobuf() + b"T\n\nWords.\n"
