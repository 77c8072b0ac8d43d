"""Compare libraries that extract the article of a web page, on our golden pages.

    python -m bench page-extractors

Prints precision, recall and F1 over words. Ours is trafilatura with steps before and after. The other libraries are no
dependencies of ours; those that are installed are compared (readability-lxml, goose3, newspaper4k, resiliparse).
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable

from bench import ROOT

PAGES = ROOT / "tests" / "ingestion" / "formats" / "pages"


def ours(page: str) -> str:
    """Return text and note as `assistant ingest` extracts them."""
    from assistant.ingestion.formats.html.web_page import extract

    return f"{(fields := extract(page)).get('text', '')}\n{fields.get('note', '')}"


def trafilatura(page: str) -> str:
    """Return the text by trafilatura's defaults."""
    from trafilatura import bare_extraction

    document = bare_extraction(page, include_comments=False)
    return (document.text or "") if document else ""


def readability(page: str) -> str:
    """Return the text of readability's summary."""
    from lxml.html import fromstring
    from readability import Document

    return str(fromstring(Document(page).summary()).text_content())


def goose3(page: str) -> str:
    """Return the text by goose3, without pictures."""
    from goose3 import Goose

    with Goose({"enable_image_fetching": False}) as goose:
        return str(goose.extract(raw_html=page).cleaned_text)


def newspaper4k(page: str) -> str:
    """Return the text by newspaper4k, for English."""
    from newspaper import article

    return str(article("http://page.example/", input_html=page, language="en").text)


def resiliparse(page: str) -> str:
    """Return the main content by resiliparse, without comments."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page, main_content=True, comments=False, alt_texts=False))


def words(text: str) -> Counter[str]:
    """Count each word."""
    return Counter(re.findall(r"\w+", text.lower()))


def measure(extract: Callable[[str], str], expected: dict[str, list[dict[str, str]]]) -> str:
    """Return precision, recall and F1 over the words of all pages; a headline before the text is not counted."""
    shared = extracted = expected_words = 0
    start = time.perf_counter()
    for name, (article,) in expected.items():
        page = (PAGES / name).read_text(encoding="utf-8")
        extracted_words = words(extract(page).strip().removeprefix(article["title"]))
        right_words = words(f"{article['text']} {article.get('note', '')}")
        shared += (extracted_words & right_words).total()
        extracted += extracted_words.total()
        expected_words += right_words.total()
    milliseconds = (time.perf_counter() - start) * 1000 / len(expected)
    precision, recall = shared / max(extracted, 1), shared / expected_words
    return f"{precision:.3f}  {recall:.3f}  {2 * shared / (extracted + expected_words):.3f}  {milliseconds:6.1f}"


def main() -> None:
    """Print a line for each library."""
    expected = json.loads((PAGES / "expected.json").read_text(encoding="utf-8"))
    print(f"{'':12} right  found  F1     ms a page, loading included")
    for extract in (ours, trafilatura, readability, goose3, newspaper4k, resiliparse):
        try:
            print(f"{extract.__name__:12} {measure(extract, expected)}")
        except ImportError:
            print(f"{extract.__name__:12} not installed")
