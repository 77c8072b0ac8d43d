"""Cleaning of text before it is stored: offsets refer to the cleaned text.

Removes control sequences of terminals and invisible characters, and normalises newlines and spaces. Words, quotation
marks and spelling stay as they are. Cost: a few passes of regular expressions.
"""

from __future__ import annotations

import re
import unicodedata

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor movements
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # window titles, links, strings
    r"|\x1b[ -/]*[0-~]?"
)
_NEWLINES = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile(  # soft hyphen, text direction, zero width, tags
    r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_JOINERS = re.compile(r"[\u200c\u200d]{2,}|(?<![^\x00-\x7f\s])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\s])")
"""Zero-width joiners, except between letters that need them (Persian, Indian scripts) and inside emoji."""
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    r"""Return ``text`` in NFC with \n newlines, at most two in a row, without invisible characters. Idempotent."""
    text = _NEWLINES.sub("\n", _ESCAPES.sub("", text))
    text = _CONTROLS.sub("", text.replace("\t", " "))
    if not text.isascii():
        text = _clean_beyond_ascii(text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _clean_beyond_ascii(text: str) -> str:
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    if "\u200c" in text or "\u200d" in text:
        text = _JOINERS.sub("", text)
    return unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", text))


def clean_line(text: str) -> str:
    """Return ``text`` cleaned, on one line and with single spaces: for titles, names and URLs."""
    return " ".join(clean(text).split())
