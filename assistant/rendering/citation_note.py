"""What a footnote says of a citation, in one wording for answers and reports and for all forms of documents.

Knows nothing of how a form looks or what it escapes.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.rendering.layout import date_words, standing_words
from assistant.rendering.safe_text import one_line, unbroken, web_address
from assistant.schema.answers import Citation

UNTITLED = "(untitled)"
_NO_QUOTES = dict.fromkeys(map(ord, '"“”«»'), "’")
"""What a footnote quotes is the article's: an editor's note may not look like it."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: each field on one line and harmless. ``address`` is ``""`` where the article is not on the web.

    ``standing`` says that the story was corrected or retracted, ``""`` otherwise.
    ``quote`` is verbatim but for line feeds, which are spaces here.
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
        """Title, publisher and day, what is known of them."""
        return ", ".join(fact for fact in (self.title, self.publisher, self.day, self.standing) if fact)


def note(citation: Citation) -> Note:
    """The footnote of a citation."""
    return Note(
        citation.number,
        one_line(citation.title) or UNTITLED,
        web_address(citation.url),
        one_line(citation.publisher),
        date_words(citation.published),
        unbroken(citation.quote),
        one_line(citation.reference),
        standing_words(citation.standing, citation.note).translate(_NO_QUOTES),
    )
