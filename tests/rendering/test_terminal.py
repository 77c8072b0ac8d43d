"""What reaches a real terminal (a pseudo-terminal), byte for byte where it matters."""

from __future__ import annotations

import os
import re
import threading

import pytest

from assistant.rendering import terminal
from assistant.rendering.layout import Line, Span, Style, Table, answer_blocks, line
from assistant.schema.answers import Answer, Citation, Status
from assistant.schema.events import DraftText, EvidenceFound, Notice, Progress, Understood

pty = pytest.importorskip("pty")
SGR = re.compile(r"\x1b\[[0-9;]*m")
CITATION = Citation(
    1, "a", 1, "Bridge [red]closes", "Courier", "2026-01-28", "", 0, 20, "It costs 4.2 million", ((9, 20),)
)


class Screen:
    """A pseudo-terminal of 40 columns and 24 rows, and all that was written to it."""

    def __enter__(self):
        self.master, slave = pty.openpty()
        self.stream = open(slave, "w", encoding="utf-8")
        self.written = b""
        self.reader = threading.Thread(target=self._read)
        self.reader.start()
        return self

    def _read(self):
        while True:
            try:
                data = os.read(self.master, 4096)
            except OSError:
                return
            if not data:
                return
            self.written += data

    def __exit__(self, *error):
        self.stream.close()
        self.reader.join()
        os.close(self.master)

    @property
    def text(self):
        return self.written.decode().replace("\r\n", "\n")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("LINES", "24")


def shown(*blocks):
    with Screen() as screen:
        terminal.show(blocks, screen.stream)
    return screen.text


def test_quote_is_led_on_every_row_and_its_words_stand_out():
    quote = Line((Span("Mayor Ada Brook said the repair would cost "), Span("4.2 million", Style.KEY)), "    > ")
    assert shown(quote) == (
        "\x1b[2m    > \x1b[0mMayor Ada Brook said the repair\n"
        "\x1b[2m    > \x1b[0mwould cost \x1b[1;4m4.2 million\x1b[0m\n"
    )


def test_no_color_leaves_weight_but_no_colour(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert shown(Line((Span("[1]", Style.NUMBER), Span(" "), Span("x", Style.WARNING)))) == (
        "\x1b[1m[1]\x1b[0m \x1b[1mx\x1b[0m\n"
    )


def test_hostile_answer_sends_nothing_but_our_own_styles():
    evil = "\x1b[2J\x1b]0;x\x07[red]a[/red] [link=http://x]b[/link] :smile: \u202ec\x9bm"
    citation = Citation(1, "a", 1, evil, evil, evil, evil, 0, len(evil), evil)
    text = shown(*answer_blocks(Answer(evil, Status.ANSWERED, evil, f"{evil} [1]", citations=(citation,))))
    left = SGR.sub("", text)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", left)
    assert "[2J]0;x[red]a[/red] [link=http://x]b[/link]" in " ".join(left.split())
    assert ":smile:" in left


def test_table_folds_and_cuts_nothing():
    text = shown(Table(("Where", "Why"), (("articles/a.txt", "it is [not] text, but something else altogether"),)))
    words = " ".join(SGR.sub("", text).split())
    assert "it is [not]" in words
    assert "altogether" in words
    assert "…" not in text


def test_live_work_is_shown_and_then_gone():
    with Screen() as screen, terminal.live(screen.stream) as listener:
        listener(Progress("Fetching [x]", 5_000_000, 10_000_000, "bytes", "Apache-2.0, from \x1b[31mhere"))
        listener(Progress("Reading", 3, 0, "articles"))
        listener(EvidenceFound((CITATION,)))
        listener(DraftText("It costs \x1b[5m4.2"))
        listener(EvidenceFound((CITATION,)))
    text = screen.text
    assert "[1] \x1b[0m\x1b[1mBridge [red]closes" in text
    assert "Draft, not checked yet:" in text
    assert "It costs [5m4.2" in text
    assert "\x1b[5m" not in text
    assert text.endswith("\x1b[2K") or "\x1b[?25h" in text[-60:]
    assert screen.text.count("\x1b[?25l") == screen.text.count("\x1b[?25h") == 1


def test_bars_tell_size_and_remark():
    with Screen() as screen, terminal.live(screen.stream) as listener:
        listener(Progress("Get", 5_000_000, 10_000_000, "bytes", "Apache-2.0"))
        listener(Progress("Read", 3, 12, "articles"))
    assert "5.0 MB of 10.0 MB" in screen.text
    assert "3 of 12 articles" in screen.text
    assert "Apache-2.0" in screen.text


def test_evidence_leaves_room_for_the_draft():
    many = tuple(Citation(n, "a", 1, f"Title {n}", "", "", "", 0, 1, "q") for n in range(1, 30))
    with Screen() as screen, terminal.live(screen.stream) as listener:
        listener(EvidenceFound(many))
        listener(DraftText("the draft"))
    assert "the draft" in screen.text
    assert "Title 4" in screen.text
    assert "Title 5" not in screen.text


def test_line_has_one_line():
    assert shown(line("a\nb")) == "a b\n"


def test_rows_that_a_narrower_window_breaks_are_taken_away_too(monkeypatch):
    consoles, made = [], terminal._console
    monkeypatch.setattr(terminal, "_console", lambda stream: consoles.append(made(stream)) or consoles[-1])
    with Screen() as screen, terminal.live(screen.stream) as listener:
        listener(EvidenceFound((CITATION,)))
        consoles[0].width = 24
        listener(EvidenceFound((CITATION,)))
    frames = screen.text.split("Bridge")
    last_wide = [frame for frame in frames if "28 January 2026" in frame][-1]
    rows = [
        "[1] Bridge [red]closes",
        "    Courier, 28 January 2026",
        "    > It costs 4.2 million",
        "",
        "x reading the evidence",
    ]
    assert last_wide.count("\x1b[1A") == len(rows) - 1 + sum(len(row) > 24 for row in rows) == 6


def test_a_frame_that_a_window_has_no_room_for_leaves_nothing_behind(monkeypatch):
    monkeypatch.setenv("LINES", "3")
    with Screen() as screen, terminal.live(screen.stream) as listener:
        listener(EvidenceFound((CITATION,)))
        listener(DraftText("the draft"))
    written = screen.text
    assert max(piece.count("\n") for piece in written.split("\x1b[2K")) < 3


def test_how_a_question_is_understood_is_shown_at_once_above_the_evidence():
    with Screen() as screen, terminal.live(screen.stream) as listener:
        listener(Understood("Who was hurt in the \x1b[5mfire?"))
        listener(EvidenceFound((CITATION,)))
    frames = screen.text.split("> understood as: Who was hurt in the")
    assert len(frames) >= 3
    assert "Bridge" not in frames[1]
    assert "Bridge" in frames[2]
    assert "\x1b[5m" not in screen.text


def test_a_notice_stays_when_the_work_is_over():
    with Screen() as screen, terminal.live(screen.stream) as listener:
        listener(Progress("asking", 1, 4, "questions"))
        listener(Notice("It is [red]searched\x07 here instead."))
        listener(EvidenceFound((CITATION,)))
    text = SGR.sub("", screen.text)
    assert text.count("note: It is [red]searched here instead.\n") == 1
    after = text.partition("note: It is [red]searched here instead.\n")[2]
    assert after.endswith("\x1b[1A\x1b[2K") or "\x1b[2K" in after.splitlines()[-1], "what was drawn is taken away again"
