"""`assistant verify` as a command: what it prints, and its exit codes."""

from __future__ import annotations

import json

import pytest
from cli_fake import ANSWER, CITATION, QUOTE

from assistant.rendering.answer_markdown import markdown
from assistant.schema.articles import Standing

REPAIR = 'Mayor Ada Brook said the repair would cost "4.2 million crowns".'
NOTE = f"[^1]: *Bridge closes*, Lennford Courier, 28 January 2026: “{QUOTE}” `{CITATION.reference}`\n"


@pytest.fixture
def answer(tmp_path):
    def write(text=REPAIR, note=NOTE, name="answer.md"):
        path = tmp_path / name
        path.write_text(f"{text}[^1]\n\n{note}", "utf-8")
        return str(path)

    return write


def test_everything_holds(run, fake, answer):
    result = run("verify", answer())
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "answer.md: everything holds.\n"
        "\n"
        "Checked               All  Hold\n"
        "quotations verbatim   1    1\n"
        "statements borne out  1    1\n"
    )
    assert fake.closed


def test_quiet_is_silent_when_everything_holds(run, answer):
    result = run("verify", answer(), "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_what_was_found(run, answer):
    result = run(
        "verify", answer(REPAIR.replace("4.2", "4.3"), NOTE.replace("last until May", "last until June")), "-q"
    )
    assert result.exit_code == 8
    assert result.stdout == (
        "answer.md: 2 findings.\n"
        "\n"
        "Checked               All  Hold\n"
        "quotations verbatim   1    0\n"
        "statements borne out  1    0\n"
        "\n"
        "Found          Times\n"
        "quote altered  1\n"
        "not borne out  1\n"
        "\n"
        "1. quote altered: line 3, note 1\n"
        f"    > {QUOTE.replace('until May', 'until June')}\n"
        "    The quote is not what the article says.\n"
        '    … million crowns" and last until [-May.-] {+June.+}\n'
        "    Put the stored words back, or cite what it should be with `assistant ask`.\n"
        "\n"
        "2. not borne out: line 1\n"
        f"    > {REPAIR.replace('4.2', '4.3')}\n"
        "    Its footnote does not bear it out: a quotation is not verbatim.\n"
        f"    The archive has: {QUOTE}\n"
        "    Correct it after the quote, give it the footnote that bears it out, or take it out.\n"
    )


def test_json(run, answer):
    path = answer(note="[^1]: *Bridge closes*: “x” `gone@1:0-3`\n")
    result = run("verify", path, "--json")
    assert result.exit_code == 8
    assert json.loads(result.stdout) == {
        "schema_version": 1,
        "file": path,
        "holds": False,
        "quotations": 1,
        "verbatim": 0,
        "statements": 1,
        "borne_out": 0,
        "findings": [
            {
                "fault": "source gone",
                "where": "line 3, note 1",
                "text": "x",
                "problem": "The archive has no article gone.",
                "advice": "Take the statement out, or find another source for it with `assistant ask`.",
                "stored": "",
                "difference": "",
            }
        ],
        "remarks": [],
    }


def test_a_correction_is_told_and_holds(run, fake, answer):
    fake.standing, fake.note = Standing.CORRECTED, "It was 4.2 million, not 42."
    result = run("verify", answer(), "--quiet")
    assert result.exit_code == 0
    assert result.stdout == (
        "answer.md: everything holds; 1 remark on what was cited.\n"
        "\n"
        "Checked               All  Hold\n"
        "quotations verbatim   1    1\n"
        "statements borne out  1    1\n"
        "\n"
        "corrected: line 3, note 1\n"
        "    The article was corrected, which its footnote does not say: It was 4.2 million, not 42.\n"
        "    See what changed: assistant sources history bridge\n"
    )
    document = json.loads(run("verify", answer(), "--json").stdout)
    assert (document["holds"], document["findings"]) == (True, [])
    assert document["remarks"] == [
        {
            "about": "corrected",
            "where": "line 3, note 1",
            "reference": CITATION.reference,
            "told": "The article was corrected, which its footnote does not say: It was 4.2 million, not 42.",
            "advice": "See what changed: assistant sources history bridge",
        }
    ]


def test_a_retraction_since_is_a_finding_unless_the_footnote_says_so(run, fake, answer):
    fake.standing, fake.note = Standing.RETRACTED, "There is no such \x1b[31mbridge."
    result = run("verify", answer())
    assert result.exit_code == 8
    assert result.stdout.partition("1. ")[2] == (
        "source retracted: line 3, note 1\n"
        f"    > {QUOTE}\n"
        "    The article was retracted, which its footnote does not say: There is no such [31mbridge.\n"
        "    Take the statement out, or write RETRACTED into its footnote.\n"
    )
    marked = NOTE.replace("28 January 2026:", "28 January 2026, RETRACTED:")
    result = run("verify", answer(note=marked), "--quiet")
    assert result.exit_code == 0
    assert "retracted: line 3, note 1\n    The article was retracted, as its footnote says: " in result.stdout


def test_what_ask_prints_can_be_verified(run, tmp_path):
    path = tmp_path / "asked.md"
    path.write_text(markdown(ANSWER), "utf-8")
    assert run("verify", str(path)).exit_code == 0


def test_bad_input_exits_with_4(run, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF-1.7")
    result = run("verify", str(path))
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr == (
        f"error: {path} cannot be verified. It is a PDF file.\n"
        "hint: Verify the .docx, .html or .md it came with: Markdown (.md), HTML, Word (.docx) and JSON can be read.\n"
    )
    assert run("verify", str(tmp_path / "none.md")).exit_code == 4


def test_text_of_the_document_is_harmless_on_a_terminal(run, answer):
    result = run("verify", answer("Evil \x1b[31mred\x07 \u202etext", NOTE))
    assert result.exit_code == 8
    assert not set("\x1b\x07\u202e") & set(result.stdout)
