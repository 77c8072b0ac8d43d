"""Fetching one page from the web: robots.txt, rate limit, redirects, retries, conditional requests, limits.

Each hop of a redirect is checked like the first URL. Requests carry no cookies, no referrer and no credentials. Cost:
the network, and a pause of one second between two requests to a host.
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
from assistant.ingestion.web.connections import Connections, Resolver, connection_errors, resolve, timeout_errors
from assistant.ingestion.web.fetch_errors import BusyError, FetchError, RefusedError
from assistant.ingestion.web.rate_limit import Clock, RateLimit, SystemClock
from assistant.ingestion.web.response_body import read_body
from assistant.schema.feeds import CacheValidators

_REDIRECT_STATUSES = (301, 302, 303, 307, 308)
_RETRY_STATUSES = (429, 502, 503, 504)
"""Statuses of a server that is overloaded or restarting."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one page, in seconds, bytes and counts."""

    connect: float = 10.0
    stall: float = 20.0
    """Seconds without a byte."""
    total: float = 60.0
    """Seconds for one attempt, pauses not included."""
    size: int = MAX_BYTES
    """Bytes of a page; a larger one could not be read (see ``file.MAX_BYTES``)."""
    redirects: int = 5
    attempts: int = 3
    backoff: float = 2.0
    """Seconds before the second attempt, twice that before the third."""
    patience: float = 60.0
    """Seconds of the longest Retry-After that we wait for."""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page. ``url`` is its URL after redirects.

    ``validators`` are its ETag and Last-Modified, for the next conditional request. ``data`` is empty when the page is
    ``unchanged`` since the last one.
    """

    url: str
    data: bytes
    media_type: str
    validators: CacheValidators
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class _Response:
    """The response to one request. ``retry_after`` is in seconds, -1 where the header is missing."""

    status: int
    headers: Mapping[str, str]
    data: bytes
    retry_after: float = -1.0


@cache
def user_agent() -> str:
    """Return our User-Agent header."""
    try:
        return f"{robots.AGENT}/{version('news-assistant')} (a reader's own news archive)"
    except PackageNotFoundError:
        return f"{robots.AGENT} (a reader's own news archive)"


class Fetcher:
    """Fetches pages, one at a time. Use it as a context manager, or call `close`."""

    def __init__(  # noqa: PLR0913 - tests pass in the clock, the resolver and the limits
        self,
        networks: Sequence[Network] = (),
        delay: float = 1.0,
        *,
        limits: Limits | None = None,
        clock: Clock | None = None,
        resolver: Resolver = resolve,
        rules_cache: robots.RulesCache | None = None,
    ) -> None:
        """``networks`` may be fetched from although they are not public; ``delay`` is in seconds, between requests."""
        self._limits = limits or Limits()
        self._clock = clock or SystemClock()
        self._connections = Connections(networks, resolver)
        self._rate_limit = RateLimit(delay, self._clock)
        self.robots = robots.Robots(self._robots_txt, rules_cache or robots.MemoryCache(), self._clock.now)

    def fetch(self, url: str, validators: CacheValidators | None = None) -> FetchedPage:
        """Return the page, ``unchanged`` if it still has these validators. Raises FetchError with the reason."""
        page = target(fetchable(url) or url)
        for _ in range(self._limits.redirects + 1):
            if not self.robots.allows(page):
                raise RefusedError("robots.txt asks that this page not be fetched")
            response = self._request(page, validators if validators and validators.url == page.url else None)
            if response.status not in _REDIRECT_STATUSES:
                return _fetched_page(page, response, validators)
            page = _redirect_target(page, response)
        raise RefusedError(f"more than {self._limits.redirects} redirects")

    def _robots_txt(self, url: str) -> str:
        """Fetch a robots.txt; "" for any status 4xx, as RFC 9309 has it. Raises FetchError."""
        page = target(url)
        for _ in range(self._limits.redirects + 1):
            response = self._request(page, None, is_robots_txt=True)
            if response.status in _REDIRECT_STATUSES:
                page = _redirect_target(page, response)
            elif response.status == 200:
                return response.data.decode("utf-8", "replace").removeprefix("\ufeff")
            elif 400 <= response.status < 500:
                return ""
            else:
                raise self._rate_limit.give_up(page.host, f"not now: its robots.txt {_status(response)}")
        return ""

    def _request(self, page: Target, validators: CacheValidators | None, *, is_robots_txt: bool = False) -> _Response:
        """Send requests until the server does not ask for a retry. Raises FetchError."""
        limits, delay = self._limits, 0.0 if is_robots_txt else self.robots.delay(page)
        for attempt in range(1, limits.attempts + 1):
            self._rate_limit.wait(page.host, delay)
            pause = limits.backoff * 2 ** (attempt - 1)
            try:
                response = self._request_once(page, validators, is_robots_txt)
            except BusyError as error:
                problem = str(error)
            else:
                if response.status not in _RETRY_STATUSES:
                    return response
                problem = _status(response)
                if is_robots_txt:
                    problem = f"not now: its robots.txt {problem}"
                if response.retry_after >= 0:
                    pause = response.retry_after
            if pause > limits.patience:
                raise self._rate_limit.give_up(page.host, f"{problem} and asks to wait {pause:,.0f} s")
            self._rate_limit.end_request(page.host, pause)
        raise self._rate_limit.give_up(page.host, problem)

    def _request_once(self, page: Target, validators: CacheValidators | None, is_robots_txt: bool) -> _Response:
        """Send one request. Raises BusyError when the host does not answer, FetchError when the page is too large."""
        limits = self._limits
        self._connections.deadline.set(limits.total)
        max_bytes = robots.MAX_BYTES if is_robots_txt else limits.size
        request_headers = _request_headers(page, validators)
        try:
            with self._connections.get(page, request_headers, limits.connect, limits.stall) as response:
                headers = _header_map(response.headers)
                encoding = headers.get("content-encoding", "")
                body = read_body(response.iter_stream(), encoding, max_bytes, cut=is_robots_txt)
                return _Response(response.status, headers, body, self._retry_after(headers.get("retry-after", "")))
        except timeout_errors():
            raise BusyError(f"{page.host} did not answer in time") from None
        except connection_errors() as error:
            raise BusyError(f"{page.host} cannot be reached: {_message(error)}") from None
        finally:
            self._rate_limit.end_request(page.host)

    def _retry_after(self, header: str) -> float:
        """A Retry-After header in seconds, whether it has seconds or a date; -1 for any other text."""
        if header.strip().isdecimal():
            return min(float(header), 1e9)
        with suppress(ValueError, OverflowError):
            return max(0.0, parsedate_to_datetime(header).timestamp() - self._clock.now())
        return -1.0

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _request_headers(page: Target, validators: CacheValidators | None) -> list[tuple[str, str]]:
    default_port = {"http": 80, "https": 443}[page.scheme]
    host = f"[{page.host}]" if ":" in page.host else page.host
    headers = [
        ("Host", host if page.port == default_port else f"{host}:{page.port}"),
        ("User-Agent", user_agent()),
        ("Accept", "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"),
        ("Accept-Encoding", "gzip"),
    ]
    if validators and validators.etag:
        headers.append(("If-None-Match", validators.etag))
    if validators and validators.modified:
        headers.append(("If-Modified-Since", validators.modified))
    return headers


def _header_map(headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by their names in lower case; the first value of a repeated one."""
    return {name.decode("ascii", "replace").lower(): value.decode("latin-1") for name, value in reversed(headers)}


def _redirect_target(page: Target, response: _Response) -> Target:
    location = response.headers.get("location", "")
    if not location:
        raise FetchError(f"answered {response.status} without saying where to")
    url = urljoin(page.url, location)
    return target(fetchable(url) or url)


def _fetched_page(page: Target, response: _Response, validators: CacheValidators | None) -> FetchedPage:
    headers = response.headers
    if response.status == 304 and validators:
        return FetchedPage(page.url, b"", "", validators, unchanged=True)
    if response.status != 200:
        raise FetchError(_status(response))
    new_validators = CacheValidators(page.url, headers.get("etag", ""), headers.get("last-modified", ""))
    return FetchedPage(page.url, response.data, headers.get("content-type", ""), new_validators)


def _status(response: _Response) -> str:
    """Describe a status: "answered 404, not found"."""
    meaning = {
        401: "it needs a login",
        402: "it must be paid for",
        403: "forbidden",
        404: "not found",
        410: "gone",
        429: "too many requests",
        451: "withheld for legal reasons",
    }
    words = meaning.get(response.status, "server trouble" if response.status >= 500 else "")
    return f"answered {response.status}" + (f", {words}" if words else "")


def _message(error: Exception) -> str:
    return (str(error) or type(error).__name__).strip(".")
