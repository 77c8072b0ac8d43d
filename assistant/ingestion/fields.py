"""The names that our fields go by elsewhere, and how a value is found in a record under one of them.

Names are compared by their letters and digits alone: "Published At", publishedAt and published_at are the same. A dot
leads into a nested object (``byline.name``), through a list into each of its items. What the user says goes before what
is guessed. Knows nothing of files. Cost: one pass over a record's names, made once a record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from assistant.errors import InputError

Given = tuple[tuple[str, str], ...]
"""What the user said, as (our field, its name there); a field may come several times, the first with a value counts."""

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
"""Our field -> the names it goes by, best first: our own, then those of schema.org, of news APIs (NewsAPI, GNews,
Mediastack, NewsCatcher, Newsdata, webz.io, Event Registry, Guardian, New York Times, GDELT, WordPress) and of datasets
(All the News, CC-News, news-please, newspaper, Fundus, HuffPost, AG News) as they are exported."""

_EMPTY: tuple[Any, ...] = (None, "", [], {})


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Return a name by which spellings are compared."""
    return "".join(filter(str.isalnum, name.casefold()))


_GUESSES = {field: tuple(tuple(map(plain, name.split("."))) for name in names) for field, names in NAMES.items()}
_FIRST = frozenset(path[0] for paths in _GUESSES.values() for path in paths)
_KNOWN = {path[0]: field for field, paths in reversed(_GUESSES.items()) for path in paths if len(path) == 1}


def given(words: Iterable[str]) -> Given:
    """Read ``title=Headline`` and the like. Raises InputError for what is not that, or no field of ours."""
    return tuple(map(_given, words))


def _given(word: str) -> tuple[str, str]:
    field, _, name = (part.strip() for part in word.partition("="))
    if field not in NAMES or not name:
        raise InputError(
            f"--map {word!r} does not say which field is which.",
            f"Write --map title=Headline; the fields are {', '.join(NAMES)}.",
        )
    return field, name


class Names:
    """Finds our fields in records: under the names that were given, else under those that are known."""

    def __init__(self, said: Given = ()) -> None:
        self._said: dict[str, list[str]] = {}
        for field, name in said:
            self._said.setdefault(field, []).append(name)

    def of(self, record: Mapping[str, Any]) -> Callable[[str], Iterator[Any]]:
        """Return what yields the values that ``record`` holds for a field of ours, best first, empty ones left out."""
        spelled = {plain(str(name)): value for name, value in reversed(list(record.items()))}

        def values(field: str) -> Iterator[Any]:
            if field in self._said:
                found = [_named(record, spelled, name) for name in self._said[field]]
            else:
                found = [_inside(spelled, path) for path in _GUESSES[field] if path[0] in spelled]
            return (value for value in found if value not in _EMPTY)

        return values

    def columns(self, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Return which of a table's columns hold what, as (our field, column), in the order of our fields."""
        values = self.of({name: name for name in names})
        return tuple((field, name) for field in NAMES for name in self._said.get(field) or list(values(field))[:1])

    def missing(self, names: Sequence[str]) -> list[str]:
        """Return the names that were given but that no column has, whole or by its first part."""
        columns = set(map(plain, names))
        said = [name for listed in self._said.values() for name in listed]
        return [name for name in said if not {plain(name), plain(name.split(".")[0])} & columns]


def is_heading(line: str) -> bool:
    """Whether a line names the columns of a table: several cells, two of them known, one the title or the text."""
    for delimiter in ",\t;|":
        cells = [plain(cell) for cell in line.strip().split(delimiter)]
        known = {_KNOWN[cell] for cell in cells if cell in _KNOWN}
        if len(cells) > 1 and len(known) > 1 and known & {"title", "text"} and max(map(len, cells)) <= 40:
            return True
    return False


def is_known(name: str) -> bool:
    """Whether a field of ours may be found under a name, or inside what has it."""
    return plain(name) in _FIRST


def known(names: Iterable[str]) -> int:
    """Return how many of our fields the names stand for."""
    return len({_KNOWN[plain(name)] for name in names if plain(name) in _KNOWN})


def _named(record: Mapping[str, Any], spelled: Mapping[str, Any], name: str) -> Any:
    """The value of a name as the user writes it: exactly, or spelled otherwise, or a way into nested objects."""
    if name in record:
        return record[name]
    if plain(name) in spelled:
        return spelled[plain(name)]
    return _inside(spelled, tuple(map(plain, name.split("."))))


def _inside(spelled: Mapping[str, Any], path: Sequence[str]) -> Any:
    value = spelled.get(path[0])
    for step in path[1:]:
        value = _step(value, step)
    return value


def _step(value: Any, step: str) -> Any:
    if isinstance(value, list):
        inner = [_step(item, step) for item in value]
        return [item for item in inner if item not in _EMPTY]
    if not isinstance(value, Mapping):
        return None
    return next((inner for name, inner in value.items() if plain(str(name)) == step), None)
