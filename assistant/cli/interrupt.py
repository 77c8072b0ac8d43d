"""Ctrl-C: it raises KeyboardInterrupt as ever, and is remembered until `clear` is called.

Libraries that are interrupted while they load or compute raise errors of their own instead of KeyboardInterrupt. A
handler of any error therefore asks `is_pressed` whether Ctrl-C was the cause. Standard library only.
"""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType

_pressed = threading.Event()
_at_once = threading.Event()


def watch() -> None:
    """Install the handler of SIGINT; it raises KeyboardInterrupt in the main thread."""
    signal.signal(signal.SIGINT, _interrupt)


def is_pressed() -> bool:
    """Tell whether Ctrl-C was pressed and not cleared yet."""
    return _pressed.is_set()


def leave_at_once() -> None:
    """Make the program end without cleaning up, because another thread is still at work."""
    _at_once.set()


def must_leave_at_once() -> bool:
    """Tell whether the program must end without cleaning up: on request, or after any Ctrl-C, whose work may go on."""
    return _at_once.is_set()


def clear() -> None:
    """Forget that Ctrl-C was pressed: the work has stopped and the program goes on."""
    _pressed.clear()


DOUBLE = 0.5
"""Seconds after a Ctrl-C within which another one is ignored, so that it does not cut short the cleaning up."""
_last_press = 0.0


def _interrupt(number: int, frame: FrameType | None) -> None:
    global _last_press
    previous_press, _last_press = _last_press, time.monotonic()
    if _pressed.is_set() and _last_press - previous_press < DOUBLE:
        return
    _pressed.set()
    _at_once.set()
    signal.default_int_handler(number, frame)
