"""Before and after a clause: the ratio of rates with an interval that holds under autocorrelation.

A Poisson regression of daily counts on a step and the day of the week, with the covariance of Newey and West (1987)
over 14 days and the critical value of Kiefer and Vogelsang (2005), which pays for estimating it. No likelihood is
believed for the interval. The last weeks alone are never the baseline: fighting often grows just before a ceasefire
(Williams et al. 2024, AOAS 18), and a fall back from a peak is no effect.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from trucewatch.vocabulary.series import Baseline, ClauseEffect, SeriesReason

__all__ = ["LAST_WEEKS", "LEAST_AFTER", "LEAST_BEFORE", "Change", "clause_effects", "rate_ratio"]

Array = NDArray[np.float64]

LEAST_BEFORE = 56
LEAST_AFTER = 14
LAST_WEEKS = 28
_LAG = 14
_LEAST_COUNT = 5


@dataclass(frozen=True)
class Change:
    """Something that enters into force on ``day`` and holds to ``until`` (null: still)."""

    instrument: str
    clauses: tuple[str, ...]
    day: dt.date
    until: dt.date | None = None


@dataclass(frozen=True)
class RateRatio:
    """Ratio of rates and its interval."""

    ratio: float
    low: float
    high: float


def clause_effects(counts: Array, exposure: Array, start: dt.date, change: Change) -> tuple[ClauseEffect, ...]:
    """The effect against every day before, and against those but the last four weeks."""
    at = (change.day - start).days
    last = len(counts) if change.until is None else min(len(counts), (change.until - start).days + 1)
    ends: tuple[tuple[Baseline, int], ...] = (("all_before", at), ("all_but_last_weeks", at - LAST_WEEKS))
    return tuple(_effect(counts, exposure, start, change, baseline, max(0, end), at, last) for baseline, end in ends)


def _effect(
    counts: Array, exposure: Array, start: dt.date, change: Change, baseline: Baseline, end: int, at: int, last: int
) -> ClauseEffect:
    used = np.zeros(len(counts), dtype=bool)
    used[:end] = True
    used[max(at, 0) : last] = True
    used &= exposure > 0
    after = np.arange(len(counts)) >= at
    before_days, after_days = int((used & ~after).sum()), int((used & after).sum())
    unavailable: SeriesReason | None = None
    found: RateRatio | None = None
    least = LEAST_BEFORE if baseline == "all_before" else LEAST_BEFORE - LAST_WEEKS
    if before_days < least:
        unavailable = "baseline_too_short"
    elif after_days < LEAST_AFTER:
        unavailable = "after_too_short"
    elif min(counts[used & after].sum() + counts[used & ~after].sum(), counts[used & ~after].sum()) < _LEAST_COUNT:
        unavailable = "too_few_incidents"
    else:
        weekday = (np.arange(len(counts)) + start.weekday()) % 7
        found = rate_ratio(counts[used], exposure[used], after[used], weekday[used])
        unavailable = None if found is not None else "too_few_incidents"
    return ClauseEffect(
        instrument=change.instrument,
        clauses=change.clauses,
        day=change.day.isoformat(),
        until=(start + dt.timedelta(days=max(last - 1, 0))).isoformat(),
        baseline=baseline,
        days_before=before_days,
        days_after=after_days,
        ratio=round(found.ratio, 3) if found else None,
        low=round(found.low, 3) if found else None,
        high=round(found.high, 3) if found else None,
        unavailable=unavailable,
    )


def rate_ratio(
    counts: Array, exposure: Array, after: NDArray[np.bool_], weekday: NDArray[np.int64], *, lag: int = _LAG
) -> RateRatio | None:
    """The ratio of the rate where ``after`` is true to that where it is not; None where no incident is on one side."""
    if counts[after].sum() == 0 or counts[~after].sum() == 0:
        return None
    days = len(counts)
    columns = [np.ones(days), after.astype(np.float64)]
    if days >= 12 * 7:
        columns += [(weekday == day).astype(np.float64) - (weekday == 6) for day in range(6)]
    x = np.column_stack(columns)
    offset = np.log(exposure)
    beta = np.zeros(x.shape[1])
    beta[0] = math.log(counts.sum() / exposure.sum())
    for _ in range(50):
        mean = np.exp(np.clip(x @ beta + offset, -30, 30))
        step = np.linalg.lstsq(x.T @ (mean[:, None] * x), x.T @ (counts - mean), rcond=None)[0]
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    mean = np.exp(np.clip(x @ beta + offset, -30, 30))
    error = _robust_error(x, counts - mean, mean, min(lag, days // 4))
    reach = _critical((min(lag, days // 4) + 1) / days) * error
    return RateRatio(math.exp(beta[1]), math.exp(beta[1] - reach), math.exp(beta[1] + reach))


def _robust_error(x: Array, residual: Array, mean: Array, lag: int) -> float:
    bread = np.linalg.pinv(x.T @ (mean[:, None] * x))
    score = x * residual[:, None]
    meat = score.T @ score
    for distance in range(1, lag + 1):
        crossed = score[distance:].T @ score[:-distance]
        meat += (1 - distance / (lag + 1)) * (crossed + crossed.T)
    days, parameters = x.shape
    covariance = bread @ meat @ bread * days / max(days - parameters, 1)
    return math.sqrt(max(float(covariance[1, 1]), 0.0))


def _critical(share: float) -> float:
    """The 97.5 % point of the t statistic with Bartlett weights over a share of the series (Kiefer and Vogelsang)."""
    return float(special.ndtri(0.975)) + 2.9694 * share + 0.4160 * share**2 - 0.5324 * share**3
