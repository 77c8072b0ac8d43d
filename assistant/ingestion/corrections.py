"""Corrections and retractions: notes printed with an article are split from its text and give its standing.

A note is looked for only in the first and the last lines of a text. The rules are for English, with the usual heads of
notes in German, French and Spanish papers.
"""

from __future__ import annotations

import re

from assistant.schema.articles import Standing

_FIRST, _LAST = 2, 6
"""Lines at the beginning and at the end of a text in which a note may stand."""
_LONGEST = 1500
"""Characters of the longest line that counts as a note."""
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
_EDITORS_NOTE = re.compile(
    r"\W*(?:editor(?:[’']s|s[’']?|ial)? note|anmerkung der redaktion|note de la rédaction)\b", re.IGNORECASE
)
_LABEL = re.compile(r"[^.]{1,60}")
_STATUS_WORDS = {
    Standing.RETRACTED: "retracted retraction withdrawn withdrawal killed kill canceled cancelled recalled spiked",
    Standing.CORRECTED: "corrected correction corrects corrective clarified clarification rectified",
}


def split_notes(text: str) -> tuple[str, str, Standing]:
    """Return a text without its notes, the notes, and the standing that they give the article.

    A text that consists of notes only is returned whole.
    """
    lines = text.split("\n\n")
    edges = {*range(min(_FIRST, len(lines))), *range(max(0, len(lines) - _LAST), len(lines))}
    notes = {number for number in edges if _is_note(lines[number])}
    notes |= {number + 1 for number in notes if number + 1 in edges and _is_label(lines[number])}
    if not notes or len(notes) == len(lines):
        return text, "", Standing.GOOD
    note = "\n".join(lines[number].lstrip("•*- ") for number in sorted(notes))
    return "\n\n".join(line for number, line in enumerate(lines) if number not in notes), note, standing_of(note)


def standing_of(note: str) -> Standing:
    """Return the standing that a printed note gives its article; GOOD for one that only names the author, say."""
    statement = _EDITORS_NOTE.sub("", note).lstrip(" :.-–—")
    if _RETRACTED.match(statement):
        return Standing.RETRACTED
    return Standing.CORRECTED if any(map(_CORRECTED.match, [statement, *note.split("\n")])) else Standing.GOOD


def standing_of_status(status: str) -> Standing:
    """Return the standing that a status field names, such as "Retracted" or "stat:canceled"; else GOOD."""
    words = set(re.findall(r"[a-z]+", status.lower()))
    return next((standing for standing, names in _STATUS_WORDS.items() if words & set(names.split())), Standing.GOOD)


def _is_note(line: str) -> bool:
    return len(line) <= _LONGEST and any(pattern.match(line) for pattern in (_CORRECTED, _RETRACTED, _EDITORS_NOTE))


def _is_label(line: str) -> bool:
    """Whether a line only heads the note that follows it: "Correction"."""
    return _LABEL.fullmatch(line.strip()) is not None
