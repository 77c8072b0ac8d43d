"""Ctrl-C: it stops the work in hand, and is remembered until somebody has dealt with it.

Libraries that are interrupted while they load or compute raise errors of their own instead of KeyboardInterrupt, so
whoever catches an error asks here whether Ctrl-C was its cause. Standard library only.
"""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType

_pressed = threading.Event()
_at_once = threading.Event()


def watch() -> None:
    """Take notice of Ctrl-C from now on; it raises KeyboardInterrupt in the main thread as ever."""
    signal.signal(signal.SIGINT, _interrupt)


def is_pressed() -> bool:
    """Tell whether Ctrl-C was pressed and nobody has dealt with it yet."""
    return _pressed.is_set()


def leave_at_once() -> None:
    """Ask for the program to end without tidying up: something is still at work in a thread of its own."""
    _at_once.set()


def must_leave_at_once() -> bool:
    """Tell whether that was asked for, or Ctrl-C was ever pressed: what it stopped may still be at work, too."""
    return _at_once.is_set()


def dealt_with() -> None:
    """Forget that Ctrl-C was pressed: what it was to stop has stopped, and the program goes on."""
    _pressed.clear()


DOUBLE = 0.5
"""Seconds within which a second Ctrl-C is the impatient twin of the first, which is at work: it must not cut the
tidying up short."""
_last = 0.0


def _interrupt(number: int, frame: FrameType | None) -> None:
    global _last
    before, _last = _last, time.monotonic()
    if _pressed.is_set() and _last - before < DOUBLE:
        return
    _pressed.set()
    _at_once.set()
    signal.default_int_handler(number, frame)
