"""Bootstrap intervals: how far a score would move with other texts of the same kind.

Whole texts are drawn with replacement, because the claims of one text are not independent of each other (Efron and
Tibshirani 1993, percentile interval). The seed makes the interval the same on every run.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from trucewatch.evaluation.metrics import METRICS, text_ratios
from trucewatch.evaluation.scoring import TextScore

__all__ = ["RESAMPLES", "SEED", "Interval", "intervals"]

SEED: Final = 20161215
RESAMPLES: Final = 1000
_TAIL: Final = 0.025


class Interval(Struct, frozen=True, kw_only=True):
    """The 95 % percentile interval of a metric."""

    low: float
    high: float


def intervals(
    scores: Sequence[TextScore], *, seed: int = SEED, resamples: int = RESAMPLES
) -> dict[str, dict[str, Interval]]:
    """Intervals by language and metric, and for ``all`` where there is more than one language. Empty for a
    language with a single text: one text says nothing of others."""
    languages = sorted({score.gold.key.lang for score in scores})
    groups = {lang: [score for score in scores if score.gold.key.lang == lang] for lang in languages}
    if len(languages) > 1:
        groups["all"] = list(scores)
    return {lang: _group(group, random.Random(f"{seed}/{lang}"), resamples) for lang, group in groups.items()}  # noqa: S311 a repeatable draw, no secret


def _group(scores: Sequence[TextScore], draw: random.Random, resamples: int) -> dict[str, Interval]:
    if len(scores) < 2:
        return {}
    every = [text_ratios(score) for score in scores]
    rows = [[number for name in METRICS for number in ratios[name]] for ratios in every]
    rates: dict[str, list[float]] = {name: [] for name in METRICS}
    for _ in range(resamples):
        sums = [sum(column) for column in zip(*draw.choices(rows, k=len(rows)), strict=True)]
        for index, name in enumerate(METRICS):
            if sums[2 * index + 1]:
                rates[name].append(sums[2 * index] / sums[2 * index + 1])
    return {name: _percentiles(sorted(found)) for name, found in rates.items() if found}


def _percentiles(ordered: list[float]) -> Interval:
    last = len(ordered) - 1
    return Interval(low=ordered[round(_TAIL * last)], high=ordered[round((1 - _TAIL) * last)])
