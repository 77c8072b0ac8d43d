"""`assistant chat` from a pipe, every command, whole outputs; `assistant sessions` over what it leaves behind."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from cli_fake import ABSTAINED, ANSWER, CITATION, TEXT
from test_commands import ANSWERED

from assistant.cli import interrupt, session_export
from assistant.cli.repl.completion import completions
from assistant.cli.repl.slash_commands import COMMANDS
from assistant.errors import InputError, ModelError
from assistant.models.choose import LANGUAGE_MODELS
from assistant.schema.articles import Filters
from assistant.schema.sessions import SessionKind
from assistant.settings import load
from assistant.storage.side_files.sessions import SessionStore

ASKED = f"> cost?\n{ANSWERED}\n"
SEARCHED = "2 articles from Lennford Courier, 3 January 2026 to 28 January 2026"
SOURCES = """[1] Bridge closes
    Lennford Courier, 28 January 2026
    > Mayor Ada Brook said the repair would cost "4.2 million crowns" and last until May.
"""


@pytest.fixture
def chat(run):
    """Pipe lines into a chat; the result has what came after the first question's answer, too."""

    def chat(*lines, words=(), code=0):
        result = run("chat", "-q", *words, input="".join(f"{line}\n" for line in lines))
        assert result.exit_code == code, result.stderr
        return result

    return chat


@pytest.fixture
def after_cost(chat):
    """What a command shows after one question: its standard output and its errors."""

    def after_cost(*commands, code=0):
        result = chat("cost?", *commands, code=code)
        assert result.stdout.startswith(ASKED)
        return result.stdout.removeprefix(ASKED), result.stderr

    return after_cost


@pytest.fixture
def store(home):
    with SessionStore(load().settings.index) as store:
        yield store


def test_questions_from_a_pipe_are_answered_one_after_the_other(run, fake):
    result = run("chat", input="cost?\n\n   \nand until when?\n")
    assert (result.exit_code, result.stdout) == (0, f"{ASKED}> and until when?\n{ANSWERED}\n")
    assert result.stderr.count("Evidence:\n[1] Bridge closes\n") == 2
    questions = [what for what in fake.asked if what[0] == "ask"]
    assert questions == [("ask", "cost?", Filters()), ("ask", "and until when?", Filters())]
    assert fake.history == (ANSWER,)
    assert ("warm",) in fake.asked
    assert fake.closed


def test_how_a_question_was_understood_stands_above_its_answer(run, fake):
    fake.answer = replace(ANSWER, standalone="Until when is the bridge closed?")
    result = run("chat", input="until when?\n")
    assert result.stdout == f"> until when?\n> understood as: Until when is the bridge closed?\n\n{ANSWERED}\n"
    assert result.stderr.index("understood as: Until") < result.stderr.index("Evidence:")


def test_a_question_may_go_on_over_lines_that_end_in_a_backslash(chat, fake):
    assert chat("What will\\", "it cost?").stdout.startswith("> What will it cost?\n4.2")
    assert ("ask", "What will\nit cost?", Filters()) in fake.asked
    assert chat("cost?\\").stdout == ASKED


def test_the_exit_code_is_that_of_the_last_answer_or_of_the_first_failure(chat, fake):
    fake.answer = ABSTAINED
    assert "The archive does not contain the answer." in chat("Who?", "/undo", code=3).stdout
    fake.answer = ANSWER
    chat("cost?", "/nonsense", "cost?", code=4)
    fake.error = ModelError("It broke.", "Mend it.")
    failed = chat("cost?", "/nonsense", code=5)
    assert failed.stderr.startswith("error: It broke.\nhint: Mend it.\n")


def test_an_error_is_told_and_the_conversation_goes_on(run, fake, store):
    fake.error = ZeroDivisionError("oh")
    result = run("chat", "-q", input="cost?\n/help\n")
    assert result.exit_code == 1
    assert result.stderr == (
        "error: ZeroDivisionError: oh\nhint: This is a fault in the program. See where with ASSISTANT_DEBUG=1.\n"
    )
    assert "> /help" in result.stdout
    assert store.list() == []


