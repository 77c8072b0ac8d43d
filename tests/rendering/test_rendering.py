"""Whole outputs of every form, honest and hostile."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.rendering.answer_markdown import escape, markdown
from assistant.rendering.json_documents import answer_document, dumps
from assistant.rendering.layout import (
    Span,
    Style,
    answer_blocks,
    article_blocks,
    bytes_words,
    coverage_words,
    date_words,
    marked,
    publisher_words,
)
from assistant.rendering.plain_text import plain
from assistant.rendering.safe_text import is_rtl, one_line, safe, unbroken
from assistant.schema.answers import Answer, Citation, Claim, Status, Verdict
from assistant.schema.archives import Coverage
from assistant.schema.articles import Article

QUOTE = "The dam holds 12 million cubic metres,\nMayor Brook said."
CITATION = Citation(
    1, "dam", 2, "Dam is safe", "Courier", "2026-01-28", "https://courier.example/dam", 7, 63, QUOTE, ((14, 24),)
)
COVERAGE = Coverage(12, 80, ("Courier", "Herald"), "2026-01-03", "2026-01-28")
ANSWER = Answer(
    question="How much does the dam hold?",
    status=Status.ANSWERED,
    direct="12 million cubic metres",
    text='It holds 12 million cubic metres [1]. A sign there reads "[7]" [1].',
    claims=(Claim("It holds it.", Verdict.SUPPORTED, (1,)), Claim("It leaks.", Verdict.UNSUPPORTED, (), "not said")),
    citations=(CITATION,),
    coverage=COVERAGE,
    model="m",
    draft="d",
)
EVIL = (
    "\x1b[31mred\x1b]0;title\x07\x9b2J [bold]x[/bold] <b>&amp; ![i](javascript:a) \u202egnp\u2066."
    "\u2028# h `c` *e* _u_ | www.evil.example http://evil.example"
)
EVIL_SHOWN = (
    "[31mred]0;title2J [bold]x[/bold] <b>&amp; ![i](javascript:a) gnp."
    " # h `c` *e* _u_ | www.evil.example http://evil.example"
)
HOSTILE = Answer(
    question=EVIL,
    status=Status.ANSWERED,
    direct=EVIL,
    text=f"It says {EVIL} [1].",
    citations=(Citation(1, "e`vil; rm", 1, EVIL, EVIL, EVIL, "javascript:alert(1)", 0, len(EVIL), EVIL, ((0, 8),)),),
)


def test_plain_answer():
    assert plain(answer_blocks(ANSWER)) == (
        "12 million cubic metres\n"
        "\n"
        'It holds 12 million cubic metres [1]. A sign there reads "[7]" [1].\n'
        "(Left out of the model's draft, because the articles do not say so: 1 sentence.)\n"
        "\n"
        "[1] Dam is safe\n"
        "    Courier, 28 January 2026\n"
        "    > The dam holds 12 million cubic metres,\n"
        "    > Mayor Brook said.\n"
        "    assistant show dam@2:7-63\n"
    )


def test_few_words_that_are_the_whole_text_are_shown_once():
    same = replace(ANSWER, direct="It holds 12 million cubic metres", text="It holds 12 million cubic metres. [1]")
    assert plain(answer_blocks(same)).count("12 million cubic metres") == 2, "in the text and in the quote"
    assert markdown(same).startswith("It holds 12 million cubic metres.")


def test_a_reason_for_not_answering_takes_the_place_of_the_usual_one():
    unanswered = Answer("q", Status.ABSTAINED, reason="Give the choices.", coverage=COVERAGE)
    assert plain(answer_blocks(unanswered)).startswith("Give the choices.\n")
    assert markdown(unanswered).startswith("**Give the choices.**")


def test_plain_abstention():
    answer = Answer("Who?", Status.ABSTAINED, nearest=(CITATION,), coverage=COVERAGE)
    assert plain(answer_blocks(answer)) == (
        "The archive does not contain the answer.\n"
        "Searched: 12 articles from Courier and Herald, 3 January 2026 to 28 January 2026.\n"
        "\n"
        "Nearest passages, not an answer:\n"
        "\n"
        "[1] Dam is safe\n"
        "    Courier, 28 January 2026\n"
        "    > The dam holds 12 million cubic metres,\n"
        "    > Mayor Brook said.\n"
        "    assistant show dam@2:7-63\n"
    )


def test_abstention_of_an_empty_archive_says_so():
    assert plain(answer_blocks(Answer("Who?", Status.ABSTAINED))) == (
        "The archive does not contain the answer.\n"
        "Searched: no articles (the archive is empty, or nothing in it fits the filters).\n"
    )


def test_only_real_marks_are_set_off():
    marks = [span.text for span in answer_blocks(ANSWER)[2].spans if span.style is Style.NUMBER]
    assert marks == ["[1]", "[1]"]


def test_hostile_text_is_shown_and_obeyed_nowhere():
    assert plain(answer_blocks(HOSTILE)) == (
        f"{EVIL_SHOWN}\n"
        "\n"
        f"It says {EVIL_SHOWN} [1].\n"
        "\n"
        f"[1] {EVIL_SHOWN}\n"
        f"    {EVIL_SHOWN}, {EVIL_SHOWN}\n"
        f"    > {EVIL_SHOWN.partition(' # ')[0]}\n"
        f"    > # {EVIL_SHOWN.partition(' # ')[2]}\n"
        f"    assistant show 'e`vil; rm@1:0-{len(EVIL)}'\n"
    )


def test_markdown_answer():
    assert markdown(ANSWER) == (
        "**12 million cubic metres**\n"
        "\n"
        'It holds 12 million cubic metres[^1]. A sign there reads "\\[7\\]"[^1].\n'
        "\n"
        "[^1]: [*Dam is safe*](https://courier.example/dam), Courier, 28 January 2026: "
        "“The dam holds 12 million cubic metres, Mayor Brook said.” `dam@2:7-63`\n"
    )


def test_markdown_abstention():
    answer = Answer("Who?", Status.ABSTAINED, nearest=(CITATION,), coverage=COVERAGE)
    assert markdown(answer) == (
        "**The archive does not contain the answer.**\n"
        "\n"
        "Searched: 12 articles from Courier and Herald, 3 January 2026 to 28 January 2026.\n"
        "\n"
        "Nearest passages, not an answer:\n"
        "\n"
        "- [*Dam is safe*](https://courier.example/dam), Courier, 28 January 2026: "
        "“The dam holds 12 million cubic metres, Mayor Brook said.” `dam@2:7-63`\n"
    )


def test_markdown_of_hostile_text():
    shown = (
        "\\[31mred\\]0;title2J \\[bold\\]x\\[/bold\\] &lt;b&gt;&amp;amp; !\\[i\\](javascript:a) gnp. # h \\`c\\` "
        "\\*e\\* \\_u\\_ \\| www\\.evil.example http\\://evil.example"
    )
    assert markdown(HOSTILE) == (
        f"**{shown}**\n\nIt says {shown}[^1].\n\n"
        f"[^1]: *{shown}*, {shown}, {shown}: “{shown}” `evil; rm@1:0-{len(EVIL)}`\n"
    )


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("# head", "\\# head"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("12) item", "12\\) item"),
        ("2026 was", "2026 was"),
        ("a\n\n# b", "a # b"),
        ("> q", "&gt; q"),
        ("[^1]: note", "\\[\\^1\\]: note"),
        ("==", "\\=="),
        ("back\\slash", "back\\\\slash"),
        ("~~gone~~ $x$", "\\~\\~gone\\~\\~ \\$x\\$"),
        ("x^2^ and @key, not a@b.example", "x\\^2\\^ and \\@key, not a@b.example"),
        ("(c) 2026", "(c\\) 2026"),
        ("iv. part", "iv\\. part"),
        ("a) first", "a\\) first"),
        ("Ada. Then", "Ada. Then"),
    ],
)
def test_markdown_escape(text, escaped):
    assert escape(text) == escaped


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("http://a.example/x y)(<b>", "[*T*](http://a.example/x%20y%29%28%3Cb%3E)"),
        ("HTTPS://a.example/%20?q=1", "[*T*](HTTPS://a.example/%20?q=1)"),
        ("http://a.example/?a=1&b=2&lt;3&#60;", "[*T*](http://a.example/?a=1&b=2&amp;lt;3&amp;#60;)"),
        ("data:text/html,x", "*T*"),
        ("//a.example", "*T*"),
        ("http://[bad", "*T*"),
        ("", "*T*"),
    ],
)
def test_markdown_links_only_to_the_web(url, link):
    answer = Answer("", Status.ANSWERED, text="x", citations=(Citation(1, "a", 1, "T", "", "", url, 0, 1, "q"),))
    assert markdown(answer) == f"x\n\n[^1]: {link}: “q” `a@1:0-1`\n"


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("a\nb \n\n c", "a b c"),
        ("10\u00a0000\u202f€  two", "10\u00a0000\u202f€  two"),
        (" \n\u00a0a\u3000 \n", "\u00a0a\u3000"),
        ("\x1b[1m\tx\u2028y", "[1m x y"),
    ],
)
def test_a_quote_on_one_line_keeps_its_other_spaces(text, flat):
    assert unbroken(text) == flat


@pytest.mark.parametrize(("text", "rtl"), [("مايو", True), ("«12 שלום»", True), ("May مايو", False), ("12", False)])
def test_the_first_letter_says_which_way_a_text_runs(text, rtl):
    assert is_rtl(text) is rtl


def test_json_round_trip_is_exact_and_harmless():
    text = dumps(answer_document(HOSTILE))
    assert json.loads(text) == {"schema_version": 1, **answer_document(HOSTILE)}
    assert json.loads(text)["citations"][0]["quote"] == EVIL
    assert safe(text) == text


def test_json_keeps_letters_of_all_languages_and_order():
    text = dumps(answer_document(Answer("Київ – Überraschung 東京 😀", Status.ABSTAINED)))
    assert text == (
        '{\n  "schema_version": 1,\n  "question": "Київ – Überraschung 東京 😀",\n  "standalone": "",\n'
        '  "status": "ABSTAINED",\n'
        '  "direct": "",\n  "text": "",\n  "claims": [],\n  "citations": [],\n  "nearest": [],\n'
        '  "evidence": [],\n  "reason": "",\n  "coverage": {\n'
        '    "articles": 0,\n    "passages": 0,\n    "publishers": [],\n    "first": "",\n    "last": ""\n  },\n'
        '  "model": "",\n  "timings": {},\n  "prompt_tokens": 0,\n  "draft": "",\n'
        '  "confidence": 0.0,\n  "withheld": "",\n  "signals": {},\n  "origins": 0\n}\n'
    )


def test_article_with_a_quote_across_paragraphs():
    article = Article("a", "T", "One two.\n\nThree four.", "P", ("A B", "C D"), "2026-02-01", url="u", version=3)
    assert plain(article_blocks(article, (4, 15))) == (
        "T\nP, 1 February 2026\nA B, C D\nu\na@3\n\nOne >>>two.<<<\n\n>>>Three<<< four.\n"
    )
    assert plain(article_blocks(article)) == "T\nP, 1 February 2026\nA B, C D\nu\na@3\n\nOne two.\n\nThree four.\n"


@pytest.mark.parametrize("marks", [[], [(0, 3)], [(2, 5), (4, 9)], [(5, 99)], [(3, 3)], [(8, 10), (0, 1)]])
def test_marks_lose_no_character(marks):
    text = "ab\ncd\n\nefgh"
    lines = marked(text, marks, Style.KEY)
    assert "\n".join("".join(span.text for span in spans) for spans in lines) == text
    assert all(isinstance(span, Span) and span.text for spans in lines for span in spans)
    keyed = "".join(span.text for spans in lines for span in spans if span.style is Style.KEY)
    expected = {at for start, end in marks for at in range(start, min(end, len(text)))}
    assert keyed == "".join(text[at] for at in sorted(expected)).replace("\n", "")


def test_safe_takes_out_every_control_character():
    everything = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
    assert safe(everything) == " \n"
    assert safe("\ufefftag\U000e0041s \ud800!") == "tags !"
    assert safe("עברית\u200f 👩\u200d🚀") == "עברית\u200f 👩\u200d🚀"
    assert one_line(" a\r\n\tb\u2029c ") == "a b c"


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_960, "1.0 MB"), (1_117_320_768, "1.1 GB"), (5e15, "5000.0 TB")],
)
def test_bytes_words(count, words):
    assert bytes_words(count) == words


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2026-01-28T09:30:00+00:00", "28 January 2026"),
        ("2026-12-01", "1 December 2026"),
        ("2026-01", "January 2026"),
        ("2026-01-9", "2026-01-9"),
        ("2026-13-01", "2026-13-01"),
        ("", ""),
    ],
)
def test_date_words(date, words):
    assert date_words(date) == words


def test_coverage_words():
    assert coverage_words(Coverage(1, 3, (), "2026-01-03", "2026-01-03")) == "1 article, 3 January 2026"
    assert publisher_words(tuple("ABCDEFG")) == "A, B, C, D, E and 2 more"
    assert [publisher_words(tuple("ABC"[:count])) for count in range(4)] == ["", "A", "A and B", "A, B and C"]
