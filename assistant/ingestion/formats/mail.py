"""Read emails (.eml): the message as an article, then its attachments.

The text is the plain body, else the HTML body. Quoted text stays; a signature is removed. The sender is the author,
Message-ID the id. One message a file: mailboxes (mbox) are not read.
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
from assistant.ingestion.formats.html import web_page
from assistant.ingestion.formats.html.fragments import text_of
from assistant.ingestion.records import article
from assistant.schema.articles import Article

_MAX_HEADER = 2000
"""Characters in one header; the standard library's parsing time is quadratic in this."""
_MAX_HEADER_BYTES = 64 * 1024
"""Bytes of all headers, for the same reason. A message that went through many servers has 20 KB."""
_SIGNATURE = re.compile(r"^-- $.*", re.DOTALL | re.MULTILINE)
_IGNORED_TYPES = re.compile(
    r"image/|audio/|video/|font/|application/(?:pgp|pkcs|x-pkcs|ics)|text/(?:calendar|x?-?vcard)"
)
MAX_ATTACHMENTS = 100


def read(file: File) -> Iterator[Article | File]:
    """Yield the message, then its attachments. Raises UnreadableError, OSError."""
    data = file.read()
    if len(re.split(rb"\r?\n\r?\n", data[: 2 * _MAX_HEADER_BYTES], maxsplit=1)[0]) > _MAX_HEADER_BYTES:
        raise UnreadableError(f"an email with more than {_MAX_HEADER_BYTES // 1024} KB of headers")
    message = message_from_bytes(data, policy=default)
    fields = _body_fields(message)
    name, address = parseaddr(_header(message, "from"))
    draft = article(
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
    attachments = list(_attachments(message, file))
    if not draft and not attachments:
        raise UnreadableError("no text")
    yield from [draft] if draft else []
    yield from attachments


def _attachments(message: Message, file: File) -> Iterator[File]:
    """Yield the attachments, except pictures, sound, signatures and invitations."""
    parts = [part for part in message.walk() if part.get_filename() or part.get_content_disposition() == "attachment"]
    for part in parts[:MAX_ATTACHMENTS]:
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and data and not _IGNORED_TYPES.match(part.get_content_type()):
            name = safe_name(str(part.get_filename() or "attachment"))
            yield replace(in_memory(data, f"{file.where}/{name}", name), fields=file.fields)


def _header(message: Message, name: str) -> str:
    """Return a header, decoded where possible; ``""`` where it is missing or too long."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    if len(raw) > _MAX_HEADER:
        return ""
    try:
        return str(message.get(name, ""))
    except Exception:  # noqa: BLE001  (the standard library fails in many ways on broken headers)
        return raw


def _body_fields(message: Message) -> dict[str, str]:
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    if body is not None and (text := _decoded_part(body)).strip():
        if body.get_param("format") == "flowed":
            text = re.sub(r"(?<=\S) \r?\n(?!\s*$)", " ", text)
        return {"text": _SIGNATURE.sub("", text.replace("\r\n", "\n"))}
    html = message.get_body(("html",))
    if html is None:
        return {}
    source = _decoded_part(html)
    return web_page.extract(source) or {"text": text_of(source)}


def _decoded_part(part: Message) -> str:
    """Return the text of a part, in its declared encoding or else the detected one."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode(data, html=part.get_content_subtype() == "html")
