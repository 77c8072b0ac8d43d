"""The part that all agency formats share: a Story holds the fields as sent, and ``article`` makes an Article of it.

The standing comes from the agency's codes, else from the first words of the editor's note or the headline. A kill
notice without a body becomes a RETRACTED Article with the id of the killed story and the note as its text.
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
"""Stories in one file. A story with text takes at least 300 bytes, so more of them in 16 MB of XML must be empty."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story as an agency sent it, before cleaning; missing fields are ``""`` or ``()``.

    ``first`` is the date of the first version, ``current`` of this one. ``codes`` are states as spelled in the format:
    ``stat:canceled``, ``sig:correction``, ``Corrective``.
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

_SALUTATION = r"\W*(?:(?:(?:note to|attention|attn) )?ed(?:s|itors?)\b\W*)?(?:please\s+)?"
_RETRACTED_WORDS = re.compile(
    rf"{_SALUTATION}(?:(?:bulletin|mandatory|advisory|urgent)\W+)*(?:kill(?:s|ed)?\b|withdr[ae]wn?\b|withdrawal\b"
    r"|withhold\b|retract(?:s|ed|ion)?\b|disregard\b|zurückgezogen|zurückziehung|annulation)"
    r"(?!\s+(?:the\s+)?(?:\w+\s+)?(?:graf|para|photo|caption|reference|previous|earlier|prior))"
    r"|.{0,60}\b(?:story|article|item|dispatch) (?:is|has been|was) (?:withdrawn|retracted|killed)",
    re.IGNORECASE,
)
_CORRECTED_WORDS = re.compile(
    rf"{_SALUTATION}(?:(?:updates|recasts|urgent|official|this (?:story|article|version))\W+(?:and\s+)?)?"
    r"(?:(?:is|has been|was)\s+)?(?:correct(?:s|ed|ion|ive|ing)\b|clarif(?:ies|ied|ication)\b|korrektur|korrigiert"
    r"|berichtig|rectificati[fv]|corrige\b|corrección)"
    r"|.{0,200}\b(?-i:CORRECTS)\b",
    re.IGNORECASE,
)
"""Openings of notes to editors: "Eds: CORRECTS spelling of name", "Mandatory Kill"; not "kill the last graf"."""
_RETRACTED_TITLE = re.compile(r"(?:[A-Z]+ \d+[-:] ?)?(?:KILL|WITHDRAWN|WITHDRAWAL|RETRACTED|RETRACTION)\s?[-:–—]")
_CORRECTED_TITLE = re.compile(
    r"(?:[A-Z]+ \d+[-:] ?)?(?:OFFICIAL )?(?:CORRECTED|CORRECTION|CORRECTS|CLARIFICATION|(?:Correction|Korrektur):)"
    r"(?:\s?[-:–—]|\s|$)"
)
"""Prefixes of the headlines of resent stories, of Reuters and others: ``CORRECTED-UPDATE 2-...``, ``WITHDRAWN-...``."""

_BY_WORDS = {
    *("de:von", "fr:par", "es:por", "pt:por", "it:di", "nl:door", "sv:av", "nb:av", "no:av", "nn:av", "da:af"),
    *("en:by", ":by"),
}
_AND_WORDS = {"de": "und", "fr": "et", "es": "y", "pt": "e", "it": "e", "nl": "en", "sv": "och", "nb": "og", "da": "og"}
_EDITING_CREDIT = re.compile(r"(?:additional )?(?:editing|produced|graphics?|photo\w*)\b.*\bby\b", re.IGNORECASE)
_WRITING_CREDIT = re.compile(
    r"^\(?(?:(?:additional )?(?:reporting|writing)(?: and \w+)?|words|written|story) by\s+", re.IGNORECASE
)
_CREDITS_LINE = re.compile(
    r"\n\n\((?:(?:additional )?(?:reporting|writing|editing)\b[^()]{0,300}\b(?:by|in)\b[^()]{0,300})\)$", re.IGNORECASE
)
"""The last line of Reuters' stories, "(Reporting by A in B; Editing by C)", which is no part of the news."""
_JOB_OR_OFFICE = re.compile(
    r",\s*(?:(?-i:[a-z]{2,6})|[^,]*\b(?:writers?|reporters?|correspondents?|editors?|desk|press|agency|news|newsroom|staff|afp|ap|dpa|reuters"
    r")\b[^,]*)$",
    re.IGNORECASE,
)
_PLACE_LINE = re.compile(
    r"(?P<place>[A-ZÀ-ÖØ-Þ][^()\n–—]{1,60}?)\s*\((?P<agency>[A-Z][\w./ -]{1,30}|[a-z]{2,5})\)\s*(?:--?|[–—])\s",
    re.UNICODE,
)
_TRAILING_DAY = re.compile(r",?\s+(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\.?\s+[A-Z][a-z]{2,8}\.?)(?:,?\s+\d{4})?\s*$")
_COMPACT_DAY = re.compile(r"(\d{8})(?:Z|[+-]\d\d:?\d\d)?$")


