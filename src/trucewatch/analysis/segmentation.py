"""Breaks of a daily series: optimal partitioning under a negative binomial.

The exact minimum over all partitions by dynamic programming (Jackson et al. 2005) of minus the log-likelihood plus a
penalty for each break. The shape is that of :mod:`trucewatch.analysis.dispersion`, the same over the series.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math

import numpy as np
from numpy.typing import NDArray
from scipy import special

from trucewatch.vocabulary.series import Segment

__all__ = ["LEAST_DAYS", "find_breaks", "segments_of"]

Array = NDArray[np.float64]

LEAST_DAYS = 7
"""No stretch is shorter: within a week the day of the week is what changes."""
PENALTY = 1.5
"""Times the logarithm of the number of days, for each break: three halves for a place and a level."""


def find_breaks(counts: Array, exposure: Array, shape: float, *, penalty: float = PENALTY) -> tuple[int, ...]:
    """The first day of each stretch but the first, as places in the series; none for a flat series."""
    days = len(counts)
    if days < 2 * LEAST_DAYS:
        return ()
    total = np.concatenate([[0.0], np.cumsum(counts)])
    weight = np.concatenate([[0.0], np.cumsum(exposure)]) * shape
    price = penalty * math.log(days)
    best = np.full(days + 1, np.inf)
    best[0] = -price
    came_from = np.zeros(days + 1, dtype=np.int64)
    for end in range(LEAST_DAYS, days + 1):
        starts = slice(0, end - LEAST_DAYS + 1)
        cost = best[starts] + price + _cost(total[end] - total[starts], weight[end] - weight[starts])
        came_from[end] = int(np.argmin(cost))
        best[end] = cost[came_from[end]]
    found: list[int] = []
    at = int(came_from[days])
    while at > 0:
        found.append(at)
        at = int(came_from[at])
    return tuple(reversed(found))


def segments_of(
    counts: Array, exposure: Array, shape: float, breaks: tuple[int, ...], start: dt.date
) -> tuple[Segment, ...]:
    """The stretches between breaks with their rates; the interval is normal on the logarithm of the rate."""
    edges = (0, *breaks, len(counts))
    reach = float(special.ndtri(0.975))
    found: list[Segment] = []
    for first, after in itertools.pairwise(edges):
        total, weight = float(counts[first:after].sum()), max(float(exposure[first:after].sum()), 1e-9)
        middle = (total + 0.5) / weight
        error = math.sqrt(1 / (total + 0.5) + 1 / (shape * weight))
        found.append(
            Segment(
                start=(start + dt.timedelta(days=first)).isoformat(),
                end=(start + dt.timedelta(days=after - 1)).isoformat(),
                total=int(total),
                rate=round(total / weight, 3),
                low=round(middle * math.exp(-reach * error), 3),
                high=round(middle * math.exp(reach * error), 3),
            )
        )
    return tuple(found)


def _cost(total: Array, weight: Array) -> Array:
    """Minus the log-likelihood of stretches at their best rate, but for what no partition changes. ``weight`` is the
    shape times the exposure."""
    whole = np.maximum(total + weight, 1e-300)
    some = np.where(total > 0, total * np.log(np.maximum(total, 1e-300) / whole), 0.0)
    rest = np.where(weight > 0, weight * np.log(np.maximum(weight, 1e-300) / whole), 0.0)
    found: Array = -(some + rest)
    return found
