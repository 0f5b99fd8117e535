"""The undercount diagnostic: all estimators side by side with intervals, or the reasons why there is none.

No estimator is preferred. That they can be told apart by data rests on an assumption that no data test
(Aleshin-Guendel, Sadinle and Wakefield, arXiv 2101.09304), so what is shown is how far they disagree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trucewatch.analysis.capture import CaptureTable
from trucewatch.analysis.chao import chao2
from trucewatch.analysis.decomposable import MOST_POINTS
from trucewatch.analysis.graph_averaging import average_graphs
from trucewatch.analysis.latent_classes import latent_classes
from trucewatch.analysis.loglinear import Fit, best_by_aic, fit, model_name, stepwise
from trucewatch.analysis.suitability import list_pairs, reasons_to_refuse
from trucewatch.vocabulary.undercount import CaptureList, Estimate, Estimator, Refusal, UndercountDiagnostic

__all__ = ["SamplerLength", "undercount"]

Array = NDArray[np.float64]

_LEVELS = (0.025, 0.5, 0.975)
_POOLED = 400
DISAGREE = 1.5
"""Where the largest estimate is this many times the least, the disagreement is the message."""
CUT_OFF = 0.001
MIXED_BELOW, REFUSED_FROM = 1.05, 1.2
"""R-hat: below the first the chains of a sampler agree; from the second on its figure is not shown."""


@dataclass(frozen=True)
class SamplerLength:
    """How long the sampler of latent classes runs: on the table as linked, and on each draw of the linkage.

    On the table as linked ``chains`` run side by side, and twice as long, up to ``doublings`` times, where they
    disagree. ``burn_in`` and ``draws`` are of one chain.
    """

    burn_in: int = 6_000
    draws: int = 10_000
    chains: int = 4
    doublings: int = 2
    burn_in_of_draw: int = 3_000
    draws_of_draw: int = 2_000


@dataclass(frozen=True)
class _Answer:
    """One estimator on one table: three numbers, and a way to draw totals."""

    total: float
    low: float
    high: float
    sample: Callable[[np.random.Generator], Array]
    model: str | None = None
    beyond: float = 0.0
    r_hat: float | None = None


def undercount(
    tables: Sequence[CaptureTable],
    lists: Sequence[CaptureList],
    generator: np.random.Generator,
    *,
    unit: str = "incident",
    length: SamplerLength | None = None,
    left_out: Sequence[str] = (),
    seed: int = 0,
) -> UndercountDiagnostic:
    """The diagnostic over ``tables``: the first as linked, the others draws of the linkage.

    ``seed`` is only written down; the randomness is the generator's.
    """
    first = tables[0]
    length = length or SamplerLength()
    refused = reasons_to_refuse(first, lists)
    by_key = {item.key: item for item in lists}
    described = tuple(
        CaptureList(
            key=key,
            name=by_key[key].name if key in by_key else key,
            side=by_key[key].side if key in by_key else None,
            members=by_key[key].members if key in by_key else (),
            compiled_from=by_key[key].compiled_from if key in by_key else (),
            size=first.size(number),
        )
        for number, key in enumerate(first.lists)
    )
    estimates: tuple[Estimate, ...] = ()
    warnings: tuple[Refusal, ...] = ()
    if not refused:
        estimates, beyond = _side_by_side(tables, generator, length)
        warnings = _warnings(estimates, beyond, exact=len(tables) == 1)
    bounds = [value for e in estimates for value in (e.low, e.high) if value is not None]
    return UndercountDiagnostic(
        unit=unit,
        lists=described,
        observed=first.observed,
        histories=_histories(first),
        pairs=list_pairs(first),
        left_out=tuple(left_out),
        refused=refused,
        warnings=warnings,
        estimates=estimates,
        low=min(bounds, default=None),
        high=max(bounds, default=None),
        linkage_draws=len(tables),
        seed=seed,
    )


def _histories(table: CaptureTable) -> tuple[tuple[tuple[str, ...], int], ...]:
    return tuple(
        (tuple(name for j, name in enumerate(table.lists) if history >> j & 1), number)
        for history, number in enumerate(table.counts)
        if number
    )


def _warnings(estimates: Sequence[Estimate], beyond: float, *, exact: bool) -> tuple[Refusal, ...]:
    found: list[Refusal] = []
    totals = [e.total for e in estimates if e.total is not None]
    if totals and max(totals) > DISAGREE * min(totals):
        found.append(Refusal(reason="estimators_disagree", detail=f"{min(totals):.0f} - {max(totals):.0f}"))
    if beyond > CUT_OFF:
        found.append(Refusal(reason="range_cut_off", detail=f"{beyond:.3f}"))
    found += [
        Refusal(reason="sampler_not_mixed", detail=f"R-hat {e.r_hat:.2f}")
        for e in estimates
        if e.r_hat is not None and e.total is not None and e.r_hat >= MIXED_BELOW
    ]
    if exact:
        found.append(Refusal(reason="linkage_taken_as_exact"))
    return tuple(found)


def _side_by_side(
    tables: Sequence[CaptureTable], generator: np.random.Generator, length: SamplerLength
) -> tuple[tuple[Estimate, ...], float]:
    makers: dict[Estimator, Callable[[CaptureTable, bool], _Answer | None]] = {
        "chao2": lambda table, _: _chao(table),
        "log_linear_independence": lambda table, _: _fitted(table, fit(table, ())),
        "log_linear_aic": lambda table, _: _fitted(table, best_by_aic(table)),
        "log_linear_stepwise": lambda table, _: _fitted(table, stepwise(table)),
        "graph_averaging": lambda table, _: _graphs(table),
        "latent_classes": lambda table, drawn: _latent(table, generator, length, drawn),
    }
    estimates: list[Estimate] = []
    beyond = 0.0
    for estimator, make in makers.items():
        if estimator == "graph_averaging" and len(tables[0].lists) > MOST_POINTS:
            estimates.append(Estimate(estimator=estimator, unavailable="too_many_lists"))
            continue
        made = [make(table, number > 0) for number, table in enumerate(tables)]
        answers = [answer for answer in made if answer is not None]
        if not answers or made[0] is None:
            estimates.append(Estimate(estimator=estimator, unavailable="not_identifiable"))
            continue
        r_hat = made[0].r_hat
        if r_hat is not None and r_hat >= REFUSED_FROM:
            estimates.append(Estimate(estimator=estimator, unavailable="sampler_not_mixed", r_hat=round(r_hat, 3)))
            continue
        beyond = max(beyond, *(answer.beyond for answer in answers))
        estimates.append(_pooled(estimator, answers, generator))
    return tuple(estimates), beyond


def _pooled(estimator: Estimator, answers: Sequence[_Answer], generator: np.random.Generator) -> Estimate:
    """One table: its own interval. Draws of the linkage: the interval of all their draws together."""
    first = answers[0]
    low, total, high = first.low, first.total, first.high
    if len(answers) > 1:
        together = np.concatenate([answer.sample(generator) for answer in answers])
        low, total, high = (float(value) for value in np.quantile(together, _LEVELS))
    return Estimate(
        estimator=estimator,
        total=round(total, 1),
        low=round(low, 1),
        high=round(high, 1),
        model=first.model,
        r_hat=round(first.r_hat, 3) if first.r_hat is not None else None,
    )


def _log_normal(observed: int, hidden: float, log_error: float) -> Callable[[np.random.Generator], Array]:
    def sample(generator: np.random.Generator) -> Array:
        if hidden <= 0:
            return np.full(_POOLED, float(observed))
        return observed + generator.lognormal(math.log(hidden), log_error, _POOLED)

    return sample


def _chao(table: CaptureTable) -> _Answer:
    found = chao2(table)
    low, high = found.interval()
    return _Answer(found.total, low, high, _log_normal(found.observed, found.hidden, found.log_error))


def _fitted(table: CaptureTable, found: Fit | None) -> _Answer | None:
    if found is None:
        return None
    low, high = found.interval()
    sample = _log_normal(found.observed, found.hidden, found.log_error)
    return _Answer(found.total, low, high, sample, model=model_name(table, found.pairs))


def _graphs(table: CaptureTable) -> _Answer:
    independent = fit(table, ())
    guess = independent.hidden if independent is not None else 0.0
    upper = int(max(20 * guess, 20 * chao2(table).hidden, 10 * table.observed, 1_000))
    size = len(table.lists)
    each = {5: 2_000, 6: 100}.get(size, 20_000)
    found = average_graphs(table, upper=upper, each_up_to=each, ratio=0.01 if size == MOST_POINTS else 0.002)
    low, median, high = (found.quantile(level) for level in _LEVELS)
    best = found.graphs[int(np.argmax(found.by_graph))]
    name = f"{model_name(table, sorted(best.edges))} ({float(found.by_graph.max()):.2f})"
    totals = found.hidden + found.observed

    def sample(generator: np.random.Generator) -> Array:
        return generator.choice(totals, size=_POOLED, p=found.weights / found.weights.sum())

    return _Answer(median, low, high, sample, model=name, beyond=found.beyond)


def _latent(table: CaptureTable, generator: np.random.Generator, length: SamplerLength, drawn: bool) -> _Answer:
    if drawn:
        found = latent_classes(table, generator, burn_in=length.burn_in_of_draw, draws=length.draws_of_draw)
    else:
        found = latent_classes(
            table,
            generator,
            burn_in=length.burn_in,
            draws=length.draws,
            chains=length.chains,
            doublings=length.doublings,
            mixed_below=MIXED_BELOW,
        )
    low, median, high = (found.quantile(level) for level in _LEVELS)
    totals = found.hidden + found.observed
    r_hat = None if math.isnan(found.r_hat) else found.r_hat
    return _Answer(median, low, high, lambda g: g.choice(totals, size=_POOLED), r_hat=r_hat)
