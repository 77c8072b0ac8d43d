"""What became of a cited article: corrected, retracted, or told anew in another version since.

A retraction that the footnote does not tell is a finding: the document says as fact what its source took back. One that
it tells, and any correction, is a remark: the quote is still what that version said, and a person has to judge. Knows
nothing of statements. Cost: a look into the catalogue a note, and one for all standings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assistant.answering.citations import cite
from assistant.language.sentences import sentences
from assistant.rendering.safe_text import one_line
from assistant.schema.answers import Citation
from assistant.schema.articles import Article, Standing
from assistant.schema.findings import About, Fault, Found, Remark
from assistant.verify.differences import difference, nearest
from assistant.verify.footnotes import Lookup, Quoted, place

Standings = Callable[[Sequence[Citation]], Sequence[Citation]]
"""Gives citations back in the same order, with how their stories stand today."""

Since = list[Found | Remark]


def since(quoted: Sequence[Quoted], article: Lookup, standings: Standings) -> list[Since]:
    """Return what is to be said of each span.

    Of one that is only shown, as the nearest passages of an abstention are, no more than that its text has changed.
    """
    cited = [cite(number, one.article, one.start, one.end) for number, one in enumerate(quoted, start=1)]
    told = [list(_of(one, today, article)) for one, today in zip(quoted, standings(cited), strict=True)]
    return [
        after if one.note.label else [each for each in after if isinstance(each, Found) and each.fault is Fault.CHANGED]
        for one, after in zip(quoted, told, strict=True)
    ]


def _of(quoted: Quoted, today: Citation, article: Lookup) -> Iterator[Found | Remark]:
    if today.standing is Standing.RETRACTED:
        yield _retracted(quoted, today)
        return  # whether the notice that is the newest version says it still is no question any more
    if today.standing is Standing.CORRECTED:
        yield _remark(About.CORRECTED, quoted, _told("The article was corrected", quoted, today))
    newest = article(quoted.article.id, None)
    if newest and newest.version != quoted.article.version:
        yield _newer(quoted, newest)


def _retracted(quoted: Quoted, today: Citation) -> Found | Remark:
    told = _told("The article was retracted", quoted, today)
    if _says_so(quoted, today.standing):
        return _remark(About.RETRACTED, quoted, told)
    advice = f"Take the statement out, or write {today.standing.value} into its footnote."
    return Found(Fault.RETRACTED, place(quoted.note), one_line(quoted.text), told, advice)


def _told(what: str, quoted: Quoted, today: Citation) -> str:
    what += ", as its footnote says" if _says_so(quoted, today.standing) else ", which its footnote does not say"
    return f"{what}: {one_line(today.note)}" if today.note else f"{what}."


def _says_so(quoted: Quoted, standing: Standing) -> bool:
    head = one_line(quoted.note.head).replace(one_line(quoted.article.title), "", 1)
    return standing.value.casefold() in head.casefold()


def _newer(quoted: Quoted, newest: Article) -> Found | Remark:
    stored = one_line(quoted.text)
    if stored in one_line(newest.text):
        told = f"Version {newest.version} of the article is newer than the cited {quoted.article.version}"
        return _remark(About.NEWER, quoted, f"{told}; the quote still stands there.")
    now = nearest(stored, [one_line(newest.text[start:end]) for start, end in sentences(newest.text)])
    problem = f"Version {newest.version} of the article no longer says this."
    advice = f"Read it, and correct the statement: assistant show {newest.id}@{newest.version}"
    return Found(Fault.CHANGED, place(quoted.note), stored, problem, advice, now, difference(stored, now))


def _remark(about: About, quoted: Quoted, told: str) -> Remark:
    advice = f"See what changed: assistant sources history {quoted.article.id}"
    return Remark(about, place(quoted.note), quoted.note.reference, told, advice)
