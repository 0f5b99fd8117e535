"""Fetching of single addresses, off unless a person allows it for one command: checked, pinned, capped, archived."""

from trucewatch.fetching.addresses import Reach, Resolver, address_kind, check_host, system_resolver
from trucewatch.fetching.archive import write_warc
from trucewatch.fetching.fetch import Exchange, FetchCaps, FetchError, fetch
from trucewatch.fetching.post import check_target, post
from trucewatch.fetching.signatures import SIGNATURE, signature

__all__ = [
    "SIGNATURE",
    "Exchange",
    "FetchCaps",
    "FetchError",
    "Reach",
    "Resolver",
    "address_kind",
    "check_host",
    "check_target",
    "fetch",
    "post",
    "signature",
    "system_resolver",
    "write_warc",
]
