"""The store from the record: filled up, made again, and compared."""

from __future__ import annotations

from trucewatch.errors import StoreError
from trucewatch.record import Log
from trucewatch.store.port import Store

__all__ = ["catch_up", "dump", "rebuild"]


def catch_up(log: Log, store: Store) -> int:
    """Take in what the log has and the store has not; returns how many entries that were.

    Raises :class:`StoreError` when the store holds more than the log, or another history of it.
    """
    applied = store.applied()
    if applied > log.size:
        log.refresh()
    if applied > log.size:
        raise StoreError(
            "the store is ahead of the record",
            expected=f"at most {log.size} entries",
            got=str(applied),
            hint="restore the record from a mirror, or rebuild the store",
        )
    return store.apply_all(log.entries(max(0, applied - 1)))


def rebuild(log: Log, store: Store) -> int:
    """Empty the store and fill it again from the whole log; returns how many entries were taken in."""
    store.clear()
    return store.apply_all(log.entries())


def dump(store: Store) -> bytes:
    """Every row of the store in one canonical form: two stores with equal dumps hold the same."""
    return store.dump()
