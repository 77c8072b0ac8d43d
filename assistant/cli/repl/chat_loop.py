"""The loop of a chat: read an input, answer it or run its command, print the result.

Ctrl-C stops the answer in progress and an error is printed; both leave the chat running.
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
    """Questions and commands, from a prompt or a pipe."""

    def read(self, limits: str) -> str | None:
        """Return the next input, None at the end. ``limits`` are the filters, in words."""
        ...


class ChatLoop:
    """One chat from its first input to its last.

    An interactive chat has a user at a terminal: Ctrl-C stops the answer only, and errors leave the exit code alone.
    Any other chat prints each input above its answer, and Ctrl-C ends the program.
    """

    def __init__(
        self, conversation: Conversation, source: QuestionSource, *, is_interactive: bool, quiet: bool = False
    ) -> None:
        self._conversation = conversation
        self._source = source
        self._is_interactive = is_interactive
        self._quiet = quiet
        self._failure_code = self._answer_code = EXIT_OK

    def run(self) -> int:
        """Read until the input ends. Return the exit code of the first input that failed, else of the last answer."""
        while self._step_or_stop():
            pass
        return EXIT_OK if self._is_interactive else self._failure_code or self._answer_code

    def _step_or_stop(self) -> bool:
        try:
            return self._step()
        except KeyboardInterrupt:
            if not self._is_interactive:
                raise
            self._report_stop()
            return True

    def _step(self) -> bool:
        """Handle one input. Return False when none is left or the user wants to leave."""
        try:
            limits = filter_words(self._conversation.filters, self._conversation.as_of)
            text = self._source.read(limits)
            if text is None:
                return False
            if text.strip():
                self._handle(text.strip())
        except slash_commands.Leave:
            return False
        except BrokenPipeError:
            raise
        except Exception as error:  # a question that fails must not end the chat
            if interrupt.is_pressed():
                raise KeyboardInterrupt from error
            self._report_error(error)
        return True

    def _handle(self, text: str) -> None:
        if not self._is_interactive:
            output.show([question_line(text)])
        if text.startswith("/"):
            output.show(slash_commands.run(self._conversation, text))
        else:
            self._answer(text)
        output.show([BLANK])

    def _answer(self, question: str) -> None:
        with output.watching(quiet=self._quiet) as listener:
            turn = self._conversation.ask(question, listener)
        output.show([BLANK, *turn_blocks(turn.answer)] if self._is_interactive else turn_blocks(turn.answer))
        self._answer_code = EXIT_OK if turn.answer.status is Status.ANSWERED else EXIT_ABSTAINED
        if self._conversation.problem:
            output.note(f"note: this is not kept: {self._conversation.problem}")

    def _report_error(self, error: Exception) -> None:
        output.complain(error)
        output.show([BLANK])
        code = error.exit_code if isinstance(error, AssistantError) else EXIT_FAILURE
        self._failure_code = self._failure_code or code

    def _report_stop(self) -> None:
        interrupt.clear()
        with suppress(KeyboardInterrupt):
            output.show([line("Stopped. The session is as it was before.", Style.FAINT), BLANK])
