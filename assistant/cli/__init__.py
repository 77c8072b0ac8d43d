"""The command line: each command parses, calls, renders and returns an exit code."""

from __future__ import annotations

from assistant.cli.app import app, main

__all__ = ["app", "main"]
