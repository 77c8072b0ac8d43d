"""The commands put together, and their exit codes: an error ends in a message, a hint and a code, not in a traceback.

A command is a plain function that returns its exit code, or None for 0. Of third-party libraries this module imports
typer only, so that `assistant --help` is quick.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from assistant.cli import interrupt, output
from assistant.cli.commands import (
    ask,
    backup,
    chat,
    cite,
    feeds,
    ingest,
    models,
    report,
    search,
    sessions,
    show,
    sources,
    status,
    verify,
)
from assistant.cli.commands import eval as evaluation
from assistant.errors import EXIT_FAILURE, EXIT_INTERRUPTED, AssistantError


class CommandGroup(TyperGroup):
    """Turns a command's result, or an expected error, into the exit code.

    This stands here and not around the app because typer handles its own exceptions only.
    """

    def invoke(self, ctx: Any) -> None:
        """Run the command. Raises typer.Exit with any code but 0."""
        try:
            code = super().invoke(ctx)
        except AssistantError as error:
            code = _report_stop() if interrupt.is_pressed() else _report_error(error)
        except KeyboardInterrupt:
            code = _report_stop()
        if code:
            raise typer.Exit(code)


app = typer.Typer(
    name="assistant",
    cls=CommandGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Example: assistant ask "What did the Kremlin say about safety guarantees?"',
)


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version

        output.show_text(f"assistant {version('news-assistant')}\n")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Ask a news archive questions and get answers in which every sentence can be checked."""


def _add(group: typer.Typer, name: str, command: Callable[..., int | None], example: str) -> None:
    group.command(name, epilog=f"Example: assistant {example}")(command)


def _group(name: str, purpose: str) -> typer.Typer:
    group = typer.Typer(name=name, help=purpose, no_args_is_help=True)
    app.add_typer(group)
    return group


_add(app, "ask", ask.ask, 'ask "What did the Kremlin say about safety guarantees?" --after 2026-01')
_add(app, "chat", chat.chat, "chat --continue")
_add(app, "report", report.report, "report Harrowick Mill fire --out fire.docx")
_add(app, "verify", verify.verify, "verify fire.docx")
_add(app, "search", search.search, 'search "drones over Odesa" -k 5')
_add(app, "show", show.show, "show ID@VERSION:START-END")
_add(app, "cite", cite.cite, "cite ID@VERSION:START-END --style mla")
_add(app, "ingest", ingest.ingest, "ingest articles/ more.jsonl https://larkmoor-courier.example/2026/ferry")
_feeds = _group("feeds", "Feeds and sitemaps to take articles from again and again.")
_add(_feeds, "add", feeds.add_feed, "feeds add https://larkmoor-courier.example/ --name courier")
_add(_feeds, "list", feeds.list_feeds, "feeds list")
_add(_feeds, "remove", feeds.remove_feeds, "feeds remove courier")
_add(_feeds, "refresh", feeds.refresh_feeds, "feeds refresh")
_sources = _group("sources", "The articles in the archive.")
_add(_sources, "list", sources.list_sources, "sources list --publisher Reuters")
_add(_sources, "history", sources.show_history, "sources history ID")
_add(_sources, "remove", sources.remove_sources, "sources remove ID")
_sessions = _group("sessions", "The chats and reports that are kept.")
_add(_sessions, "list", sessions.list_sessions, "sessions list")
_add(_sessions, "show", sessions.show_session, "sessions show fire")
_add(_sessions, "rename", sessions.rename_session, "sessions rename 2026-11-24-3fa9c1 fire")
_add(_sessions, "remove", sessions.remove_sessions, "sessions remove fire")
_add(_sessions, "export", sessions.export_session, "sessions export fire fire.md")
_models = _group("models", "The models on this machine.")
_add(_models, "list", models.list_models, "models list")
_add(_models, "pull", models.pull_models, "models pull qwen2.5-coder-0.5b")
_add(_models, "use", models.use_model, "models use ~/models/mine.gguf")
_add(_models, "remove", models.remove_model, "models remove qwen2.5-coder-0.5b")
_add(app, "status", status.status, "status --settings")
_add(app, "backup", backup.backup, "backup ~/archive-november")
_add(app, "restore", backup.restore, "restore ~/archive-november")
_add(app, "eval", evaluation.evaluate, "eval questions.jsonl --sample 60")


def _report_stop() -> int:
    """Print that the work was stopped. Return the exit code."""
    sys.stderr.write("\nStopped. What was finished is kept.\n")
    return EXIT_INTERRUPTED


def main() -> None:
    """Run the command line; always ends in SystemExit or, after Ctrl-C, in the end of the process."""
    _write_utf8()
    interrupt.watch()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as `head`, closed the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FAILURE)
    except SystemExit as end:
        _leave(end.code)
    except KeyboardInterrupt:
        _leave(_report_stop())
    except Exception as error:  # noqa: BLE001 - a fault ends in one line, not in a traceback
        _leave(_report_stop() if interrupt.is_pressed() else _report_error(error))


def _report_error(error: Exception) -> int:
    output.complain(error)
    return error.exit_code if isinstance(error, AssistantError) else EXIT_FAILURE


def _leave(code: Any) -> NoReturn:
    """End the program, at once if threads of a model may still be at work: they abort a closing interpreter."""
    if code == EXIT_INTERRUPTED or interrupt.must_leave_at_once():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code or 0)
    sys.exit(code)


def _write_utf8() -> None:
    """Write UTF-8 to files and pipes; a terminal keeps its encoding and replaces what it lacks."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace") if stream.isatty() else reconfigure(encoding="utf-8", errors="replace")
