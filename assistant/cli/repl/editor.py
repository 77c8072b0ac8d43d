"""The prompt of a chat: editing, history, completion; the only module that imports prompt_toolkit.

Importing it takes 0.15 s, so it is imported only for an interactive chat.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli import interrupt
from assistant.cli.repl.completion import completions
from assistant.errors import needs

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer, Completion
    from prompt_toolkit.document import Document
    from prompt_toolkit.history import History
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    from assistant.archive.conversation import Conversation

MENU_ROWS = 6


class Editor:
    """Reads inputs at a prompt and keeps them in the file ``history``, where it can be written."""

    def __init__(self, conversation: Conversation, history: Path) -> None:
        with needs("chat", "A chat at a terminal"):
            from prompt_toolkit import PromptSession
            from prompt_toolkit.filters import Condition
            from prompt_toolkit.styles import Style

        self._session: PromptSession[str] = PromptSession(
            multiline=True,
            completer=_completer(conversation),
            complete_while_typing=Condition(self._is_command),
            reserve_space_for_menu=MENU_ROWS,
            history=_history(history),
            key_bindings=_keys(),
            prompt_continuation="  ",
            enable_suspend=True,
            style=Style.from_dict({"prompt": "bold", "limits": "italic"}),
        )

    def _is_command(self) -> bool:
        return self._session.default_buffer.text.startswith("/")

    def read(self, limits: str) -> str | None:
        """Return the next input, None for Ctrl-D. Ctrl-C discards the line."""
        header = [("class:limits", f"[{limits}]\n")] if limits else []
        while True:
            try:
                return self._session.prompt([*header, ("class:prompt", "> ")])
            except KeyboardInterrupt:
                interrupt.clear()
            except EOFError:
                return None


def _keys() -> KeyBindings:
    """Return the bindings: Enter asks, unless the line ends in a backslash; Alt-Enter begins another line."""
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

    class CommandCompleter(Completer):
        def get_completions(self, document: Document, complete_event: Any) -> Iterable[Completion]:
            for text, length, description in completions(conversation, document.text_before_cursor):
                yield Completion(text, -length, display_meta=description)

    return CommandCompleter()


def _history(path: Path) -> History:
    """Return the inputs of earlier chats, in a file only its user can read; in memory where it cannot be written."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    class LenientFileHistory(FileHistory):
        def store_string(self, string: str) -> None:
            with suppress(OSError):  # a full disk
                super().store_string(string)

    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError:
        return InMemoryHistory()
    return LenientFileHistory(str(path))
