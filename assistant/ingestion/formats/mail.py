"""Emails (.eml): the message as an article, and the files that came with it.

The standard library takes a message apart. Its text is the plain one, or else the page it holds; what is answered and
quoted stays, a signature goes. The sender is the author, Message-ID the id. Knows nothing of mailboxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parseaddr

from assistant.ingestion.decoding import UnreadableError, decode
from assistant.ingestion.file import File, in_memory, safe_name
from assistant.ingestion.formats import html
from assistant.ingestion.formats.fragments import text_of
from assistant.ingestion.records import article
from assistant.schema.articles import Article

_LONGEST_HEADER = 2000
"""Characters: the standard library takes time that grows with the square of this."""
_LONGEST_HEADERS = 64 * 1024
"""Bytes; for the same reason. Those of a message that went through many servers have 20 KB."""
_SIGNATURE = re.compile(r"^-- $.*", re.DOTALL | re.MULTILINE)
_NO_ARTICLES = re.compile(r"image/|audio/|video/|font/|application/(?:pgp|pkcs|x-pkcs|ics)|text/(?:calendar|x?-?vcard)")
MAX_ATTACHMENTS = 100


def read(file: File) -> Iterator[Article | File]:
    """Yield the message, then the files that came with it. Raises UnreadableError, OSError."""
    data = file.read()
    if len(re.split(rb"\r?\n\r?\n", data[: 2 * _LONGEST_HEADERS], maxsplit=1)[0]) > _LONGEST_HEADERS:
        raise UnreadableError(f"an email with more than {_LONGEST_HEADERS // 1024} KB of headers")
    message = message_from_bytes(data, policy=default)
    fields = _text(message)
    name, address = parseaddr(_header(message, "from"))
    found = article(
        {
            "id": _header(message, "message-id").strip("<> "),
            "title": _header(message, "subject") or fields.get("title", ""),
            "text": fields.get("text", ""),
            "authors": [name or address],
            "publisher": _header(message, "organization"),
            "published": _header(message, "date"),
            "url": _header(message, "archived-at").strip("<> "),
            "language": _header(message, "content-language"),
        }
    )
    attached = list(_attached(message, file))
    if not found and not attached:
        raise UnreadableError("no text")
    yield from [found] if found else []
    yield from attached


def _attached(message: Message, file: File) -> Iterator[File]:
    """Yield the files that came along, but for pictures, sounds, signatures and invitations."""
    parts = [part for part in message.walk() if part.get_filename() or part.get_content_disposition() == "attachment"]
    for part in parts[:MAX_ATTACHMENTS]:
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and data and not _NO_ARTICLES.match(part.get_content_type()):
            name = safe_name(str(part.get_filename() or "attachment"))
            yield replace(in_memory(data, f"{file.where}/{name}", name), fields=file.fields)


def _header(message: Message, name: str) -> str:
    """A header as characters, ``""`` where there is none, or none that makes sense."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    if len(raw) > _LONGEST_HEADER:
        return ""
    try:
        return str(message.get(name, ""))
    except Exception:  # noqa: BLE001  (the standard library fails in many ways on broken headers)
        return raw


def _text(message: Message) -> dict[str, str]:
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    if body is not None and (text := _characters(body)).strip():
        if body.get_param("format") == "flowed":
            text = re.sub(r"(?<=\S) \r?\n(?!\s*$)", " ", text)
        return {"text": _SIGNATURE.sub("", text.replace("\r\n", "\n"))}
    page = message.get_body(("html",))
    if page is None:
        return {}
    source = _characters(page)
    return html.extract(source) or {"text": text_of(source)}


def _characters(part: Message) -> str:
    """The text of a part, in the encoding that it declares or else that it shows."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode(data, html=part.get_content_subtype() == "html")
