"""A chat in a pseudo-terminal, its screen kept in memory: types as people do, waits for what is shown, never sleeps."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pexpect
import pyte

from assistant.storage.side_files.sessions import SessionStore

PROGRAM = Path(__file__).with_name("chat_program.py")
ROWS, COLUMNS = 24, 80
UP, ENTER, TAB, CTRL_C, CTRL_D = "\x1b[A", "\r", "\t", "\x03", "\x04"
ALT_ENTER = "\x1b\r"
NAMES = ("PATH", "HOME", "LANG", "PYTHONPATH", "ASSISTANT_HOME", "ASSISTANT_CONFIG", "ASSISTANT_MODELS")


class Chat:
    """`assistant chat WORDS` in a terminal of 80 by 24, with a stand-in named ``kind`` over the archive ``index``."""

    def __init__(self, kind: str, index: Path, *words: str) -> None:
        environment = {name: os.environ[name] for name in NAMES if name in os.environ}
        environment |= {"TERM": "xterm-256color", "PYTHONWARNINGS": "ignore", "LC_ALL": "C.UTF-8"}
        command = [str(PROGRAM), kind, str(index), "chat", *words]
        self.raw = b""
        self.screen = pyte.HistoryScreen(COLUMNS, ROWS, history=2000)
        self._stream = pyte.ByteStream(self.screen)
        self._child = pexpect.spawn(sys.executable, command, env=environment, dimensions=(ROWS, COLUMNS), timeout=60)
        self._child.delaybeforesend = None

    def __enter__(self) -> Chat:
        return self

    def __exit__(self, *error: object) -> None:
        self._child.close(force=True)

    @property
    def rows(self) -> list[str]:
        """Everything shown so far that was not taken away again: what scrolled off the screen, and the screen."""
        above = ["".join(row[x].data for x in range(COLUMNS)).rstrip() for row in self.screen.history.top]
        return [*above, *(row.rstrip() for row in self.screen.display)]

    @property
    def text(self) -> str:
        return re.sub(r"\n+$", "", "\n".join(self.rows))

    def until(self, shown: str, *, gone: str = "") -> Chat:
        """Read until the text matches, and then until nothing of ``gone`` is left."""
        while not re.search(shown, self.text) or (gone and re.search(gone, self.text)):
            self._read()
        return self

    def ready(self, turns: int) -> Chat:
        """Read until there have been that many prompts, and the last one is empty."""
        while len(re.findall(r"^>( |$)", self.text, re.M)) < turns or self.text.rpartition("\n")[2] != ">":
            self._read()
        return self

    def _read(self) -> None:
        try:
            data = self._child.read_nonblocking(65536, timeout=60)
        except pexpect.TIMEOUT:
            raise AssertionError(f"nothing more came after:\n{self.text}") from None
        self.raw += data
        self._answer(data)
        self._stream.feed(data)

    def _answer(self, data: bytes) -> None:
        """Tell where the cursor is to who asks, as terminals do."""
        for _ in range(data.count(b"\x1b[6n")):
            self._child.send(f"\x1b[{self.screen.cursor.y + 1};{self.screen.cursor.x + 1}R")

    def type(self, keys: str) -> Chat:
        self._child.send(keys)
        return self

    def ask(self, text: str) -> Chat:
        return self.type(text + ENTER)

    def paste(self, text: str) -> Chat:
        return self.type(f"\x1b[200~{text}\x1b[201~")

    def resize(self, columns: int, rows: int) -> Chat:
        self.screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)
        return self

    def kill(self, number: int) -> None:
        self._child.kill(number)
        self.end()

    def end(self) -> int | None:
        """Read to the end; return the exit code, None if it was killed."""
        try:
            while True:
                self._read()
        except pexpect.EOF:
            self._child.close()
            return self._child.exitstatus


def questions(index: Path, key: str = "") -> list[str]:
    """The questions of a session, or of the one worked on last, as they are kept."""
    with SessionStore(index) as store:
        return [turn.answer.question for turn in store.get(key or store.list()[0].id).turns]
