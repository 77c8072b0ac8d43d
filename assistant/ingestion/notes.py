"""Notes that a publisher prints with an article: a correction, an amendment, a retraction; apart from its text.

Only the first lines and the last are looked at, as notes stand there. English, and the usual words of German, French
and Spanish papers. Knows nothing of files.
"""

from __future__ import annotations

import re

from assistant.schema.articles import Standing

_FIRST, _LAST = 2, 6
"""Lines at the beginning and at the end of a text in which a note may stand."""
_LONGEST = 1500
_ARTICLE = r"(?:article|story|piece|post|headline|column|caption|version)s?"
_WAS = r"(?:has been|have been|was|were)"
_HEADS = r"\s*(?:[:(–—-]|$|,?\s+(?:\w+day,?\s+)?(?:\w+\s+)?\d)"
"""What follows a word that heads a note: a colon, a dash, a date, or nothing; so not "Correction officers said"."""
_CORRECTED = re.compile(
    rf"\W*(?:(?:corrections?(?: and clarifications?)?|corrected|clarification|amendment)(?: appended)?{_HEADS}"
    r"|(?:this|an earlier|a previous|earlier|previous|the headline|the caption)\b[^.]{0,40}?"
    rf"\b{_ARTICLE}\b[^.]{{0,60}}?(?:{_WAS} (?:amended|corrected|(?:updated|edited) to correct|clarified)|misstated"
    r"|misspelled|misidentified|misattributed|incorrectly|wrongly|mistakenly|erroneously)"
    rf"|an? (?:earlier|previous) version of this {_ARTICLE}\b"
    rf"|(?:korrektur(?:hinweis)?|berichtigung|rectificatif|rectificaci[oó]n|fe de errores){_HEADS})",
    re.IGNORECASE,
)
_RETRACTED = re.compile(
    rf"\W*(?:(?:retraction|retracted|withdrawn){_HEADS}"
    rf"|this {_ARTICLE} {_WAS} (?:retracted|withdrawn|removed|taken down)"
    rf"|we (?:have retracted|have withdrawn|retract) this {_ARTICLE})",
    re.IGNORECASE,
)
_EDITORS = re.compile(
    r"\W*(?:editor(?:[’']s|s[’']?|ial)? note|anmerkung der redaktion|note de la rédaction)\b", re.IGNORECASE
)
_LABEL = re.compile(r"[^.]{1,60}")


def split_notes(text: str) -> tuple[str, str, Standing]:
    """Return a text without its notes, the notes, and what they make of it; a text that is all notes stays whole."""
    lines = text.split("\n\n")
    where = {*range(min(_FIRST, len(lines))), *range(max(0, len(lines) - _LAST), len(lines))}
    noted = {number for number in where if _is_note(lines[number])}
    noted |= {number + 1 for number in noted if number + 1 in where and _is_label(lines[number])}
    if not noted or len(noted) == len(lines):
        return text, "", Standing.GOOD
    note = "\n".join(lines[number].lstrip("•*- ") for number in sorted(noted))
    return "\n\n".join(line for number, line in enumerate(lines) if number not in noted), note, standing_of(note)


def standing_of(note: str) -> Standing:
    """Return what a printed note makes of the article: some only say who wrote it."""
    said = _EDITORS.sub("", note).lstrip(" :.-–—")
    if _RETRACTED.match(said):
        return Standing.RETRACTED
    return Standing.CORRECTED if any(map(_CORRECTED.match, [said, *note.split("\n")])) else Standing.GOOD


def _is_note(line: str) -> bool:
    return len(line) <= _LONGEST and any(kind.match(line) for kind in (_CORRECTED, _RETRACTED, _EDITORS))


def _is_label(line: str) -> bool:
    """Whether a line only heads the note that follows it: "Correction"."""
    return _LABEL.fullmatch(line.strip()) is not None
