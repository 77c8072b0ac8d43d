"""A pause between two requests to the same host, and hosts that are left alone for now.

Knows nothing of what is asked. The clock comes in from outside.
"""

from __future__ import annotations

import time
from typing import Protocol

from assistant.ingestion.web.fetch_errors import BusyError


class Clock(Protocol):
    """The time, and waiting."""

    def now(self) -> float:
        """Seconds since 1970."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's own."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class Pace:
    """When each host may be asked again. ``delay`` are the seconds from the end of one request to the next."""

    def __init__(self, delay: float, clock: Clock) -> None:
        self._delay = delay
        self._clock = clock
        self._free: dict[str, float] = {}
        self._busy: dict[str, str] = {}

    def wait(self, host: str, delay: float) -> None:
        """Wait until the host may be asked, ``delay`` or our own seconds after the last time, whichever is longer.

        Raises BusyError at once for a host that was given up.
        """
        if reason := self._busy.get(host):
            raise BusyError(reason)
        longer = max(0.0, delay - self._delay)
        pause = self._free.get(host, 0.0) + longer - self._clock.now()
        if host in self._free and pause > 0:
            self._clock.sleep(pause)

    def done(self, host: str, extra: float = 0.0) -> None:
        """Note that a request has ended; the next one waits ``extra`` seconds on top."""
        self._free[host] = self._clock.now() + self._delay + extra

    def give_up(self, host: str, reason: str) -> BusyError:
        """Ask nothing more of a host in this run; return the error that says so."""
        self._busy[host] = reason
        return BusyError(reason)
