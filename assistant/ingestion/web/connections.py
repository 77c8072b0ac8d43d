"""Connections that are made to an address only after it was looked at, and that end when their time is up.

httpcore, used here alone, speaks HTTP; it takes no proxies from the environment, keeps no cookies, follows nothing and
unpacks nothing. A name is resolved here, each address that it gives is judged, and the connection goes to that very
address; the certificate must still be the name's. Cost: 0.1 s to load, once.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, cast

from assistant.ingestion.web.addresses import Network, Target, is_allowed
from assistant.ingestion.web.fetch_errors import FetchError, RefusedError

if TYPE_CHECKING:
    from httpcore import ConnectionPool, NetworkBackend, NetworkStream, Response

Resolver = Callable[[str, int], Sequence[str]]
"""A host and a port to addresses as text, in the order in which to try them."""


def resolve(host: str, port: int) -> list[str]:
    """Ask the system. Raises OSError. Cost: the system's own time limit, half a minute where nobody answers."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Alarm:
    """The end of the time that a request may take, over all that it waits for."""

    def __init__(self) -> None:
        self._end = float("inf")

    def set(self, seconds: float) -> None:
        """Begin to count."""
        self._end = time.monotonic() + seconds

    def left(self, most: float | None) -> float:
        """Seconds that may be waited now, at most ``most``. Raises TimeoutError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left if most is None else min(most, left)


class _Limited:
    """A connection, as httpcore wants one, on which nothing is waited for longer than the alarm allows."""

    def __init__(self, stream: NetworkStream, alarm: Alarm) -> None:
        self._stream = stream
        self._alarm = alarm
        self.get_extra_info = stream.get_extra_info
        self.close = stream.close

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._alarm.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._alarm.left(timeout))

    def start_tls(self, context: Any, server_hostname: str | None = None, timeout: float | None = None) -> _Limited:
        stream = self._stream.start_tls(context, server_hostname, self._alarm.left(timeout))
        return _Limited(stream, self._alarm)


class _Guarded:
    """Makes connections, as httpcore wants them made: resolves a name, judges each address, connects to it."""

    def __init__(self, networks: Sequence[Network], resolver: Resolver, alarm: Alarm) -> None:
        import httpcore

        self._plain = httpcore.SyncBackend()
        self._networks = networks
        self._resolver = resolver
        self._alarm = alarm

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *rest: Any, **named: Any) -> _Limited:
        problem: Exception = ConnectionError("the name leads nowhere")
        for address in allowed(host, port, self._networks, self._resolver):
            left = self._alarm.left(timeout)
            try:
                return _Limited(self._plain.connect_tcp(address, port, left, *rest, **named), self._alarm)
            except (*broken(), *late()) as error:
                problem = error
        raise problem


class Connections:
    """Open connections. Use it as a context manager, or call `close`."""

    def __init__(self, networks: Sequence[Network], resolver: Resolver = resolve) -> None:
        import httpcore

        self.alarm = Alarm()
        self._pool: ConnectionPool = httpcore.ConnectionPool(
            network_backend=cast("NetworkBackend", _Guarded(networks, resolver, self.alarm)),
            max_connections=4,
            keepalive_expiry=30,
        )

    def get(
        self, target: Target, headers: Sequence[tuple[str, str]], connect: float, stall: float
    ) -> AbstractContextManager[Response]:
        """Ask for a page; its body is not read yet. Raises RefusedError, and the errors of ``broken``."""
        import httpcore

        host = target.host.strip("[]")
        url = httpcore.URL(scheme=target.scheme, host=host, port=target.port, target=target.path)
        timeouts = {"connect": connect, "read": stall, "write": stall, "pool": stall}
        return self._pool.stream("GET", url, headers=list(headers), extensions={"timeout": timeouts})

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()


def broken() -> tuple[type[Exception], ...]:
    """Return the errors of a connection that could not be made, was cut, or speaks no HTTP."""
    import httpcore

    return (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError)


def late() -> tuple[type[Exception], ...]:
    """Return the errors of a time limit."""
    import httpcore

    return (httpcore.TimeoutException, TimeoutError)


def allowed(host: str, port: int, networks: Sequence[Network], resolver: Resolver) -> list[str]:
    """Resolve a host to the addresses that may be connected to.

    Raises RefusedError when it has others only, FetchError when it has none.
    """
    try:
        found = list(resolver(host, port))
    except (OSError, UnicodeError):
        raise FetchError(f"there is no host {host}, or no network") from None
    public = [address for address in found if is_allowed(ipaddress.ip_address(address.partition("%")[0]), networks)]
    if found and not public:
        raise RefusedError(f"{host} is at {found[0]}, which is not a public address")
    return public
