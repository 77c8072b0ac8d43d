"""What happened to a cited article since: it was corrected, retracted, or has a newer version.

A retraction that the footnote does not mention is a fault: the document presents as fact what its source took back. A
retraction that it mentions, and any correction, is a remark: the quote is still what the cited version said, and a
person has to judge. Cost: a catalogue lookup per note, and one for the standings of all articles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assistant.answering.citations import cite
from assistant.language.sentences import sentences
from assistant.rendering.safe_text import one_line
from assistant.schema.answers import Citation
from assistant.schema.articles import Article, Standing
from assistant.schema.findings import Fault, FaultKind, Remark, RemarkKind
from assistant.verify.differences import difference, nearest
from assistant.verify.footnotes import ArticleLookup, Quotation, note_place

StandingLookup = Callable[[Sequence[Citation]], Sequence[Citation]]
"""Returns citations in the same order, each with the present standing of its article."""

SourceStatus = list[Fault | Remark]


def source_status(
    quotations: Sequence[Quotation], article: ArticleLookup, standings: StandingLookup
) -> list[SourceStatus]:
    """Return the faults and remarks on the source of each quotation, in order.

    A quotation without a label, such as a nearest passage of an abstention, gets only the fault that its text changed.
    """
    citations = [
        cite(number, quotation.article, quotation.start, quotation.end)
        for number, quotation in enumerate(quotations, start=1)
    ]
    statuses = [
        list(_status(quotation, citation, article))
        for quotation, citation in zip(quotations, standings(citations), strict=True)
    ]
    return [
        status if quotation.note.label else _text_changes(status)
        for quotation, status in zip(quotations, statuses, strict=True)
    ]


def _text_changes(status: SourceStatus) -> SourceStatus:
    return [entry for entry in status if isinstance(entry, Fault) and entry.kind is FaultKind.CHANGED]


def _status(quotation: Quotation, citation: Citation, article: ArticleLookup) -> Iterator[Fault | Remark]:
    if citation.standing is Standing.RETRACTED:
        yield _retraction(quotation, citation)
        return  # the newest version is the retraction notice, so comparing texts says nothing
    if citation.standing is Standing.CORRECTED:
        yield _remark(RemarkKind.CORRECTED, quotation, _message("The article was corrected", quotation, citation))
    newest = article(quotation.article.id, None)
    if newest and newest.version != quotation.article.version:
        yield _newer_version(quotation, newest)


def _retraction(quotation: Quotation, citation: Citation) -> Fault | Remark:
    message = _message("The article was retracted", quotation, citation)
    if _mentions(quotation, citation.standing):
        return _remark(RemarkKind.RETRACTED, quotation, message)
    advice = f"Take the statement out, or write {citation.standing.value} into its footnote."
    return Fault(FaultKind.RETRACTED, note_place(quotation.note), one_line(quotation.text), message, advice)


def _message(event: str, quotation: Quotation, citation: Citation) -> str:
    is_mentioned = _mentions(quotation, citation.standing)
    event += ", as its footnote says" if is_mentioned else ", which its footnote does not say"
    return f"{event}: {one_line(citation.note)}" if citation.note else f"{event}."


def _mentions(quotation: Quotation, standing: Standing) -> bool:
    """Return whether a footnote names a standing outside of the title of its article."""
    head = one_line(quotation.note.head).replace(one_line(quotation.article.title), "", 1)
    return standing.value.casefold() in head.casefold()


def _newer_version(quotation: Quotation, newest: Article) -> Fault | Remark:
    cited_text = one_line(quotation.text)
    if cited_text in one_line(newest.text):
        message = f"Version {newest.version} of the article is newer than the cited {quotation.article.version}"
        return _remark(RemarkKind.NEWER, quotation, f"{message}; the quote still stands there.")
    newest_text = nearest(cited_text, [one_line(newest.text[start:end]) for start, end in sentences(newest.text)])
    return Fault(
        FaultKind.CHANGED,
        note_place(quotation.note),
        cited_text,
        f"Version {newest.version} of the article no longer says this.",
        f"Read it, and correct the statement: assistant show {newest.id}@{newest.version}",
        newest_text,
        difference(cited_text, newest_text),
    )


def _remark(kind: RemarkKind, quotation: Quotation, message: str) -> Remark:
    advice = f"See what changed: assistant sources history {quotation.article.id}"
    return Remark(kind, note_place(quotation.note), quotation.note.reference, message, advice)
