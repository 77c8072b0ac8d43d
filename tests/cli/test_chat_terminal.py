"""`assistant chat` through a real pseudo-terminal: whole transcripts, Ctrl-C, resizing, kill and resume."""

from __future__ import annotations

import re
import shutil
import signal

import pytest
from pty_chat import ALT_ENTER, CTRL_C, CTRL_D, ENTER, TAB, UP, Chat, questions
from scripted import Scripted, fearless, over_corpus

pytest.importorskip("pty")

KREMLIN = "What did the Kremlin say about safety guarantees?"
GREETING = """12 articles from Sample Archive and The Larkmoor Courier, 28 January 2026 to 8
February 2026. Model qwen2.5-coder-1.5b.
Ask a question, or type /help; Ctrl-D leaves.
"""
ANSWERED = """
If Zelenskyy chose to travel, Ushakov said, Russia would guarantee his "safety
and the necessary working conditions". [1]

[1] Invitation to Moscow stands, with safety guarantees for Zelenskyy, Kremlin
aide says
    Sample Archive, 28 January 2026
    > If Zelenskyy chose to travel, Ushakov said, Russia would guarantee his
    > "safety and the necessary working conditions".
    assistant show invitation-to-moscow-stands-with-safety-0193bd@1:274-391
"""


@pytest.fixture(scope="session")
def archived(tmp_path_factory):
    """An archive of corpus/, to be copied."""
    index = tmp_path_factory.mktemp("chat") / "index"
    with over_corpus(index, Scripted()):
        return index


@pytest.fixture
def index(archived, tmp_path):
    return shutil.copytree(archived, tmp_path / "index")


@pytest.fixture
def chat(index, home):
    """Open a chat; it is closed, whatever happens."""
    opened = []

    def chat(*words, kind="stuck"):
        opened.append(Chat(kind, index, *words))
        return opened[-1]

    yield chat
    for one in opened:
        one.__exit__()


def test_a_whole_conversation(chat, index):
    one = chat().ready(1)
    assert one.text == f"{GREETING}\n>"
    one.ask(KREMLIN).ready(2)
    assert one.text == f"{GREETING}\n> {KREMLIN}\n{ANSWERED}\n>"
    one.ask("/sourcs").until("hint: Did you mean /sources").ready(3)
    assert one.text.endswith("> /sourcs\nerror: There is no command /sourcs.\nhint: Did you mean /sources?\n\n>")
    one.ask("/undo").ready(4)
    assert one.text.endswith(f"> /undo\nTaken back: {KREMLIN}\n\n>")
    one.ask("/quit")
    assert one.end() == 0
    assert questions(index) == []


def test_ctrl_d_leaves_and_continue_shows_where_we_were(chat, index):
    one = chat().ready(1).ask(KREMLIN).ready(2).type(CTRL_D)
    assert one.end() == 0
    assert questions(index) == [KREMLIN]
    again = chat("--continue").ready(2)
    assert again.text.startswith(f"{GREETING}\nSession ")
    assert again.text.endswith(
        f": 1 turn, {again.text.split('1 turn, ')[1].splitlines()[0]}\n> {KREMLIN}\n"
        '  If Zelenskyy chose to travel, Ushakov said, Russia would guarantee his "safety\n'
        '  and the necessary working conditions". [1]\n\n>'
    )


def test_ctrl_c_stops_the_answer_and_the_model_and_keeps_the_session(chat, index):
    one = chat().ready(1).ask(KREMLIN).ready(2)
    one.ask("What did the stuck Kremlin say about safety?").until("Draft, not checked yet:\n  Well, let me think")
    assert not (index / "log").exists()
    one.type(CTRL_C).until(r"Stopped\. The session is as it was before\.", gone="not checked yet").ready(3)
    assert (index / "log").read_text() == "stopped\n"
    assert one.text == (
        f"{GREETING}\n> {KREMLIN}\n{ANSWERED}\n> What did the stuck Kremlin say about safety?\n"
        "Stopped. The session is as it was before.\n\n>"
    )
    assert questions(index) == [KREMLIN]
    one.ask(KREMLIN).ready(4)
    assert questions(index) == [KREMLIN, KREMLIN]
    one.ask("/nonsense").until("error: There is no command")  # an error after Ctrl-C is an error again
    one.ready(5).type(CTRL_D)
    assert one.end() == 0


