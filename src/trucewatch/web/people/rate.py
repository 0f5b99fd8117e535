"""How often something may be asked: one arrival time a key (generic cell rate algorithm, ITU-T I.371), in memory."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

__all__ = ["SIGN_IN_ADDRESS", "SIGN_IN_NAME", "WRITES", "Limit", "RateLimiter"]


@dataclass(frozen=True)
class Limit:
    """``count`` at once, and as many again in ``seconds``."""

    count: int
    seconds: int


SIGN_IN_NAME: Final = Limit(10, 900)
"""Attempts in one name, whether or not there is such a person: a lock that a stranger can close opens by itself."""
SIGN_IN_ADDRESS: Final = Limit(60, 900)
"""Attempts from one address, which may be that of a whole office."""
WRITES: Final = Limit(120, 60)
"""Writes of one person or address."""


@dataclass
class RateLimiter:
    """Counts by key. ``most`` bounds the memory: the keys that are free first are forgotten first."""

    clock: Callable[[], datetime]
    most: int = 20_000
    _due: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, key: str, limit: Limit) -> int:
        """0 where it may be done now, and it counts; else how many seconds to wait, and it does not count."""
        now = self.clock().timestamp()
        step = limit.seconds / limit.count
        with self._lock:
            due = max(self._due.get(key, now), now)
            wait = due + step - now - limit.seconds
            if wait > 1e-9:
                return math.ceil(wait)
            self._due[key] = due + step
            if len(self._due) > self.most:
                self._forget(now)
        return 0

    def _forget(self, now: float) -> None:
        kept = sorted(((due, key) for key, due in self._due.items() if due > now), reverse=True)
        self._due = {key: due for due, key in kept[: self.most // 2]}
