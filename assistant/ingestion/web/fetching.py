"""One page from the web: asked for politely, followed carefully, read within limits.

Each hop of a redirect is judged like the first address. Sends no cookies, no referrer and no credentials; a page that
is known is asked for conditionally. Knows nothing of what is in a page. Cost: what the network takes, and a pause
of a second between two requests to a host.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Self
from urllib.parse import urljoin

from assistant.ingestion.file import MAX_BYTES
from assistant.ingestion.urls import fetchable
from assistant.ingestion.web import robots
from assistant.ingestion.web.addresses import Network, Target, target
from assistant.ingestion.web.connections import Connections, Resolver, broken, late, resolve
from assistant.ingestion.web.fetch_errors import BusyError, FetchError, RefusedError
from assistant.ingestion.web.rate_limit import Clock, Pace, SystemClock
from assistant.ingestion.web.response_body import collect
from assistant.schema.feeds import Known

_REDIRECTS = (301, 302, 303, 307, 308)
_LATER = (429, 502, 503, 504)
"""What servers answer that are overloaded, or in the middle of something."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, bytes and counts for one page."""

    connect: float = 10.0
    stall: float = 20.0
    """Without a byte."""
    total: float = 60.0
    """For everything but pauses, each attempt."""
    size: int = MAX_BYTES
    """Of a page; what is larger could not be read anyway."""
    redirects: int = 5
    attempts: int = 3
    backoff: float = 2.0
    """Before the second attempt, twice that before the third."""
    patience: float = 60.0
    """The longest Retry-After that is waited for."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page. ``url`` is where it was in the end; ``data`` is empty when it is ``unchanged`` since it was known."""

    url: str
    data: bytes
    media_type: str
    known: Known
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    """The answer to one request. ``wait`` are the seconds of its Retry-After, -1 where it has none."""

    status: int
    headers: Mapping[str, str]
    data: bytes
    wait: float = -1.0


@cache
def agent() -> str:
    """Return how we present ourselves."""
    try:
        return f"{robots.AGENT}/{version('news-assistant')} (a reader's own news archive)"
    except PackageNotFoundError:
        return f"{robots.AGENT} (a reader's own news archive)"


