"""What the next days would bring at this rate, with the share of past outcomes that the same method held.

The rate is an exponentially weighted mean of past days, the outcome negative binomial with the doubt about the rate in
its variance. Such a baseline is hard to beat for counts of events (``docs/explanation/series.md``). It foresees
nothing: where the rate changes it is wrong, and its coverage on the past of the series shows how often that was so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from trucewatch.analysis.dispersion import MOST_REGULAR, effective_shape
from trucewatch.vocabulary.series import Projection

__all__ = ["LEAST_ORIGINS", "LEAST_PAST", "project"]

Array = NDArray[np.float64]

LEAST_PAST = 56
LEAST_ORIGINS = 10
"""Origins at least: with fewer the coverage is not told apart from any other, and there is no projection."""
WEIGHT = 0.1
_EVERY = 7


@dataclass(frozen=True)
class _Outlook:
    mean: float
    shape: float

    def quantile(self, level: float) -> int:
        """The least number that the outcome stays at or below with the chance ``level``."""
        chance = self.shape / (self.shape + self.mean)
        low, high = -1, 16
        while special.betainc(self.shape, high + 1.0, chance) < level:
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if special.betainc(self.shape, middle + 1.0, chance) < level else (low, middle)
        return high


def project(counts: Array, exposure: Array, days: int) -> Projection | None:
    """The next ``days`` at average effort; None where the past is too short to measure the coverage."""
    usable = exposure > 0
    origins = list(range(LEAST_PAST, len(counts) - days + 1, _EVERY))
    if len(origins) < LEAST_ORIGINS:
        return None
    held_80 = held_95 = 0
    for origin in origins:
        ahead = slice(origin, origin + days)
        outlook = _outlook(counts[:origin], exposure[:origin], float(exposure[ahead][usable[ahead]].sum()))
        came = float(counts[ahead].sum())
        held_80 += outlook.quantile(0.1) <= came <= outlook.quantile(0.9)
        held_95 += outlook.quantile(0.025) <= came <= outlook.quantile(0.975)
    now = _outlook(counts, exposure, float(days))
    return Projection(
        days=days,
        expected=round(now.mean, 1),
        low_80=now.quantile(0.1),
        high_80=now.quantile(0.9),
        low_95=now.quantile(0.025),
        high_95=now.quantile(0.975),
        coverage_80=round(held_80 / len(origins), 2),
        coverage_95=round(held_95 / len(origins), 2),
        origins=len(origins),
        assumptions=("rate_holds", "effort_holds", "reporting_holds", "linking_holds"),
    )


def _outlook(counts: Array, exposure: Array, ahead: float) -> _Outlook:
    age = np.arange(len(counts))[::-1]
    weight = (1 - WEIGHT) ** age
    rate = float((weight @ counts + 0.05) / max(float(weight @ exposure), 1e-9))
    shape = effective_shape(counts, exposure)
    effective = max(float((weight * exposure).sum()) ** 2 / max(float((weight**2) @ exposure), 1e-9), 1e-9)
    ahead = max(ahead, 1e-6)
    mean = rate * ahead
    extra = rate**2 * ahead / shape + ahead**2 * (rate + rate**2 / shape) / effective
    return _Outlook(mean, min(mean**2 / extra, MOST_REGULAR) if extra > 0 and math.isfinite(extra) else MOST_REGULAR)
