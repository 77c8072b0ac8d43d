"""The content of a citation's footnote, in one wording for answers, reports and all forms of documents.

Each form escapes the text itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.rendering.layout import date_words, standing_words
from assistant.rendering.safe_text import one_line, unbroken, web_address
from assistant.schema.answers import Citation

UNTITLED = "(untitled)"
_NO_QUOTES = dict.fromkeys(map(ord, '"“”«»'), "’")
"""Quotation marks in an editor's note, replaced so that only the article's words look quoted."""


@dataclass(frozen=True, slots=True)
class CitationNote:
    """A footnote, each field safe and on one line. ``address`` is ``""`` where the article is not on the web.

    ``standing`` says that the story was corrected or retracted, ``""`` otherwise. ``quote`` is verbatim but for line
    feeds, which become spaces.
    """

    number: int
    title: str
    address: str
    publisher: str
    day: str
    quote: str
    reference: str
    standing: str = ""

    @property
    def about(self) -> str:
        """Title, publisher, day and standing, those that are known."""
        return ", ".join(fact for fact in (self.title, self.publisher, self.day, self.standing) if fact)


def citation_note(citation: Citation) -> CitationNote:
    """Return the footnote of a citation."""
    return CitationNote(
        citation.number,
        one_line(citation.title) or UNTITLED,
        web_address(citation.url),
        one_line(citation.publisher),
        date_words(citation.published),
        unbroken(citation.quote),
        one_line(citation.reference),
        standing_words(citation.standing, citation.note).translate(_NO_QUOTES),
    )
