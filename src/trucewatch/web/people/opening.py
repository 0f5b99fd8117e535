"""Under which address a server may be opened, and what must stand before it is: accounts and encryption."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from trucewatch.errors import UsageError

__all__ = ["Access", "Opening", "is_loopback", "plan"]


@dataclass(frozen=True)
class Access:
    """What the person who starts the server says. ``address`` is the one that browsers use (``https://…``).

    ``proxy`` is the address of a proxy that ends TLS before this server; its word on who asks is believed.
    """

    address: str | None = None
    certificate: Path | None = None
    key: Path | None = None
    proxy: str | None = None


@dataclass(frozen=True)
class Opening:
    """Origin as browsers know it, and the values of the header Host that are answered."""

    origin: str
    hosts: frozenset[str]


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def plan(host: str, port: int, people: bool, access: Access) -> Opening:
    """How the server is opened. Raises :class:`UsageError` where it must not be.

    Beyond this machine, or behind a proxy, nothing is served without accounts and without TLS.
    """
    tls = access.certificate is not None and access.key is not None
    if (access.certificate is None) != (access.key is None):
        raise UsageError("TLS needs a certificate and its key", expected="--certificate FILE and --key FILE")
    beyond = not is_loopback(host) or access.proxy is not None
    if beyond and not people:
        raise UsageError(
            "the case has no accounts: it is not served beyond this machine",
            where=f"--host {host}",
            expected="127.0.0.1, or accounts",
            hint="trucewatch people add CASE ID",
        )
    if beyond and not (tls or access.proxy):
        raise UsageError(
            "passwords and pages would travel in clear text",
            where=f"--host {host}",
            expected="--certificate and --key, or --proxy ADDRESS of a proxy that ends TLS",
        )
    if beyond and access.address is None:
        raise UsageError(
            "the address that browsers use is not said", where="--address", expected="https://watch.example.org"
        )
    if access.address is not None:
        return _public(access.address, beyond or tls)
    scheme = "https" if tls else "http"
    names = {f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", f"{host}:{port}"}
    return Opening(f"{scheme}://localhost:{port}", frozenset(names))


def _public(address: str, encrypted: bool) -> Opening:
    parts = urlsplit(address)
    plain = parts.scheme == "http" and not encrypted and is_loopback(parts.hostname or "")
    try:
        usable = (
            bool(parts.hostname) and parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
        )
        port = parts.port
    except ValueError:
        usable, port = False, None
    if not usable or (parts.scheme != "https" and not plain):
        raise UsageError(
            "the address cannot be used", where="--address", got=address[:120], expected="https://host[:port]"
        )
    name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else str(parts.hostname)
    default = {"https": 443, "http": 80}[parts.scheme]
    host = name if port in (None, default) else f"{name}:{port}"
    hosts = {host, f"{name}:{default}"} if port in (None, default) else {host}
    return Opening(f"{parts.scheme}://{host}", frozenset(hosts))
