"""References in every style, and exports that other programs' libraries read back."""

from __future__ import annotations

import json
import re

import pytest
import shelf
from shelf import ACCESSED, CITED, HOSTILE, HOSTILE_SHOWN, PLAIN, SHELF

from assistant.pandoc import convert
from assistant.rendering.bibliography.bibtex import bibtex
from assistant.rendering.bibliography.csl_items import CitedVersion, item, merged, web_address
from assistant.rendering.bibliography.csl_json import csl_json
from assistant.rendering.bibliography.reference_text import bibliography, references
from assistant.rendering.bibliography.ris import ris
from assistant.rendering.bibliography.styles import ReferenceStyle, definition
from assistant.rendering.bibliography.title_language import language_of

ITEMS = [item(one, ACCESSED) for one in CITED]
TAME = [one for one in CITED if one.article is not HOSTILE]
APA = """\
Finch, A. (n.d.). Old mill for sale. Lennford Courier. Retrieved November 24, 2026, from https://courier.example/mill
Found in a drawer. (n.d.).
Goats on the pitch. (2026, January 5). lenn.example. https://www.lenn.example/goats
Library opens on Sundays. (2024). Lennford Courier.
Public, J. Q., Jr., Van Damme, J.-C., & van Beethoven, L. (2025, December). Three write one story. Lennford Courier.
Reed, T. (2026a, January 28). Bridge closes: mayor’s plan is “final.” Lennford Courier. https://courier.example/bridge
Reed, T. (2026b, March 2). Market is back on Bell Square. Lennford Courier.
Reuters staff. (2026, February 1). Ferry late again. Lennford Courier.
(untitled). (2026, April 2). Lennford Courier.
von der Leyen, E. (n.d.). Die Brücke ist zu. Lennforder Anzeiger.
Зябликова, Ж. И. (2026, January 29). Мост через Ленн закрыт. Ленская газета.
محمد بن سلمان. (2026, January 30). إغلاق الجسر يوم الاثنين. صوت النهر.
新华社. (2026, January 31). 大桥周一关闭. 伦河日报.
"""
CHICAGO = """\
Finch, Ada. n.d. “Old Mill for Sale.” Lennford Courier. Accessed November 24, 2026. https://courier.example/mill.
Found in a Drawer. n.d.
lenn.example. 2026. “Goats on the Pitch.” January 5. https://www.lenn.example/goats.
Lennford Courier. 2024. “Library Opens on Sundays.”
Lennford Courier. 2026. “(Untitled).” April 2.
Leyen, Eva von der. n.d. “Die Brücke ist zu.” Lennforder Anzeiger.
Public, Jane Q., Jr., Jean-Claude Van Damme, and Ludwig van Beethoven. 2025. “Three Write One Story.” Lennford \
Courier, December.
Reed, Tom. 2026a. “Bridge Closes: Mayor’s Plan Is ‘Final’.” Lennford Courier, January 28. \
https://courier.example/bridge.
Reed, Tom. 2026b. “Market Is Back on Bell Square.” Lennford Courier, March 2.
Reuters staff. 2026. “Ferry Late Again.” Lennford Courier, February 1.
Зябликова, Жанна Ильинична. 2026. “Мост через Ленн закрыт.” Ленская газета, January 29.
محمد بن سلمان. 2026. “إغلاق الجسر يوم الاثنين.” صوت النهر, January 30.
新华社. 2026. “大桥周一关闭.” 伦河日报, January 31.
"""
CHICAGO_NOTES = """\
Finch, Ada. “Old Mill for Sale.” Lennford Courier, n.d. Accessed November 24, 2026. https://courier.example/mill.
Found in a Drawer. n.d.
lenn.example. “Goats on the Pitch.” January 5, 2026. https://www.lenn.example/goats.
Lennford Courier. “Library Opens on Sundays.” 2024.
Lennford Courier. “(Untitled).” April 2, 2026.
Leyen, Eva von der. “Die Brücke ist zu.” Lennforder Anzeiger, n.d.
Public, Jane Q., Jr., Jean-Claude Van Damme, and Ludwig van Beethoven. “Three Write One Story.” Lennford Courier, \
December 2025.
Reed, Tom. “Bridge Closes: Mayor’s Plan Is ‘Final’.” Lennford Courier, January 28, 2026. \
https://courier.example/bridge.
Reed, Tom. “Market Is Back on Bell Square.” Lennford Courier, March 2, 2026.
Reuters staff. “Ferry Late Again.” Lennford Courier, February 1, 2026.
Зябликова, Жанна Ильинична. “Мост через Ленн закрыт.” Ленская газета, January 29, 2026.
محمد بن سلمان. “إغلاق الجسر يوم الاثنين.” صوت النهر, January 30, 2026.
新华社. “大桥周一关闭.” 伦河日报, January 31, 2026.
"""
MLA = """\
Finch, Ada. “Old Mill for Sale.” Lennford Courier, https://courier.example/mill. Accessed 24 Nov. 2026.
Found in a Drawer. Accessed 24 Nov. 2026.
“Goats on the Pitch.” lenn.example, 5 Jan. 2026, https://www.lenn.example/goats.
“Library Opens on Sundays.” Lennford Courier, 2024.
Public, Jane Q., Jr., et al. “Three Write One Story.” Lennford Courier, Dec. 2025.
Reed, Tom. “Bridge Closes: Mayor’s Plan Is ‘Final’.” Lennford Courier, 28 Jan. 2026, https://courier.example/bridge.
Reed, Tom. “Market Is Back on Bell Square.” Lennford Courier, 2 Mar. 2026.
Reuters staff. “Ferry Late Again.” Lennford Courier, 1 Feb. 2026.
“(Untitled).” Lennford Courier, 2 Apr. 2026.
von der Leyen, Eva. “Die Brücke ist zu.” Lennforder Anzeiger. Accessed 24 Nov. 2026.
Зябликова, Жанна Ильинична. “Мост через Ленн закрыт.” Ленская газета, 29 Jan. 2026.
محمد بن سلمان. “إغلاق الجسر يوم الاثنين.” صوت النهر, 30 Jan. 2026.
新华社. “大桥周一关闭.” 伦河日报, 31 Jan. 2026.
"""
IEEE = """\
[1] T. Reed, “Bridge closes: mayor’s plan is ‘final’,” Lennford Courier, Jan. 28, 2026. Accessed: Nov. 24, 2026. \
[Online]. Available: https://courier.example/bridge
[2] T. Reed, “Market is back on Bell Square,” Lennford Courier, Mar. 02, 2026.
[3] J. Q. Public Jr., J.-C. Van Damme, and L. van Beethoven, “Three write one story,” Lennford Courier, Dec. 2025.
[4] Reuters staff, “Ferry late again,” Lennford Courier, Feb. 01, 2026.
[5] “Library opens on Sundays,” Lennford Courier, 2024.
[6] A. Finch, “Old mill for sale,” Lennford Courier. Accessed: Nov. 24, 2026. [Online]. Available: \
https://courier.example/mill
[7] “Found in a drawer.”
[8] “Goats on the pitch,” lenn.example, Jan. 05, 2026. Accessed: Nov. 24, 2026. [Online]. Available: \
https://www.lenn.example/goats
[9] Ж. И. Зябликова, “Мост через Ленн закрыт,” Ленская газета, Jan. 29, 2026.
[10] محمد بن سلمان, “إغلاق الجسر يوم الاثنين,” صوت النهر, Jan. 30, 2026.
[11] 新华社, “大桥周一关闭,” 伦河日报, Jan. 31, 2026.
[12] E. von der Leyen, “Die Brücke ist zu,” Lennforder Anzeiger.
[13] “(untitled),” Lennford Courier, Apr. 02, 2026.
"""


