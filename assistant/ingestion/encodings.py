"""Which encoding a text that is not UTF-8 is in, where that can be told; nothing where it cannot.

A wrong guess is worse than none: in windows-1250 the byte of a pound sign is a letter. Two ways are sure enough:

- windows-1252, with Latin-1 in it, where the text is English, French, Spanish, Portuguese, Italian, German, Dutch,
  Danish, Norwegian or Swedish by its most frequent words, which are ASCII in all of these, and where no sign is left
  that such a text would not have;
- another script (Cyrillic, Greek, Hebrew, Arabic, Chinese, Japanese, Korean), where charset-normalizer, used here
  alone, finds one encoding clearly better than the rest.

Polish, Czech, Hungarian, Turkish and Baltic texts are left out: charset-normalizer took Polish for windows-1252 and the
pound sign in an English text for a Polish letter. Cost: some milliseconds, for at most 64 KB of the text.
"""

from __future__ import annotations

import re

from assistant.errors import needs

_ENOUGH = 64 * 1024
_WESTERN = {
    "English": "the of and to in that was for with said",
    "French": "le la les des et du une dans est pour",
    "Spanish": "el los las del que una por con se para",
    "Portuguese": "que uma dos da do em para foi os com na no as ao",
    "Italian": "il che di della gli nel una sono per dopo",
    "German": "der die das und den dem ist nicht von mit",
    "Dutch": "het een van de dat niet zijn op voor met",
    "Danish and Norwegian": "og det er af av som til den ikke har en der de fra blev ble",
    "Swedish": "och det som att den inte med efter till av",
}
"""Words that a language is told by: among its most frequent, and written without accents."""
_SHARE = 0.1
"""Of all words, those; in running text of these languages it is 0.15 to 0.4, in others under 0.05."""
_FEWEST_WORDS = 12
_SIGNS = frozenset("“”‘’\u201a„…–—•€£§°«»©®™·¡¿ºª½¼¾²³\u00d7†‰\u00b4¨\u00a0\u00ad¢¥")
_LETTERS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüÿœßšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŸŒŠŽ")
_IN_WORDS = re.compile(r"(?<=[^\W\d_])[§°©®¡¿½¼¾²³\u00d7†‰¨¢¥£¤¦¬¯±¹¶\u00b8](?=[^\W\d_])")
"""A sign between two letters: the text is in another encoding."""

_SCRIPTS = ("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp932", "euc_jp", "gb18030", "big5", "cp949")
_FEWEST_LETTERS = 20
_MARGIN = 0.05
"""How much better than the next: charset-normalizer's coherence less its mess, both 0 to 1. Measured on one sentence
of 100 to 150 characters in each of these encodings: the right one led by 0.1 or more, or stood alone."""
_HIGHEST_MESS = 0.1


def guess(data: bytes) -> str | None:
    """Return the name of the encoding of ``data``, which is not UTF-8; None where it is not sure."""
    sample = data[:_ENOUGH]
    return "cp1252" if _is_western(sample) else _of_a_script(sample)


def _is_western(sample: bytes) -> bool:
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    beyond = {character for character in text if character > "\x7f"}
    if not beyond <= _SIGNS | _LETTERS or _IN_WORDS.search(text):
        return False
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < _FEWEST_WORDS:
        return False
    return any(sum(word in frequent.split() for word in words) >= _SHARE * len(words) for frequent in _WESTERN.values())


def _of_a_script(sample: bytes) -> str | None:
    with needs("documents", "A text that is not in UTF-8"):
        from charset_normalizer import from_bytes

    if sum(byte > 127 for byte in sample) < _FEWEST_LETTERS:
        return None
    found = from_bytes(sample, cp_isolation=list(_SCRIPTS))
    ranked = sorted(((one.coherence - one.chaos, one.chaos, one.encoding, str(one)) for one in found), reverse=True)
    if not ranked or ranked[0][1] > _HIGHEST_MESS:
        return None
    best, _, encoding, text = ranked[0]
    if any(best - score < _MARGIN and other != text for score, _, _, other in ranked[1:]):
        return None
    return str(encoding)
