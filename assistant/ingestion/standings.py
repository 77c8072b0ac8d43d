"""What a publisher says of an article that is out: corrected, withdrawn, or nothing, from the words that are used.

Knows nothing of records or files.
"""

from __future__ import annotations

import re

from assistant.schema.articles import Standing

_WORDS = {
    Standing.RETRACTED: "retracted retraction withdrawn withdrawal killed kill canceled cancelled recalled spiked",
    Standing.CORRECTED: "corrected correction corrects corrective clarified clarification rectified",
}


def standing(words: str) -> Standing:
    """Return what ``words`` say, such as "Retracted" or "stat:canceled"; GOOD when they say neither."""
    found = set(re.findall(r"[a-z]+", words.lower()))
    return next((one for one, names in _WORDS.items() if found & set(names.split())), Standing.GOOD)
