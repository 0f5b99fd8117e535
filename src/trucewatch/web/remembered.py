"""Answers kept until the record grows: what takes long to derive is derived once for each state of the read models."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Final, TypeVar, cast

__all__ = ["Remembered"]

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
_MOST: Final = 1024


class Remembered:
    """Keeps at most ``most`` answers, each with the number of entries applied when it was made.

    ``applied`` reads that number. An answer made from fewer entries is never given again.
    """

    def __init__(self, applied: Callable[[], int], most: int = _MOST) -> None:
        self._applied = applied
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[int, object]] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer kept under ``key``, else what ``make`` returns. Two who ask at once wait for one making."""
        applied = self._applied()
        found = self._find(key, applied)
        if found is not None:
            return cast("T", found[1])
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        try:
            with making:
                found = self._find(key, applied)
                if found is not None:
                    return cast("T", found[1])
                made = make()
                self._keep(key, applied, made)
                return made
        finally:
            with self._lock:
                self._making.pop(key, None)

    def get_all(self, keys: Sequence[K], make: Callable[[Sequence[K]], Sequence[T]]) -> list[T]:
        """The answers kept under ``keys``, in their order; those not kept are made together."""
        applied = self._applied()
        found = {key: known for key in keys if (known := self._find(key, applied)) is not None}
        missing = [key for key in keys if key not in found]
        for key, made in zip(missing, make(missing) if missing else (), strict=True):
            self._keep(key, applied, made)
            found[key] = (applied, made)
        return [cast("T", found[key][1]) for key in keys]

    def _find(self, key: Hashable, applied: int) -> tuple[int, object] | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[0] != applied:
                return None
            self._kept.move_to_end(key)
            return found

    def _keep(self, key: Hashable, applied: int, made: object) -> None:
        with self._lock:
            self._kept[key] = (applied, made)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
