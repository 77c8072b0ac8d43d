"""Simplify web pages before trafilatura extracts their text, where it is known to miss some otherwise.

The functions take lxml trees of ``markup`` and change them in place. Cost: a pass over the page for each function.
"""

from __future__ import annotations

from typing import Any

_BLOCKS = frozenset("blockquote center div dl h1 h2 h3 h4 h5 h6 hr ol p pre table ul".split())


def simplify(page: Any, one_article: bool) -> None:
    """Turn layout tables into divisions and lists of text into paragraphs, and leave one <article>."""
    _choose_article(page, one_article)
    for table in list(page.iter("table")):
        _unwrap_layout_table(table)
    for list_element in list(page.iter("ul", "ol")):
        _unwrap_list(list_element)


def _choose_article(page: Any, one_article: bool) -> None:
    """Join the parts of one article; otherwise mark as asides the articles beside the only one with a heading."""
    articles = list(page.iter("article"))
    headed = [article for article in articles if article.find(".//h1") is not None]
    family = {*headed[0].iter("article"), *headed[0].iterancestors("article")} if len(headed) == 1 else {*articles}
    for article in articles:
        if one_article or article not in family:
            article.tag = "div" if one_article else "aside"


def _unwrap_layout_table(table: Any) -> None:
    """Turn a table with double line breaks in a cell into divisions and paragraphs: the layout of the 1990s."""
    if not any(_has_double_break(cell) for cell in table.iter("td")):
        return
    for element in table.iter("table", "tbody", "tr", "td", "font"):
        element.tag = "div"
    for division in list(table.iter("div")):
        _break_into_paragraphs(division)


def _has_double_break(cell: Any) -> bool:
    pairs = ((line_break, line_break.getnext()) for line_break in cell.iterchildren("br"))
    return any(
        sibling is not None and sibling.tag == "br" and not (line_break.tail or "").strip()
        for line_break, sibling in pairs
    )


def _break_into_paragraphs(division: Any) -> None:
    """Wrap each run of text between line breaks in a paragraph; block elements stay where they are."""
    if division.find("br") is None:
        return
    paragraph = division.makeelement("p")
    paragraph.text, division.text = division.text, None
    blocks = [paragraph]
    for child in list(division):
        if child.tag == "br":
            paragraph = division.makeelement("p")
            paragraph.text = child.tail
            division.remove(child)
            blocks.append(paragraph)
        elif child.tag in _BLOCKS:
            blocks.append(child)
            paragraph = division.makeelement("p")
            paragraph.text, child.tail = child.tail, None
            blocks.append(paragraph)
        else:
            paragraph.append(child)
    division.extend(block for block in blocks if block.tag != "p" or "".join(block.itertext()).strip())


def _unwrap_list(list_element: Any) -> None:
    """Turn list items into paragraphs and links into text, unless the list is mostly links, as menus are."""
    items = [item for item in list_element if item.tag == "li"]
    text_length = len("".join(list_element.itertext()))
    link_length = sum(len("".join(link.itertext())) for link in list_element.iter("a"))
    if not items or link_length > text_length / 2 or any(item.find(".//ul") is not None for item in items):
        return
    for link in list_element.iter("a"):
        link.tag = "span"
    for number, item in enumerate(items, start=1):
        if list_element.tag == "ol":
            item.text = f"{number}. {(item.text or '').lstrip()}"
        item.tag = "p"
    list_element.tag = "div"
