"""Late reports: how many incidents of a recent day are reported by now, from the delays of earlier ones.

The reverse-time hazard of delays under right truncation (Lawless 1994; Brookmeyer and Damiano 1989): of the reports
with a delay of at most d days, on days old enough for it, the share that took exactly d.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from trucewatch.vocabulary.series import RecentDay

__all__ = ["LEAST_REPORTS", "LONGEST_DELAY", "Completeness", "completeness", "recent_days"]

Array = NDArray[np.float64]

LONGEST_DELAY = 60
"""Days after which a report counts as an addition to the archive and not as late."""
LEAST_REPORTS = 30
_NEARLY_ALL = 0.995


@dataclass(frozen=True)
class Completeness:
    """``by_age[a]`` is the share of a day's incidents that is reported ``a`` days after it; ``reports`` made it."""

    by_age: tuple[float, ...]
    reports: int

    def at(self, age: int) -> float:
        """The share for a day of that age; 1 beyond the longest delay."""
        return self.by_age[age] if 0 <= age < len(self.by_age) else 1.0


def completeness(
    reports: Sequence[tuple[dt.date, dt.date]], as_of: dt.date, *, longest: int = LONGEST_DELAY
) -> Completeness | None:
    """From pairs of day occurred and day first reported; None where fewer than thirty tell.

    Reports before the day or later than ``longest`` are left out, and so are those after ``as_of``.
    """
    delays = [(told - day).days for day, told in reports]
    ages = [(as_of - day).days for day, _ in reports]
    useful = [(d, a) for d, a in zip(delays, ages, strict=True) if 0 <= d <= min(longest, a)]
    if len(useful) < LEAST_REPORTS:
        return None
    delay = np.asarray([d for d, _ in useful])
    age = np.asarray([a for _, a in useful])
    share = np.ones(longest + 1)
    for d in range(longest, 0, -1):
        able = (age >= d) & (delay <= d)
        hazard = float((delay[able] == d).sum()) / float(able.sum()) if able.any() else 0.0
        share[d - 1] = share[d] * (1 - hazard)
    return Completeness(by_age=tuple(float(s) for s in share), reports=len(useful))


def recent_days(counts: Sequence[int], start: dt.date, as_of: dt.date, known: Completeness) -> tuple[RecentDay, ...]:
    """The days not yet complete, with what is to be expected of them: the missing are negative binomial."""
    found: list[RecentDay] = []
    for number, seen in enumerate(counts):
        day = start + dt.timedelta(days=number)
        share = known.at((as_of - day).days)
        if day > as_of or share >= _NEARLY_ALL:
            continue
        share = max(share, 0.02)
        low, high = (_missing(seen, share, level) for level in (0.025, 0.975))
        found.append(
            RecentDay(
                day=day.isoformat(),
                reported=seen,
                expected=round(seen + (seen + 0.5) * (1 - share) / share, 1),
                low=seen + low,
                high=seen + high,
            )
        )
    return tuple(found)


def _missing(seen: int, share: float, level: float) -> int:
    """The quantile of incidents not yet reported, where ``seen`` are and each is by now with the chance ``share``."""
    number = 0
    while special.betainc(seen + 0.5, number + 1, share) < level and number < 100_000:
        number += 1
    return number