def test_ctrl_c_ends_a_chat_from_a_pipe_and_what_was_answered_is_kept(run, fake, store):
    run("chat", "-q", input="cost?\n")
    fake.error = KeyboardInterrupt()
    result = run("chat", "-q", "--continue", input="cost?\ncost?\n")
    assert (result.exit_code, result.stderr) == (130, "\nStopped. What was finished is kept.\n")
    assert [one.turns for one in store.list()] == [1]


def test_an_error_that_ctrl_c_caused_is_no_error(run, fake, monkeypatch):
    monkeypatch.setattr(interrupt, "is_pressed", lambda: True)
    fake.error = RuntimeError("half imported")
    assert run("chat", "-q", input="cost?\n").exit_code == 130


def test_a_line_that_is_no_text_is_told_and_the_next_is_asked(run):
    result = run("chat", "-q", input=b"caf\xe9?\ncost?\n")
    assert (result.exit_code, result.stdout.lstrip("\n")) == (4, ASKED)
    assert result.stderr == "error: A line of standard input is not valid text.\nhint: Write it in UTF-8.\n"


def test_sources(after_cost, fake):
    assert after_cost("/sources") == (f"> /sources\n{SOURCES}    {CITATION.reference}\n\n", "")
    shown = SOURCES.replace("[1]", "[1.1]")
    assert after_cost("/sources all") == (
        f"> /sources all\n> cost?\n{shown}    {CITATION.reference}\n\n".replace(
            "> cost?", "> What will the repair cost?"
        ),
        "",
    )
    assert after_cost("/sources 7", code=4)[1].startswith("error: /sources does not know '7'.")


def test_open_shows_the_passage_in_its_article(after_cost):
    article = (
        "Bridge closes\nLennford Courier, 28 January 2026\nTom Reed\nhttps://courier.example/bridge\nbridge@1\n\n"
        f"{TEXT.replace(CITATION.quote, f'>>>{CITATION.quote}<<<')}\n\n"
    )
    for which in ("1", "[1]", "1.1", CITATION.reference):
        assert after_cost(f"/open {which}") == (f"> /open {which}\n{article}", "")
    assert after_cost("/open bridge")[0] == f"> /open bridge\n{article.replace('>>>', '').replace('<<<', '')}"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("/open", "Which one?"),
        ("/open 2", "The answer has no citation 2."),
        ("/open 3.1", "There is no turn 3."),
        ("/open 0.1", "There is no turn 0."),
        ("/open nowhere", "There is no article 'nowhere'."),
        ("/open bridge@1:5-9999", "bridge@1 has no span 5-9999: it is 132 characters long."),
        ("/sourcs", "There is no command /sourcs."),
        ("/", "There is no command /."),
        ("/why not", "/why takes nothing after it."),
        ("/after soon", "/after 'soon' is not a date."),
        ("/export", "Into which file?"),
        ("/export talk.pdf", "'talk.pdf' has no ending that tells the form."),
        ("/publisher Nobody", "The archive has nothing published by 'Nobody'."),
        (f"/name {'x' * 81}", "A session's name has 1 to 80 characters."),
    ],
)
def test_what_cannot_be_done_is_told_and_how_it_can(after_cost, typed, problem):
    shown, told = after_cost(typed, code=4)
    assert shown.strip() == f"> {typed}".strip()
    assert told.startswith(f"error: {problem}\nhint: ")


@pytest.mark.parametrize("typed", ["/why", "/sources", "/open 1"])
def test_before_the_first_question_there_is_nothing_to_explain(chat, typed):
    assert chat(typed, code=4).stderr == "error: Nothing was asked yet.\nhint: Type a question first.\n"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/sourcs", "sources"),
        ("/exprot x.md", "export"),
        ("/publishers", "publisher"),
        ("/qit", "quit"),
        ("/u", "undo"),
    ],
)
def test_a_typo_suggests_the_nearest_command(chat, typed, meant):
    assert f"hint: Did you mean /{meant}?" in chat(typed, code=4).stderr


