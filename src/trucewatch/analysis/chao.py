"""Chao's estimator for capture by occasions: what units seen once and twice say about those never seen.

Chao 1987 in its bias-corrected form with the factor (m - 1)/m for m lists, and the log-normal interval given there.
It is a lower bound only where lists do not repeat one another: lists that do can put it above the truth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from trucewatch.analysis.capture import CaptureTable

__all__ = ["Chao", "chao2"]


@dataclass(frozen=True)
class Chao:
    """``hidden`` units on no list, and the variance of that figure."""

    observed: int
    hidden: float
    variance: float

    @property
    def total(self) -> float:
        """Units in all."""
        return self.observed + self.hidden

    @property
    def log_error(self) -> float:
        """The standard error of the logarithm of the hidden units, as the log-normal interval has it."""
        if self.hidden <= 0:
            return 0.0
        return math.sqrt(math.log1p(self.variance / self.hidden**2))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The interval of the total."""
        reach = float(special.ndtri(0.5 + level / 2)) * self.log_error
        return self.observed + self.hidden * math.exp(-reach), self.observed + self.hidden * math.exp(reach)


def chao2(table: CaptureTable) -> Chao:
    """The estimate from the units on exactly one and exactly two lists."""
    m = len(table.lists)
    once = table.seen_by[1]
    twice = table.seen_by[2] if m > 1 else 0
    factor = (m - 1) / m
    hidden = factor * once * (once - 1) / (2 * (twice + 1))
    variance = (
        hidden
        + factor**2 * once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
        + factor**2 * once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    )
    return Chao(observed=table.observed, hidden=hidden, variance=variance)
