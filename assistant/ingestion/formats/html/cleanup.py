"""Web pages made plainer before their text is looked for, where that is known to go wrong otherwise.

Works on the trees that ``markup`` parses, and changes them. Knows nothing of what is then done with them. Cost: a pass
over the page for each thing.
"""

from __future__ import annotations

from typing import Any

_BLOCKS = frozenset("blockquote center div dl h1 h2 h3 h4 h5 h6 hr ol p pre table ul".split())


def simplify(page: Any, one_article: bool) -> None:
    """Make divisions of tables that only lay out the page, paragraphs of lists of text, and one article of many."""
    _choose_article(page, one_article)
    for table in list(page.iter("table")):
        _unwrap_layout(table)
    for listed in list(page.iter("ul", "ol")):
        _unwrap_list(listed)


def _choose_article(page: Any, one_article: bool) -> None:
    """Join articles that are the parts of one; else put those aside that stand beside the one with the heading."""
    articles = list(page.iter("article"))
    headed = [one for one in articles if one.find(".//h1") is not None]
    kept = {*headed[0].iter("article"), *headed[0].iterancestors("article")} if len(headed) == 1 else {*articles}
    for one in articles:
        if one_article or one not in kept:
            one.tag = "div" if one_article else "aside"


def _unwrap_layout(table: Any) -> None:
    """Make a table that holds paragraphs divisions, and its double line breaks paragraphs: pages of the 1990s."""
    if not any(_breaks_twice(cell) for cell in table.iter("td")):
        return
    for element in table.iter("table", "tbody", "tr", "td", "font"):
        element.tag = "div"
    for division in list(table.iter("div")):
        _break_into_paragraphs(division)


def _breaks_twice(cell: Any) -> bool:
    pairs = ((one, one.getnext()) for one in cell.iterchildren("br"))
    return any(after is not None and after.tag == "br" and not (one.tail or "").strip() for one, after in pairs)


def _break_into_paragraphs(division: Any) -> None:
    """Wrap each run of text between line breaks in a paragraph; elements in between stay where they are."""
    if division.find("br") is None:
        return
    paragraph = division.makeelement("p")
    paragraph.text, division.text = division.text, None
    moved = [paragraph]
    for child in list(division):
        if child.tag == "br":
            paragraph = division.makeelement("p")
            paragraph.text = child.tail
            division.remove(child)
            moved.append(paragraph)
        elif child.tag in _BLOCKS:
            moved.append(child)
            paragraph = division.makeelement("p")
            paragraph.text, child.tail = child.tail, None
            moved.append(paragraph)
        else:
            paragraph.append(child)
    division.extend(one for one in moved if one.tag != "p" or "".join(one.itertext()).strip())


def _unwrap_list(listed: Any) -> None:
    """Make the items of a list paragraphs, unless it is mostly links, as menus are; what they link stays as text."""
    items = [item for item in listed if item.tag == "li"]
    whole = len("".join(listed.itertext()))
    linked = sum(len("".join(link.itertext())) for link in listed.iter("a"))
    if not items or linked > whole / 2 or any(item.find(".//ul") is not None for item in items):
        return
    for link in listed.iter("a"):
        link.tag = "span"
    for number, item in enumerate(items, start=1):
        if listed.tag == "ol":
            item.text = f"{number}. {(item.text or '').lstrip()}"
        item.tag = "p"
    listed.tag = "div"