def test_why(after_cost):
    shown, _ = after_cost("/why")
    assert shown == (
        "> /why\n"
        "Confidence  0.00, threshold 0.60: answered\n"
        "Signals     none\n"
        "Model       qwen2.5-coder-1.5b, prompts of up to 210 tokens\n"
        "Seconds     retrieve 0.5, draft 1.2\n"
        "\nClaims\n"
        '    The repair would cost "4.2 million crowns", the mayor said. [1]\n'
        "      supported\n"
        "\nWritten by the model, not checked\n"
        '    It would cost "4.2 million crowns" [e7].\n'
        "\nNo evidence was shown to the model\n\n"
    )


def test_limits_hold_for_the_questions_after_them(chat, fake):
    result = chat(
        "/after 2026-01", "/before 2026", "/publisher lennford courier", "cost?", "/after", "/publisher", "cost?"
    )
    limits = [row for row in result.stdout.splitlines() if row.startswith("Searching")]
    assert limits == [
        f"Searching with after 2026-01-01: {SEARCHED}.",
        f"Searching with after 2026-01-01, before 2026-12-31: {SEARCHED}.",
        f"Searching with after 2026-01-01, before 2026-12-31, Lennford Courier: {SEARCHED}.",
        f"Searching with before 2026-12-31, Lennford Courier: {SEARCHED}.",
        f"Searching with before 2026-12-31: {SEARCHED}.",
    ]
    assert [what[2] for what in fake.asked if what[0] == "ask"] == [
        Filters("2026-01-01", "2026-12-31", ("Lennford Courier",)),
        Filters("", "2026-12-31"),
    ]


def test_limits_that_leave_nothing_are_told_or_refused(chat):
    assert "Searching with after 2026-03-01: no articles (" in chat("/after 2026-03").stdout
    told = chat("/after 2026-03", "/before 2026-02", code=4).stderr
    assert told.startswith("error: No day is after 2026-03-01 and before 2026-02-28.\n")


def test_model(after_cost, fake):
    shown, _ = after_cost("/model", "/model other", "/model")
    assert shown == (
        "> /model\nAnswers come from qwen2.5-coder-1.5b.\n"
        f"There are {', '.join(LANGUAGE_MODELS)}; GGUF files; and openai:MODEL@URL.\n\n"
        "> /model other\nAnswers come from other now.\n\n"
        "> /model\nAnswers come from other.\n"
        f"There are {', '.join(LANGUAGE_MODELS)}; GGUF files; and openai:MODEL@URL.\n\n"
    )
    assert ("use_model", "other") in fake.asked


def test_undo_and_new(after_cost, fake, store):
    shown, _ = after_cost("/undo", "/undo", "cost?", "/new flood", "cost?", "/name blaze", "/name")
    assert shown == (
        "> /undo\nTaken back: What will the repair cost?\n\n"
        "> /undo\nThere is nothing to take back.\n\n"
        f"{ASKED}"
        "> /new flood\nA new session; what was said before is not looked back at. The old one is kept.\n\n"
        f"{ASKED}"
        "> /name blaze\nThis session is named blaze.\n\n"
        "> /name\nThis session is named blaze.\n\n"
    )
    assert fake.history == ()
    assert {(one.name, one.turns) for one in store.list()} == {("", 1), ("blaze", 1)}


def test_help_names_every_command(chat):
    shown = chat("/help", "/?").stdout
    named = re.findall(r"^/(\w+)", shown, re.M)
    assert named == list(COMMANDS) * 2
    assert chat("/help").stdout == (
        "> /help\n"
        "Type               and it\n"
        "a question         answers it from the archive, every sentence with its source\n"
        + "".join(f"{f'/{one.name} {one.argument}'.strip():<19}{one.purpose}\n" for one in COMMANDS.values())
        + "\nKey\n"
        "Enter       asks; Alt-Enter, or a backslash at the end of a line, begins another line\n"
        "Tab         completes commands, numbers and ids of articles, publishers, models\n"
        "Up, Ctrl-R  earlier questions\n"
        "Ctrl-C      stops an answer; at the prompt, throws the line away\n"
        "Ctrl-D      leaves; the session is kept\n\n"
    )


