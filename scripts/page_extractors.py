"""Compare libraries that find the article in a web page, on our golden pages: share of words right, and of those found.

Ours is trafilatura with what we do before and after. The others are no dependencies of ours: those that are installed
are compared (trafilatura, readability-lxml, goose3, newspaper4k, resiliparse). Usage:

    PYTHONPATH=. python scripts/page_extractors.py
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

PAGES = Path(__file__).parent.parent / "tests/ingestion/formats/pages"


def ours(page: str) -> str:
    """What assistant ingest takes for the text, and the note."""
    from assistant.ingestion.formats.html.web_page import extract

    return f"{(found := extract(page)).get('text', '')}\n{found.get('note', '')}"


def trafilatura(page: str) -> str:
    """With its own settings."""
    from trafilatura import bare_extraction

    found = bare_extraction(page, include_comments=False)
    return (found.text or "") if found else ""


def readability(page: str) -> str:
    """The summary, as characters."""
    from lxml.html import fromstring
    from readability import Document

    return str(fromstring(Document(page).summary()).text_content())


def goose3(page: str) -> str:
    """Without pictures."""
    from goose3 import Goose

    with Goose({"enable_image_fetching": False}) as goose:
        return str(goose.extract(raw_html=page).cleaned_text)


def newspaper4k(page: str) -> str:
    """English."""
    from newspaper import article

    return str(article("http://page.example/", input_html=page, language="en").text)


def resiliparse(page: str) -> str:
    """Main content without comments."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page, main_content=True, comments=False, alt_texts=False))


def words(text: str) -> Counter[str]:
    """How often each word occurs."""
    return Counter(re.findall(r"\w+", text.lower()))


def measure(extract: Callable[[str], str], expected: dict[str, list[dict[str, str]]]) -> str:
    """Return precision, recall and F1 over the words of all pages; a headline found before the text is not counted."""
    right = found = wanted = 0
    began = time.perf_counter()
    for name, (article,) in expected.items():
        page = (PAGES / name).read_text(encoding="utf-8")
        got = words(extract(page).strip().removeprefix(article["title"]))
        gold = words(f"{article['text']} {article.get('note', '')}")
        right, found, wanted = right + (got & gold).total(), found + got.total(), wanted + gold.total()
    milliseconds = (time.perf_counter() - began) * 1000 / len(expected)
    precision, recall = right / max(found, 1), right / wanted
    return f"{precision:.3f}  {recall:.3f}  {2 * right / (found + wanted):.3f}  {milliseconds:6.1f}"


def main() -> None:
    """Print a line for each library."""
    expected = json.loads((PAGES / "expected.json").read_text(encoding="utf-8"))
    print(f"{'':12} right  found  F1     ms a page, loading included")
    for extract in (ours, trafilatura, readability, goose3, newspaper4k, resiliparse):
        try:
            print(f"{extract.__name__:12} {measure(extract, expected)}")
        except ImportError:
            print(f"{extract.__name__:12} not installed")


if __name__ == "__main__":
    main()
