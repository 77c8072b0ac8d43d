"""What a site's robots.txt allows, read as RFC 9309 says and kept for a day.

protego, used here alone, reads the rules. Knows nothing of how the file is fetched or where it is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.errors import needs
from assistant.ingestion.web.addresses import Target

AGENT = "news-assistant"
"""The name by which a site can address us in its robots.txt."""
KEPT_SECONDS = 24 * 60 * 60.0
"""RFC 9309: "Crawlers SHOULD NOT use the cached version for more than 24 hours"."""
MAX_BYTES = 512 * 1024
"""RFC 9309 asks for at least 500 KiB; what stands after that is not read."""
LONGEST_DELAY = 30.0
"""Seconds; a longer Crawl-delay is cut to this: it is meant for those who fetch whole sites."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A robots.txt as it was found, ``""`` where a site has none, and when (seconds since 1970)."""

    text: str
    found: float


class RulesKept(Protocol):
    """Where rules are kept from one run to the next."""

    def rules(self, origin: str) -> tuple[str, float] | None:
        """Return the text and the time of the rules of an origin, None when there are none."""
        ...

    def keep_rules(self, origin: str, text: str, found: float) -> None:
        """Keep them."""
        ...


class KeptInMemory:
    """For one run."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, float]] = {}

    def rules(self, origin: str) -> tuple[str, float] | None:
        """Return what was kept."""
        return self._kept.get(origin)

    def keep_rules(self, origin: str, text: str, found: float) -> None:
        """Keep it."""
        self._kept[origin] = (text, found)


class Robots:
    """The rules of each site. ``fetch`` returns a robots.txt, "" where there is none, or raises FetchError."""

    def __init__(self, fetch: Callable[[str], str], kept: RulesKept, now: Callable[[], float]) -> None:
        self._fetch = fetch
        self._kept = kept
        self._now = now
        self._parsed: dict[str, Any] = {}

    def allows(self, target: Target) -> bool:
        """Tell whether a page may be fetched. Raises FetchError when the rules cannot be had: then it may not."""
        return bool(self._rules(target).can_fetch(target.url, AGENT))

    def delay(self, target: Target) -> float:
        """Seconds that the site asks to wait between two requests, 0 where it asks for nothing."""
        try:
            asked = float(self._rules(target).crawl_delay(AGENT) or 0)
        except ValueError:
            return 0.0
        return min(max(asked, 0.0), LONGEST_DELAY)

    def sitemaps(self, target: Target) -> list[str]:
        """Return the sitemaps that the site names."""
        return [str(url) for url in self._rules(target).sitemaps]

    def _rules(self, target: Target) -> Any:
        with needs("web", "A page from the web"):
            from protego import Protego

        if target.origin not in self._parsed:
            self._parsed[target.origin] = Protego.parse(self._text(target))
        return self._parsed[target.origin]

    def _text(self, target: Target) -> str:
        kept, now = self._kept.rules(target.origin), self._now()
        if kept and 0 <= now - kept[1] < KEPT_SECONDS:
            return kept[0]
        text = self._fetch(f"{target.origin}/robots.txt")
        self._kept.keep_rules(target.origin, text, now)
        return text
