"""One small story, in our own words, in every format that is read; also the stock that hostile files are made from."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from email.message import EmailMessage

from assistant.pandoc import convert_to_bytes

TITLE = "Harbour bridge opens"
BODY = (
    "The new harbour bridge in Fernhaven opened on Tuesday after four years of work, the town council said.\n\n"
    "“We are proud,” Mayor Olive Brandt said. It is a well-known site, and it cost £3 million."
)
ROW = {
    "Headline": TITLE,
    "Story Text": BODY,
    "Pub Date": "2026-01-28T09:00:00Z",
    "By-line": "By Ada Quill and Bo Reed",
    "Publication": "Fernhaven Gazette",
    "Link": "https://gazette.example/bridge",
    "Row": "1",
}
PAGE = (
    f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{TITLE}</title></head><body><article>"
    f"<h1>{TITLE}</h1>" + "".join(f"<p>{part}</p>" for part in BODY.split("\n\n")) + "</article></body></html>"
)


def table(delimiter: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ROW), delimiter=delimiter)
    writer.writeheader()
    writer.writerow(ROW)
    return text.getvalue().encode()


def parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table({name: [value] for name, value in ROW.items()}), out)
    return out.getvalue()


def pdf() -> bytes:
    import typst

    body = BODY.replace("\n\n", "\n\n\n")
    source = (
        f'#set document(title: "{TITLE}", author: "Ada Quill", date: datetime(year: 2026, month: 1, day: 28))\n'
        "#set page(width: 9cm, height: 4cm, header: [Fernhaven Gazette])\n"
        f'#set text(hyphenate: true, lang: "en")\n#set par(justify: true)\n= {TITLE}\n{body}\n'
    )
    return bytes(typst.compile(source.encode()))


def document(form: str) -> bytes:
    return convert_to_bytes(
        f"---\ntitle: {TITLE}\nauthor: Ada Quill\n---\n\n{BODY}\n", "markdown-smart", form, "--standalone"
    )


def mail() -> bytes:
    message = EmailMessage()
    message["From"] = "Ada Quill <ada@gazette.example>"
    message["To"] = "desk@gazette.example"
    message["Subject"] = TITLE
    message["Date"] = "Wed, 28 Jan 2026 10:00:00 +0100"
    message["Message-ID"] = "<bridge-1@gazette.example>"
    message.set_content(BODY + "\n\n-- \nAda Quill\n")
    message.add_attachment(PAGE.encode(), maintype="text", subtype="html", filename="../bridge.html")
    message.add_attachment(b"\x89PNG\r\n\x1a\n\0", maintype="image", subtype="png", filename="logo.png")
    return message.as_bytes()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def samples() -> dict[str, bytes]:
    """Every format's file, by a name that says what it is."""
    text = f"{TITLE}\n\n{BODY}\n".encode()
    lines = (json.dumps(ROW) + "\n").encode() * 2
    return {
        "a.txt": text,
        "a.md": f"---\ntitle: {TITLE}\n---\n\n{BODY}\n".encode(),
        "a.html": PAGE.encode(),
        "a.json": json.dumps({"status": "ok", "articles": [ROW]}).encode(),
        "a.jsonl": lines,
        "a.csv": table(),
        "a.tsv": table("\t"),
        "a.parquet": parquet(),
        "a.pdf": pdf(),
        "a.docx": document("docx"),
        "a.odt": document("odt"),
        "a.rtf": document("rtf"),
        "a.eml": mail(),
        "a.zip": zipped({"news/a.txt": text, "b.html": PAGE.encode()}),
        "a.tar.gz": tarred({"a.txt": text, "b.jsonl": lines}),
        "a.jsonl.gz": gzip.compress(lines, mtime=0),
        "a.txt.bz2": bz2.compress(text),
        "a.txt.xz": lzma.compress(text),
    }
