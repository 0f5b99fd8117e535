"""Log-linear models of capture histories with main effects and pairs, and two ways to choose among them.

Fienberg 1972 for the models. Chan, Silverman and Vincent 2021 (JASA 116) for tables with empty overlaps: the
parameter of a pair that never overlaps goes to minus infinity, so its cells leave the fit; for the one-sided
Poisson test by which pairs enter; and for the two checks without which a figure means nothing. The check that the
likelihood has its maximum at a finite point is that of Fienberg and Rinaldo 2012.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from trucewatch.analysis.capture import CaptureTable, Pair, history_matrix

__all__ = ["Fit", "best_by_aic", "fit", "identifiable", "model_name", "no_highest_interaction", "stepwise"]

Array = NDArray[np.float64]

EXHAUSTIVE_UP_TO = 5
ENTRY_P = 0.02
_STEPS, _CLOSE, _LARGEST = 60, 1e-13, 40.0


@dataclass(frozen=True)
class Fit:
    """One fitted model. ``hidden`` are the units on no list; ``log_error`` is the standard error of its logarithm."""

    pairs: tuple[Pair, ...]
    observed: int
    hidden: float
    log_error: float
    aic: float
    expected: tuple[float, ...]

    @property
    def total(self) -> float:
        """Units in all."""
        return self.observed + self.hidden

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The interval of the total: normal on the logarithm of the hidden units."""
        reach = float(special.ndtri(0.5 + level / 2)) * self.log_error
        return self.observed + self.hidden * math.exp(-reach), self.observed + self.hidden * math.exp(reach)


def model_name(table: CaptureTable, pairs: Sequence[Pair]) -> str:
    """The pairs of a model in words: ``A:B, A:C``; ``independence`` where it has none."""
    return ", ".join(f"{table.lists[i]}:{table.lists[j]}" for i, j in pairs) or "independence"


def fit(table: CaptureTable, pairs: Sequence[Pair]) -> Fit | None:
    """Maximum likelihood by Newton's method; None where the equations have no unique solution."""
    design, kept = _restricted(table, pairs)
    counts = np.asarray(table.counts[1:], dtype=np.float64)
    y = counts[kept]
    x = design[kept]
    beta = _maximum(x, y)
    if beta is None:
        return None
    mean = np.exp(np.clip(x @ beta, -_LARGEST, _LARGEST))
    try:
        covariance = np.linalg.inv(x.T @ (mean[:, None] * x))
    except np.linalg.LinAlgError:
        return None
    if not math.isfinite(covariance[0, 0]) or covariance[0, 0] <= 0:
        return None
    likelihood = float(y @ np.log(mean) - mean.sum() - special.gammaln(y + 1).sum())
    expected = np.zeros(len(counts))
    expected[kept] = mean
    return Fit(
        pairs=tuple(pairs),
        observed=table.observed,
        hidden=float(math.exp(beta[0])),
        log_error=math.sqrt(covariance[0, 0]),
        aic=2 * (1 + len(table.lists) + len(pairs)) - 2 * likelihood,
        expected=tuple(float(m) for m in expected),
    )


def no_highest_interaction(table: CaptureTable) -> Fit | None:
    """The model with every interaction but the one of all lists, in closed form; None where a cell is empty.

    The hidden units are the product of the odd cells over that of the even ones (Bishop, Fienberg, Holland 1975).
    """
    cells = np.asarray(table.counts[1:], dtype=np.float64)
    if (cells == 0).any():
        return None
    odd = np.asarray([history.bit_count() % 2 for history in range(1, len(table.counts))])
    hidden = math.exp(float(np.where(odd == 1, 1.0, -1.0) @ np.log(cells)))
    likelihood = float(cells @ np.log(cells) - cells.sum() - special.gammaln(cells + 1).sum())
    return Fit(
        pairs=table.pairs,
        observed=table.observed,
        hidden=hidden,
        log_error=math.sqrt(float((1 / cells).sum())),
        aic=2 * len(cells) - 2 * likelihood,
        expected=tuple(float(c) for c in cells),
    )


def identifiable(table: CaptureTable, pairs: Sequence[Pair]) -> bool:
    """Whether the table can tell the parameters of a model apart and the likelihood has a finite maximum.

    The second is a linear programme: some table with the same margins has every cell above zero.
    """
    design, kept = _restricted(table, pairs)
    x = design[kept]
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return False
    from scipy import optimize  # slow to import, and needed by nothing else

    y = np.asarray(table.counts[1:], dtype=np.float64)[kept]
    cells = len(y)
    equal = np.hstack([x.T, x.T.sum(axis=1, keepdims=True)])
    found = optimize.linprog(
        np.append(np.zeros(cells), -1.0), A_eq=equal, b_eq=x.T @ y, bounds=[(0, None)] * (cells + 1), method="highs"
    )
    return bool(found.success and found.x[-1] > 1e-7)


