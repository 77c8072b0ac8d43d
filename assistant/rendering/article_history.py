"""How an article changed: its versions with their dates and standings, and the words that came and went.

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
"""Words shown before and after a change."""
_FACTS = ("title", "publisher", "authors", "published", "updated", "url", "language", "dateline")
Change = tuple[str, str, str, str]
"""Words before, removed, added, after."""


def history_blocks(versions: Sequence[Article]) -> Iterator[Block]:
    """Each version under its heading, with what changed since the one before it."""
    for number, (before, article) in enumerate(pairwise([None, *versions])):
        assert article is not None
        if number:
            yield BLANK
        yield line(_heading(article, is_current=article is versions[-1]), Style.TITLE)
        if article.standing or article.note:
            yield line(
                ": ".join(part for part in (article.standing.value, article.note) if part), Style.WARNING, "    "
            )
        yield from _changed(before, article) if before else [line(article.title or "(untitled)", lead="    ")]


def _heading(article: Article, *, is_current: bool) -> str:
    when = date_words(article.updated or article.published)
    told = f"{article.id}@{article.version}" + (f", {when}" if when else "")
    return told + (", current" if is_current else "")


def _changed(before: Article, after: Article) -> Iterator[Block]:
    for name, old, new in facts_changed(before, after):
        yield Line((Span(f"{name}: "), *_removed(one_line(old)), *_added(one_line(new))), "    ")
    changes = words_changed(before.text, after.text)
    if not changes:
        yield line("The text is the same.", Style.FAINT, "    ")
    for head, old, new, tail in changes:
        yield Line((Span(f"… {head} " if head else ""), *_removed(old), *_added(new), Span(f"{tail} …")), "    ")


def _removed(words: str) -> list[Span]:
    return [Span(removal(words), Style.WARNING), Span(" ")] if words else []


def _added(words: str) -> list[Span]:
    return [Span(addition(words), Style.GOOD), Span(" ")] if words else []


def facts_changed(before: Article, after: Article) -> list[tuple[str, str, str]]:
    """Return name, old and new of everything but the text that changed."""
    pairs = [(name, _fact(before, name), _fact(after, name)) for name in _FACTS]
    return [(name, old, new) for name, old, new in pairs if old != new]


def _fact(article: Article, name: str) -> str:
    value = getattr(article, name)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def words_changed(before: str, after: str) -> list[Change]:
    """Return the runs of words that changed, each with a few words around it."""
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
    """`assistant sources history --json`."""
    pairs = pairwise([None, *versions])
    return {"article_id": versions[0].id, "versions": [_version(a, b) for a, b in pairs if b is not None]}


def _version(before: Article | None, article: Article) -> dict[str, Any]:
    facts = facts_changed(before, article) if before else []
    words = words_changed(before.text, article.text) if before else []
    return {
        "version": article.version,
        "title": article.title,
        "published": article.published,
        "updated": article.updated,
        "standing": article.standing.value,
        "note": article.note,
        "facts": [{"name": name, "removed": old, "added": new} for name, old, new in facts],
        "changes": [{"before": a, "removed": b, "added": c, "after": d} for a, b, c, d in words],
    }


def newer_words(newest: Article, quote: str) -> str:
    """Say that there is a newer version, and whether a quote (``""`` for none) still stands in it."""
    told = f"Version {newest.version} is newer"
    if not quote:
        return f"{told}."
    stands = one_line(quote) in one_line(newest.text)
    return f"{told}; " + ("the quote still stands there." if stands else "the quote does not stand there any more.")
