"""HTTP connections to checked addresses only, with a deadline for each request.

httpcore, used here alone, speaks HTTP; it reads no proxies from the environment, keeps no cookies, follows no redirects
and unpacks nothing. A name is resolved here, each of its addresses is checked, and the connection goes to that very
address; the certificate must still be the name's. Cost: 0.1 s to load httpcore, once.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, cast

from assistant.errors import needs
from assistant.ingestion.web.addresses import Address, Network, Target, is_allowed
from assistant.ingestion.web.fetch_errors import FetchError, RefusedError

if TYPE_CHECKING:
    from httpcore import ConnectionPool, NetworkBackend, NetworkStream, Response

Resolver = Callable[[str, int], Sequence[str]]
"""Resolves a host and a port to IP addresses as text, in the order in which to try them."""


def resolve(host: str, port: int) -> list[str]:
    """Resolve by the system. Raises OSError. Cost: up to the system's own timeout, half a minute without an answer."""
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in infos))


class Deadline:
    """The end of the time that a request may take, over all that it waits for."""

    def __init__(self) -> None:
        self._end = float("inf")

    def set(self, seconds: float) -> None:
        """Let the time end ``seconds`` from now."""
        self._end = time.monotonic() + seconds

    def timeout(self, most: float | None) -> float:
        """Return the seconds left, at most ``most``. Raises TimeoutError when there are none."""
        seconds_left = self._end - time.monotonic()
        if seconds_left <= 0:
            raise TimeoutError
        return seconds_left if most is None else min(most, seconds_left)


class _DeadlineStream:
    """An httpcore NetworkStream whose reads and writes end at the deadline."""

    def __init__(self, stream: NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline
        self.get_extra_info = stream.get_extra_info
        self.close = stream.close

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.timeout(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.timeout(timeout))

    def start_tls(
        self, context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> _DeadlineStream:
        stream = self._stream.start_tls(context, server_hostname, self._deadline.timeout(timeout))
        return _DeadlineStream(stream, self._deadline)


class _CheckedBackend:
    """An httpcore NetworkBackend that resolves a name, checks each address, and connects to an allowed one."""

    def __init__(self, networks: Sequence[Network], resolver: Resolver, deadline: Deadline) -> None:
        import httpcore

        self._backend = httpcore.SyncBackend()
        self._networks = networks
        self._resolver = resolver
        self._deadline = deadline

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **kwargs: Any
    ) -> _DeadlineStream:
        problem: Exception = ConnectionError("the name leads nowhere")
        for address in allowed_addresses(host, port, self._networks, self._resolver):
            seconds = self._deadline.timeout(timeout)
            try:
                stream = self._backend.connect_tcp(address, port, seconds, *args, **kwargs)
                return _DeadlineStream(stream, self._deadline)
            except (*connection_errors(), *timeout_errors()) as error:
                problem = error
        raise problem


class Connections:
    """A pool of connections. Call `close` at the end."""

    def __init__(self, networks: Sequence[Network], resolver: Resolver = resolve) -> None:
        with needs("web", "A page from the web"):
            import httpcore

        self.deadline = Deadline()
        self._pool: ConnectionPool = httpcore.ConnectionPool(
            network_backend=cast("NetworkBackend", _CheckedBackend(networks, resolver, self.deadline)),
            max_connections=4,
            keepalive_expiry=30,
        )

    def get(
        self, target: Target, headers: Sequence[tuple[str, str]], connect: float, stall: float
    ) -> AbstractContextManager[Response]:
        """Send a request; the body of the response is not read yet.

        ``connect`` and ``stall`` are seconds. Raises RefusedError, and the errors of ``connection_errors``.
        """
        import httpcore

        host = target.host.strip("[]")
        url = httpcore.URL(scheme=target.scheme, host=host, port=target.port, target=target.path)
        timeouts = {"connect": connect, "read": stall, "write": stall, "pool": stall}
        return self._pool.stream("GET", url, headers=list(headers), extensions={"timeout": timeouts})

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


def connection_errors() -> tuple[type[Exception], ...]:
    """Return the errors of a connection that could not be made, was cut, or does not speak HTTP."""
    import httpcore

    return (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError)


def timeout_errors() -> tuple[type[Exception], ...]:
    """Return the errors of a time limit or a deadline."""
    import httpcore

    return (httpcore.TimeoutException, TimeoutError)


def allowed_addresses(host: str, port: int, networks: Sequence[Network], resolver: Resolver) -> list[str]:
    """Resolve a host to the addresses that may be connected to.

    Raises RefusedError when it only has others, FetchError when it has none.
    """
    try:
        addresses = list(resolver(host, port))
    except (OSError, UnicodeError):
        raise FetchError(f"there is no host {host}, or no network") from None
    usable = [address for address in addresses if is_allowed(_ip_address(address), networks)]
    if addresses and not usable:
        raise RefusedError(f"{host} is at {addresses[0]}, which is not a public address")
    return usable


def _ip_address(address: str) -> Address:
    """An address without the zone that getaddrinfo adds to link-local ones (``fe80::1%eth0``)."""
    return ipaddress.ip_address(address.partition("%")[0])
