"""What a footnote says of a citation, in one wording for answers and reports and for all forms of documents.

Knows nothing of how a form looks or what it escapes.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.rendering.layout import source_words
from assistant.rendering.safe import one_line, unbroken, web_address
from assistant.schema import Citation

UNTITLED = "(untitled)"


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: each field on one line and harmless. ``address`` is ``""`` where the article is not on the web.

    ``source`` is publisher and day; ``quote`` is verbatim but for line feeds, which are spaces here.
    """

    number: int
    title: str
    address: str
    source: str
    quote: str
    reference: str


def note(citation: Citation) -> Note:
    """The footnote of a citation."""
    return Note(
        citation.number,
        one_line(citation.title) or UNTITLED,
        web_address(citation.url),
        source_words(citation.publisher, citation.published),
        unbroken(citation.quote),
        one_line(citation.reference),
    )
