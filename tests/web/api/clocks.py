"""A clock and a chance that are the same in each run."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

__all__ = ["START", "Ticking", "chance"]

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass
class Ticking:
    """A clock that moves on by itself at each look, a second or what it is told, so that nobody has to wait."""

    step: timedelta = timedelta(seconds=1)
    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        self.ahead += self.step
        return START + self.ahead


def chance() -> Callable[[int], bytes]:
    """Bytes that are the same in each run."""
    return random.Random(20161205).randbytes
