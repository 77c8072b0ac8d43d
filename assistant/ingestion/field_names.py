"""Names of fields: which of our fields a name in JSON, a table or front matter stands for, and its values in a record.

Names are compared by their letters and digits alone: "Published At", publishedAt and published_at are the same. A dot
leads into a nested object (``byline.name``), and through a list into each of its items. The names that the user maps go
before those in ``NAMES``. Cost: one pass over a record's names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from assistant.errors import InputError

FieldMap = tuple[tuple[str, str], ...]
"""The user's own mapping, as (our field, its name there). A field may come several times: the first value counts."""

NAMES = {
    "id": ("id", "uuid", "guid", "articleId", "storyId", "newsId", "docId", "documentId", "uri", "uid"),
    "title": (
        *("title", "headline", "headlines", "heading", "webTitle", "articleTitle", "newsTitle", "titleText"),
        *("fields.headline", "subject", "headlineMain"),
    ),
    "text": (
        *("text", "body", "content", "articleBody", "fullText", "articleText", "mainText", "bodyText", "storyText"),
        *("articleContent", "newsContent", "newsText", "textContent", "contentText", "plainText", "article", "story"),
        *("fields.bodyText", "fields.body", "bodyHtml", "contentHtml", "html", "news", "document", "post", "message"),
        *("summary", "abstract", "description", "shortDescription", "snippet", "leadParagraph", "lead", "excerpt"),
    ),
    "publisher": (
        *("publisher", "publisherName", "source", "sourceName", "siteName", "publication", "outlet", "newspaper"),
        *("mediaOutlet", "sourceTitle", "provider", "thread.siteFull", "thread.site", "sourceDomain", "domain", "site"),
        *("sourceCommonName", "cleanUrl", "agency"),
    ),
    "authors": (
        *("authors", "author", "byline", "bylines", "creator", "creators", "writer", "writers", "journalist", "by"),
        *("authorName", "authorNames", "reporter", "fields.byline", "articleAuthor", "contributors"),
    ),
    "published": (
        *("published", "publishedAt", "datePublished", "publishedDate", "publicationDate", "publishDate", "pubDate"),
        *("publishedTime", "publishTime", "publishedOn", "publishingDate", "datePublish", "webPublicationDate"),
        *("dateTimePub", "firstPublished", "firstPublishedAt", "dateGmt", "date", "dateTime", "articleDate"),
        *("postedAt", "postDate", "issued", "displayDate", "seenDate", "created", "createdAt", "dateCreated"),
        *("timestamp", "time"),
    ),
    "updated": (
        *("updated", "updatedAt", "dateModified", "modified", "modifiedAt", "modifiedGmt", "lastModified"),
        *("lastUpdated", "updatedDate", "updateDate", "dateModify", "dateUpdated", "modifiedDate", "lastUpdate"),
    ),
    "url": (
        *("url", "link", "webUrl", "articleUrl", "sourceUrl", "canonicalUrl", "permalink", "newsUrl", "originalUrl"),
        *("articleLink", "documentIdentifier", "mainEntityOfPage", "shareUrl"),
    ),
    "language": ("language", "lang", "inLanguage", "languageCode", "locale"),
    "dateline": ("dateline", "datelineText"),
    "note": (
        *("note", "editorsNote", "editorNote", "edNote", "correction", "corrections", "correctionNote"),
        *("correctionText", "correctionsAndClarifications", "retractionNote"),
    ),
    "standing": ("standing", "pubStatus", "publicationStatus", "articleStatus", "retractionStatus", "status"),
}
"""Our field -> its names elsewhere, best first: our own, then those of schema.org, of news APIs (NewsAPI, GNews,
Mediastack, NewsCatcher, Newsdata, webz.io, Event Registry, Guardian, New York Times, GDELT, WordPress) and of exported
datasets (All the News, CC-News, news-please, newspaper, Fundus, HuffPost, AG News)."""

