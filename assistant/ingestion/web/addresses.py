"""URLs and IP addresses that may be fetched: http and https, without user names and passwords, public addresses only.

An IP address is checked when the connection to it is made (see ``connections``): a name may resolve to another one a
moment later. Standard library only.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant.errors import InputError
from assistant.ingestion.web.fetch_errors import RefusedError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST = 4096
"""Characters of a URL. Servers accept about 8,000; those of articles have 100."""
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?", re.IGNORECASE)
_RESERVED = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"),
        *("::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16"),
        *("fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
        "168.63.129.16/32",  # a cloud's own services, at a public address
    )
)
"""Networks that IANA's registries reserve. Python's own list was wrong in places before 3.11.10."""
_IPV4_CARRIERS = ((ipaddress.ip_network("64:ff9b::/96"), 0), (ipaddress.ip_network("2002::/16"), 80))
"""IPv6 networks that carry an IPv4 address (NAT64, 6to4), and the number of bits after it."""


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of a URL that a request needs. ``path`` begins with a slash and includes the query."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, to which a robots.txt applies."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def target(url: str) -> Target:
    """Parse a URL. Raises RefusedError for one that is never fetched."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise RefusedError("not an address of a page") from None
    if parts.scheme not in ("http", "https"):
        raise RefusedError("only http and https are fetched")
    if parts.username is not None or parts.password is not None:
        raise RefusedError("the address holds a name or a password")
    if len(url) > LONGEST or not (_HOST.fullmatch(host) or _is_ip_address(host)):
        raise RefusedError("not an address of a page")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(url, parts.scheme, host, port or {"http": 80, "https": 443}[parts.scheme], path)


def is_public(address: Address) -> bool:
    """Whether an address is on the internet: not of this machine, a local network or a cloud's metadata service."""
    if isinstance(address, ipaddress.IPv6Address) and (ipv4_address := _carried_address(address)):
        return is_public(ipv4_address)
    if any(address in network for network in _RESERVED if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast


def is_allowed(address: Address, networks: Sequence[Network]) -> bool:
    """Whether to connect to an address: it is public, or in one of the user's ``networks``."""
    plain_address = address
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        plain_address = address.ipv4_mapped
    return is_public(plain_address) or any(
        plain_address in network for network in networks if network.version == plain_address.version
    )


def networks(names: Sequence[str]) -> tuple[Network, ...]:
    """Parse the networks of the setting ``private_addresses``. Raises InputError for a text that is not a network."""
    try:
        return tuple(ipaddress.ip_network(name.strip()) for name in names if name.strip())
    except ValueError as error:
        hint = "Give networks such as 10.1.0.0/16 or 127.0.0.1, separated by commas."
        raise InputError(f"Setting private_addresses does not fit: {error}.", hint) from None


def _carried_address(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped:
        return address.ipv4_mapped
    for network, bits_after in _IPV4_CARRIERS:
        if address in network:
            return ipaddress.IPv4Address(int(address) >> bits_after & 0xFFFFFFFF)
    return None


def _is_ip_address(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False
