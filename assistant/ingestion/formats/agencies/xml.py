"""Read XML files of agencies; the root element says which format it is."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.formats import syndication
from assistant.ingestion.formats.agencies import newsml, nitf
from assistant.ingestion.formats.html import web_page
from assistant.ingestion.formats.markup import parse_xml
from assistant.schema.archives import Skipped
from assistant.schema.articles import Article


def read(file: File) -> Iterator[Article | Skipped]:
    """Yield the stories in the file. Raises UnreadableError, OSError."""
    if syndication.is_feed(file.head()):
        yield from syndication.read(file)
        return
    root = parse_xml(file.read())
    if root.name == "newsMessage" or root.name in newsml.ITEMS:
        yield from newsml.items(root, file.where)
    elif root.name == "nitf" or root.find(".//nitf"):
        yield from nitf.stories(root, file.where)
    elif root.name == "html":
        yield from web_page.read(file)
    else:
        raise UnreadableError(f"XML of a kind that is not known; its first element is {root.name}")