@pytest.mark.parametrize("leave", ["/quit", "/exit", "/q"])
def test_quit_leaves_at_once(chat, fake, leave):
    assert chat(leave, "cost?").stdout == f"> {leave}\n"
    assert not [what for what in fake.asked if what[0] == "ask"]


def test_export_writes_the_session_and_writes_it_again_but_over_nothing_else(chat, home, store):
    target = home / "talk.md"
    result = chat(
        "/export x.md", "cost?", f"/export {target}", f"/export {home}/talk.json", "cost?", f"/export {target}", code=4
    )
    assert result.stderr == "error: There is nothing to export yet.\nhint: Type a question first.\n"
    assert f"> /export {target}\nExported to {target}.\n" in result.stdout
    session = store.latest(SessionKind.CHAT)
    assert target.read_text(encoding="utf-8") == session_export.export_text(session, "Markdown")
    assert len(json.loads((home / "talk.json").read_text(encoding="utf-8"))["turns"]) == 1
    assert sorted(path.name for path in home.iterdir()) == ["home", "talk.json", "talk.md"]
    assert chat("cost?", f"/export {target}", code=4).stderr.startswith(
        f"error: {target} is there already, and is no export of this session.\n"
    )
    assert chat("cost?", f"/export {home}/nowhere/talk.md", code=4).stderr.startswith("error: ")


def test_continue_goes_on_with_the_last_chat_and_its_limits(chat, fake, store):
    chat("/after 2026", "cost?")
    store.create(SessionKind.REPORT)
    chat("cost?", words=["--continue"])
    assert (fake.history, fake.asked[-1][2]) == ((ANSWER,), Filters("2026-01-01"))
    chat("cost?", words=["--continue", "--after", "2025"])
    assert (len(fake.history), fake.asked[-1][2]) == (2, Filters("2025-01-01"))
    assert [(one.kind, one.turns) for one in store.list()] == [(SessionKind.CHAT, 3), (SessionKind.REPORT, 0)]


def test_continue_without_a_chat_begins_one(chat, store):
    chat("cost?", words=["-c"])
    assert [one.turns for one in store.list()] == [1]


def test_a_session_is_begun_by_name_and_taken_up_by_name_or_id(run, fake, store):
    run("chat", "--session", "fire", input="cost?\n")
    result = run("chat", "-s", store.get("fire").id[:-1], input="cost?\n")
    assert result.stderr.startswith(f"Session fire ({store.get('fire').id}): 1 turn, ")
    run("chat", "-s", "fire", "-q", input="cost?\n")
    assert [(one.name, one.turns) for one in store.list()] == [("fire", 3)]


def test_sessions_that_cannot_be_taken_up(run, store):
    report = store.create(SessionKind.REPORT, "hand-in")
    store.create(SessionKind.CHAT)
    for words, problem in (
        (["-s", "hand-in"], "'hand-in' is a report, not a chat."),
        (["-s", report.id[:4]], f"2 sessions begin with '{report.id[:4]}'."),
        (["-s", "x", "-c"], "--continue and --session are two ways to say it."),
        (["-s", " "], "A session's name has 1 to 80 characters."),
    ):
        result = run("chat", *words, input="cost?\n")
        assert (result.exit_code, result.stdout) == (4, "")
        assert result.stderr.startswith(f"error: {problem}\n")


def test_where_nothing_can_be_kept_the_chat_goes_on_with_a_note(run, home):
    (home / "taken").write_text("a file")
    result = run("chat", "-q", "--index", str(home / "taken" / "index"), input="cost?\n/undo\n")
    assert (result.exit_code, result.stdout) == (0, f"{ASKED}> /undo\nTaken back: What will the repair cost?\n\n")
    assert result.stderr.startswith("note: this session is not kept: Sessions cannot be kept in ")


