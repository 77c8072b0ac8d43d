"""The rules of a site's robots.txt, applied as RFC 9309 says and cached for a day.

protego, used here alone, parses them. The caller passes in how a robots.txt is fetched and where it is cached.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from assistant.errors import needs
from assistant.ingestion.web.addresses import Target

AGENT = "news-assistant"
"""Our user agent, by which a site can address us in its robots.txt."""
CACHE_SECONDS = 24 * 60 * 60.0
"""RFC 9309: "Crawlers SHOULD NOT use the cached version for more than 24 hours"."""
MAX_BYTES = 512 * 1024
"""RFC 9309 asks for at least 500 KiB; the rest is not read."""
LONGEST_DELAY = 30.0
"""Seconds. A longer Crawl-delay is cut to this: it is meant for crawlers of whole sites."""


class RulesCache(Protocol):
    """A cache of the text of each origin's robots.txt and when it was fetched, in seconds since 1970."""

    def rules(self, origin: str) -> tuple[str, float] | None:
        """Return the text and the time, None when there are none."""
        ...

    def keep_rules(self, origin: str, text: str, fetched: float) -> None:
        """Store the text, "" for a site without a robots.txt, and the time."""
        ...


class MemoryCache:
    """A cache for one run."""

    def __init__(self) -> None:
        self._rules: dict[str, tuple[str, float]] = {}

    def rules(self, origin: str) -> tuple[str, float] | None:
        """Return the text and the time, None when there are none."""
        return self._rules.get(origin)

    def keep_rules(self, origin: str, text: str, fetched: float) -> None:
        """Store the text and the time."""
        self._rules[origin] = (text, fetched)


class Robots:
    """The rules of each site. ``fetch`` returns a robots.txt, "" where there is none, or raises FetchError."""

    def __init__(self, fetch: Callable[[str], str], cache: RulesCache, now: Callable[[], float]) -> None:
        self._fetch = fetch
        self._cache = cache
        self._now = now
        self._parsed: dict[str, Any] = {}

    def allows(self, target: Target) -> bool:
        """Whether a page may be fetched. Raises FetchError when the rules cannot be: then it may not."""
        return bool(self._rules(target).can_fetch(target.url, AGENT))

    def delay(self, target: Target) -> float:
        """Return the seconds that the site wants between two requests, 0 where it does not say."""
        try:
            crawl_delay = float(self._rules(target).crawl_delay(AGENT) or 0)
        except ValueError:
            return 0.0
        return min(max(crawl_delay, 0.0), LONGEST_DELAY)

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
        cache_entry, now = self._cache.rules(target.origin), self._now()
        if cache_entry and 0 <= now - cache_entry[1] < CACHE_SECONDS:
            return cache_entry[0]
        text = self._fetch(f"{target.origin}/robots.txt")
        self._cache.keep_rules(target.origin, text, now)
        return text
