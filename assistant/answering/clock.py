"""Seconds by stage."""

from __future__ import annotations

import time


class Clock:
    """Starts when made; each lap is the time since the one before."""

    def __init__(self) -> None:
        self._begun = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """End a stage."""
        now = time.perf_counter()
        self._laps[stage] = round(now - self._last, 3)
        self._last = now

    def stop(self) -> dict[str, float]:
        """Return the seconds of each stage and, last, the ``total``."""
        return self._laps | {"total": round(time.perf_counter() - self._begun, 3)}
