"""A document against the archive: every footnote, statement and number. Pure: what it looks up is given to it.

A statement holds if it is verbatim what its footnotes quote, or if the verification of answers accepts it against one
of them (``verification``), with another of its article as what the sentence leans on. So nothing is accepted
here that could not have been written. Cost: 4 ms a statement that is not verbatim, and an embedding where it is
reworded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.support import holds, is_yes_no
from assistant.schema.answers import Evidence, Verdict
from assistant.schema.articles import Article, Passage
from assistant.schema.findings import Fault, Finding, Found, Remark, Verified, together
from assistant.storage.passages import split
from assistant.verification import check
from assistant.verification.timing import in_its_words
from assistant.verify import table_cells
from assistant.verify.aftermath import Standings, since
from assistant.verify.claims import Said, is_question, loose_notes, marks_of, readable, same_form, statements, units
from assistant.verify.document import Document, Note
from assistant.verify.footnotes import Lookup, Quoted, check_sources, resolve

Closeness = Callable[[str, str], float]
_CITE = "Give it a footnote (`assistant ask` finds one), put it in italics if it is a remark, or take it out."
_CORRECT = "Correct it after the quote, give it the footnote that bears it out, or take it out."
LONGEST = 400
"""Words; evidence has 110 at most, and laying a text over it costs their product."""
_REPORTED = 3
"""Missing numbers that are named; more would tell nothing more."""


def verify(documents: Sequence[Document], article: Lookup, closeness: Closeness, standings: Standings) -> Verified:
    """Check all documents of a file: a chat in JSON is one a turn."""
    return together([_verify(one, article, closeness, standings) for one in documents])


def _verify(document: Document, article: Lookup, closeness: Closeness, standings: Standings) -> Verified:
    notes = [*document.notes, *loose_notes(document)]
    used = {label for label, _ in marks_of(document)}
    counted = list(_counted(notes, used))
    resolved = [resolve(note, article) for note in counted]
    checker = _Checker({one.note.label: one for part in resolved if (one := part.quoted)}, closeness)
    said = statements(document)
    judged = [checker.judge(one) for one in said]
    later = iter(since([one for part in resolved if (one := part.quoted)], article, standings))
    told = [(part, next(later) if part.quoted else []) for part in resolved]
    found = [
        *(one for part, after in told for one in (*part.found, *after) if isinstance(one, Found)),
        *check_sources(document.sources, counted, article),
        *_references(document, used),
        *_numbering(document),
        *(one for part in judged for one in part),
    ]
    borne_out = sum(not part and checker.knows(one) for one, part in zip(said, judged, strict=True))
    remarks = tuple(one for _, after in told for one in after if isinstance(one, Remark))
    verbatim = sum(part.verbatim for part in resolved)
    return Verified(len(resolved), verbatim, len(said), borne_out, tuple(found), remarks)


def _counted(notes: Sequence[Note], used: set[str]) -> Iterator[Note]:
    """Yield the notes that are looked up: those that a mark leads to, each label once, and those that need no mark."""
    left = set(used)
    for note in notes:
        if not note.label or note.label in left:
            left.discard(note.label)
            yield note


def _references(document: Document, used: set[str]) -> Iterator[Found]:
    """Every mark leads to a note, and every note has a mark."""
    labels = {note.label for note in document.notes}
    for label, where in dict(marks_of(document)).items():
        if label not in labels:
            problem = f"There is no footnote {label}."
            yield Found(Fault.GONE, where, label, problem, "Put the footnote back, or take the statement out.")
    for note in document.notes:
        if note.label and note.label not in used:
            problem, advice = "Nothing refers to this footnote.", "Put its mark back, or take the footnote out."
            yield Found(Fault.GONE, note.where, note.quote or note.head or note.label, problem, advice)


def _numbering(document: Document) -> Iterator[Found]:
    """The numbers that a reader sees go from 1 upwards, each once, and marks show those of their notes."""
    notes = [note for note in document.notes if note.label and note.number.isdecimal()]
    numbers = Counter(int(note.number) for note in notes)
    twice = sorted(number for number, count in numbers.items() if count > 1)
    missing = [number for number in range(1, len(numbers) + 1) if number not in numbers]
    advice = "Number the footnotes anew, marks and notes alike."
    if twice:
        where = ", ".join(note.where for note in notes if note.number == str(twice[0]))
        yield Found(Fault.NUMBERING, where, _listed(twice), "There are several footnotes of this number.", advice)
    if missing:
        yield Found(Fault.NUMBERING, "the footnotes", _listed(missing), "There is no footnote of this number.", advice)
    for where, shown, number in document.misleading[:1]:
        yield Found(Fault.NUMBERING, where, shown, f"The mark leads to footnote {number}.", advice)


def _listed(numbers: Sequence[int]) -> str:
    more = ", …" if len(numbers) > _REPORTED else ""
    return ", ".join(map(str, numbers[:_REPORTED])) + more


@dataclass(frozen=True, slots=True)
class _Checker:
    """Checks statements against what their footnotes lead to; ``quoted`` by label, without those that are gone."""

    quoted: dict[str, Quoted]
    closeness: Closeness

    def knows(self, said: Said) -> bool:
        """Tell whether a statement has a footnote that leads somewhere."""
        return any(label in self.quoted for label in said.labels)

    def judge(self, said: Said) -> list[Found]:
        """Return what is wrong with one statement. Where all its sources are gone, that has been told already."""
        if not said.labels:
            return [self._uncited(said)]
        quotes = [self.quoted[label] for label in said.labels if label in self.quoted]
        if not quotes:
            return []
        if said.is_headline:
            return list(_headline(said, quotes))
        return [*self._run(said, quotes), *table_cells.check_row(said, quotes)]

    def _uncited(self, said: Said) -> Found:
        return Found(Fault.UNCITED, said.where, said.text, "The statement has no footnote.", _CITE)

    def _run(self, said: Said, quotes: Sequence[Quoted]) -> Iterator[Found]:
        texts = [one.text for one in quotes]
        run = same_form(said.text)
        if run in {same_form(text) for text in (*texts, " ".join(texts))}:
            return
        written = {same_form(unit) for text in texts for unit in (text, *units(text))}
        evidence = [_evidence(one, quotes) for one in quotes]
        for unit in units(readable(said.text)):
            if same_form(unit) in written or is_question(unit):
                continue
            finding = self._best(unit, evidence)
            if finding.verdict is not Verdict.SUPPORTED:
                yield _unsupported(said, unit, finding, quotes)

    def _best(self, unit: str, evidence: Sequence[Evidence]) -> Finding:
        """Return the finding against the piece that bears a sentence out, or else one that says what is wrong."""
        found: list[Finding] = []
        if len(unit.split()) > LONGEST:
            return Finding(Verdict.UNSUPPORTED, "no sentence of an article is that long")
        for one in evidence:
            found.append(check(unit, one, self.closeness))
            if found[-1].verdict is Verdict.SUPPORTED:
                break
        return max(found, key=lambda one: _ORDER.index(one.verdict))


_ORDER = (Verdict.UNSUPPORTED, Verdict.CONTRADICTED, Verdict.SUPPORTED)


def _unsupported(said: Said, unit: str, finding: Finding, quotes: Sequence[Quoted]) -> Found:
    stored = " ".join(one.text for one in quotes)
    reason = finding.reason or "says something else"
    return Found(Fault.UNSUPPORTED, said.where, unit, f"Its footnote does not bear it out: {reason}.", _CORRECT, stored)


def _headline(said: Said, quotes: Sequence[Quoted]) -> Iterator[Found]:
    """The few words above an answer: each stands in one of its quotes, or they say yes or no."""
    if is_yes_no(said.text) or any(_says(said.text, one) for one in quotes):
        return
    if holds(said.text, *(_evidence(one, ()) for one in quotes)) < 1.0:
        problem = "The quotes below do not hold these words."
        yield Found(Fault.UNSUPPORTED, said.where, said.text, problem, _CORRECT, " ".join(one.text for one in quotes))


def _says(words: str, quoted: Quoted) -> bool:
    evidence = _evidence(quoted, ())
    return holds(in_its_words(words, quoted.text, quoted.article.day), evidence) == 1.0


def _evidence(quoted: Quoted, others: Sequence[Quoted]) -> Evidence:
    """Return a quote as evidence; the nearest of the others that stands before it in its article is its context."""
    before = [one for one in others if one.article == quoted.article and one.end <= quoted.start]
    nearest = max(before, key=lambda one: one.end, default=None)
    context = (nearest.start, nearest.end) if nearest else (0, 0)
    passage = _passage(quoted)
    return Evidence(quoted.note.label, quoted.article, passage, quoted.start, quoted.end, 0.0, 0.0, *context)


def _passage(quoted: Quoted) -> Passage:
    """Return the passage that a quote was found in; the quote itself where it goes beyond one."""
    for one in _passages(quoted.article):
        if one.start <= quoted.start and quoted.end <= one.end:
            return one
    article = quoted.article
    return Passage(article.id, article.version, 0, quoted.start, quoted.end, quoted.text)


@lru_cache(maxsize=256)
def _passages(article: Article) -> list[Passage]:
    """Cut an article once for all of its quotes."""
    return split(article)
