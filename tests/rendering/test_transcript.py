"""What a chat shows besides its answers, and a session as a document."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from assistant.rendering.chat_blocks import (
    AROUND,
    all_sources_blocks,
    filter_words,
    passage_blocks,
    recap_blocks,
    session_blocks,
    sources_blocks,
    turn_blocks,
    why_blocks,
)
from assistant.rendering.json_documents import answer_document
from assistant.rendering.plain_text import plain
from assistant.rendering.transcript import session_document, session_markdown
from assistant.schema.answers import Answer, Citation, Claim, Status, Verdict
from assistant.schema.archives import Coverage
from assistant.schema.articles import Article, Filters
from assistant.schema.sessions import Session, SessionKind, Turn

EVIL = "\x1b[31mred\x1b]0;x\x07 \u202eevil"
CITATION = Citation(
    1,
    "bridge",
    1,
    "Bridge closes",
    "Courier",
    "2026-01-28",
    "https://c.example/b",
    4,
    24,
    "It costs 4.2 million.",
    score=0.71,
)
SECOND = replace(CITATION, number=2, start=30, end=40, quote="Until May.", score=0.5)
ANSWER = Answer(
    "And until when?",
    Status.ANSWERED,
    standalone="Until when is the bridge closed?",
    direct="May",
    text="It costs 4.2 million. [1] Until May. [1][2]",
    claims=(
        Claim("It costs 4.2 million.", Verdict.SUPPORTED, (1,)),
        Claim("Until May.", Verdict.SUPPORTED, (1, 2), verbatim=True),
        Claim("It is red.", Verdict.CONTRADICTED, (), "the article says blue"),
    ),
    citations=(CITATION, SECOND),
    evidence=(CITATION, SECOND),
    model="m",
    draft="[direct] May",
    confidence=0.834,
    signals={"stated": 1.0, "share": 0.5},
    prompt_tokens=210,
    timings={"retrieve": 0.52, "total": 3.04},
)
ABSTAINED = Answer(
    "Who *won*?",
    Status.ABSTAINED,
    standalone="Who *won*?",
    nearest=(CITATION,),
    coverage=Coverage(2, 5, ("Courier",), "2026-01-03", "2026-01-28"),
    model="m",
    withheld="Rovers",
    confidence=0.2,
)
SESSION = Session(
    "2026-11-24-3fa9c1",
    SessionKind.CHAT,
    "the bridge",
    "2026-11-24T10:00:00.000000+00:00",
    "2026-11-24T11:00:00.000000+00:00",
    (
        Turn(1, "2026-11-24T10:00:00.000000+00:00", ABSTAINED),
        Turn(2, "2026-11-24T10:01:00.000000+00:00", ANSWER, Filters("2026-01-01", "", ("Courier",)), "2026-02-01"),
        Turn(3, "2026-11-24T10:02:00.000000+00:00", replace(ANSWER, standalone=ANSWER.question)),
    ),
)


def test_why_tells_all_that_the_answer_rests_on():
    assert plain(why_blocks(ANSWER, 0.6)) == (
        "> understood as: Until when is the bridge closed?\n"
        "Confidence  0.83, threshold 0.60: answered\n"
        "Signals     stated 1.00, share 0.50\n"
        "Model       m, prompts of up to 210 tokens\n"
        "Seconds     retrieve 0.5, total 3.0\n"
        "\nClaims\n"
        "    It costs 4.2 million. [1]\n"
        "      supported\n"
        "    Until May. [1][2]\n"
        "      supported (verbatim)\n"
        "    It is red.\n"
        "      contradicted: the article says blue; dropped\n"
        "\nWritten by the model, not checked\n"
        "    [direct] May\n"
        "\nEvidence shown to the model\n"
        "    Bridge closes, Courier, 28 January 2026\n"
        "      0.71  It costs 4.2 million.\n"
        "      0.50  Until May.\n"
    )


def test_why_nothing_was_answered():
    assert plain(why_blocks(ABSTAINED, 0.6)) == (
        "Confidence  0.20, threshold 0.60: not answered\n"
        "Withheld    Rovers (not sure enough to be shown)\n"
        "Signals     none\n"
        "Model       m, prompts of up to 0 tokens\n"
        "Seconds     none\n"
        "\nNo evidence was shown to the model\n"
    )


SOURCE = """    Courier, 28 January 2026
    > It costs 4.2 million.
    bridge@1:4-24
