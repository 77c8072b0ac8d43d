"""What a footnote says of a citation, in one wording for answers and reports and for all forms of documents.

Knows nothing of how a form looks or what it escapes.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.rendering.layout import date_words
from assistant.rendering.safe import one_line, unbroken, web_address
from assistant.schema import Citation

UNTITLED = "(untitled)"


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: each field on one line and harmless. ``address`` is ``""`` where the article is not on the web.

    ``quote`` is verbatim but for line feeds, which are spaces here.
    """

    number: int
    title: str
    address: str
    publisher: str
    day: str
    quote: str
    reference: str

    @property
    def about(self) -> str:
        """Title, publisher and day, what is known of them."""
        return ", ".join(fact for fact in (self.title, self.publisher, self.day) if fact)


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
    )
