"""What the formats of news agencies have in common: a Story as an agency sent it, and the Article that it gives.

A story's standing is read from the agency's codes, and from an editor's note or a headline that begins with the words
for it. A kill notice without a body gives an Article whose text is its note, RETRACTED, under the id of the story that
it kills. Knows nothing of files, XML or JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.ingestion import records
from assistant.ingestion.cleaning import clean, clean_line
from assistant.ingestion.formats.text import drop_repetition
from assistant.ingestion.timestamps import normalise
from assistant.schema.archives import Skipped
from assistant.schema.articles import Article, Standing

MAX_STORIES = 50_000
"""In one file; one with text takes 300 bytes, so that more in the 16 MB of an XML file can only be empty ones."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story as an agency sent it, nothing cleaned yet; ``""`` is what it does not say.

    ``first`` is when its first version came out, ``current`` when this one did. ``codes`` are its states, in whatever
    spelling: ``stat:canceled``, ``sig:correction``, ``Corrective``.
    """

    id: str = ""
    version: str = ""
    title: str = ""
    body: str = ""
    publisher: str = ""
    bylines: tuple[str, ...] = ()
    dateline: str = ""
    first: str = ""
    current: str = ""
    notes: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    url: str = ""
    language: str = ""


_RETRACTED_CODES = frozenset(
    "canceled cancelled disregard elimination kill killed recall recalled retracted retraction spiked takedown "
    "unpublish unpublished withdrawal withdrawn withheld withhold".split()
)
_CORRECTED_CODES = frozenset("clarification corrected correction corrective corrects rectification".split())
"""Values of pubStatus, signals, editorial types and the like: IPTC's NewsCodes, and those of AP and Superdesk."""

_ADDRESSED = r"\W*(?:(?:(?:note to|attention|attn) )?ed(?:s|itors?)\b\W*)?(?:please\s+)?"
_RETRACTED_WORDS = re.compile(
    rf"{_ADDRESSED}(?:(?:bulletin|mandatory|advisory|urgent)\W+)*(?:kill(?:s|ed)?\b|withdr[ae]wn?\b|withdrawal\b"
    r"|withhold\b|retract(?:s|ed|ion)?\b|disregard\b|zurückgezogen|zurückziehung|annulation)"
    r"(?!\s+(?:the\s+)?(?:\w+\s+)?(?:graf|para|photo|caption|reference|previous|earlier|prior))"
    r"|.{0,60}\b(?:story|article|item|dispatch) (?:is|has been|was) (?:withdrawn|retracted|killed)",
    re.IGNORECASE,
)
_CORRECTED_WORDS = re.compile(
    rf"{_ADDRESSED}(?:(?:updates|recasts|urgent|official|this (?:story|article|version))\W+(?:and\s+)?)?"
    r"(?:(?:is|has been|was)\s+)?(?:correct(?:s|ed|ion|ive|ing)\b|clarif(?:ies|ied|ication)\b|korrektur|korrigiert"
    r"|berichtig|rectificati[fv]|corrige\b|corrección)"
    r"|.{0,200}\b(?-i:CORRECTS)\b",
    re.IGNORECASE,
)
"""How a note to editors begins: "Eds: CORRECTS spelling of name", "Mandatory Kill"; "kill the last graf" is neither."""
_RETRACTED_TITLE = re.compile(r"(?:[A-Z]+ \d+[-:] ?)?(?:KILL|WITHDRAWN|WITHDRAWAL|RETRACTED|RETRACTION)\s?[-:–—]")
_CORRECTED_TITLE = re.compile(
    r"(?:[A-Z]+ \d+[-:] ?)?(?:OFFICIAL )?(?:CORRECTED|CORRECTION|CORRECTS|CLARIFICATION|(?:Correction|Korrektur):)"
    r"(?:\s?[-:–—]|\s|$)"
)
"""Headlines as Reuters and others head a story that is sent again: ``CORRECTED-UPDATE 2-...``, ``WITHDRAWN-...``."""

_BY = {
    *("de:von", "fr:par", "es:por", "pt:por", "it:di", "nl:door", "sv:av", "nb:av", "no:av", "nn:av", "da:af"),
    *("en:by", ":by"),
}
_AND = {"de": "und", "fr": "et", "es": "y", "pt": "e", "it": "e", "nl": "en", "sv": "och", "nb": "og", "da": "og"}
_EDITING = re.compile(r"(?:additional )?(?:editing|produced|graphics?|photo\w*)\b.*\bby\b", re.IGNORECASE)
_WRITING = re.compile(
    r"^\(?(?:(?:additional )?(?:reporting|writing)(?: and \w+)?|words|written|story) by\s+", re.IGNORECASE
)
_REPORTED = re.compile(
    r"\n\n\((?:(?:additional )?(?:reporting|writing|editing)\b[^()]{0,300}\b(?:by|in)\b[^()]{0,300})\)$", re.IGNORECASE
)
"""Last line of Reuters' copy, "(Reporting by A in B; Editing by C)": who worked on it, not what happened."""
_OFFICE = re.compile(
    r",\s*(?:(?-i:[a-z]{2,6})|[^,]*\b(?:writers?|reporters?|correspondents?|editors?|desk|press|agency|news|newsroom|staff|afp|ap|dpa|reuters"
    r")\b[^,]*)$",
    re.IGNORECASE,
)
_PLACE_LINE = re.compile(
    r"(?P<place>[A-ZÀ-ÖØ-Þ][^()\n–—]{1,60}?)\s*\((?P<agency>[A-Z][\w./ -]{1,30}|[a-z]{2,5})\)\s*(?:--?|[–—])\s",
    re.UNICODE,
)
_DAY = re.compile(r",?\s+(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\.?\s+[A-Z][a-z]{2,8}\.?)(?:,?\s+\d{4})?\s*$")
_COMPACT_DAY = re.compile(r"(\d{8})(?:Z|[+-]\d\d:?\d\d)?$")


