"""What is found in documents that were edited, in each format: harmful edits caught, harmless ones let pass."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from corpus_report import (
    ALARM,
    ENGINES,
    FLAMES,
    FORMS,
    INVITED,
    RESTATED,
    TREATED,
    YARD,
    edit,
    faults,
    marks_swapped,
    verified,
    written,
)
from scripted import Scripted, fearless

from assistant.schema.findings import FaultKind, RemarkKind
from assistant.verify.differences import difference

DOCUMENTS = ("markdown", "html", "docx")
ALTERED, CHANGED, GONE, CITATION = FaultKind.ALTERED, FaultKind.CHANGED, FaultKind.GONE, FaultKind.CITATION
UNCITED, UNSUPPORTED, NUMBERING = FaultKind.UNCITED, FaultKind.UNSUPPORTED, FaultKind.NUMBERING


@pytest.mark.parametrize("form", FORMS)
def test_what_was_written_holds_in_every_format(archive, report, form, tmp_path):
    found = verified(written(report, form, tmp_path), archive)
    assert found.faults == ()
    assert (found.quotation_count, found.verbatim_count) == (9, 9)
    assert (found.claim_count, found.supported_count) == (8, 8)


def first(old, new):
    return lambda text: text.replace(old, new, 1)


def last(old, new):
    return lambda text: new.join(text.rsplit(old, 1))


HARMFUL = {
    "a figure in a statement": (first(RESTATED, "25 firefighters were sent to the mill."), [UNSUPPORTED]),
    "a name in a statement": (first(ALARM, ALARM.replace("Tobias Reed", "Tobias Rook")), [UNSUPPORTED]),
    "a negation": (first(RESTATED, "24 firefighters were not sent to the mill."), [UNSUPPORTED]),
    "a word inside a quote": (last("woollen blankets", "cotton blankets"), [ALTERED]),
    "a figure in a quote": (last("24 firefighters", "42 firefighters"), [ALTERED]),
    "an unknown article": (last("@1:", "-x@1:"), [GONE, GONE]),
    "a version that there is not": (last("@1:", "@7:"), [GONE, GONE]),
    "a span beyond the end": (lambda text: re.sub(r"@1:\d+-\d+", "@1:90000-90010", text, count=1), [GONE]),
    "an invented sentence before": (first(TREATED, f"The mayor resigned on Thursday. {TREATED}"), [UNSUPPORTED]),
    "an invented sentence in a quote": (last("Two engines", "Nobody was to blame. Two engines"), [ALTERED]),
    "the speaker of a saying": (first("Peg Dunmore", "Ada Finch"), [UNSUPPORTED]),
    "another publisher in a footnote": (last("Sample Archive", "Daily Echo"), [CITATION]),
    "another date in a footnote": (last("28 January 2026:", "29 January 2026:"), [CITATION]),
}


@pytest.mark.parametrize("form", DOCUMENTS)
@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_edits_are_found(archive, report, name, form, tmp_path):
    change, expected = HARMFUL[name]
    found = faults(edit(written(report, form, tmp_path), change), archive)
    assert found == [str(one) for one in expected]


@pytest.mark.parametrize("form", DOCUMENTS)
def test_two_footnotes_that_change_places(archive, report, form, tmp_path):
    found = faults(edit(written(report, form, tmp_path), marks_swapped(form, 1, 6)), archive)
    assert found.count(UNSUPPORTED) == 2
    assert set(found) <= {UNSUPPORTED, NUMBERING}


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_date_in_a_table(archive, report, form, tmp_path):
    before = "| " if form == "markdown" else '<td dir="auto">'
    for old, new in (("2025", "2024"), ("28 January 2026", "27 January 2026")):
        assert faults(edit(written(report, form, tmp_path), (before + old, before + new)), archive) == [UNSUPPORTED]
    after = " |\n" if form == "markdown" else "</td></tr>"
    change = ("3 February 2026" + after, "4 February 2026" + after)
    assert faults(edit(written(report, form, tmp_path), change), archive) == [UNSUPPORTED]


def test_footnotes_and_marks_that_lost_each_other(archive, report, tmp_path):
    def without_note(text):
        return re.sub(r"\n\[\^2\]:.*\n", "\n", text)

    path = written(report, "markdown", tmp_path)
    found = verified(edit(path, without_note), archive).faults
    assert [(one.kind, one.place) for one in found] == [
        (GONE, "line 7"),
        (NUMBERING, "the footnotes"),
    ]
    assert found[0].problem == "There is no footnote 2."
    path = edit(written(report, "markdown", tmp_path), ("mill.[^2]", "mill."))
    assert faults(path, archive) == [GONE, UNCITED]
    path = edit(written(report, "markdown", tmp_path), lambda text: text + "\n[^2]: again\n")
    assert faults(path, archive) == [NUMBERING]


def test_a_mark_in_html_that_shows_another_number(archive, report, tmp_path):
    path = edit(written(report, "html", tmp_path), (">2</a></sup>", ">4</a></sup>"))
    (found,) = verified(path, archive).faults
    assert (found.kind, found.problem) == (NUMBERING, "The mark leads to footnote 2.")


def test_the_quote_shown_on_hover_is_checked_too(archive, report, tmp_path):
    path = edit(written(report, "html", tmp_path), first("Two engines and 24", "Two engines and 42"))
    assert faults(path, archive) == [ALTERED]


@pytest.mark.parametrize("form", DOCUMENTS)
def test_a_source_that_is_not_in_the_list(archive, report, form, tmp_path):
    shorter = replace(report, sources=report.sources[1:])
    (found,) = verified(written(shorter, form, tmp_path), archive).faults
    assert (found.kind, found.text) == (GONE, report.sources[0].key)
    assert found.problem == f"{report.sources[0].key} is cited but not in the list of sources."


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_text_without_a_footnote(archive, report, form, tmp_path):
    around = ("<p>", "</p>") if form == "html" else ("", "\n\n")
    heading = '<h2 dir="auto">Timeline' if form == "html" else "## Timeline"
    change = (heading, f"{around[0]}The mayor resigned. Who pays? It was late.{around[1]}{heading}")
    found = verified(edit(written(report, form, tmp_path), change), archive).faults
    assert [(one.kind, one.text) for one in found] == [(UNCITED, "The mayor resigned."), (UNCITED, "It was late.")]
    assert all(one.place.endswith("section “Who said what”") for one in found)


HARMLESS = {
    "markdown": [
        ("## Summary", "## In 3 sentences: what was found"),
        ("# A fire and an invitation", "# Of fire and 12 letters"),
        ("*Report ", "*Edited by J. H. Report "),
        ("## Timeline", "*A remark: ask the desk.*\n\n## Timeline"),
        ("in the morning", "in the\nmorning"),
        ("night watchman, Tobias Reed.[^1]", "night  **watchman**, [Tobias](https://a.example) Reed.[^1]"),
        ("Tobias Reed.[^1]", "Tobias Reed[^1]."),
        ("- Who owns the mill?", "- Who owns the mill?\n- Who paid 3 million?"),
        (f"| {FLAMES}", f"| {FLAMES.replace(chr(34), '“', 1).replace(chr(34), '”')}"),
        ("was raised at", "was raised\u00a0at"),
        ("night watchman", "night watch\u00adman"),
        ('Peg Dunmore | "', 'Dunmore | "'),
    ],
    "html": [
        (">Summary<", ">In short<"),
        ("in the morning by", "in the\n   <b>morning</b> by"),
        ("<p dir", "<p><i>A remark: ask the desk.</i></p><p dir"),
        ("was raised at", "was raised&nbsp;at"),
    ],
    "docx": [
        (">Summary<", ">In short<"),
        ("Report 2026-11-24-3fa9c1", "Second draft of report 2026-11-24-3fa9c1"),
        ("was raised at", "was  raised\u00a0at"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("form", "number"), [(form, at) for form, all_ in HARMLESS.items() for at in range(len(all_))])
def test_harmless_edits_are_let_pass(archive, report, form, number, tmp_path):
    old, new = HARMLESS[form][number]
    path = edit(written(report, form, tmp_path), lambda text: text.replace(old, new, 1))
    assert verified(path, archive).faults == ()


def test_a_sentence_that_leans_on_the_one_before_needs_its_footnote(archive, report, tmp_path):
    assert YARD.startswith("They")
    path = edit(written(report, "markdown", tmp_path), first(YARD, f"{TREATED} {YARD}"))
    assert faults(path, archive) == []
    path = edit(path, first("[^4][^5]", "[^5]"))
    assert UNSUPPORTED in faults(path, archive)


def test_in_json_not_even_white_space_may_differ(archive, report, tmp_path):
    change = (f'"quote": "{ALARM[:9]}', f'"quote": " {ALARM[:9]}')
    path = edit(written(report, "json", tmp_path), change)
    (found,) = verified(path, archive).faults
    assert (found.kind, found.place) == (ALTERED, "notes[0], note 1")


def test_json_tells_the_place_of_a_statement(archive, report, tmp_path):
    path = written(report, "json", tmp_path)
    document = json.loads(path.read_text("utf-8"))
    document["sections"][1]["statements"][0]["text"] = INVITED.replace("Moscow", "Minsk")
    document["sayings"][0]["day"] = "2026-02-04"
    document["summary"][0]["notes"] = []
    path.write_text(json.dumps(document), "utf-8")
    assert [(str(one.kind), one.place) for one in verified(path, archive).faults] == [
        (GONE, "notes[0]"),
        (UNCITED, "summary[0], section “Summary”"),
        (UNSUPPORTED, "sections[1].statements[0], section “What of the invitation”"),
        (UNSUPPORTED, "sayings[0], section “Who said what”"),
    ]


# The archive moves on


@pytest.fixture
def later(tmp_path):
    """An archive of its own, in which articles can change."""
    with fearless(tmp_path / "index", Scripted()) as assistant:
        source = tmp_path / "mill.md"
        source.write_text(MILL, "utf-8")
        assistant.ingest([source])
        yield assistant, source


MILL = f"""---
title: Fire at the mill
publisher: Courier
published: 2026-02-03
url: https://courier.example/mill
---

