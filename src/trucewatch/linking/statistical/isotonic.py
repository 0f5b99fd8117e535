"""Isotonic regression: the closest non-decreasing series, by pooling adjacent violators (Ayer and others, 1955)."""

from __future__ import annotations

import numpy as np

from trucewatch.linking.statistical.counts import Numbers

__all__ = ["isotonic"]


def isotonic(values: Numbers, weights: Numbers) -> Numbers:
    """``values`` made non-decreasing with the least weighted squares; weights are above zero."""
    means: list[float] = []
    masses: list[float] = []
    sizes: list[int] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        mean, mass, size = value, weight, 1
        while means and means[-1] >= mean:
            other, heavy, count = means.pop(), masses.pop(), sizes.pop()
            mean = (mean * mass + other * heavy) / (mass + heavy)
            mass, size = mass + heavy, size + count
        means.append(mean)
        masses.append(mass)
        sizes.append(size)
    return np.repeat(np.asarray(means), sizes)
