"""The command line: parse, call, render, exit code."""

from __future__ import annotations

from assistant.cli.app import app, main

__all__ = ["app", "main"]
