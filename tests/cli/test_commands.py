"""Every command over a stand-in archive: whole outputs, exit codes, what the archive was asked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from cli_fake import ABSTAINED, ANSWER, CITATION, REPORT, START, STATUS, TEXT

from assistant.errors import ArchiveError, AssistantError, InputError, ModelError
from assistant.schema.archives import IngestReport, Skipped
from assistant.schema.articles import Filters

CITED = f"""[1] Bridge closes
    Lennford Courier, 28 January 2026
    > Mayor Ada Brook said the repair would cost "4.2 million crowns" and last until May.
    assistant show bridge@1:{CITATION.start}-{CITATION.end}
"""
ANSWERED = f"""4.2 million crowns

The repair would cost "4.2 million crowns", the mayor said [1].

{CITED}"""


def test_ask_prints_the_answer_on_stdout_and_the_work_on_stderr(run, fake):
    result = run("ask", "What will the repair cost?")
    assert (result.exit_code, result.stdout) == (0, ANSWERED)
    assert result.stderr == (
        "Fetching qwen2.5-coder-1.5b (1.1 GB; Apache-2.0, from the hub)\n"
        "Evidence:\n"
        "[1] Bridge closes\n"
        "    Lennford Courier, 28 January 2026\n"
        '    > Mayor Ada Brook said the repair would cost "4.2 million crowns" and last until May.\n'
    )
    assert fake.asked == [("ask", "What will the repair cost?", Filters())]
    assert fake.closed


def test_ask_abstained_exits_with_3(run, fake):
    fake.answer = ABSTAINED
    result = run("ask", "Who won the cup?", "--quiet")
    assert (result.exit_code, result.stderr) == (3, "")
    assert result.stdout == (
        "The archive does not contain the answer.\n"
        "Searched: 2 articles from Lennford Courier, 3 January 2026 to 28 January 2026.\n"
        f"\nNearest passages, not an answer:\n\n{CITED}"
    )


@pytest.mark.parametrize("words", [("--json",), ("--format", "json"), ("--json", "--format", "text")])
def test_ask_json(run, words):
    result = run("ask", "cost?", "-q", *words)
    document = json.loads(result.stdout)
    assert document["claims"] == [
        {
            "text": 'The repair would cost "4.2 million crowns", the mayor said.',
            "verdict": "SUPPORTED",
            "citations": [1],
            "reason": "",
            "verbatim": False,
        }
    ]
    (citation,) = document["citations"]
    assert citation["quote"] == TEXT[citation["start"] : citation["end"]]
    assert document["timings"] == {"retrieve": 0.5, "draft": 1.25}
    assert (document["status"], document["schema_version"], result.exit_code) == ("ANSWERED", 1, 0)


def test_ask_markdown(run):
    result = run("ask", "cost?", "-q", "--format", "markdown")
    assert result.stdout == (
        "**4.2 million crowns**\n"
        "\n"
        'The repair would cost "4.2 million crowns", the mayor said[^1].\n'
        "\n"
        "[^1]: [*Bridge closes*](https://courier.example/bridge), Lennford Courier, 28 January 2026: "
        '“Mayor Ada Brook said the repair would cost "4.2 million crowns" and last until May.” '
        f"`bridge@1:{CITATION.start}-{CITATION.end}`\n"
    )


def test_ask_options_reach_the_archive(run, fake, tmp_path):
    options = ("--after", "2025", "--before", "2026-02", "--publisher", "A", "--publisher", "B")
    places = ("--index", str(tmp_path / "i"), "--corpus", str(tmp_path / "c"), "--model", "m.gguf", "-k", "7")
    assert run("ask", "what", "happened", "then?", *options, *places).exit_code == 0
    assert fake.asked == [("ask", "what happened then?", Filters("2025-01-01", "2026-02-28", ("A", "B")))]
    assert (fake.settings.index, fake.settings.corpus) == (tmp_path / "i", tmp_path / "c")
    assert (fake.settings.model, fake.settings.k) == ("m.gguf", 7)


def test_ask_reads_standard_input(run, fake):
    assert run("ask", "-", input="Що сталося?\n").exit_code == 0
    assert fake.asked[0][1] == "Що сталося?"


def test_ask_says_when_the_corpus_had_files_it_could_not_take(run, fake, tmp_path):
    fake.ingested = IngestReport(added=1, skipped=(Skipped("a", "b"),))
    result = run("ask", "cost?", "--corpus", str(tmp_path))
    assert f"note: 1 skipped; see `assistant ingest {tmp_path}`\n" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask", ""), "error: The question is empty.\n"),
        (("ask", "  \n "), "error: The question is empty.\n"),
        (("ask", "word " * 1001), "error: The question has 5,004 characters; the limit is 1,000.\n"),
        (("ask", "x" * 8001), "error: The question has 8,001 characters; the limit is 1,000.\n"),
        (("ask", "bad \udcff"), "error: The question is not valid text.\n"),
        (("ask", "q", "--after", "soon"), "error: --after 'soon' is not a date.\n"),
        (("ask", "q", "--before", "2026-02-30"), "error: --before '2026-02-30' is not a date.\n"),
        (("search", "q", "--before", "0000"), "error: --before '0000' is not a date.\n"),
        (("ask", "q", "--after", "2026-02", "--before", "2026-01"), "error: No day is after 2026-02-01"),
        (("ask", "q", "--as-of", "yesterday"), "error: --as-of 'yesterday' is not a date.\n"),
        (("ask", "q", "--as-of", "2026-02-30"), "error: --as-of '2026-02-30' is not a date.\n"),
        (("ask", "q", "-k", "0"), "error: Setting k = 0 (option) does not fit: it must be from 1 to 100\n"),
        (("search", "q", "-k", "101"), "error: Setting k = 101 (option) does not fit: it must be from 1 to 100\n"),
        (("show", "nothing"), "error: There is no article 'nothing'.\n"),
        (("show", "bridge@1:5-5"), "error: bridge@1 has no span 5-5: it is 132 characters long.\n"),
        (("show", "bridge@1:0-999"), "error: bridge@1 has no span 0-999: it is 132 characters long.\n"),
    ],
)
def test_bad_input_is_two_lines_and_code_4(run, fake, words, said):
    result = run(*words)
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.startswith(said)
    assert result.stderr.splitlines()[1].startswith("hint: ")
    assert len(result.stderr.splitlines()) == 2
    assert not [asked for asked in fake.asked if asked[0] == "ask"]


@pytest.mark.parametrize(("error", "code"), [(AssistantError, 1), (InputError, 4), (ModelError, 5), (ArchiveError, 6)])
def test_expected_errors_have_their_code_and_cannot_colour_the_terminal(run, fake, error, code):
    fake.error = error("It is \x1b[31mlocked\nby 7.", "Wait.")
    result = run("ask", "q")
    assert (result.exit_code, result.stdout, result.stderr) == (
        code,
        "",
        "error: It is [31mlocked by 7.\nhint: Wait.\n",
    )
    assert fake.closed


@pytest.mark.parametrize("words", [("ask", "q"), ("search", "q"), ("ingest", "."), ("status", "--repair")])
def test_interrupt_is_one_line_and_code_130(run, fake, words):
    fake.error = KeyboardInterrupt()
    result = run(*words)
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == "\nStopped. What was finished is kept.\n"
    assert fake.closed


def test_search(run, fake):
    result = run("search", "bridge", "-k", "3", "--publisher", "Courier")
    assert (result.exit_code, result.stdout, result.stderr) == (0, CITED, "")
    assert fake.asked == [("search", "bridge", Filters(publishers=("Courier",)), 3)]
    assert run("search", "bridge", "--json").exit_code == 0


def test_search_without_result(run, fake):
    fake.passages = ()
    result = run("search", "bridge")
    assert (result.exit_code, result.stdout) == (3, "No passage found.\n")


def test_show_sets_the_quote_off_in_its_article(run, fake):
    result = run("show", f"bridge@1:{START}-{START + 5}")
    assert result.stdout == (
        "Bridge closes\n"
        "Lennford Courier, 28 January 2026\n"
        "Tom Reed\n"
        "https://courier.example/bridge\n"
        "bridge@1\n"
        "\n"
        "The bridge over the Lenn will close on Monday.\n"
        "\n"
        '>>>Mayor<<< Ada Brook said the repair would cost "4.2 million crowns" and last until May.\n'
        "\n"
    )
    assert fake.asked == [("article", "bridge@1"), ("article", "bridge")]
    assert ">>>" not in run("show", "bridge").stdout


def test_show_json(run):
    document = json.loads(run("show", f"bridge@1:{START}-{START + 5}", "--json").stdout)
    assert document["text"] == TEXT
    assert document["quote"] == {"start": START, "end": START + 5, "quote": "Mayor"}
    assert json.loads(run("show", "bridge", "--json").stdout)["quote"] is None


def test_ingest(run, fake):
    result = run("ingest", "a.txt", "b")
    assert (result.exit_code, result.stderr) == (0, "Reading (2 articles)\n")
    assert result.stdout == "Articles: 2 added, 1 updated, 3 unchanged; 9 passages indexed in 1.5 s.\n"
    assert fake.asked == [("ingest", ("a.txt", "b"))]


def test_ingest_of_the_same_again(run, fake):
    fake.report = IngestReport(unchanged=12)
    assert run("ingest", "a.txt", "-q").stdout == "Nothing to do: 12 articles unchanged.\n"


def test_ingest_lists_what_it_skipped(run, fake):
    fake.report = replace(REPORT, skipped=(Skipped("a.jsonl:7", "cut in half"), Skipped("b.bin", "not \x1b[1mtext")))
    result = run("ingest", ".", "--quiet")
    assert result.exit_code == 7
    assert result.stdout == (
        "Articles: 2 added, 1 updated, 3 unchanged; 9 passages indexed in 1.5 s.\n"
        "\n"
        "Skipped 2:\n"
        "Where      Why\n"
        "a.jsonl:7  cut in half\n"
        "b.bin      not [1mtext\n"
    )


def test_ingest_shows_the_first_of_many_that_it_skipped_and_writes_down_all(run, fake, tmp_path):
    fake.report = replace(REPORT, skipped=tuple(Skipped(f"{n}.txt", "empty") for n in range(25)), stages={"read": 0.5})
    assert run("ingest", ".", "-q").stdout.splitlines()[-2:] == [
        "19.txt  empty",
        "and 5 more; `--report FILE.json` writes them down.",
    ]
    file = tmp_path / "report.json"
    result = run("ingest", ".", "-q", "--report", str(file))
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (7, f"and 5 more; all are in {file}.")
    written = json.loads(file.read_text())
    assert written["skipped"] == [{"where": f"{n}.txt", "reason": "empty"} for n in range(25)]
    assert (written["stages"], written["passages_per_second"]) == ({"read": 0.5}, 6.0)
    assert list(tmp_path.iterdir()) == [file]


def test_a_report_that_cannot_be_written_is_told_before_the_work(run, fake, tmp_path):
    result = run("ingest", ".", "-q", "--report", str(tmp_path / "no" / "report.json"))
    assert (result.exit_code, fake.asked) == (4, [])


def test_sources(run, fake):
    result = run("sources", "list", "--after", "2026")
    assert result.stdout == (
        "Article   Date        Publisher         Title          File\n"
        "bridge@1  2026-01-28  Lennford Courier  Bridge closes  corpus/bridge.md\n"
    )
    assert fake.asked == [("sources", Filters("2026-01-01"))]
    fake.held = ()
    assert run("sources", "list").stdout == "No articles.\n"


def test_sources_remove_takes_every_article_once(run, fake):
    assert run("sources", "remove", "bridge", "bridge@1").stdout == "Removed 1 article.\n"
    assert fake.asked[-1] == ("remove", ("bridge",))


def test_sources_remove_of_an_unknown_one_removes_none(run, fake):
    assert run("sources", "remove", "bridge", "other").exit_code == 4
    assert [asked[0] for asked in fake.asked] == ["article", "article"]


def test_status(run, fake, home):
    result = run("status", "--index", str(home / "i"))
    assert result.exit_code == 0
    assert result.stdout.startswith(
        f"Index       {home / 'i'}\n"
        "Articles    2\n"
        "Passages    5, 120.0 kB\n"
        "Vectors     5, 2.5 MB\n"
        "Publishers  Lennford Courier\n"
        "Dates       3 January 2026 to 28 January 2026\n"
        "Embedder    all-minilm-l6-v2\n"
        "Health      good\n"
        "\n"
        "Model "
    )


def test_status_of_a_sick_archive_exits_with_6(run, fake):
    fake.health = replace(STATUS, pending=1, problems=("The vector index does not open.",))
    result = run("status")
    assert result.exit_code == 6
    assert "Articles    2, 1 of them not indexed yet\n" in result.stdout
    assert "Health      The vector index does not open.\n" in result.stdout


def test_status_repair(run, fake):
    assert run("status", "--repair").exit_code == 0
    assert fake.asked == [("repair",)]


def test_status_settings_tell_where_each_comes_from(run, fake, home, monkeypatch):
    (home / "config.toml").write_text('model = "mine.gguf"\n')
    monkeypatch.setenv("ASSISTANT_K", "5")
    result = run("status", "--settings", "--index", str(home / "i"))
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[0] == ["Setting", "Value", "From"]
    assert ["index", str(home / "i"), "option"] in rows
    assert ["model", "mine.gguf", str(home / "config.toml")] in rows
    assert ["k", "5", "environment", "ASSISTANT_K"] in rows
    assert ["sources", "hub,package-index", "default"] in rows
    assert fake.asked == []


def test_answer_text_is_never_cut_or_wrapped_in_a_pipe(run, fake):
    fake.answer = replace(ANSWER, direct="x" * 5000, text="word " * 2000 + "[1].")
    lines = run("ask", "q", "-q").stdout.splitlines()
    assert (lines[0], lines[2]) == ("x" * 5000, "word " * 2000 + "[1].")