class Fetcher:
    """Fetches pages, one at a time. Use it as a context manager, or call `close`."""

    def __init__(  # noqa: PLR0913 - everything that touches the world comes in from outside
        self,
        networks: Sequence[Network] = (),
        delay: float = 1.0,
        *,
        limits: Limits | None = None,
        clock: Clock | None = None,
        resolver: Resolver = resolve,
        kept: robots.RulesKept | None = None,
    ) -> None:
        """``networks`` are those that may be fetched from although they are not public."""
        self._limits = limits or Limits()
        self._clock = clock or SystemClock()
        self._connections = Connections(networks, resolver)
        self._pace = Pace(delay, self._clock)
        self.robots = robots.Robots(self._robots_txt, kept or robots.KeptInMemory(), self._clock.now)

    def fetch(self, url: str, known: Known | None = None) -> Fetched:
        """Return the page, or that it is unchanged since it was ``known``. Raises FetchError with the reason."""
        here = target(fetchable(url) or url)
        for _ in range(self._limits.redirects + 1):
            if not self.robots.allows(here):
                raise RefusedError("robots.txt asks that this page not be fetched")
            answer = self._answer(here, known if known and known.url == here.url else None)
            if answer.status not in _REDIRECTS:
                return _fetched(here, answer, known)
            here = _next(here, answer)
        raise RefusedError(f"more than {self._limits.redirects} redirects")

    def _robots_txt(self, url: str) -> str:
        """A robots.txt; "" where there is none, as RFC 9309 has it for all 4xx. Raises FetchError."""
        here = target(url)
        for _ in range(self._limits.redirects + 1):
            answer = self._answer(here, None, rules=True)
            if answer.status in _REDIRECTS:
                here = _next(here, answer)
            elif answer.status == 200:
                return answer.data.decode("utf-8", "replace").removeprefix("\ufeff")
            elif 400 <= answer.status < 500:
                return ""
            else:
                raise self._pace.give_up(here.host, f"not now: its robots.txt {_status(answer)}")
        return ""

    def _answer(self, here: Target, known: Known | None, *, rules: bool = False) -> _Answer:
        """Ask until there is an answer that is more than "later". Raises FetchError."""
        limits, delay = self._limits, 0.0 if rules else self.robots.delay(here)
        for attempt in range(1, limits.attempts + 1):
            self._pace.wait(here.host, delay)
            pause = limits.backoff * 2 ** (attempt - 1)
            try:
                answer = self._ask(here, known, rules)
            except BusyError as error:
                problem = str(error)
            else:
                if answer.status not in _LATER:
                    return answer
                problem = f"not now: its robots.txt {_status(answer)}" if rules else _status(answer)
                pause = answer.wait if answer.wait >= 0 else pause
            if pause > limits.patience:
                raise self._pace.give_up(here.host, f"{problem} and asks to wait {pause:,.0f} s")
            self._pace.done(here.host, pause)
        raise self._pace.give_up(here.host, problem)

    def _ask(self, here: Target, known: Known | None, rules: bool) -> _Answer:
        """One request. Raises BusyError when the host does not answer, FetchError when the page is too large."""
        limits = self._limits
        self._connections.alarm.set(limits.total)
        most = robots.MAX_BYTES if rules else limits.size
        try:
            with self._connections.get(here, _headers(here, known), limits.connect, limits.stall) as response:
                headers = _readable(response.headers)
                body = collect(response.iter_stream(), headers.get("content-encoding", ""), most, cut=rules)
                return _Answer(response.status, headers, body, self._seconds(headers.get("retry-after", "")))
        except late():
            raise BusyError(f"{here.host} did not answer in time") from None
        except broken() as error:
            raise BusyError(f"{here.host} cannot be reached: {_words(error)}") from None
        finally:
            self._pace.done(here.host)

    def _seconds(self, written: str) -> float:
        """A Retry-After in seconds, whether it was written as such or as a date; -1 for none."""
        if written.strip().isdecimal():
            return min(float(written), 1e9)
        with suppress(ValueError, OverflowError):
            return max(0.0, parsedate_to_datetime(written).timestamp() - self._clock.now())
        return -1.0

    def close(self) -> None:
        """Let go of the connections."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _headers(here: Target, known: Known | None) -> list[tuple[str, str]]:
    default = {"http": 80, "https": 443}[here.scheme]
    host = f"[{here.host}]" if ":" in here.host else here.host
    headers = [
        ("Host", host if here.port == default else f"{host}:{here.port}"),
        ("User-Agent", agent()),
        ("Accept", "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"),
        ("Accept-Encoding", "gzip"),
    ]
    if known and known.etag:
        headers.append(("If-None-Match", known.etag))
    if known and known.modified:
        headers.append(("If-Modified-Since", known.modified))
    return headers


def _readable(headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Header names in small letters; of those given twice the first."""
    return {name.decode("ascii", "replace").lower(): value.decode("latin-1") for name, value in reversed(headers)}


def _next(here: Target, answer: _Answer) -> Target:
    location = answer.headers.get("location", "")
    if not location:
        raise FetchError(f"answered {answer.status} without saying where to")
    url = urljoin(here.url, location)
    return target(fetchable(url) or url)


def _fetched(here: Target, answer: _Answer, known: Known | None) -> Fetched:
    headers = answer.headers
    if answer.status == 304 and known:
        return Fetched(here.url, b"", "", known, unchanged=True)
    if answer.status != 200:
        raise FetchError(_status(answer))
    marks = Known(here.url, headers.get("etag", ""), headers.get("last-modified", ""))
    return Fetched(here.url, answer.data, headers.get("content-type", ""), marks)


def _status(answer: _Answer) -> str:
    meaning = {
        401: "it needs a login",
        402: "it must be paid for",
        403: "forbidden",
        404: "not found",
        410: "gone",
        429: "too many requests",
        451: "withheld for legal reasons",
    }
    words = meaning.get(answer.status, "server trouble" if answer.status >= 500 else "")
    return f"answered {answer.status}" + (f", {words}" if words else "")


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__).strip(".")
