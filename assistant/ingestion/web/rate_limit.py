"""A rate limit for each host: a pause between two requests, and no more requests to a host that was given up."""

from __future__ import annotations

import time
from typing import Protocol

from assistant.ingestion.web.fetch_errors import BusyError


class Clock(Protocol):
    """The time, and waiting; tests pass one of their own."""

    def now(self) -> float:
        """Seconds since 1970."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class RateLimit:
    """Makes each host wait its turn. ``delay`` is the number of seconds from the end of one request to the next."""

    def __init__(self, delay: float, clock: Clock) -> None:
        self._delay = delay
        self._clock = clock
        self._next_request: dict[str, float] = {}  # host -> seconds since 1970
        self._reasons: dict[str, str] = {}  # host -> why it was given up

    def wait(self, host: str, delay: float) -> None:
        """Wait until the last request to the host is ``delay``, or our own delay, seconds ago, whichever is longer.

        Raises BusyError at once for a host that was given up.
        """
        if reason := self._reasons.get(host):
            raise BusyError(reason)
        extra = max(0.0, delay - self._delay)
        pause = self._next_request.get(host, 0.0) + extra - self._clock.now()
        if host in self._next_request and pause > 0:
            self._clock.sleep(pause)

    def end_request(self, host: str, extra: float = 0.0) -> None:
        """Note that a request has ended; the next one waits ``extra`` seconds more."""
        self._next_request[host] = self._clock.now() + self._delay + extra

    def give_up(self, host: str, reason: str) -> BusyError:
        """Send no more requests to a host in this run; return the error that says so."""
        self._reasons[host] = reason
        return BusyError(reason)