def test_an_unknown_publisher_is_told_before_the_first_question(run, fake):
    result = run("chat", "-q", "--publisher", "Nobody", input="cost?\n")
    assert (result.exit_code, result.stdout) == (4, "")
    assert not [what for what in fake.asked if what[0] == "ask"]


def test_sessions_are_listed_shown_renamed_and_removed(run, chat, store):
    assert run("sessions", "list").stdout == "No sessions.\n"
    chat("cost?", words=["-s", "fire"])
    chat("cost?", "cost?")
    fire, other = store.get("fire"), store.latest(SessionKind.CHAT)
    rows = run("sessions", "list").stdout.splitlines()
    assert [row.split()[0] for row in rows] == ["Session", other.id, fire.id]
    assert rows[2].split()[1:3] == ["fire", "chat"]
    assert rows[2].endswith("  1      What will the repair cost?")
    assert json.loads(run("sessions", "list", "--json").stdout)["sessions"][1] == {
        "id": fire.id, "name": "fire", "kind": "chat", "updated": store.list()[1].updated, "turns": 1,
        "first": "What will the repair cost?",
    }  # fmt: skip
    assert run("sessions", "show", "fire").stdout.partition("\n\n")[2] == f"> What will the repair cost?\n{ANSWERED}"
    shown = json.loads(run("sessions", "show", "fire", "--json").stdout)
    assert (shown["session"]["id"], len(shown["turns"])) == (fire.id, 1)
    assert run("sessions", "rename", other.id, "the  flood").stdout == f"{other.id} is now the flood.\n"
    assert run("sessions", "rename", "fire", "the flood").exit_code == 4
    assert run("sessions", "remove", "fire", "nobody").exit_code == 4
    assert run("sessions", "remove", "fire", fire.id, "the flood").stdout == "Removed 2 sessions.\n"
    assert store.list() == []


def test_sessions_are_exported(run, chat, home, store):
    chat("cost?", words=["-s", "fire"])
    session = store.get("fire")
    assert run("sessions", "export", "fire").stdout == session_export.export_text(session, "Markdown")
    assert json.loads(run("sessions", "export", "fire", "--json").stdout)["session"]["name"] == "fire"
    assert run("sessions", "export", "fire", str(home / "f.json")).stdout == f"Exported to {home}/f.json.\n"
    assert (home / "f.json").read_text(encoding="utf-8") == session_export.export_text(session, "JSON")
    assert run("sessions", "export", "fire", str(home / "f.md"), "--json").exit_code == 4


def test_looking_for_sessions_makes_no_archive(run, home):
    for words in (["list"], ["show", "x"], ["remove", "x"]):
        run("sessions", *words)
    assert list(home.iterdir()) == []


class Talked:
    """A conversation with one answer, for completion."""

    def __init__(self, fake):
        self.assistant, self.turns = fake, (type("T", (), {"answer": ANSWER}),)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("/s", [("/sources", 2)]),
        ("/e", [("/export", 2)]),
        ("/open ", [("1", 0), ("bridge", 0)]),
        ("/open br", [("bridge", 2)]),
        ("/publisher lenn", [("Lennford Courier", 4)]),
        ("/sources ", [("all", 0)]),
        ("/why ", []),
        ("/nonsense ", []),
        ("What /s", []),
        ("", []),
    ],
)
def test_completion(fake, typed, offered):
    assert [(text, count) for text, count, _ in completions(Talked(fake), typed)] == offered


def test_completion_of_commands_and_models_offers_them_all(fake):
    assert [text for text, _, _ in completions(Talked(fake), "/")] == [f"/{name}" for name in COMMANDS]
    assert [text for text, _, _ in completions(Talked(fake), "/model ")] == list(LANGUAGE_MODELS)


def test_names_of_exports_are_checked_before_anything_is_written(home):
    with pytest.raises(InputError):
        session_export.write_export(None, home / "talk")
    assert list(home.iterdir()) == []
