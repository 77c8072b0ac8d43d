"""Checks a document against the archive: every footnote, every claim, every footnote number.

A claim holds if it is verbatim what its footnotes quote, or if the verification of answers (``verification``) accepts
it against one of those quotes, with another quote of the same article as its context. So only text that the assistant
itself could have written is accepted. Cost: 4 ms per claim that is not verbatim, and an embedding if it is reworded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.support import holds, is_yes_no
from assistant.schema.answers import Evidence, Verdict
from assistant.schema.articles import Article, Passage
from assistant.schema.findings import DocumentCheck, Fault, FaultKind, Finding, Remark, combined
from assistant.storage.passages import split
from assistant.verification import check
from assistant.verification.timing import with_evidence_dates
from assistant.verify import table_cells
from assistant.verify.claims import (
    DocumentClaim,
    claims_of,
    comparable,
    is_question,
    loose_notes,
    marks_of,
    readable,
    whole_sentences,
)
from assistant.verify.document import Document, Note
from assistant.verify.footnotes import ArticleLookup, Quotation, check_note, check_sources
from assistant.verify.source_status import StandingLookup, source_status

Closeness = Callable[[str, str], float]
_CITE = "Give it a footnote (`assistant ask` finds one), put it in italics if it is a remark, or take it out."
_CORRECT = "Correct it after the quote, give it the footnote that bears it out, or take it out."
LONGEST = 400
"""Words of a sentence that is checked. Evidence has at most 110, and the cost of aligning is the product of both."""
_MOST_NUMBERS = 3
"""Missing or repeated footnote numbers that are named in a problem."""


def verify(
    documents: Sequence[Document], article: ArticleLookup, closeness: Closeness, standings: StandingLookup
) -> DocumentCheck:
    """Check all documents of a file; a chat in JSON has one per turn."""
    return combined([_check_document(document, article, closeness, standings) for document in documents])


def _check_document(
    document: Document, article: ArticleLookup, closeness: Closeness, standings: StandingLookup
) -> DocumentCheck:
    used_labels = {label for label, _ in marks_of(document)}
    notes = list(_checkable([*document.notes, *loose_notes(document)], used_labels))
    note_checks = [check_note(note, article) for note in notes]
    quotations = [note_check.quotation for note_check in note_checks if note_check.quotation]
    claims = claims_of(document)
    checker = _Checker({quotation.note.label: quotation for quotation in quotations}, closeness)
    claim_faults = [checker.faults(claim) for claim in claims]
    statuses = iter(source_status(quotations, article, standings))
    note_results = [(note_check.faults, next(statuses) if note_check.quotation else []) for note_check in note_checks]
    all_faults = (
        *(fault for faults, status in note_results for fault in (*faults, *status) if isinstance(fault, Fault)),
        *check_sources(document.sources, notes, article),
        *_dangling_references(document, used_labels),
        *_numbering(document),
        *(fault for faults in claim_faults for fault in faults),
    )
    remarks = tuple(remark for _, status in note_results for remark in status if isinstance(remark, Remark))
    verbatim_count = sum(note_check.is_verbatim for note_check in note_checks)
    faultless_claims = [claim for claim, faults in zip(claims, claim_faults, strict=True) if not faults]
    supported_count = sum(checker.has_source(claim) for claim in faultless_claims)
    return DocumentCheck(len(note_checks), verbatim_count, len(claims), supported_count, all_faults, remarks)


def _checkable(notes: Sequence[Note], used_labels: set[str]) -> Iterator[Note]:
    """Yield the notes to look up: the first of each label that a mark refers to, and all notes without a label."""
    open_labels = set(used_labels)
    for note in notes:
        if not note.label or note.label in open_labels:
            open_labels.discard(note.label)
            yield note


def _dangling_references(document: Document, used_labels: set[str]) -> Iterator[Fault]:
    """Yield a fault for each mark without a note, and for each note without a mark."""
    labels = {note.label for note in document.notes}
    for label, place in dict(marks_of(document)).items():
        if label not in labels:
            problem = f"There is no footnote {label}."
            yield Fault(FaultKind.GONE, place, label, problem, "Put the footnote back, or take the statement out.")
    for note in document.notes:
        if note.label and note.label not in used_labels:
            problem, advice = "Nothing refers to this footnote.", "Put its mark back, or take the footnote out."
            yield Fault(FaultKind.GONE, note.place, note.quote or note.head or note.label, problem, advice)


def _numbering(document: Document) -> Iterator[Fault]:
    """Yield faults unless the visible numbers run from 1 without gap or repeat and marks show those of their notes."""
    notes = [note for note in document.notes if note.label and note.number.isdecimal()]
    counts = Counter(int(note.number) for note in notes)
    repeated = sorted(number for number, count in counts.items() if count > 1)
    missing = [number for number in range(1, len(counts) + 1) if number not in counts]
    advice = "Number the footnotes anew, marks and notes alike."
    if repeated:
        place = ", ".join(note.place for note in notes if note.number == str(repeated[0]))
        problem = "There are several footnotes of this number."
        yield Fault(FaultKind.NUMBERING, place, _number_list(repeated), problem, advice)
    if missing:
        problem = "There is no footnote of this number."
        yield Fault(FaultKind.NUMBERING, "the footnotes", _number_list(missing), problem, advice)
    for place, mark_number, note_number in document.misnumbered_marks[:1]:
        yield Fault(FaultKind.NUMBERING, place, mark_number, f"The mark leads to footnote {note_number}.", advice)


def _number_list(numbers: Sequence[int]) -> str:
    ellipsis = ", …" if len(numbers) > _MOST_NUMBERS else ""
    return ", ".join(map(str, numbers[:_MOST_NUMBERS])) + ellipsis


@dataclass(frozen=True, slots=True)
class _Checker:
    """Checks claims against the quotations of their footnotes, by label; notes whose source is gone are not there."""

    quotations: dict[str, Quotation]
    closeness: Closeness

    def has_source(self, claim: DocumentClaim) -> bool:
        """Return whether a footnote of the claim leads to a stored span."""
        return any(label in self.quotations for label in claim.labels)

    def faults(self, claim: DocumentClaim) -> list[Fault]:
        """Return the faults of one claim; none where all its sources are gone, since its notes report that."""
        if not claim.labels:
            return [self._uncited(claim)]
        quotations = [self.quotations[label] for label in claim.labels if label in self.quotations]
        if not quotations:
            return []
        if claim.is_headline:
            return list(_headline_faults(claim, quotations))
        return [*self._text_faults(claim, quotations), *table_cells.check_row(claim, quotations)]

    def _uncited(self, claim: DocumentClaim) -> Fault:
        return Fault(FaultKind.UNCITED, claim.place, claim.text, "The statement has no footnote.", _CITE)

    def _text_faults(self, claim: DocumentClaim, quotations: Sequence[Quotation]) -> Iterator[Fault]:
        quotes = [quotation.text for quotation in quotations]
        if comparable(claim.text) in {comparable(text) for text in (*quotes, " ".join(quotes))}:
            return
        verbatim = {comparable(text) for quote in quotes for text in (quote, *whole_sentences(quote))}
        evidence = [_evidence(quotation, quotations) for quotation in quotations]
        for sentence in whole_sentences(readable(claim.text)):
            if comparable(sentence) in verbatim or is_question(sentence):
                continue
            finding = self._best_finding(sentence, evidence)
            if finding.verdict is not Verdict.SUPPORTED:
                yield _unsupported(claim, sentence, finding, quotations)

    def _best_finding(self, sentence: str, evidence: Sequence[Evidence]) -> Finding:
        """Return the first SUPPORTED finding; without one, a CONTRADICTED rather than an UNSUPPORTED finding."""
        findings: list[Finding] = []
        if len(sentence.split()) > LONGEST:
            return Finding(Verdict.UNSUPPORTED, "no sentence of an article is that long")
        for quote in evidence:
            findings.append(check(sentence, quote, self.closeness))
            if findings[-1].verdict is Verdict.SUPPORTED:
                break
        return max(findings, key=lambda finding: _ORDER.index(finding.verdict))


_ORDER = (Verdict.UNSUPPORTED, Verdict.CONTRADICTED, Verdict.SUPPORTED)


def _unsupported(claim: DocumentClaim, sentence: str, finding: Finding, quotations: Sequence[Quotation]) -> Fault:
    stored_text = " ".join(quotation.text for quotation in quotations)
    reason = finding.reason or "says something else"
    problem = f"Its footnote does not bear it out: {reason}."
    return Fault(FaultKind.UNSUPPORTED, claim.place, sentence, problem, _CORRECT, stored_text)


def _headline_faults(claim: DocumentClaim, quotations: Sequence[Quotation]) -> Iterator[Fault]:
    """Yield a fault unless the few words above an answer are yes or no, or their quotes hold them."""
    if is_yes_no(claim.text) or any(_has_words(quotation, claim.text) for quotation in quotations):
        return
    if holds(claim.text, *(_evidence(quotation, ()) for quotation in quotations)) < 1.0:
        problem = "The quotes below do not hold these words."
        stored_text = " ".join(quotation.text for quotation in quotations)
        yield Fault(FaultKind.UNSUPPORTED, claim.place, claim.text, problem, _CORRECT, stored_text)


def _has_words(quotation: Quotation, words: str) -> bool:
    evidence = _evidence(quotation, ())
    return holds(with_evidence_dates(words, quotation.text, quotation.article.day), evidence) == 1.0


def _evidence(quotation: Quotation, others: Sequence[Quotation]) -> Evidence:
    """Return a quotation as evidence. Its context is the nearest of the others that precedes it in its article."""
    preceding = [other for other in others if other.article == quotation.article and other.end <= quotation.start]
    nearest = max(preceding, key=lambda other: other.end, default=None)
    context = (nearest.start, nearest.end) if nearest else (0, 0)
    passage = _passage(quotation)
    return Evidence(
        quotation.note.label, quotation.article, passage, quotation.start, quotation.end, 0.0, 0.0, *context
    )


def _passage(quotation: Quotation) -> Passage:
    """Return the passage that contains a quotation; the quotation itself where it crosses passages."""
    for passage in _passages(quotation.article):
        if passage.start <= quotation.start and quotation.end <= passage.end:
            return passage
    article = quotation.article
    return Passage(article.id, article.version, 0, quotation.start, quotation.end, quotation.text)


@lru_cache(maxsize=256)
def _passages(article: Article) -> list[Passage]:
    """Return the passages of an article, which all quotations of the article share."""
    return split(article)
