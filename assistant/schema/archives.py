"""What an archive holds, and what an ingest did to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.schema.articles import Standing


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the archive holds, within the question's filters."""

    articles: int = 0
    passages: int = 0
    publishers: tuple[str, ...] = ()
    first: str = ""
    last: str = ""


NOTHING_COVERED = Coverage()
"""An empty archive."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something ingest could not take: ``where`` is a path, with a line number where that helps."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the columns of a table were taken for: (our field, column), and the columns that nothing was taken from."""

    where: str
    fields: tuple[tuple[str, str], ...]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, in articles. ``updated`` are new versions of known articles.

    ``skipped`` lists the first skipped parts, and ``unlisted`` counts the skipped parts that are not in the list.

    ``stages`` are the seconds that each stage was at work: read, split, embed, store, index. They overlap: together
    they may be more than ``seconds``, the whole.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    passages: int = 0
    skipped: tuple[Skipped, ...] = ()
    seconds: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)
    unlisted: int = 0

    @property
    def skips(self) -> int:
        """How many were skipped, listed or not."""
        return len(self.skipped) + self.unlisted


@dataclass(frozen=True, slots=True)
class Source:
    """One stored article, as `assistant sources list` shows it. ``path`` is the file it came from."""

    article_id: str
    version: int
    title: str
    publisher: str
    published: str
    passages: int
    path: str
    standing: Standing = Standing.GOOD


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """What the archive holds and how it is. ``problems`` is empty when it is healthy.

    ``pending`` counts articles that are in the catalogue but not yet in the vector index; sizes are bytes on disk.
    """

    coverage: Coverage
    vectors: int
    pending: int
    embedder: str
    catalogue_bytes: int
    vectors_bytes: int
    problems: tuple[str, ...] = ()