@pytest.mark.parametrize(
    ("style", "written"),
    [
        (ReferenceStyle.APA, APA),
        (ReferenceStyle.CHICAGO, CHICAGO),
        (ReferenceStyle.CHICAGO_NOTES, CHICAGO_NOTES),
        (ReferenceStyle.MLA, MLA),
        (ReferenceStyle.IEEE, IEEE),
    ],
)
def test_every_style(style, written):
    found = bibliography(TAME, style, ACCESSED)
    assert "".join(f"{one.label} {one.text}".strip() + "\n" for one in found) == written
    assert {one.cited for one in found} == set(TAME)


def test_references_come_in_the_order_given_each_for_its_article():
    articles = [shelf.UNDATED, shelf.SAME_YEAR, PLAIN, shelf.SAME_YEAR]
    found = references(articles, "ieee", ACCESSED)
    assert [one.split("“")[1].split(",")[0] for one in found] == [
        *("Old mill for sale", "Market is back on Bell Square", "Bridge closes: mayor’s plan is ‘final’"),
        "Market is back on Bell Square",
    ]
    assert not any(one.startswith("[") for one in found)
    assert references([], "apa", ACCESSED) == []


def test_no_reference_leans_on_the_one_before_it():
    found = references([PLAIN, shelf.SAME_YEAR], "mla", ACCESSED)
    assert all(one.startswith("Reed, Tom. ") for one in found)
    assert all("subsequent-author-substitute" not in definition(style) for style in ReferenceStyle)


