"""How much more than chance daily counts vary: the shape of a negative binomial, small where they vary much.

The shape is estimated from differences of neighbouring sums of one and two weeks. A level shift touches one difference
only, a weekly rhythm none, and autocorrelation within the block counts as dispersion, which is what keeps a slow
wandering from being taken for a break.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_REGULAR", "effective_shape"]

Array = NDArray[np.float64]

MOST_REGULAR = 1e6
"""The shape of counts that vary no more than a Poisson process."""
_BLOCKS = (7, 14)
_KEPT = 0.9
_FOR_THE_TRIMMED = 1.5
"""The largest tenth of the differences is left out as possible breaks; this brings the rest back to the mean. Set by
simulation, so that flat series raise a false alarm in less than one of twenty cases (benchmarks/series_calibration)."""


def effective_shape(counts: Array, exposure: Array) -> float:
    """The shape per unit of exposure. ``exposure`` is 1 for a day of average effort and complete reporting."""
    found = [shape for block in _BLOCKS if (shape := _of_blocks(counts, exposure, block)) is not None]
    return min([*found, MOST_REGULAR])


def _of_blocks(counts: Array, exposure: Array, block: int) -> float | None:
    number = len(counts) // block
    if number < 4:
        return None
    sums = counts[-number * block :].reshape(number, block).sum(axis=1)
    weight = exposure[-number * block :].reshape(number, block).sum(axis=1)
    rate = sums.sum() / weight.sum() if weight.sum() > 0 else 0.0
    pairs = weight[1:] + weight[:-1]
    local = np.where(pairs > 0, (sums[1:] + sums[:-1]) / np.maximum(pairs, 1e-9), rate)
    first, second = local * weight[:-1], local * weight[1:]
    # the difference of the two sums less what their exposures explain; its variance is first + second and the extra
    squares = ((sums[1:] - second) - (sums[:-1] - first)) ** 2
    mean = first + second
    order = np.argsort(squares / np.maximum(mean, 1.0))[: max(3, math.floor(_KEPT * len(squares)))]
    extra = float(_FOR_THE_TRIMMED * squares[order].sum() - mean[order].sum())
    if extra <= 0:
        return None
    spread = np.where(weight[:-1] > 0, first**2 / np.maximum(weight[:-1], 1e-9), 0.0)
    spread += np.where(weight[1:] > 0, second**2 / np.maximum(weight[1:], 1e-9), 0.0)
    return max(float(spread[order].sum()) / extra, 1e-3)
