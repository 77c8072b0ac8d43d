"""What checking one claim against its evidence found."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.schema import Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and, where it is not SUPPORTED, the reason in a few words."""

    verdict: Verdict
    reason: str = ""


SUPPORTED = Finding(Verdict.SUPPORTED)
