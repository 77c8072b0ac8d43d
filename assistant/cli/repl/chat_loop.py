"""The loop of a chat: read, answer or obey, show, again. Ctrl-C stops the work in hand; an error is told; on it goes.

Knows nothing of keys. Cost: that of the questions.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from assistant.cli import interrupt, output
from assistant.cli.repl import slash_commands
from assistant.errors import EXIT_ABSTAINED, EXIT_FAILURE, EXIT_OK, AssistantError
from assistant.rendering.chat_blocks import filter_words, question_line, turn_blocks
from assistant.rendering.layout import BLANK, Style, line
from assistant.schema.answers import Status

if TYPE_CHECKING:
    from assistant.archive.conversation import Conversation


class QuestionSource(Protocol):
    """Where questions and commands come from."""

    def read(self, limits: str) -> str | None:
        """Return the next input, None at the end. ``limits`` is what the search is limited to, in words."""
        ...


class ChatLoop:
    """One chat from its first input to its last.

    With ``typed``, somebody sits at a terminal: Ctrl-C stops an answer only, and errors do not count in the end.
    Without, each input is written above its answer, and Ctrl-C ends it all.
    """

    def __init__(self, conversation: Conversation, source: QuestionSource, *, typed: bool, quiet: bool = False) -> None:
        self._conversation = conversation
        self._source = source
        self._typed = typed
        self._quiet = quiet
        self._failure = self._last = EXIT_OK

    def run(self) -> int:
        """Go on until the input ends. Return the exit code: of the first input that failed or else the last answer."""
        while self._goes_on():
            pass
        return EXIT_OK if self._typed else self._failure or self._last

    def _goes_on(self) -> bool:
        try:
            return self._step()
        except KeyboardInterrupt:
            if not self._typed:
                raise
            self._stopped()
            return True

    def _step(self) -> bool:
        """Take one input; False when there is none left."""
        try:
            limits = filter_words(self._conversation.filters, self._conversation.as_of)
            text = self._source.read(limits)
            if text is None:
                return False
            if text.strip():
                self._take(text.strip())
        except slash_commands.Leave:
            return False
        except BrokenPipeError:
            raise
        except Exception as error:  # one question that fails must not end the conversation
            if interrupt.is_pressed():
                raise KeyboardInterrupt from error
            self._failed(error)
        return True

    def _take(self, text: str) -> None:
        if not self._typed:
            output.show([question_line(text)])
        if text.startswith("/"):
            output.show(slash_commands.run(self._conversation, text))
        else:
            self._answer(text)
        output.show([BLANK])

    def _answer(self, question: str) -> None:
        with output.watching(quiet=self._quiet) as listener:
            turn = self._conversation.ask(question, listener)
        output.show([BLANK, *turn_blocks(turn.answer)] if self._typed else turn_blocks(turn.answer))
        self._last = EXIT_OK if turn.answer.status is Status.ANSWERED else EXIT_ABSTAINED
        if self._conversation.problem:
            output.note(f"note: this is not kept: {self._conversation.problem}")

    def _failed(self, error: Exception) -> None:
        output.complain(error)
        output.show([BLANK])
        code = error.exit_code if isinstance(error, AssistantError) else EXIT_FAILURE
        self._failure = self._failure or code

    def _stopped(self) -> None:
        interrupt.dealt_with()
        with suppress(KeyboardInterrupt):
            output.show([line("Stopped. The session is as it was before.", Style.FAINT), BLANK])
