"""The prompt: editing, history, completion. The only module that knows prompt_toolkit.

Importing it takes 0.15 s, so it is imported only when somebody sits at a terminal.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli import interrupt
from assistant.cli.repl.completion import completions

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer, Completion
    from prompt_toolkit.document import Document
    from prompt_toolkit.history import History
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    from assistant.archive.conversation import Conversation

MENU_ROWS = 6


class Editor:
    """Reads what is typed at a prompt; questions are remembered in the file ``history`` if it can be written."""

    def __init__(self, conversation: Conversation, history: Path) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.filters import Condition
        from prompt_toolkit.styles import Style

        self._session: PromptSession[str] = PromptSession(
            multiline=True,
            completer=_completer(conversation),
            complete_while_typing=Condition(self._types_command),
            reserve_space_for_menu=MENU_ROWS,
            history=_history(history),
            key_bindings=_keys(),
            prompt_continuation="  ",
            enable_suspend=True,
            style=Style.from_dict({"prompt": "bold", "limits": "italic"}),
        )

    def _types_command(self) -> bool:
        return self._session.default_buffer.text.startswith("/")

    def read(self, limits: str) -> str | None:
        """Return what was typed, None for Ctrl-D. Ctrl-C throws the line away."""
        above = [("class:limits", f"[{limits}]\n")] if limits else []
        while True:
            try:
                return self._session.prompt([*above, ("class:prompt", "> ")])
            except KeyboardInterrupt:
                interrupt.clear()
            except EOFError:
                return None


def _keys() -> KeyBindings:
    """Enter asks, unless the line ends in a backslash; Alt-Enter begins another line."""
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state and buffer.complete_state.current_completion:
            buffer.complete_state = None
        elif buffer.document.text_before_cursor.endswith("\\"):
            buffer.delete_before_cursor()
            buffer.insert_text("\n")
        else:
            buffer.validate_and_handle()

    @keys.add("escape", "enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys


def _completer(conversation: Conversation) -> Completer:
    from prompt_toolkit.completion import Completer, Completion

    class Commands(Completer):
        def get_completions(self, document: Document, complete_event: Any) -> Iterable[Completion]:
            for text, replaced, about in completions(conversation, document.text_before_cursor):
                yield Completion(text, -replaced, display_meta=about)

    return Commands()


def _history(path: Path) -> History:
    """The questions of earlier chats, for their user's eyes only; in memory where no file can be kept."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    class Kept(FileHistory):
        def store_string(self, string: str) -> None:
            with suppress(OSError):  # a full disk
                super().store_string(string)

    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError:
        return InMemoryHistory()
    return Kept(str(path))