"""


def test_sources_of_one_answer_and_of_all():
    assert plain(sources_blocks(ABSTAINED)) == f"Nearest passages, not an answer:\n[1] Bridge closes\n{SOURCE}"
    assert plain(sources_blocks(replace(ABSTAINED, nearest=()))) == ("No sources: nothing in the archive came near.\n")
    second = "Bridge closes\n    Courier, 28 January 2026\n    > Until May.\n    bridge@1:30-40\n"
    assert plain(all_sources_blocks(SESSION.turns[:2])) == (
        f"> Who *won*?\nNearest passages, not an answer:\n[1.1] Bridge closes\n{SOURCE}"
        f"\n> And until when?\n[2.1] Bridge closes\n{SOURCE}[2.2] {second}"
    )


def test_an_answer_is_headed_by_how_its_question_was_understood_only_if_it_was_rewritten():
    assert plain(turn_blocks(ANSWER)).startswith("> understood as: Until when is the bridge closed?\n\nMay\n\n")
    assert plain(turn_blocks(replace(ANSWER, standalone=ANSWER.question))).startswith("May\n\n")


def test_a_session_reads_as_it_was_shown():
    shown = plain(session_blocks(SESSION))
    assert shown.startswith(
        "Session the bridge (2026-11-24-3fa9c1): 3 turns, 24 November 2026\n\n> Who *won*?\nThe archive"
    )
    assert [row for row in shown.splitlines() if row.startswith("> ")] == [
        "> Who *won*?",
        "> And until when?",
        "> understood as: Until when is the bridge closed?",
        "> And until when?",
    ]
    assert plain(recap_blocks(SESSION.turns[:2])) == (
        "> Who *won*?\n  The archive does not contain the answer.\n"
        "> And until when?\n  It costs 4.2 million. [1] Until May. [1][2]\n"
    )


def test_limits_in_words():
    assert filter_words(Filters()) == ""
    assert filter_words(Filters("2026-01-01", "2026-02-01", ("A", "B")), "2026-03-01") == (
        "after 2026-01-01, before 2026-02-01, A, B, as of 2026-03-01"
    )


PARAGRAPHS = "\n\n".join(f"Paragraph {number}. " + f"word{number} " * 30 + "End." for number in range(20))
ARTICLE = Article("long", "Long", PARAGRAPHS, version=3)


@pytest.mark.parametrize("number", [0, 1, 9, 18, 19])
def test_of_a_long_article_what_stands_around_the_quote_is_shown_and_the_rest_is_counted(number):
    quote = f"Paragraph {number}."
    start = PARAGRAPHS.index(quote)
    shown = plain(passage_blocks(ARTICLE, (start, start + len(quote))))
    assert f">>>{quote}<<<" in shown
    counted = {
        where: int(count.replace(",", "")) for count, where in re.findall(r"\.\.\. ([\d,]+) char\w+ more (\w+)", shown)
    }
    body = re.sub(r"^\.\.\..*\n", "", shown.partition("\n\n")[2], flags=re.M).replace(">>>", "").replace("<<<", "")
    above = PARAGRAPHS[: counted.get("above", 0)]
    below = PARAGRAPHS[len(PARAGRAPHS) - counted.get("below", 0) :]
    assert above + body.removesuffix("\n") + below == PARAGRAPHS
    assert len(body) <= 2 * AROUND + len(quote) + 2
    assert (not above) == (number <= 1 and start <= AROUND)


@pytest.mark.parametrize("span", [(0, 5), (700, 1300), (1995, 2000)])
def test_a_text_without_breaks_is_cut_beside_the_quote(span):
    article = replace(ARTICLE, text="x" * 2000)
    shown = plain(passage_blocks(article, span))
    assert f">>>{'x' * (span[1] - span[0])}<<<" in shown


def test_a_short_article_is_shown_whole_and_an_article_alone_too():
    article = replace(ARTICLE, text="One. Two.")
    assert plain(passage_blocks(article, (5, 9))) == "Long\nlong@3\n\nOne. >>>Two.<<<\n"
    assert plain(passage_blocks(ARTICLE, None)).count("Paragraph") == 20


def test_markdown_is_a_document_in_which_every_sentence_has_its_notes():
    assert session_markdown(SESSION) == (
        "# the bridge\n\n"
        "*Session 2026-11-24-3fa9c1, 24 November 2026. 3 questions. Answered by m.*\n\n"
        "## Who \\*won\\*?\n\n"
        "*The archive does not contain the answer. Searched: 2 articles from Courier, 3 January 2026 to 28 January"
        " 2026.*\n\n"
        "## And until when?\n\n"
        "*Understood as: Until when is the bridge closed?*\n\n"
        "*Asked of the archive with these limits: after 2026-01-01, Courier, as of 2026-02-01.*\n\n"
        "It costs 4.2 million.[^1] Until May.[^2][^3]\n\n"
        "## And until when?\n\n"
        "It costs 4.2 million.[^4] Until May.[^5][^6]\n\n"
        + "\n".join(
            f"[^{number}]: [*Bridge closes*](https://c.example/b), Courier, 28 January 2026: “{one.quote}”"
            f" `{one.reference}`"
            for number, one in enumerate((CITATION, CITATION, SECOND) * 2, start=1)
        )
        + "\n"
    )


def test_json_holds_the_session_and_every_answer_whole():
    document = session_document(SESSION)
    assert document["session"] == {
        "id": "2026-11-24-3fa9c1",
        "kind": "chat",
        "name": "the bridge",
        "created": "2026-11-24T10:00:00.000000+00:00",
        "updated": "2026-11-24T11:00:00.000000+00:00",
    }
    assert document["turns"][1] == {
        "number": 2,
        "asked": "2026-11-24T10:01:00.000000+00:00",
        "filters": {"after": "2026-01-01", "before": "", "publishers": ["Courier"]},
        "as_of": "2026-02-01",
        "answer": answer_document(ANSWER),
    }
    assert json.loads(json.dumps(document)) == document


def test_nothing_of_an_article_or_a_model_steers_the_terminal():
    citation = replace(CITATION, title=EVIL, publisher=EVIL, quote=EVIL, article_id=EVIL)
    claims = (Claim(EVIL, Verdict.SUPPORTED, (1,)), Claim(EVIL, Verdict.UNSUPPORTED, (), EVIL))
    answer = Answer(
        EVIL, Status.ANSWERED, standalone=f"{EVIL}?", direct=EVIL, text=EVIL, claims=claims, citations=(citation,),
        evidence=(citation,), model=EVIL, draft=EVIL, withheld=EVIL, signals={EVIL: 1.0}, timings={EVIL: 1.0},
    )  # fmt: skip
    session = Session(
        EVIL, SessionKind.CHAT, EVIL, EVIL, EVIL, (Turn(1, EVIL, answer, Filters(EVIL, EVIL, (EVIL,)), EVIL),)
    )
    article = Article(EVIL, EVIL, EVIL, EVIL, (EVIL,), EVIL, url=EVIL)
    blocks = [
        *why_blocks(answer, 0.5),
        *session_blocks(session),
        *recap_blocks(session.turns),
        *all_sources_blocks(session.turns),
        *passage_blocks(article, (0, 3)),
    ]
    shown = plain(blocks) + session_markdown(session)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