@pytest.mark.parametrize("style", list(ReferenceStyle))
def test_a_hostile_title_shows_as_it_reads(style):
    (reference,) = bibliography([CitedVersion(HOSTILE)], style, ACCESSED)
    title = HOSTILE_SHOWN.replace("\"q\" 'r'", "")  # the style sets its own quotation marks
    plain = reference.text
    for mark in "“”‘’":
        plain = plain.replace(mark, "'")
    at = [plain.casefold().find(part.casefold()) for part in title.split("  ")]
    assert -1 not in at
    assert at == sorted(at)
    assert "<b>Bold</b> {Courier" in plain
    assert "The } {Desk}" in plain
    assert plain.isprintable()


def test_csl_json_is_what_its_schema_allows():
    from csl_reference import Reference

    found = json.loads(csl_json(ITEMS))
    assert found == ITEMS
    assert [Reference(**one).csl_dump() for one in found] == found, "every field known, of its type"


def test_csl_json_says_what_the_archive_knows():
    plain, nobody, undated = (ITEMS[SHELF.index(one)] for one in (PLAIN, shelf.NOBODY, shelf.BARE))
    assert plain == {
        "id": "bridge-v1",
        "type": "article-newspaper",
        "title": 'Bridge closes: mayor\'s plan is "final"',
        "author": [{"family": "Reed", "given": "Tom"}],
        "container-title": "Lennford Courier",
        "issued": {"date-parts": [[2026, 1, 28]]},
        "accessed": {"date-parts": [[2026, 11, 24]]},
        "URL": "https://courier.example/bridge",
        "language": "en",
        "archive": "news-assistant archive",
        "archive_location": "bridge@1:0-10, bridge@1:20-30",
        "note": "news-assistant archive, bridge@1:0-10, bridge@1:20-30, accessed 2026-11-24",
    }
    assert "author" not in nobody
    assert not {"author", "issued", "URL", "container-title"} & set(undated)


def test_csl_json_holds_nothing_that_a_terminal_obeys():
    text = csl_json([{"id": "x", "title": "a\u202eb\x9bc"}])
    assert "\u202e" not in text
    assert "\x9b" not in text
    assert json.loads(text)[0]["title"] == "a\u202eb\x9bc"


def typeset(tex: str) -> str:
    """What TeX prints for the commands that Pandoc writes; the readers below do not know them all."""
    names = {"textless": "<", "textgreater": ">", "textbraceleft": "{", "textbraceright": "}", "^": "^"}
    names |= {"textbackslash": "\\", "textasciitilde": "~"}
    tex = re.sub(r"\{([\[\]])\}", r"\1", tex).replace(r"\/", "")
    return re.sub(
        r"\\(?:(text[a-z]+|\^)(?:\{\}| )?|([%#&$_]))", lambda found: names[found[1]] if found[1] else found[2], tex
    )


def test_bibtex_read_back_by_bibtexparser():
    import bibtexparser

    library = bibtexparser.parse_string(bibtex(ITEMS))
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == [one["id"] for one in ITEMS]
    for entry, one in zip(library.entries, ITEMS, strict=True):
        fields = {field.key: field.value for field in entry.fields}
        assert entry.entry_type == "article"
        assert typeset(fields["title"][1:-1]) == one["title"]
        assert typeset(fields.get("journal", "")) == one.get("container-title", "")
        assert fields["note"] == one["note"]
        assert fields["urldate"] == "2026-11-24"
        assert fields.get("date", "").split("-")[0] == fields.get("year", "")
        assert fields.get("url") == one.get("URL")


def test_bibtex_read_back_by_pandoc():
    items = [item(one, ACCESSED) for one in TAME]
    text = bibtex(items)
    read = convert(text, "bibtex", "csljson").replace('"dropping-particle"', '"non-dropping-particle"')
    found = json.loads(read.replace("“", r"\"").replace("”", r"\"").replace("’", "'"))
    for field in ("author", "title", "container-title", "note", "URL"):
        assert [one.get(field) for one in found] == [one.get(field) for one in items], field
    days = json.loads(convert(text, "biblatex", "csljson"))
    for field in ("issued", "accessed"):
        assert [one.get(field) for one in days] == [one.get(field) for one in items], field


def test_bibtex_of_a_whole_entry():
    assert bibtex([item(CitedVersion(shelf.PEOPLE), ACCESSED)]) == (
        "@article{people-v1,\n"
        "  date = {2025-12},\n"
        "  urldate = {2026-11-24},\n"
        "  author = {Public, Jr., Jane Q. and Van Damme, Jean-Claude and van Beethoven, Ludwig},\n"
        "  title = {{Three write one story}},\n"
        "  journal = {Lennford Courier},\n"
        "  year = {2025},\n"
        "  month = {dec},\n"
        "  note = {news-assistant archive, people@1, accessed 2026-11-24}\n"
        "}\n"
    )


