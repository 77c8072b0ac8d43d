"""The input of every check: a claim and its evidence in one spelling, split into words and aligned.

Everything costly is a cached property: it is computed at most once, when a check first uses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assistant.language.clauses import active_only_in
from assistant.language.inflection import root
from assistant.language.words import Word, figures, is_name, stems, words_of
from assistant.schema.answers import Evidence
from assistant.verification.alignment import Alignment, align
from assistant.verification.normalisation import normalised
from assistant.verification.timing import with_evidence_dates


@dataclass(frozen=True)
class AnalysedText:
    """A text and its words, stems, roots and figures."""

    text: str

    @cached_property
    def words(self) -> list[Word]:
        """All words, in order."""
        return words_of(self.text)

    @cached_property
    def stems(self) -> list[str]:
        """The stems of all words except stop words, in order. A hyphenated word also gives the stems of its parts."""
        return stems(self.text)

    @cached_property
    def roots(self) -> set[str]:
        """The roots of all words."""
        return {root(word.stem) for word in self.words}

    @cached_property
    def figures(self) -> list[str]:
        """All figures, written in digits, in order."""
        return figures(self.text)

    @cached_property
    def lower_words(self) -> set[str]:
        """All words in lower case."""
        return {word.lower for word in self.words}

    @cached_property
    def plain_words(self) -> frozenset[str]:
        """The words that are written in lower case."""
        return frozenset(word.text for word in self.words if word.text.islower())


@dataclass(frozen=True)
class Pair:
    """A claim and its evidence, in one spelling.

    ``quote`` is the cited sentence, and ``context`` is the sentence before that the quote depends on. ``evidence`` is
    both together. ``title`` is the headline of the article. ``passage`` is the text around the quote. ``day`` is the
    day of publication in ISO 8601, or ``""``.
    """

    claim: AnalysedText
    quote: AnalysedText
    context: AnalysedText
    evidence: AnalysedText
    title: AnalysedText
    passage: AnalysedText
    day: str

    @cached_property
    def alignment(self) -> Alignment:
        """The claim aligned with the evidence, word by word."""
        return align(self.claim.words, self.evidence.words)

    @cached_property
    def activated(self) -> set[str]:
        """Stems of the verbs that are active in the claim and passive in the evidence."""
        return active_only_in(self.claim.words, self.evidence.words)

    @cached_property
    def passivated(self) -> set[str]:
        """Stems of the verbs that are passive in the claim and active in the evidence."""
        return active_only_in(self.evidence.words, self.claim.words)

    @cached_property
    def evidence_roots(self) -> set[str]:
        """Roots of the content words of the evidence, and of the names that the claim shares with the headline.

        A citation shows the headline but does not quote it. So the headline can support a name of the claim, and
        nothing else.
        """
        headline = {root(word_stem) for word_stem in self.title.stems}
        names = {root(word.stem) for word in self.claim.words if is_name(word.text)}
        return {root(word_stem) for word_stem in self.evidence.stems} | (headline & names)


def pair_of(claim: str, evidence: Evidence) -> Pair:
    """Return a claim with its evidence. Dates of the claim are reworded like the evidence (``with_evidence_dates``)."""
    article = evidence.article
    quote, context = normalised(evidence.quote), normalised(evidence.context)
    text = f"{context} {quote}".strip()
    claim = with_evidence_dates(normalised(claim), text, article.day)
    title, passage = normalised(article.title), normalised(evidence.passage.text)
    return Pair(
        AnalysedText(claim),
        AnalysedText(quote),
        AnalysedText(context),
        AnalysedText(text),
        AnalysedText(title),
        AnalysedText(passage),
        article.day,
    )
