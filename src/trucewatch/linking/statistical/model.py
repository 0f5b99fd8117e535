"""A fitted model: the probability that a pair of reports is one occurrence, and what it promises.

Scores become probabilities by target and decoy: above each score the control says how many pairs chance puts there,
and the rest are true. So a promised share of wrong links is counted and not assumed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from trucewatch.errors import InputError
from trucewatch.linking.statistical.bursts import burst_factors, with_bursts
from trucewatch.linking.statistical.counts import Counts, Numbers, count_patterns
from trucewatch.linking.statistical.fellegi_sunter import Fit, fit
from trucewatch.linking.statistical.isotonic import isotonic
from trucewatch.linking.statistical.levels import COMPARISONS, PATTERNS, Patterns, unpack

__all__ = ["PROMISES", "LinkModel", "Weight", "fit_model", "fit_to"]

PROMISES = (0.01, 0.05, 0.10)
_BINS = 400


@dataclass(frozen=True, slots=True)
class Weight:
    """What one comparison says of a pair: its level, and log2 of how much more often true pairs show it."""

    comparison: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class LinkModel:
    """A frozen model. ``probability`` and ``score`` (bits) are by packed pattern; ``weights`` by comparison and level.

    ``bounds`` maps a promised share of wrong links to the least probability that keeps it (above 1 where none does).
    ``bursts`` is the factor by place level and days apart; ``pairs`` and ``expected`` count the pairs of the window
    that the fit saw and those of them that chance explains.
    """

    probability: Numbers
    score: Numbers
    weights: tuple[Numbers, ...]
    bounds: dict[float, float]
    bursts: Numbers
    share: float
    reports: int
    pairs: float
    expected: float

    @property
    def id(self) -> str:
        """A name made of the probabilities: the same model has the same one everywhere."""
        rounded = np.round(self.probability, 6).astype("<f8").tobytes()
        return "link-model-" + hashlib.sha256(rounded).hexdigest()[:20]

    def explain(self, pattern: int) -> tuple[Weight, ...]:
        """The weight of each comparison of a pattern, strongest first.

        The last one, ``hang_together``, is what the comparisons say less (or more) together than one by one.
        """
        levels = unpack(np.asarray([pattern], dtype=np.int64))[0]
        told = [
            Weight(comparison.name, comparison.levels[level], round(float(self.weights[n][level]), 2))
            for n, (comparison, level) in enumerate(zip(COMPARISONS, levels.tolist(), strict=True))
        ]
        rest = round(float(self.score[pattern]) - sum(weight.weight for weight in told), 2)
        told.sort(key=lambda weight: (-abs(weight.weight), weight.comparison))
        return (*told, Weight("hang_together", "all", rest))

    def save(self, path: Path) -> None:
        """Write the model; numbers only."""
        arrays: dict[str, Any] = {f"weights{n}": weight for n, weight in enumerate(self.weights)}
        numbers = np.asarray([self.share, self.reports, self.pairs, self.expected])
        bounds = np.asarray(sorted(self.bounds.items()))
        with path.open("wb") as out:
            np.savez_compressed(
                out,
                probability=self.probability,
                score=self.score,
                bursts=self.bursts,
                numbers=numbers,
                bounds=bounds,
                **arrays,
            )

    @classmethod
    def load(cls, path: Path) -> LinkModel:
        """Read a model back. Raises :class:`InputError` for a file that is none, or one of other comparisons."""
        try:
            with np.load(path, allow_pickle=False) as held:
                if held["probability"].shape != (PATTERNS,):
                    raise InputError("a link model of other comparisons; fit it anew", where=str(path))
                share, reports, pairs, expected = (float(x) for x in held["numbers"])
                return cls(
                    probability=held["probability"],
                    score=held["score"],
                    weights=tuple(held[f"weights{n}"] for n in range(len(COMPARISONS))),
                    bounds={float(a): float(b) for a, b in held["bounds"]},
                    bursts=held["bursts"],
                    share=share,
                    reports=int(reports),
                    pairs=pairs,
                    expected=expected,
                )
        except (KeyError, ValueError, OSError) as problem:
            raise InputError("no link model", where=str(path), got=type(problem).__name__) from problem


def fit_model(connection: Any) -> LinkModel:
    """Fit a model to the reports of a table, without labels."""
    return fit_to(count_patterns(connection))


def fit_to(counts: Counts) -> LinkModel:
    """Fit a model to counted patterns."""
    bursts = burst_factors(counts)
    chance = with_bursts(counts, bursts)
    fitted: Fit = fit(counts.window, chance)
    probability = _calibrated(fitted.score, counts.window, chance)
    return LinkModel(
        probability=probability,
        score=fitted.score,
        weights=fitted.weights(),
        bounds={promise: _bound(probability, counts.window, promise) for promise in PROMISES},
        bursts=bursts,
        share=fitted.share,
        reports=counts.reports,
        pairs=float(counts.window.sum()),
        expected=float(chance.sum()),
    )


def _calibrated(score: Numbers, window: Numbers, chance: Numbers) -> Numbers:
    """The probability of every pattern: one less the share of chance pairs among those of like score."""
    seen: Patterns = np.flatnonzero(window)
    if not len(seen):
        return np.zeros(PATTERNS)
    seen = seen[np.argsort(score[seen], kind="stable")]
    place = np.minimum((window[seen].cumsum() - 1) * _BINS / window[seen].sum(), _BINS - 1).astype(np.int64)
    edges = np.flatnonzero(np.diff(place)) + 1
    cuts = score[seen][edges]
    held = np.searchsorted(cuts, score, side="right")
    pairs = np.bincount(held, weights=window, minlength=len(cuts) + 1)
    decoys = np.bincount(held, weights=chance, minlength=len(cuts) + 1)
    middle = np.bincount(held, weights=score * window, minlength=len(cuts) + 1)
    full = pairs > 0
    true = isotonic(np.clip(1 - decoys[full] / pairs[full], 0, 1), np.asarray(pairs[full], dtype=np.float64))
    at = middle[full] / pairs[full]
    order = np.argsort(at, kind="stable")
    return np.interp(score, at[order], true[order])


def _bound(probability: Numbers, window: Numbers, promise: float) -> float:
    order = np.argsort(-probability, kind="stable")
    number = window[order].cumsum()
    wrong = ((1 - probability) * window)[order].cumsum()
    kept = np.flatnonzero((number > 0) & (wrong <= promise * number))
    return float(probability[order][kept[-1]]) if len(kept) else 1.01