def article(story: Story, where: str) -> Article | Skipped:
    """Return the Article, or Skipped when it has no text; a story that is retracted has its note for one."""
    note = "\n".join(dict.fromkeys(filter(None, map(clean, story.notes))))
    standing = standing_of(story.codes, note, story.title)
    publisher = clean_line(story.publisher)
    first, current = _moment(story.first) or _moment(story.current), _moment(story.current)
    text = _body(story)
    if not text and standing is Standing.RETRACTED:
        text = note or clean(story.title)
    found = records.article(
        {
            "id": identifier(story.id, story.version),
            "title": story.title,
            "text": text,
            "publisher": publisher,
            "authors": list(authors(story.bylines, publisher, story.language)),
            "published": first,
            "updated": current if current != first else "",
            "url": story.url,
            "language": story.language,
        }
    )
    if not found:
        return Skipped(where, f"no text, only a note: {note[:200]}" if note else "no text")
    return replace(found, dateline=_dateline(story.dateline, found.text), note=note, standing=standing)


def identifier(given: str, version: str) -> str:
    """Return an agency's id of a story without the version that some write behind it: ``urn:…/3`` is ``urn:…``."""
    given = given.strip()
    if version.strip():
        given = re.sub(rf"[:/;#.]v?{re.escape(version.strip())}$", "", given)
    return re.sub(r":\d+[NAU]$", "", given) if given.startswith("urn:newsml:") else given


def standing_of(codes: Iterable[str], note: str, title: str) -> Standing:
    """Return what the agency says of the story: by its codes, else by how the note or the headline begins."""
    plain = {re.split(r"[:/#]", code.strip().lower())[-1].replace(" ", "") for code in codes}
    if plain & _RETRACTED_CODES or _RETRACTED_WORDS.match(note) or _RETRACTED_TITLE.match(title):
        return Standing.RETRACTED
    if plain & _CORRECTED_CODES or _CORRECTED_WORDS.match(note) or _CORRECTED_TITLE.match(title):
        return Standing.CORRECTED
    return Standing.GOOD


def authors(bylines: Iterable[str], publisher: str, language: str = "") -> tuple[str, ...]:
    """Return the names in bylines: without "By", offices and agencies; capitals are made a name again."""
    names = [name for byline in bylines for name in _names(clean_line(byline), language.lower()[:2])]
    known = {publisher.casefold(), f"the {publisher}".casefold(), publisher.casefold().removeprefix("the ")}
    return tuple(dict.fromkeys(name for name in map(_spelled, names) if name and name.casefold() not in known))


def _names(byline: str, language: str) -> list[str]:
    first, _, rest = byline.partition(" ")
    if rest and {f":{first.lower()}", f"{language}:{first.lower()}"} & _BY:
        byline = rest
    byline = _OFFICE.sub("", _WRITING.sub("", byline))
    words = "|".join(filter(None, ("and", "&", _AND.get(language, ""))))
    parts = [
        _WRITING.sub("", part)
        for half in re.split(r"\s*;\s*", byline)
        if not _EDITING.match(half)
        for part in re.split(rf",?\s+(?:{words})\s+", half)
    ]
    if len(parts) > 1:
        parts = [name for part in parts for name in part.split(",")]
    return [part.strip(" ,.") if not re.search(r"\b[JS]r\.$", part) else part.strip(" ,") for part in parts]


def _spelled(name: str) -> str:
    """A name in capitals as names are written; a single word in capitals may be an agency's, and stays."""
    if not name.isupper() or " " not in name:
        return name
    return re.sub(r"\bMc([a-z])", lambda found: f"Mc{found[1].upper()}", name.title())


def _moment(value: str) -> str:
    day = _COMPACT_DAY.match(value.strip())
    return normalise(day[1] if day else value)


def _body(story: Story) -> str:
    """The text without a first line that only says the headline or the byline again."""
    text = drop_repetition(clean_line(story.title), _REPORTED.sub("", clean(story.body)))
    for byline in story.bylines:
        text = drop_repetition(clean_line(byline), text)
        text = drop_repetition(f"By {clean_line(byline)}", text)
    return text


def _dateline(given: str, text: str) -> str:
    """The place alone: given, or as the first paragraph begins with it, ``LARKMOOR, England (AP) —``."""
    given = clean_line(given) or (found["place"] if (found := _PLACE_LINE.match(text)) else "")
    given = re.sub(r"\s*\([^()]{0,40}\)\s*$", "", given.strip(" -–—:"))
    return _DAY.sub("", given).strip(" ,-–—:")
