"""How an article changed: its versions with their dates and standings, and the words removed and added.

Removed and added words are marked as in ``word_diff``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from assistant.rendering.layout import BLANK, Block, Line, Span, Style, date_words, line
from assistant.rendering.safe_text import one_line
from assistant.rendering.word_diff import addition, removal, word_runs
from assistant.schema.articles import Article

AROUND = 6
"""Words of context before and after a change."""
_FACTS = ("title", "publisher", "authors", "published", "updated", "url", "language", "dateline")
Change = tuple[str, str, str, str]
"""Words of context before, words removed, words added, words of context after."""


def history_blocks(versions: Sequence[Article]) -> Iterator[Block]:
    """Yield each version under its heading, with the changes from the version before it."""
    for index, (before, article) in enumerate(pairwise([None, *versions])):
        assert article is not None
        if index:
            yield BLANK
        yield line(_heading(article, is_current=article is versions[-1]), Style.TITLE)
        if article.standing or article.note:
            yield line(
                ": ".join(part for part in (article.standing.value, article.note) if part), Style.WARNING, "    "
            )
        yield from _changes(before, article) if before else [line(article.title or "(untitled)", lead="    ")]


def _heading(article: Article, *, is_current: bool) -> str:
    day = date_words(article.updated or article.published)
    heading = f"{article.id}@{article.version}" + (f", {day}" if day else "")
    return heading + (", current" if is_current else "")


def _changes(before: Article, after: Article) -> Iterator[Block]:
    for name, old, new in fact_changes(before, after):
        yield Line((Span(f"{name}: "), *_removed(one_line(old)), *_added(one_line(new))), "    ")
    changes = word_changes(before.text, after.text)
    if not changes:
        yield line("The text is the same.", Style.FAINT, "    ")
    for context_before, old, new, context_after in changes:
        start, end = Span(f"… {context_before} " if context_before else ""), Span(f"{context_after} …")
        yield Line((start, *_removed(old), *_added(new), end), "    ")


def _removed(words: str) -> list[Span]:
    return [Span(removal(words), Style.WARNING), Span(" ")] if words else []


def _added(words: str) -> list[Span]:
    return [Span(addition(words), Style.GOOD), Span(" ")] if words else []


def fact_changes(before: Article, after: Article) -> list[tuple[str, str, str]]:
    """Return name, old value and new value of each field, other than the text, that changed."""
    pairs = [(name, _fact(before, name), _fact(after, name)) for name in _FACTS]
    return [(name, old, new) for name, old, new in pairs if old != new]


def _fact(article: Article, name: str) -> str:
    value = getattr(article, name)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def word_changes(before: str, after: str) -> list[Change]:
    """Return the runs of words that changed, each with a few words of context."""
    old, new = one_line(before).split(), one_line(after).split()
    return [
        (
            " ".join(new[max(0, run.start - AROUND) : run.start]),
            " ".join(run.old),
            " ".join(run.new),
            " ".join(new[run.end : run.end + AROUND]),
        )
        for run in word_runs(old, new)
        if not run.is_same
    ]


def history_document(versions: Sequence[Article]) -> dict[str, Any]:
    """Return the document of `assistant sources history --json`."""
    pairs = pairwise([None, *versions])
    documents = [_version(before, article) for before, article in pairs if article is not None]
    return {"article_id": versions[0].id, "versions": documents}


def _version(before: Article | None, article: Article) -> dict[str, Any]:
    facts = fact_changes(before, article) if before else []
    words = word_changes(before.text, article.text) if before else []
    return {
        "version": article.version,
        "title": article.title,
        "published": article.published,
        "updated": article.updated,
        "standing": article.standing.value,
        "note": article.note,
        "facts": [{"name": name, "removed": old, "added": new} for name, old, new in facts],
        "changes": [dict(zip(("before", "removed", "added", "after"), change, strict=True)) for change in words],
    }


def newer_words(newest: Article, quote: str) -> str:
    """Return a sentence on a newer version, and on whether a quote (``""`` for none) still stands in it."""
    sentence = f"Version {newest.version} is newer"
    if not quote:
        return f"{sentence}."
    if one_line(quote) in one_line(newest.text):
        return f"{sentence}; the quote still stands there."
    return f"{sentence}; the quote does not stand there any more."
