"""Fellegi-Sunter weights by EM, the chance side fixed by control pairs.

Fellegi and Sunter (1969) give a pair the weight log m/u, where m is how often true pairs show a pattern and u how
often chance pairs do. With u estimated among all blocked pairs the fit breaks on dense fronts, where neighbours
that do not match look alike; u is therefore counted among control pairs and stays fixed. Among true pairs the
comparisons are taken as independent; among chance pairs those that hang together are kept together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trucewatch.linking.statistical.counts import Numbers
from trucewatch.linking.statistical.levels import COMPARISONS, PATTERNS, unpack

__all__ = ["Fit", "fit"]

# Comparisons that hang together by chance: bursts tie days to places; a front has its own acts and sides.
_CHANCE_MARGINS = (
    ("days", "place"),
    ("place", "act"),
    ("place", "first_actor"),
    ("place", "second_actor"),
    ("act", "first_actor"),
    ("act", "second_actor"),
    ("first_actor", "second_actor"),
    ("toll",),
    ("source",),
)
_FITTING_ROUNDS = 25
_EM_ROUNDS = 400
_SMALL = 1e-6
_PRIOR = 0.5
_SIZES = tuple(len(comparison.levels) for comparison in COMPARISONS)
_NAMES = tuple(comparison.name for comparison in COMPARISONS)


@dataclass(frozen=True, slots=True)
class Fit:
    """``matching`` and ``chance``: for each comparison the share of each level; ``score``: log2 m/u of every packed
    pattern; ``share``: of true pairs among those of the window."""

    matching: tuple[Numbers, ...]
    chance: tuple[Numbers, ...]
    score: Numbers
    share: float

    def weights(self) -> tuple[Numbers, ...]:
        """log2 m/u of each level of each comparison, taken alone."""
        return tuple(np.log2(m / u) for m, u in zip(self.matching, self.chance, strict=True))


def fit(window: Numbers, chance: Numbers, same: Numbers | None = None, apart: Numbers | None = None) -> Fit:
    """Fit the matching side to what the window holds beyond chance. All are counts by packed pattern.

    Pairs labelled ``same`` or ``apart`` keep their label through all rounds; the others are divided by the model.
    """
    levels = unpack(np.arange(PATTERNS))
    unmatched = _log_linear(chance, levels)
    known = (np.zeros(PATTERNS) if same is None else same), (np.zeros(PATTERNS) if apart is None else apart)
    patterns = np.flatnonzero(window + known[0] + known[1])
    sure, unsure, told = known[0][patterns], known[1][patterns], levels[patterns]
    number = np.maximum(window[patterns] - sure - unsure, 0)
    total = max(float((number + sure + unsure).sum()), 1.0)
    share = float(np.clip(1 - chance.sum() / total, 0.01, 0.9))
    matching = _shares(told, sure + np.maximum(number - chance[patterns], 0))
    by_chance = np.log(unmatched[patterns])
    for _ in range(_EM_ROUNDS):
        weight = _sum([np.log(m) for m in matching], told) - by_chance
        hits = sure + number / (1 + (1 - share) / share * np.exp(-weight))
        before, share = share, float(np.clip(hits.sum() / total, 1e-6, 1 - 1e-6))
        matching = _shares(told, hits)
        if abs(share - before) < _SMALL:
            break
    score = (_sum([np.log(m) for m in matching], levels) - np.log(unmatched)) / np.log(2)
    return Fit(matching, _shares(levels, chance), score, share)


def _sum(weights: list[Numbers], levels: npt.NDArray[np.int16]) -> Numbers:
    total = np.zeros(len(levels))
    for column, weight in enumerate(weights):
        total += weight[levels[:, column]]
    return total


def _shares(levels: npt.NDArray[np.int16], number: Numbers) -> tuple[Numbers, ...]:
    found = []
    for column, size in enumerate(_SIZES):
        counted = np.bincount(levels[:, column], weights=number, minlength=size) + _PRIOR
        found.append(counted / counted.sum())
    return tuple(found)


def _log_linear(counts: Numbers, levels: npt.NDArray[np.int16]) -> Numbers:
    """The share of every pattern under a log-linear model with the chance margins, by iterative proportional fitting
    (Deming and Stephan, 1940). Margins are smoothed towards the current fit, so that none is zero."""
    total = max(float(counts.sum()), 1.0)
    fitted = np.full(PATTERNS, total / PATTERNS)
    keys = [_key(margin, levels) for margin in _CHANCE_MARGINS]
    wanted = [np.bincount(key, weights=counts) for key in keys]
    for _ in range(_FITTING_ROUNDS):
        for key, margin in zip(keys, wanted, strict=True):
            have = np.bincount(key, weights=fitted, minlength=len(margin))
            pull = _PRIOR * np.maximum(have / total, 1e-6)
            full = np.zeros(len(have))
            full[: len(margin)] = margin
            fitted *= ((full + pull) / (have + pull))[key]
    shares: Numbers = fitted / fitted.sum()
    return shares


def _key(margin: tuple[str, ...], levels: npt.NDArray[np.int16]) -> npt.NDArray[np.int64]:
    key = np.zeros(len(levels), dtype=np.int64)
    for name in margin:
        column = _NAMES.index(name)
        key = key * _SIZES[column] + levels[:, column]
    return key