def test_ctrl_c_at_the_prompt_throws_the_line_away(chat):
    one = chat().ready(1).type("What did the").until("> What did the").type(CTRL_C).ready(2)
    one.ask("/undo").until("There is nothing to take back").ready(3).type(CTRL_D)
    assert one.end() == 0
    assert "Stopped" not in one.text


def test_a_signal_at_the_prompt_does_not_end_the_chat_either(chat):
    one = chat().ready(1).type("What").until("> What")
    one._child.kill(signal.SIGINT)
    one.ready(2).ask("/undo").until("There is nothing to take back").ready(3).type(CTRL_D)
    assert one.end() == 0


def test_killed_in_the_middle_of_an_answer_all_earlier_turns_are_there(chat, index):
    one = chat("--session", "talk").ready(1)
    assert one.text == f"{GREETING}\nA new session, talk.\n\n>"
    one.ask(KREMLIN).ready(2).ask("Are you stuck?").until("let me think").kill(signal.SIGKILL)
    assert questions(index, "talk") == [KREMLIN]
    again = chat("--continue").ready(2)
    assert f"Session talk ({session_id(again)}): 1 turn" in again.text
    again.ask("/why").until("Claims").ready(3).ask(KREMLIN).ready(4).type(CTRL_D)
    assert again.end() == 0
    assert questions(index, "talk") == [KREMLIN, KREMLIN]


def session_id(chat):
    return re.search(r"\((\d{4}-\d\d-\d\d-\w{6})\)", chat.text)[1]


def test_a_window_may_change_its_size_while_somebody_types(chat, index):
    one = chat().ready(1).type("What did the Kremlin say about").until("say about")
    one.resize(40, 12).type(" safety").until("safety").resize(100, 30).type(" guarantees?").until(r"guarantees\?")
    one.ask("").until("assistant show")
    assert questions(index) == [KREMLIN]


def test_a_window_may_change_its_size_while_an_answer_is_made(chat, index):
    one = chat().ready(1).ask("What did the stuck Kremlin say about safety?").until("Well, let me think")
    before = len(one.raw)
    one.resize(60, 20).until("Well, let me think")
    while one.raw[before:].count(b"let me think") < 2:
        one._read()
    drawn = re.findall(
        r"\[1\] [^\n]*\n([^\n]*)", re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", one.raw[before:].decode()).replace("\r", "")
    )
    assert all(len(row) <= 60 for row in drawn)
    one.type(CTRL_C).until("Stopped", gone="not checked yet").ask(KREMLIN).until("assistant show")
    assert questions(index) == [KREMLIN]


def test_a_paste_of_several_lines_is_one_question(chat, index):
    one = chat().ready(1).paste("What did the Kremlin say\nabout safety guarantees?")
    one.until("> What did the Kremlin say\n  about safety guarantees")
    assert not re.search("assistant show", one.text)
    one.type(ENTER).until("assistant show")
    assert questions(index) == [KREMLIN]


@pytest.mark.parametrize("another", [ALT_ENTER, "\\\r"])
def test_a_question_of_several_lines(chat, index, another):
    one = chat().ready(1).type("What did the Kremlin say").type(another)
    one.type("about safety guarantees?").until("> What did the Kremlin say\n  about safety guarantees").type(ENTER)
    one.until("assistant show")
    assert questions(index) == [KREMLIN]


def test_tab_completes_commands_and_the_ids_of_articles(chat):
    one = chat().ready(1).type("/op").until("/open").type(TAB).until("> /open")
    one.type(" harb").until("> /open harb").type(TAB).until(r"> /open harbour-to-be-dredged\S*")
    one.type(ENTER).until("> /open", gone="opens a citation")
    one.type(ENTER).until("Larkmoor harbour will be dredged from Monday 2 March 2026")