_EMPTY: tuple[Any, ...] = (None, "", [], {})


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Return the form of a name in which spellings are compared: its letters and digits, case folded."""
    return "".join(filter(str.isalnum, name.casefold()))


_PATHS = {field: tuple(tuple(map(plain, name.split("."))) for name in names) for field, names in NAMES.items()}
"""Our field -> ``NAMES`` as paths of plain names."""
_FIRST_STEPS = frozenset(path[0] for paths in _PATHS.values() for path in paths)
_FIELD_OF_NAME = {path[0]: field for field, paths in reversed(_PATHS.items()) for path in paths if len(path) == 1}


def field_map(options: Iterable[str]) -> FieldMap:
    """Parse options such as ``title=Headline``. Raises InputError for another form, or a field that we do not have."""
    return tuple(map(_field_and_name, options))


def _field_and_name(option: str) -> tuple[str, str]:
    field, _, name = (part.strip() for part in option.partition("="))
    if field not in NAMES or not name:
        raise InputError(
            f"--map {option!r} does not say which field is which.",
            f"Write --map title=Headline; the fields are {', '.join(NAMES)}.",
        )
    return field, name


class Names:
    """Finds our fields in records: by the user's mapping, and by ``NAMES`` for the fields that it leaves out."""

    def __init__(self, fields: FieldMap = ()) -> None:
        self._mapping: dict[str, list[str]] = {}
        for field, name in fields:
            self._mapping.setdefault(field, []).append(name)

    def of(self, record: Mapping[str, Any]) -> Callable[[str], Iterator[Any]]:
        """Return a function that yields the non-empty values which ``record`` holds for a field of ours, best first."""
        values_by_name = {plain(str(name)): value for name, value in reversed(list(record.items()))}

        def values(field: str) -> Iterator[Any]:
            if field in self._mapping:
                candidates = [_mapped_value(record, values_by_name, name) for name in self._mapping[field]]
            else:
                candidates = [_value_at(values_by_name, path) for path in _PATHS[field] if path[0] in values_by_name]
            return (value for value in candidates if value not in _EMPTY)

        return values

    def columns(self, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Return (our field, column) for the columns of a table that hold a field, in the order of our fields."""
        values = self.of({name: name for name in names})
        return tuple((field, name) for field in NAMES for name in self._mapping.get(field) or list(values(field))[:1])

    def missing(self, names: Sequence[str]) -> list[str]:
        """Return the mapped names that are no column, neither whole nor by their first part."""
        columns = set(map(plain, names))
        mapped_names = list(chain.from_iterable(self._mapping.values()))
        return [name for name in mapped_names if not {plain(name), plain(name.split(".")[0])} & columns]


def is_heading(line: str) -> bool:
    """Whether a line names the columns of a table: several cells, two of them our fields, one the title or the text."""
    for delimiter in ",\t;|":
        cells = [plain(cell) for cell in line.strip().split(delimiter)]
        fields = {_FIELD_OF_NAME[cell] for cell in cells if cell in _FIELD_OF_NAME}
        if len(cells) > 1 and len(fields) > 1 and fields & {"title", "text"} and max(map(len, cells)) <= 40:
            return True
    return False


def is_field_name(name: str) -> bool:
    """Whether a name stands for a field of ours, or for an object that may hold one."""
    return plain(name) in _FIRST_STEPS


def field_count(names: Iterable[str]) -> int:
    """Return how many of our fields the names stand for."""
    return len({_FIELD_OF_NAME[plain(name)] for name in names if plain(name) in _FIELD_OF_NAME})


def _mapped_value(record: Mapping[str, Any], values_by_name: Mapping[str, Any], name: str) -> Any:
    """The value of a name as the user writes it: exactly, in another spelling, or as a path into nested objects."""
    if name in record:
        return record[name]
    if plain(name) in values_by_name:
        return values_by_name[plain(name)]
    return _value_at(values_by_name, tuple(map(plain, name.split("."))))


def _value_at(values_by_name: Mapping[str, Any], path: Sequence[str]) -> Any:
    value = values_by_name.get(path[0])
    for step in path[1:]:
        value = _inner_value(value, step)
    return value


def _inner_value(value: Any, step: str) -> Any:
    if isinstance(value, list):
        inner = [_inner_value(item, step) for item in value]
        return [item for item in inner if item not in _EMPTY]
    if not isinstance(value, Mapping):
        return None
    return next((inner for name, inner in value.items() if plain(str(name)) == step), None)