{ALARM}

{ENGINES}
"""


def one_note(archive, tmp_path):
    (source,) = archive.holdings.sources()
    article = archive.holdings.version(source.article_id, 1)
    start = article.text.index(ENGINES)
    path = tmp_path / "answer.md"
    path.write_text(
        f"{RESTATED}[^1]\n\n[^1]: *{article.title}*, Courier, 3 February 2026: “{ENGINES}”"
        f" `{article.id}@1:{start}-{start + len(ENGINES)}`\n",
        "utf-8",
    )
    return path


def test_a_newer_version_that_still_says_it_is_fine(later, tmp_path):
    archive, source = later
    path = one_note(archive, tmp_path)
    source.write_text(MILL + "\nMore is not known.\n", "utf-8")
    assert archive.ingest([source]).updated == 1
    found = verified(path, archive)
    assert found.faults == ()
    assert [(one.kind, one.place, one.message) for one in found.remarks] == [
        (
            RemarkKind.NEWER,
            "line 3, note 1",
            "Version 2 of the article is newer than the cited 1; the quote still stands there.",
        )
    ]


def restated(archive, folder, **fields):
    """Take the story in again as its publisher's system delivers it, with what it says of it now."""
    (source,) = archive.holdings.sources()
    article = archive.holdings.version(source.article_id)
    told = {"id": article.id, "title": article.title, "text": article.text, "publisher": article.publisher}
    path = folder / "wire.jsonl"
    path.write_text(json.dumps({**told, "published": article.published, "url": article.url, **fields}) + "\n", "utf-8")
    assert archive.ingest([path]).updated == 1


