"""Latent classes of capture (Manrique-Vallier 2016): units of unlike visibility, independent within a class.

A Dirichlet process cut off at a number of classes, sampled by Gibbs on the table of histories. Uniform priors of the
capture probabilities, a Gamma prior of the concentration, 1/N for the total.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trucewatch.analysis.capture import CaptureTable, history_matrix

__all__ = ["LatentPosterior", "latent_classes"]

Array = NDArray[np.float64]
_MOST_HIDDEN = 10**9


@dataclass(frozen=True)
class LatentPosterior:
    """Draws of the units on no list, after the burn-in."""

    observed: int
    hidden: Array

    @property
    def median(self) -> float:
        """Posterior median of the total."""
        return self.quantile(0.5)

    def quantile(self, share: float) -> float:
        """The total below which ``share`` of the draws lie."""
        return float(np.quantile(self.hidden, share)) + self.observed


def latent_classes(
    table: CaptureTable,
    generator: np.random.Generator,
    *,
    classes: int = 10,
    shape: float = 0.25,
    rate: float = 0.25,
    burn_in: int = 2_000,
    draws: int = 10_000,
) -> LatentPosterior:
    """Sample the hidden units; the same generator state gives the same draws."""
    histories = history_matrix(len(table.lists))[1:]
    counts = np.asarray(table.counts[1:])
    histories, counts = histories[counts > 0], counts[counts > 0]
    lists = histories.shape[1]
    caught = generator.uniform(0.02, 0.2, size=(classes, lists))
    share = np.full(classes, 1.0 / classes)
    concentration = 1.0
    kept = np.empty(draws)
    for turn in range(burn_in + draws):
        with np.errstate(divide="ignore"):
            log_caught, log_missed = np.log(caught), np.log1p(-caught)
            log_share = np.log(share)
        missed = share * np.exp(log_missed.sum(axis=1))
        unseen = float(min(max(missed.sum(), 1e-12), 1 - 1e-12))
        hidden = min(int(generator.negative_binomial(table.observed, 1 - unseen)), _MOST_HIDDEN)
        weight = histories @ log_caught.T + (1 - histories) @ log_missed.T + log_share
        weight = np.exp(weight - weight.max(axis=1, keepdims=True))
        by_class = generator.multinomial(counts, weight / weight.sum(axis=1, keepdims=True))
        empty = generator.multinomial(hidden, missed / missed.sum())
        number = by_class.sum(axis=0) + empty
        seen = by_class.T @ histories
        caught = np.clip(generator.beta(1 + seen, 1 + number[:, None] - seen), 1e-12, 1 - 1e-12)
        share, concentration = _shares(number, concentration, shape, rate, generator)
        if turn >= burn_in:
            kept[turn - burn_in] = hidden
    return LatentPosterior(observed=table.observed, hidden=kept)


def _shares(
    number: NDArray[np.int64], concentration: float, shape: float, rate: float, generator: np.random.Generator
) -> tuple[Array, float]:
    """Shares of the classes by breaking a stick, and the concentration given the last piece."""
    after = number[::-1].cumsum()[::-1][1:]
    pieces = np.clip(generator.beta(1 + number[:-1], concentration + after), 1e-12, 1 - 1e-12)
    left = np.concatenate([[1.0], np.cumprod(1 - pieces)])
    share = np.concatenate([pieces, [1.0]]) * left
    last = float(np.log1p(-pieces).sum())
    return share, float(generator.gamma(shape + len(number) - 1, 1.0 / (rate - last)))
