"""How many more chance pairs the window holds than the control leads one to expect, because events come in bursts.

Counted where hardly a true pair can be: the act is of another family, the first actors are known and differ, and the
second actors do not agree. Pairs told at one spot show the full burst of a place; it fades with the days between.
"""

from __future__ import annotations

import numpy as np

from trucewatch.linking.statistical.counts import Counts, Numbers
from trucewatch.linking.statistical.isotonic import isotonic
from trucewatch.linking.statistical.levels import COMPARISONS, PATTERNS, unpack

__all__ = ["burst_factors", "with_bursts"]

_NEAR = ("sixteenth", "eighth", "quarter")
_STEADY = 10.0


def burst_factors(counts: Counts) -> Numbers:
    """Factor by place level (rows) and days apart (columns); 1 where the window is as the control.

    Look-alikes at one spot share the bursts of that spot, also when one of them is told to the district. What is
    told to the province only meets look-alikes; it takes the factor of all spots and districts together.
    """
    levels = unpack(np.arange(PATTERNS))
    place, day = levels[:, 1], levels[:, 0]
    cannot = (levels[:, 2] == 4) & (levels[:, 3] == 2) & (levels[:, 4] >= 1)
    names = COMPARISONS[1].levels
    grains = [name.split(":")[0] for name in names]
    near = np.isin(
        place, [i for i, name in enumerate(names) if name.split(":")[1] in _NEAR and grains[i] == "spot_spot"]
    )
    fine = np.isin(place, [i for i, grain in enumerate(grains) if "province" not in grain])
    at_spot, overall = (_by_day(counts, cannot & where, day) for where in (near, fine))
    factors = np.empty((len(names), 8))
    for level, name in enumerate(names):
        grain, part = name.split(":")
        own = _by_day(counts, cannot & (place == level), day)
        if "province" in grain:
            factors[level] = overall
        elif part == "reach":
            factors[level] = (at_spot + own) / 2 if grain != "district_district" else own
        else:
            factors[level] = own if (grain, part) == ("district_district", "half") else at_spot
    return factors


def _by_day(counts: Counts, where: np.ndarray, day: np.ndarray) -> Numbers:
    seen = np.bincount(day[where], weights=counts.window[where], minlength=8)
    expected = np.bincount(day[where], weights=counts.chance[where], minlength=8)
    ratio = (seen + _STEADY) / (expected + _STEADY)
    return -isotonic(-ratio, np.asarray(expected + 1, dtype=np.float64))


def with_bursts(counts: Counts, factors: Numbers) -> Numbers:
    """The chance pairs of each pattern, raised by the bursts."""
    levels = unpack(np.arange(PATTERNS))
    return counts.chance * factors[levels[:, 1], levels[:, 0]]
