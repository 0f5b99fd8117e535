"""Latent classes of capture (Manrique-Vallier 2016): units of unlike visibility, independent within a class.

A Dirichlet process cut off at a number of classes, sampled by Gibbs on the table of histories. Uniform priors of the
capture probabilities, a Gamma prior of the concentration, 1/N for the total. Several chains run side by side from
starts far apart; R-hat (:mod:`trucewatch.analysis.mixing`) tells whether they came to agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trucewatch.analysis.capture import CaptureTable, history_matrix
from trucewatch.analysis.mixing import split_r_hat

__all__ = ["LatentPosterior", "latent_classes"]

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
_MOST_HIDDEN = 10**9
_STARTS = ((0.02, 0.2), (0.01, 0.05), (0.1, 0.4), (0.05, 0.3))
"""The range of the capture probabilities at the start of a chain, in turn."""


@dataclass(frozen=True)
class LatentPosterior:
    """Draws of the units on no list, after the burn-in, of all chains; ``r_hat`` is nan for a single chain."""

    observed: int
    hidden: Array
    r_hat: float = float("nan")

    @property
    def median(self) -> float:
        """Posterior median of the total."""
        return self.quantile(0.5)

    def quantile(self, share: float) -> float:
        """The total below which ``share`` of the draws lie."""
        return float(np.quantile(self.hidden, share)) + self.observed


@dataclass(frozen=True)
class _Prior:
    classes: int
    shape: float
    rate: float


@dataclass
class _Chains:
    """Where the chains stand: capture probabilities (chain, class, list), shares (chain, class), concentrations."""

    caught: Array
    share: Array
    concentration: Array


def latent_classes(
    table: CaptureTable,
    generator: np.random.Generator,
    *,
    classes: int = 10,
    shape: float = 0.25,
    rate: float = 0.25,
    burn_in: int = 2_000,
    draws: int = 10_000,
    chains: int = 1,
    doublings: int = 0,
    mixed_below: float = 1.05,
) -> LatentPosterior:
    """Sample the hidden units, ``draws`` a chain; the same generator state gives the same draws.

    While R-hat is not below ``mixed_below`` all draws so far become burn-in and as many again are made, at most
    ``doublings`` times.
    """
    histories = history_matrix(len(table.lists))[1:]
    counts = np.asarray(table.counts[1:])
    histories, counts = histories[counts > 0], counts[counts > 0]
    prior = _Prior(classes, shape, rate)
    state = _begin(chains, classes, histories.shape[1], generator)
    _run(state, histories, counts, table.observed, prior, burn_in, generator)
    length = draws
    while True:
        kept = _run(state, histories, counts, table.observed, prior, length, generator)
        r_hat = split_r_hat(np.log(kept + table.observed))
        if doublings == 0 or not r_hat >= mixed_below:
            return LatentPosterior(observed=table.observed, hidden=kept.ravel(), r_hat=r_hat)
        doublings -= 1
        length = burn_in + length


def _begin(chains: int, classes: int, lists: int, generator: np.random.Generator) -> _Chains:
    ranges = np.asarray([_STARTS[n % len(_STARTS)] for n in range(chains)])
    low, high = ranges[:, 0, None, None], ranges[:, 1, None, None]
    caught = low + (high - low) * generator.random((chains, classes, lists))
    return _Chains(caught, np.full((chains, classes), 1.0 / classes), np.ones(chains))


def _run(
    state: _Chains,
    histories: Array,
    counts: Whole,
    observed: int,
    prior: _Prior,
    turns: int,
    generator: np.random.Generator,
) -> Array:
    """Move the chains by ``turns`` and give the hidden units of each, by chain and turn."""
    kept = np.empty((len(state.share), turns))
    for turn in range(turns):
        with np.errstate(divide="ignore"):
            log_caught, log_missed = np.log(state.caught), np.log1p(-state.caught)
            log_share = np.log(state.share)
        missed = state.share * np.exp(log_missed.sum(axis=2))
        unseen = np.clip(missed.sum(axis=1), 1e-12, 1 - 1e-12)
        hidden = np.minimum(generator.negative_binomial(observed, 1 - unseen), _MOST_HIDDEN)
        weight = histories @ log_caught.transpose(0, 2, 1) + (1 - histories) @ log_missed.transpose(0, 2, 1)
        weight = weight + log_share[:, None, :]
        weight = np.exp(weight - weight.max(axis=2, keepdims=True))
        by_class = generator.multinomial(counts, weight / weight.sum(axis=2, keepdims=True))
        empty = generator.multinomial(hidden, missed / missed.sum(axis=1, keepdims=True))
        number = by_class.sum(axis=1) + empty
        seen = by_class.transpose(0, 2, 1) @ histories
        drawn = generator.beta(1 + seen, 1 + number[:, :, None] - seen)
        state.caught = np.clip(drawn, 1e-12, 1 - 1e-12)
        state.share, state.concentration = _shares(number, state.concentration, prior, generator)
        kept[:, turn] = hidden
    return kept


def _shares(number: Whole, concentration: Array, prior: _Prior, generator: np.random.Generator) -> tuple[Array, Array]:
    """Shares of the classes by breaking a stick, and the concentration given the last piece."""
    after = number[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    pieces = np.clip(generator.beta(1 + number[:, :-1], concentration[:, None] + after), 1e-12, 1 - 1e-12)
    ones = np.ones((len(number), 1))
    left = np.concatenate([ones, np.cumprod(1 - pieces, axis=1)], axis=1)
    share = np.concatenate([pieces, ones], axis=1) * left
    last = np.log1p(-pieces).sum(axis=1)
    return share, generator.gamma(prior.shape + prior.classes - 1, 1.0 / (prior.rate - last))
