"""What was read lately, so that a map that moves does not fill the trail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

__all__ = ["ReadMemory"]

AGAIN_SECONDS: Final = 600
"""One page read several times in a row by one session is one read."""
_MOST: Final = 50_000


class ReadMemory:
    """What was written down lately, so that a map that moves does not fill the trail."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._until: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def known(self, who: str, what: str) -> bool:
        """Whether this read stands in the trail already."""
        return self._until.get((who, what), 0.0) > self._clock().timestamp()

    def remember(self, who: str, what: str) -> None:
        """It stands there now."""
        now = self._clock().timestamp()
        with self._lock:
            if len(self._until) >= _MOST:
                self._until = {key: until for key, until in self._until.items() if until > now}
            if len(self._until) >= _MOST:
                self._until.clear()  # written twice rather than not at all
            self._until[who, what] = now + AGAIN_SECONDS
