"""Which network addresses may be visited: an address is judged, never a name."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Final, Literal, TypeAlias

from trucewatch.fetching.errors import FetchError

__all__ = ["Reach", "Resolver", "address_kind", "check_host", "system_resolver"]

Reach: TypeAlias = Literal["loopback", "private", "public"]
Resolver: TypeAlias = Callable[[str, int], Sequence[str]]
"""Host and port to addresses as text."""
_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

# what is_global calls public although it leads elsewhere: translation and tunnels (RFC 6052, 8215, 3056, 4380)
_TUNNELS: Final = tuple(
    ipaddress.ip_network(n) for n in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)
_PRIVATE: Final = tuple(ipaddress.ip_network(n) for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))


def address_kind(written: str) -> Reach | None:
    """``loopback``, ``private`` or ``public``; null for what is never visited.

    Never visited are link-local addresses (among them the metadata services of clouds), shared address space
    (100.64.0.0/10), multicast, reserved and unspecified addresses, and IPv6 forms that carry an IPv4 address through a
    translator or tunnel. An IPv4-mapped address is judged as the IPv4 address in it.
    """
    try:
        address: _Address = ipaddress.ip_address(written.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        address = mapped
    if address.is_loopback:
        return "loopback"
    if any(address in network for network in _PRIVATE if network.version == address.version):
        return "private"
    if any(address in network for network in _TUNNELS if network.version == address.version):
        return None
    if address.is_multicast or address.is_reserved or address.is_link_local or address.is_unspecified:
        return None
    return "public" if address.is_global else None


def check_host(host: str, port: int, allow: frozenset[Reach], resolver: Resolver) -> str:
    """Resolve once and return the address to connect to. Every answer must be allowed: one that is not refuses all.

    Raises :class:`FetchError`.
    """
    found = tuple(dict.fromkeys(resolver(host, port)))
    if not found:
        raise FetchError("the host has no address", where=host)
    for address in found:
        kind = address_kind(address)
        if kind not in allow:
            raise FetchError(
                "the address may not be visited",
                where=host,
                expected=f"an address that is {' or '.join(sorted(allow))}",
                got=f"{address} ({kind or 'never visited'})",
            )
    return found[0]


def system_resolver(host: str, port: int) -> tuple[str, ...]:
    """The resolver of the operating system. Raises :class:`FetchError`."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError("the host cannot be resolved", where=host, got=str(error)[:120]) from error
    return tuple(str(answer[4][0]) for answer in answers)
