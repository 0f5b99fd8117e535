"""Fetching of single addresses, off unless a person allows it for one command: checked, pinned, capped, archived."""

from trucewatch.fetching.addresses import Reach, Resolver, address_kind, check_host, system_resolver
from trucewatch.fetching.archive import write_warc
from trucewatch.fetching.fetch import Exchange, FetchCaps, FetchError, fetch

__all__ = [
    "Exchange",
    "FetchCaps",
    "FetchError",
    "Reach",
    "Resolver",
    "address_kind",
    "check_host",
    "fetch",
    "system_resolver",
    "write_warc",
]
