"""Terminal echo switched off while an answer is computed, so that what is typed ahead waits for the next prompt.

A killed process leaves echo off; the shell switches it on again, as after any program that dies.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def unechoed() -> Iterator[None]:
    """Switch off the echo of typed text on the terminal, if there is one. Ctrl-C still works."""
    try:
        import termios
    except ImportError:  # Windows
        yield
        return
    try:
        attributes = termios.tcgetattr(sys.stdin)
    except (OSError, ValueError, termios.error):  # no terminal
        yield
        return
    silent = [*attributes]
    silent[3] &= ~termios.ECHO
    try:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, silent)
        yield
    finally:
        with suppress(termios.error):
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, attributes)