def test_no_brace_of_an_article_is_left_as_a_brace():
    (entry,) = [part for part in bibtex(ITEMS).split("@article{") if part.startswith("hostile")]
    depth = 1
    for character in entry.replace(r"\{", "").rstrip().removesuffix("}"):
        depth += (character == "{") - (character == "}")
        assert depth >= 1
    assert depth == 1
    assert r"\{" not in entry
    assert bibtex(ITEMS).count("\n@article{") == len(ITEMS) - 1


def test_bibtex_keys_are_ascii_and_differ():
    articles = [shelf.article(name, "A title") for name in ("мост", "море", "bridge")]
    text = bibtex([item(CitedVersion(one), ACCESSED) for one in articles])
    assert [line for line in text.splitlines() if line.startswith("@")] == [
        *("@article{--v1,", "@article{--v1-2,", "@article{bridge-v1,")
    ]


def test_ris_read_back_by_rispy():
    import rispy

    found = rispy.loads(ris(ITEMS))
    assert [one["id"] for one in found] == [one["id"] for one in ITEMS]
    for record, one in zip(found, ITEMS, strict=True):
        assert record["type_of_reference"] == "NEWS"
        assert record["title"] == one["title"]
        assert record.get("secondary_title") == one.get("container-title")
        assert record["access_date"] == "2026/11/24/"
        assert record["accession_number"] == one["archive_location"]
        assert record["notes"] == [one["note"]]
        assert record.get("urls", []) == ([one["URL"]] if "URL" in one else [])
        assert "unknown_tag" not in record
    assert found[2]["authors"] == ["Public, Jane Q., Jr.", "Van Damme, Jean-Claude", "van Beethoven, Ludwig"]
    assert [one.get("date") for one in found[:6]] == [
        *("2026/01/28/", "2026/03/02/", "2025/12//", "2026/02/01/", "2024///", None)
    ]
    assert found[3]["authors"] == ["Reuters staff"]


def test_ris_read_back_by_pandoc():
    found = json.loads(convert(ris(ITEMS), "ris", "csljson"))
    assert [one["title"].split()[-1] for one in found[:6]] == [one["title"].split()[-1] for one in ITEMS[:6]]
    assert len(found) == len(ITEMS)


def test_every_line_of_ris_is_a_tag_and_a_value():
    lines = ris(ITEMS).split("\n")
    assert all(line == "" or line[2:6] == "  - " for line in lines)
    assert sum(line.startswith("TY") for line in lines) == sum(line.startswith("ER") for line in lines) == len(ITEMS)


def test_spans_of_an_article_version_come_together():
    later = CitedVersion(shelf.article("bridge", "Bridge", version=2), ((0, 1),))
    given = [
        CitedVersion(PLAIN, ((0, 5),)),
        later,
        CitedVersion(PLAIN),
        CitedVersion(PLAIN, ((7, 9),)),
        CitedVersion(PLAIN, ((0, 5),)),
    ]
    assert merged(given) == [CitedVersion(PLAIN, ((0, 5), (7, 9))), later]
    assert [one.places for one in merged(given)] == ["bridge@1:0-5, bridge@1:7-9", "bridge@2:0-1"]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://x.example/a?b=1&c=%20", "https://x.example/a?b=1&c=%20"),
        ("https://лен.example/мост", "https://лен.example/мост"),
        ("http://x.example/a b}{\\\"'<>^`|\n", "http://x.example/a%20b%7D%7B%5C%22'%3C%3E%5E%60%7C"),
        *((bad, "") for bad in ("javascript:alert(1)", "ftp://x.example", "file:///etc/passwd", "", "http://[x")),
    ],
)
def test_only_addresses_of_the_web(url, address):
    assert web_address(url) == address


@pytest.mark.parametrize(
    ("title", "text", "declared", "found"),
    [
        ("Bridge closes", shelf.ENGLISH, "", ""),
        ("Bridge closes", "Short.", "", ""),
        ("Die Brücke ist zu", shelf.GERMAN, "", "und"),
        ("Мост закрыт", shelf.ENGLISH, "", "und"),
        ("Мост закрыт", shelf.ENGLISH, "en", "und"),
        ("Die Brücke ist zu", shelf.GERMAN, "de_AT", "de-AT"),
        ("Bridge closes", shelf.GERMAN, "en-GB", "en-GB"),
        ("146", shelf.ENGLISH, "no language", ""),
    ],
)
def test_language(title, text, declared, found):
    assert language_of(shelf.article("x", title, text=text, language=declared)) == found
