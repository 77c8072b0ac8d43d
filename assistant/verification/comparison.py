"""A claim beside its evidence: both in one spelling, as words, and aligned. Each is worked out once, when first asked.

Checks take a ``Pair``.
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
from assistant.verification.timing import in_its_words


@dataclass(frozen=True)
class Side:
    """A text of the claim or of the evidence, and its words."""

    text: str

    @cached_property
    def words(self) -> list[Word]:
        """All words, in order."""
        return words_of(self.text)

    @cached_property
    def stems(self) -> list[str]:
        """The stems of words that are not stop words, in order, hyphenated words also in parts."""
        return stems(self.text)

    @cached_property
    def roots(self) -> set[str]:
        """The roots of all words."""
        return {root(word.stem) for word in self.words}

    @cached_property
    def figures(self) -> list[str]:
        """All figures in plain digits, in order."""
        return figures(self.text)

    @cached_property
    def lower_words(self) -> set[str]:
        """All words in lower case."""
        return {word.lower for word in self.words}

    @cached_property
    def plain_words(self) -> frozenset[str]:
        """The words that are written without a capital."""
        return frozenset(word.text for word in self.words if word.text.islower())


@dataclass(frozen=True)
class Pair:
    """A claim and its evidence, in one spelling.

    ``quote`` is the cited sentence, ``context`` the one it depends on, ``evidence`` both; ``title`` is the headline,
    ``passage`` the text around. ``day`` is the day of publication, ISO 8601, or ``""``.
    """

    claim: Side
    quote: Side
    context: Side
    evidence: Side
    title: Side
    passage: Side
    day: str

    @cached_property
    def alignment(self) -> Alignment:
        """The claim aligned with the evidence, word by word."""
        return align(self.claim.words, self.evidence.words)

    @cached_property
    def activated(self) -> set[str]:
        """Stems of words that are active in the claim and passive in the evidence."""
        return active_only_in(self.claim.words, self.evidence.words)

    @cached_property
    def passivated(self) -> set[str]:
        """Stems of words that are passive in the claim and active in the evidence."""
        return active_only_in(self.evidence.words, self.claim.words)

    @cached_property
    def evidence_roots(self) -> set[str]:
        """Roots of the words with content of the evidence, and of the names that its headline shares with the claim.

        A headline is shown with every citation but is not part of what is quoted: it can say who or where, not what.
        """
        headline = {root(word_stem) for word_stem in self.title.stems}
        names = {root(word.stem) for word in self.claim.words if is_name(word.text)}
        return {root(word_stem) for word_stem in self.evidence.stems} | (headline & names)


def pair_of(claim: str, evidence: Evidence) -> Pair:
    """Put a claim beside its evidence; dates of the claim are put in the evidence's words where they mean the same."""
    article = evidence.article
    quote, context = normalised(evidence.quote), normalised(evidence.context)
    text = f"{context} {quote}".strip()
    claim = in_its_words(normalised(claim), text, article.day)
    title, passage = normalised(article.title), normalised(evidence.passage.text)
    return Pair(Side(claim), Side(quote), Side(context), Side(text), Side(title), Side(passage), article.day)
