"""Seconds spent in each stage of an answer."""

from __future__ import annotations

import time


class Stopwatch:
    """Runs from its creation; each lap is the time since the last one."""

    def __init__(self) -> None:
        self._start = self._last_lap = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """End a stage."""
        now = time.perf_counter()
        self._laps[stage] = round(now - self._last_lap, 3)
        self._last_lap = now

    def stop(self) -> dict[str, float]:
        """Return the seconds of each stage and, last, the ``total``."""
        return self._laps | {"total": round(time.perf_counter() - self._start, 3)}