def test_earlier_questions_come_back_in_a_later_chat_for_nobody_elses_eyes(chat, index):
    chat().ready(1).ask(KREMLIN).ready(2).type(CTRL_D).end()
    assert (index / "chat-history").stat().st_mode & 0o777 == 0o600
    chat().ready(1).type(UP).until(re.escape(KREMLIN)).type(ENTER).until("assistant show")
    assert questions(index) == [KREMLIN]


def test_what_is_typed_during_an_answer_waits_for_the_prompt(chat):
    one = chat().ready(1).ask("Are you stuck?").until("let me think").type("/undo")
    one._child.kill(signal.SIGINT)
    one.until("> /undo|Stopped", gone="not checked yet")
    assert "not checked yet" not in one.text
    assert "think/undo" not in one.raw.decode()


def test_limits_stand_above_the_prompt(chat):
    one = chat().ready(1).ask("/publisher the larkmoor courier").until("Searching with").ready(2)
    assert one.text.endswith(
        "Searching with The Larkmoor Courier: 6 articles from The Larkmoor Courier, 3\n"
        "February 2026 to 8 February 2026.\n\n[The Larkmoor Courier]\n>"
    )


def test_open_sets_the_quote_off_in_its_article(chat):
    one = chat().ready(1).ask(KREMLIN).ready(2).ask("/open 1").until("610 characters more below").ready(3)
    picked = b"\x1b[7mIf Zelenskyy chose to travel"
    assert picked in one.raw


def test_no_character_of_an_article_steers_the_terminal(chat, index, tmp_path):
    evil = "Gull\x1b[2J\x1b]0;owned\x07\x1b[31m \u202ecalled\x9b5m"
    article = tmp_path / "gull.jsonl"
    article.write_text(
        '{"title": %s, "text": %s, "publisher": "x"}'  # noqa: UP031 - JSON is full of braces
        % tuple(map(quoted, (f"{evil} title", f"The gull {evil} Hector stole 14 sandwiches on the pier on Sunday."))),
        encoding="utf-8",
    )
    with fearless(index, Scripted()) as assistant:
        assistant.ingest([article])
    one = chat().ready(1).ask("How many sandwiches did the gull steal on the pier?").until("sandwiches on the pier on")
    one.ready(2).ask("/why").until("Claims").ready(3).ask("/open 1").until("Gull called title\nx\n").ready(4)
    one.type("/open gul").until("-135997 +Gull called title").type(TAB).until("> /open gull-called")
    assert b"owned\x07" not in one.raw
    assert b"\x1b[2J\x1b]0;" not in one.raw
    assert b"\x9b5m" not in one.raw
    assert "\u202e" not in one.raw.decode()


def quoted(text):
    import json

    return json.dumps(text)


@pytest.mark.model
def test_a_conversation_with_the_real_model(real, monkeypatch):
    monkeypatch.setenv("ASSISTANT_MODELS", str(real.settings.models))
    one = Chat("real", real.settings.index).ready(1)
    with one:
        one.ask(KREMLIN).until("Draft, not checked yet|assistant show").until("assistant show").ready(2)
        assert "invitation-to-moscow-stands-with-safety-0193bd@1:274-391" in one.text
        assert "not checked yet" not in one.text
        one.ask("What is the price of gas in Germany?").until("The archive does not contain the answer").ready(3)
        one.ask("/open 1").until("/open").ready(4).ask("Who was hurt in the mill fire?").until("reading the evidence")
        one.type(CTRL_C).until("Stopped", gone="reading the evidence").ready(5)
        one.ask("/why").until("Confidence").ready(6).type(CTRL_D)
        assert one.end() == 0
    assert questions(real.settings.index) == [KREMLIN, "What is the price of gas in Germany?"]
