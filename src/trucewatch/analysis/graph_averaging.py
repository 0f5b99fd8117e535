"""Averaging over decomposable graphs (Madigan and York 1997): every way the lists may depend, weighed by the data.

Each graph has a hyper-Dirichlet prior with ``delta`` in every cell of the whole table. Given the number of units on
no list, the marginal likelihood is a sum over cliques less a sum over separators, so the posterior of that number is
computed and not sampled. The prior of the total is 1/N unless another is given.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from trucewatch.analysis.capture import CaptureTable
from trucewatch.analysis.decomposable import MOST_POINTS, DecomposableGraph, decomposable_graphs

__all__ = ["GraphPosterior", "average_graphs", "hidden_grid"]

Array = NDArray[np.float64]

_BLOCK = 512


@dataclass(frozen=True)
class GraphPosterior:
    """The posterior of the units on no list.

    ``hidden`` are the values, ``weights`` their probabilities over all graphs (each for all whole numbers it stands
    for, ``step`` of them), ``by_graph`` the probability of each graph, ``best`` the weights given the most probable
    one.
    """

    observed: int
    hidden: Array
    weights: Array
    graphs: tuple[DecomposableGraph, ...]
    by_graph: Array
    best: Array
    step: Array

    @property
    def mean(self) -> float:
        """Posterior mean of the total."""
        return float((self.hidden + self.observed) @ self.weights)

    @property
    def median(self) -> float:
        """Posterior median of the total."""
        return self.quantile(0.5)

    def quantile(self, share: float) -> float:
        """The total below which ``share`` of the posterior lies."""
        place = int(np.searchsorted(np.cumsum(self.weights), share))
        return float(self.hidden[min(place, len(self.hidden) - 1)] + self.observed)

    def mode(self, *, best: bool = False) -> float:
        """The most probable total, over all graphs or given the most probable one."""
        density = (self.best if best else self.weights) / self.step
        return float(self.hidden[int(np.argmax(density))] + self.observed)

    def relative_mean(self, *, best: bool = False) -> float:
        """The total of least expected squared relative error, the estimate that Madigan and York report."""
        total = self.hidden + self.observed
        weights = self.best if best else self.weights
        return float((weights / total).sum() / (weights / total**2).sum())

    @property
    def beyond(self) -> float:
        """The share of the posterior in the last hundredth of the range; not near 0 where the range cuts it off."""
        return float(self.weights[self.hidden >= self.hidden[-1] * 0.99].sum())


def hidden_grid(upper: int, *, each_up_to: int = 20_000, ratio: float = 0.002) -> tuple[Array, Array]:
    """Values from 1 (every whole number at first, then growing steps) and how many numbers each stands for."""
    values = list(range(1, min(upper, each_up_to) + 1))
    while values[-1] < upper:
        values.append(min(upper, values[-1] + max(1, int(values[-1] * ratio))))
    found = np.asarray(values, dtype=np.float64)
    edges = np.concatenate([[0.5], (found[1:] + found[:-1]) / 2, [found[-1] + 0.5]])
    edges[1 : min(upper, each_up_to)] = found[: min(upper, each_up_to) - 1] + 0.5
    return found, np.diff(edges)


def average_graphs(
    table: CaptureTable,
    *,
    upper: int,
    delta: float | None = None,
    log_prior: Callable[[Array], Array] | None = None,
    each_up_to: int = 20_000,
    ratio: float = 0.002,
) -> GraphPosterior:
    """The posterior over all graphs on up to six lists; ``upper`` bounds the hidden units.

    ``delta`` is by default 2 to the power of minus the number of lists. ``log_prior`` takes totals, ``each_up_to`` and
    ``ratio`` make the grid. Raises ``ValueError`` for more than six lists.
    """
    lists = len(table.lists)
    if lists > MOST_POINTS:
        raise ValueError(f"{lists} lists: at most {MOST_POINTS} are possible")
    delta = 2.0**-lists if delta is None else delta
    graphs, signs, parts = _signs(lists)
    hidden, step = hidden_grid(upper, each_up_to=each_up_to, ratio=ratio)
    total = hidden + table.observed
    alpha = delta * 2.0**lists
    fixed, zero, prior_cell = _margins(table, delta)
    common = special.gammaln(total + 1) - special.gammaln(hidden + 1) + np.log(step)
    common += -np.log(total) if log_prior is None else log_prior(total)
    normal = special.gammaln(alpha) - special.gammaln(total + alpha)
    logs = np.empty((len(graphs), len(hidden)))
    for start in range(0, len(hidden), _BLOCK):
        cut = slice(start, start + _BLOCK)
        by_set = fixed[:, None] + special.gammaln(hidden[None, cut] + zero[:, None] + prior_cell[:, None])
        logs[:, cut] = signs @ by_set + parts[:, None] * normal[None, cut] + common[None, cut]
    logs -= logs.max()
    np.exp(logs, out=logs)
    whole = logs.sum()
    by_graph = logs.sum(axis=1) / whole
    best = logs[int(np.argmax(by_graph))]
    return GraphPosterior(
        observed=table.observed,
        hidden=hidden,
        weights=logs.sum(axis=0) / whole,
        graphs=graphs,
        by_graph=by_graph,
        best=best / best.sum(),
        step=step,
    )


@lru_cache(maxsize=MOST_POINTS)
def _signs(lists: int) -> tuple[tuple[DecomposableGraph, ...], Array, Array]:
    """For each graph how often each set of lists counts, a clique +1 and a separator -1, and the sum of these."""
    graphs = decomposable_graphs(lists)
    signs = np.zeros((len(graphs), 2**lists))
    for row, graph in enumerate(graphs):
        for clique in graph.cliques:
            signs[row, clique] += 1
        for separator in graph.separators:
            signs[row, separator] -= 1
    # the margin over no list is the total, whose likelihood is 1: an empty separator adds nothing
    signs[:, 0] = 0
    return graphs, signs, signs.sum(axis=1)


def _margins(table: CaptureTable, delta: float) -> tuple[Array, Array, Array]:
    """For each set of lists: the terms of its margin that do not move with the hidden units, the observed units in the
    cell that does, and the prior weight of one of its cells."""
    lists = len(table.lists)
    counts = np.asarray(table.counts)
    codes = np.arange(2**lists)
    fixed, zero, cell = np.zeros(2**lists), np.zeros(2**lists), np.ones(2**lists)
    for members in range(1, 2**lists):
        weight = delta * 2.0 ** (lists - members.bit_count())
        margin = np.bincount(codes & members, weights=counts, minlength=2**lists)
        held = [code for code in range(1, 2**lists) if code & ~members == 0]
        fixed[members] = float(special.gammaln(margin[held] + weight).sum())
        fixed[members] -= (len(held) + 1) * math.lgamma(weight)
        zero[members], cell[members] = margin[0], weight
    return fixed, zero, cell
