"""The decoder: bytes to characters, in UTF-8, UTF-16 with a byte order mark, a declared encoding, or one that is sure.

Other bytes are refused: a wrong character in a quote is a wrong quote. Where a text is not UTF-8 and declares nothing,
its encoding is detected in two cases only:

- windows-1252, of which Latin-1 is a part, where the text is English, French, Spanish, Portuguese, Italian, German,
  Dutch, Danish, Norwegian or Swedish by its most frequent words, which are ASCII in all of these, and has no sign that
  such a text would not have;
- another script (Cyrillic, Greek, Hebrew, Arabic, Chinese, Japanese, Korean), where charset-normalizer, used here
  alone, rates one encoding clearly above the rest.

Polish, Czech, Hungarian, Turkish and Baltic texts are not detected: charset-normalizer took Polish for windows-1252 and
the pound sign in an English text for a Polish letter. Cost of detection: some milliseconds, for at most 64 KB.
"""

from __future__ import annotations

import codecs
import re

from assistant.errors import needs

_HTML_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_HEAD_BYTES = 4096
"""Where a declaration is looked for."""
_LATIN_1_NAMES = frozenset(("iso88591", "latin1", "ascii", "usascii"))
"""Read as windows-1252, as browsers do by the WHATWG's Encoding Standard."""

_SAMPLE_BYTES = 64 * 1024
_FREQUENT_WORDS = {
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
"""Among the most frequent words of each language, those written without accents."""
_FREQUENT_SHARE = 0.1
"""Share of a text's words that must be frequent ones: 0.15 to 0.4 in running text of the language, under 0.05 in
others."""
_FEWEST_WORDS = 12
_SIGNS = frozenset("“”‘’\u201a„…–—•€£§°«»©®™·¡¿ºª½¼¾²³\u00d7†‰\u00b4¨\u00a0\u00ad¢¥")
_LETTERS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüÿœßšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŸŒŠŽ")
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[§°©®¡¿½¼¾²³\u00d7†‰¨¢¥£¤¦¬¯±¹¶\u00b8](?=[^\W\d_])")
"""A sign between two letters shows that the text is in another encoding."""

_SCRIPT_ENCODINGS = ("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp932", "euc_jp", "gb18030", "big5", "cp949")
_FEWEST_BYTES = 20
"""Above 127."""
_MARGIN = 0.05
"""Lead over the next encoding, in charset-normalizer's coherence less its mess, both 0 to 1. Measured on one sentence
of 100 to 150 characters in each of these encodings: the right one led by 0.1 or more, or stood alone."""
_HIGHEST_MESS = 0.1


class UnreadableError(Exception):
    """A file that cannot be ingested. Its message is the reason, written for the user."""


def decode(data: bytes, html: bool = False) -> str:
    """Return ``data`` as characters. Raises UnreadableError for binary data and for broken or unknown encodings."""
    encoding = encoding_of(data, html)
    if encoding == "utf-8-sig" and b"\0" in data:
        raise UnreadableError("binary file")
    return _decode_as(data, encoding)


def encoding_of(data: bytes, html: bool = False) -> str:
    """Return the name of the encoding of ``data``, a whole text or its beginning. Raises UnreadableError.

    ``html`` says that a ``<meta charset>`` counts as a declaration.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in data:
        raise UnreadableError("binary file")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError as error:
        if encoding := _declared_encoding(data, html) or _detected_encoding(data):
            return encoding
        raise UnreadableError(f"not valid UTF-8 at byte {error.start}") from None
    return "utf-8-sig"


def _declared_encoding(data: bytes, html: bool) -> str:
    head = data[:_HEAD_BYTES]
    declaration = _XML_ENCODING.search(head) or (_HTML_CHARSET.search(head) if html else None)
    name = declaration[1].decode("ascii", "replace") if declaration else ""
    plain_name = name.lower().replace("-", "").replace("_", "")
    return "" if plain_name == "utf8" else "cp1252" if plain_name in _LATIN_1_NAMES else name


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        name = "UTF-8" if encoding == "utf-8-sig" else encoding
        raise UnreadableError(f"not valid {name}" + f" at byte {error.start}" * (name == "UTF-8")) from None
    except (LookupError, UnicodeError):  # declared, but not an encoding of text
        raise UnreadableError(f"not valid {encoding}") from None
    if "\0" in text:
        raise UnreadableError("binary file")
    return text


def _detected_encoding(data: bytes) -> str | None:
    sample = data[:_SAMPLE_BYTES]
    return "cp1252" if _is_windows_1252(sample) else _script_encoding(sample)


def _is_windows_1252(sample: bytes) -> bool:
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    beyond_ascii = {character for character in text if character > "\x7f"}
    if not beyond_ascii <= _SIGNS | _LETTERS or _SIGN_IN_WORD.search(text):
        return False
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < _FEWEST_WORDS:
        return False
    vocabularies = (frequent_words.split() for frequent_words in _FREQUENT_WORDS.values())
    return any(sum(word in vocabulary for word in words) >= _FREQUENT_SHARE * len(words) for vocabulary in vocabularies)


def _script_encoding(sample: bytes) -> str | None:
    with needs("documents", "A text that is not in UTF-8"):
        from charset_normalizer import from_bytes

    if sum(byte > 127 for byte in sample) < _FEWEST_BYTES:
        return None
    ranking = sorted(
        (
            (match.coherence - match.chaos, match.chaos, match.encoding, str(match))
            for match in from_bytes(sample, cp_isolation=list(_SCRIPT_ENCODINGS))
        ),
        reverse=True,
    )
    if not ranking or ranking[0][1] > _HIGHEST_MESS:
        return None
    best_score, _, encoding, text = ranking[0]
    if any(best_score - score < _MARGIN and other_text != text for score, _, _, other_text in ranking[1:]):
        return None
    return str(encoding)