def stepwise(table: CaptureTable, *, entry: float = ENTRY_P) -> Fit | None:
    """Pairs enter one by one, the least probable overlap first, while the model stays identifiable.

    The overlap of a pair not yet in the model is Poisson with the mean that the model expects; its one-sided
    probability must be below ``entry``.
    """
    current: tuple[Pair, ...] = ()
    found = fit(table, current) if identifiable(table, current) else None
    while found is not None:
        expected = found.expected
        candidates = sorted((_surprise(table, pair, expected), pair) for pair in table.pairs if pair not in current)
        for chance, pair in candidates:
            if chance >= entry:
                return found
            wider = tuple(sorted((*current, pair)))
            better = fit(table, wider) if identifiable(table, wider) else None
            if better is not None:
                current, found = wider, better
                break
        else:
            return found
    return None


def best_by_aic(table: CaptureTable) -> Fit | None:
    """The identifiable model of pairs with the least AIC: of all up to five lists, by steps beyond."""
    if len(table.lists) > EXHAUSTIVE_UP_TO:
        return _aic_by_steps(table)
    fitted = [found for pairs in _all_models(table) if (found := fit(table, pairs)) is not None]
    ordered = sorted(fitted, key=lambda f: (f.aic, len(f.pairs), f.pairs))
    return next((found for found in ordered if identifiable(table, found.pairs)), None)


def _aic_by_steps(table: CaptureTable) -> Fit | None:
    best = fit(table, ()) if identifiable(table, ()) else None
    while best is not None:
        nearby: list[Fit] = []
        for pair in table.pairs:
            changed = tuple(sorted({*best.pairs} ^ {pair}))
            found = fit(table, changed)
            if found is not None and found.aic < best.aic - 1e-9:
                nearby.append(found)
        ordered = sorted(nearby, key=lambda f: (f.aic, f.pairs))
        better = next((found for found in ordered if identifiable(table, found.pairs)), None)
        if better is None:
            return best
        best = better
    return None


def _all_models(table: CaptureTable) -> Iterator[tuple[Pair, ...]]:
    """All sets of pairs that leave a degree of freedom or none, but never less."""
    room = 2 ** len(table.lists) - 2 - len(table.lists)
    for number in range(min(len(table.pairs), room) + 1):
        yield from itertools.combinations(table.pairs, number)


def _maximum(x: Array, y: Array) -> Array | None:
    """Newton's method with halved steps from the weighted fit of the logarithms; the likelihood is concave."""
    weight = y + 0.1
    beta: Array = np.linalg.lstsq(np.sqrt(weight)[:, None] * x, np.sqrt(weight) * np.log(weight), rcond=None)[0]
    now = _likelihood(x, y, beta)
    for _ in range(_STEPS):
        mean = np.exp(np.clip(x @ beta, -_LARGEST, _LARGEST))
        try:
            step = np.linalg.solve(x.T @ (mean[:, None] * x), x.T @ (y - mean))
        except np.linalg.LinAlgError:
            return None
        for half in range(30):
            tried = beta + step / 2**half
            after = _likelihood(x, y, tried)
            if after >= now:
                break
        else:
            return beta
        beta, gained, now = tried, after - now, after
        if gained < _CLOSE * (abs(now) + 1):
            break
    return beta


def _likelihood(x: Array, y: Array, beta: Array) -> float:
    linear = x @ beta
    return float(y @ linear - np.exp(np.clip(linear, -_LARGEST, _LARGEST)).sum())


def _surprise(table: CaptureTable, pair: Pair, expected: Sequence[float]) -> float:
    both = 1 << pair[0] | 1 << pair[1]
    mean = sum(m for history, m in enumerate(expected, start=1) if history & both == both)
    seen = table.overlap(pair)
    return float(min(special.pdtr(seen, mean), 1.0 if seen == 0 else special.pdtrc(seen - 1, mean)))


def _restricted(table: CaptureTable, pairs: Sequence[Pair]) -> tuple[Array, NDArray[np.bool_]]:
    """The design without the columns of pairs that never overlap, and the rows that are left without their cells."""
    lists = len(table.lists)
    empty = [pair for pair in pairs if table.overlap(pair) == 0]
    design = _design(lists, tuple(pair for pair in pairs if pair not in empty))
    kept = np.ones(2**lists - 1, dtype=bool)
    for pair in empty:
        kept &= _design(lists, (pair,))[:, -1] == 0
    return design, kept


@lru_cache(maxsize=4096)
def _design(lists: int, pairs: tuple[Pair, ...]) -> Array:
    rows = history_matrix(lists)[1:]
    columns = [np.ones(len(rows)), *rows.T, *(rows[:, i] * rows[:, j] for i, j in pairs)]
    return np.column_stack(columns)