def test_a_correction_is_told_and_holds(later, tmp_path):
    archive, _ = later
    path = one_note(archive, tmp_path)
    restated(archive, tmp_path, status="corrected", note="The watchman's name was wrong.")
    found = verified(path, archive)
    assert found.holds
    assert [(one.kind, one.message) for one in found.remarks] == [
        (
            RemarkKind.CORRECTED,
            "The article was corrected, which its footnote does not say: The watchman's name was wrong.",
        ),
        (RemarkKind.NEWER, "Version 2 of the article is newer than the cited 1; the quote still stands there."),
    ]


def test_a_retraction_is_found_whatever_its_text_says_now(later, tmp_path):
    archive, _ = later
    path = one_note(archive, tmp_path)
    restated(archive, tmp_path, status="retracted", note="There was no fire.", text="This story is withdrawn.")
    found = verified(path, archive)
    assert [(one.kind, one.place) for one in found.faults] == [(FaultKind.RETRACTED, "line 3, note 1")]
    assert found.faults[0].problem == ("The article was retracted, which its footnote does not say: There was no fire.")
    assert found.remarks == ()
    edit(path, ("3 February 2026:", "3 February 2026, RETRACTED: There was no fire:"))
    found = verified(path, archive)
    assert found.holds
    assert [one.kind for one in found.remarks] == [RemarkKind.RETRACTED]


def test_a_newer_version_that_says_otherwise_is_shown(later, tmp_path):
    archive, source = later
    path = one_note(archive, tmp_path)
    source.write_text(MILL.replace("24 firefighters", "30 firefighters"), "utf-8")
    assert archive.ingest([source]).updated == 1
    (found,) = verified(path, archive).faults
    assert (found.kind, found.place) == (CHANGED, "line 3, note 1")
    assert found.stored_text == ENGINES.replace("24", "30")
    assert found.difference == "Two engines and [-24-] {+30+} firefighters were sent to the …"
    assert found.problem == "Version 2 of the article no longer says this."


def test_an_article_that_was_removed(later, tmp_path):
    archive, _ = later
    path = one_note(archive, tmp_path)
    (source,) = archive.holdings.sources()
    archive.holdings.remove([source.article_id])
    (found,) = verified(path, archive).faults
    assert (found.kind, found.problem) == (GONE, f"The archive has no article {source.article_id}.")


def test_a_difference_marks_words_and_leaves_out_what_is_the_same():
    assert difference("a b c d e f g h", "a b c d e f x h") == "… b c d e f [-g-] {+x+} h"
    assert difference("a b", "a b") == "a b"
    assert difference("a", "") == "[-a-]"
    assert difference("", "a b") == "{+a b+}"
