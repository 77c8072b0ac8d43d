"""The door to httpx: HTTP clients with our timeouts, and the errors that they raise.

Knows nothing of what is asked over them. Cost: importing httpx, about 0.2 s, at the first call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from httpx import Client, Response

__all__ = ["Client", "Response", "broken", "client", "failed", "silent"]


def client(connect: float, stall: float) -> Client:
    """Return a client that gives up after ``connect`` seconds without a connection, or ``stall`` without a byte."""
    import httpx

    return httpx.Client(timeout=httpx.Timeout(stall, connect=connect), follow_redirects=True)


def broken() -> type[Exception]:
    """Return the error of a connection that could not be made, or was cut."""
    import httpx

    return httpx.TransportError


def silent() -> type[Exception]:
    """Return the error of a connection that was not made in time, or brought nothing for too long."""
    import httpx

    return httpx.TimeoutException


def failed() -> tuple[type[Exception], ...]:
    """Return all errors of a request; the last two come from an address or a proxy that is set wrongly."""
    import httpx

    return (httpx.HTTPError, httpx.InvalidURL, ValueError, ImportError)