def article(story: Story, location: str) -> Article | Skipped:
    """Return the Article, or Skipped when the story has no text; the note is the text of a retracted story without."""
    note = "\n".join(dict.fromkeys(filter(None, map(clean, story.notes))))
    standing = standing_of(story.codes, note, story.title)
    publisher = clean_line(story.publisher)
    first, current = _moment(story.first) or _moment(story.current), _moment(story.current)
    text = _body(story)
    if not text and standing is Standing.RETRACTED:
        text = note or clean(story.title)
    draft = records.article(
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
    if not draft:
        return Skipped(location, f"no text, only a note: {note[:200]}" if note else "no text")
    return replace(draft, dateline=_dateline(story.dateline, draft.text), note=note, standing=standing)


def identifier(raw_id: str, version: str) -> str:
    """Return an agency's id of a story without the version suffix that some append: ``urn:…/3`` is ``urn:…``."""
    story_id = raw_id.strip()
    if version.strip():
        story_id = re.sub(rf"[:/;#.]v?{re.escape(version.strip())}$", "", story_id)
    return re.sub(r":\d+[NAU]$", "", story_id) if story_id.startswith("urn:newsml:") else story_id


def standing_of(codes: Iterable[str], note: str, title: str) -> Standing:
    """Return the standing: from the agency's codes, else from the first words of the note or the headline."""
    states = {re.split(r"[:/#]", code.strip().lower())[-1].replace(" ", "") for code in codes}
    if states & _RETRACTED_CODES or _RETRACTED_WORDS.match(note) or _RETRACTED_TITLE.match(title):
        return Standing.RETRACTED
    if states & _CORRECTED_CODES or _CORRECTED_WORDS.match(note) or _CORRECTED_TITLE.match(title):
        return Standing.CORRECTED
    return Standing.GOOD


def authors(bylines: Iterable[str], publisher: str, language: str = "") -> tuple[str, ...]:
    """Return the persons in bylines, without "By", job titles, offices and the publisher; capitals in title case."""
    names = [name for byline in bylines for name in _names(clean_line(byline), language.lower()[:2])]
    publishers = {publisher.casefold(), f"the {publisher}".casefold(), publisher.casefold().removeprefix("the ")}
    return tuple(dict.fromkeys(name for name in map(_title_case, names) if name and name.casefold() not in publishers))


def _names(byline: str, language: str) -> list[str]:
    first, _, rest = byline.partition(" ")
    if rest and {f":{first.lower()}", f"{language}:{first.lower()}"} & _BY_WORDS:
        byline = rest
    byline = _JOB_OR_OFFICE.sub("", _WRITING_CREDIT.sub("", byline))
    conjunctions = "|".join(filter(None, ("and", "&", _AND_WORDS.get(language, ""))))
    parts = [
        _WRITING_CREDIT.sub("", part)
        for credit in re.split(r"\s*;\s*", byline)
        if not _EDITING_CREDIT.match(credit)
        for part in re.split(rf",?\s+(?:{conjunctions})\s+", credit)
    ]
    if len(parts) > 1:
        parts = [name for part in parts for name in part.split(",")]
    return [part.strip(" ,.") if not re.search(r"\b[JS]r\.$", part) else part.strip(" ,") for part in parts]


def _title_case(name: str) -> str:
    """Return a name that is all capitals in title case; a single word stays, as it may be an agency."""
    if not name.isupper() or " " not in name:
        return name
    return re.sub(r"\bMc([a-z])", lambda match: f"Mc{match[1].upper()}", name.title())


def _moment(value: str) -> str:
    day = _COMPACT_DAY.match(value.strip())
    return normalise(day[1] if day else value)


def _body(story: Story) -> str:
    """Return the cleaned text without first lines that repeat the headline or a byline, and without the credits."""
    text = drop_repetition(clean_line(story.title), _CREDITS_LINE.sub("", clean(story.body)))
    for byline in story.bylines:
        text = drop_repetition(clean_line(byline), text)
        text = drop_repetition(f"By {clean_line(byline)}", text)
    return text


def _dateline(dateline: str, text: str) -> str:
    """Return the place alone: from the field, else from the start of the text, ``LARKMOOR, England (AP) —``."""
    place = clean_line(dateline) or (match["place"] if (match := _PLACE_LINE.match(text)) else "")
    place = re.sub(r"\s*\([^()]{0,40}\)\s*$", "", place.strip(" -–—:"))
    return _TRAILING_DAY.sub("", place).strip(" ,-–—:")
