"""Hostile files of every format: are all reported, quickly and in bounded memory?

    PYTHONPATH=. python scripts/hostile_files.py FOLDER

Makes them in FOLDER (seeded), reads each in a process of its own, and exits with 1 if one crashed, took over 10 s or
1 GB, or gave neither an article nor a reason.
"""

from __future__ import annotations

import gzip
import multiprocessing
import random
import resource
import struct
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "ingestion"))

SECONDS, MEGABYTES = 10.0, 1024
_MUTATIONS = 12


def main(folder: Path) -> int:
    """Make the files in ``folder``, read them, and say how that went."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = sorted(_write(folder))
    rows = [_measured(path) for path in paths]
    bad = [row for row in rows if row[1] or row[2] > SECONDS or row[3] > MEGABYTES or not row[4] + row[5]]
    for row in bad:
        print("BAD", *row)
    slowest, largest = max(rows, key=lambda row: row[2]), max(rows, key=lambda row: row[3])
    print(f"{len(rows)} files: {sum(row[4] for row in rows)} articles, {sum(row[5] for row in rows)} skipped")
    print(f"slowest {slowest[0]} {slowest[2]:.1f} s; largest {largest[0]} {largest[3]} MB; {len(bad)} bad")
    return bool(bad)


def _measured(path: Path) -> tuple[str, str, float, int, int, int]:
    """Name, what went wrong, seconds, megabytes, articles, skipped."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    begun = time.monotonic()
    process = context.Process(target=_read, args=(path, theirs))
    process.start()
    theirs.close()
    process.join(SECONDS + 5)
    wrong = ""
    if process.is_alive():
        process.kill()
        process.join()
        wrong = "did not end"
    elif process.exitcode:
        wrong = f"exit code {process.exitcode}"
    megabytes, articles, skipped = ours.recv() if not wrong and ours.poll() else (0, 0, 0)
    return path.name, wrong, time.monotonic() - begun, megabytes, articles, skipped


def _read(path: Path, pipe: multiprocessing.connection.Connection) -> None:
    from assistant.ingestion.files import Read, read
    from assistant.schema import Skipped

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    articles = skipped = 0
    for found in read([path]):
        articles += isinstance(found, Read)
        skipped += isinstance(found, Skipped)
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    pipe.send((max(own, children) // 1024, articles, skipped))


def _write(folder: Path) -> list[Path]:
    from samples import samples

    good = samples()
    files = {f"{kind}-{name}": data for kind, made in _made(good).items() for name, data in made.items()}
    written = []
    for name, data in files.items():
        path = folder / name
        path.write_bytes(data)
        written.append(path)
    return written


def _made(good: dict[str, bytes]) -> dict[str, dict[str, bytes]]:
    made = {
        f"fuzz{number:02}": {n: _mutated(d, f"{number}{n}") for n, d in good.items()} for number in range(_MUTATIONS)
    }
    made["half"] = {name: data[: len(data) // 2] for name, data in good.items()}
    made["renamed"] = {f"{name}.html": data for name, data in good.items()}
    made["bomb"] = _bombs(good)
    made["odd"] = _odd()
    return made


def _mutated(data: bytes, seed: str) -> bytes:
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : at + chance.randint(1, 50)]
            case 2:
                changed[at:at] = chance.randbytes(chance.randint(1, 50))
            case _:
                changed[at:at] = changed[at : at + 200]
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


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
