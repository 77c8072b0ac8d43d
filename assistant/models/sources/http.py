"""HTTP clients of httpx with our timeouts, and the types of their errors.

httpx is imported here only, at the first call, which takes about 0.2 s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from httpx import Client, Response

__all__ = ["Client", "Response", "client", "request_errors", "timeout_error", "transport_error"]


def client(connect: float, stall: float) -> Client:
    """Return a client that gives up after ``connect`` seconds without a connection, or ``stall`` without a byte."""
    import httpx

    return httpx.Client(timeout=httpx.Timeout(stall, connect=connect), follow_redirects=True)


def transport_error() -> type[Exception]:
    """Return the error of a connection that cannot be made, or is cut; ``timeout_error`` is one of its subclasses."""
    import httpx

    return httpx.TransportError


def timeout_error() -> type[Exception]:
    """Return the error of a connection that is not made in time, or brings no byte for too long."""
    import httpx

    return httpx.TimeoutException


def request_errors() -> tuple[type[Exception], ...]:
    """Return all errors of a request; the last two come from a wrong setting of a URL or a proxy."""
    import httpx

    return (httpx.HTTPError, httpx.InvalidURL, ValueError, ImportError)
