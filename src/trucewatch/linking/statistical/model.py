"""A fitted model: the probability that a pair of reports is one occurrence, and what it promises.

Scores become probabilities by target and decoy: above each score the control says how many pairs chance puts there,
and the rest are true. So a promised share of wrong links is counted and not assumed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from trucewatch.errors import InputError
from trucewatch.linking.statistical.bursts import burst_factors, with_bursts
from trucewatch.linking.statistical.counts import Counts, Numbers, count_patterns
from trucewatch.linking.statistical.fellegi_sunter import Fit, fit
from trucewatch.linking.statistical.isotonic import isotonic
from trucewatch.linking.statistical.levels import COMPARISONS, PATTERNS, Patterns, unpack

__all__ = ["PROMISES", "LinkModel", "Weight", "fit_model", "fit_to"]

PROMISES = (0.01, 0.05, 0.10)
LINKED_FROM = 0.5
"""The probability from which average linkage joins reports."""
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
    that the fit saw and those of them that chance explains. ``measured`` is, by promise, the share of wrong links that
    the control counts above its bound. ``same`` and ``apart`` count labelled pairs. ``wrong`` is the share of wrong
    pairs from ``LINKED_FROM`` on, ``missed`` the share of true pairs below it; nan in a file that does not tell them.
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
    measured: dict[float, float]
    same: int = 0
    apart: int = 0
    wrong: float = float("nan")
    missed: float = float("nan")

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

    def to_bytes(self) -> bytes:
        """The model as a file: numbers only, the same bytes for the same model."""
        arrays: dict[str, Any] = {f"weights{n}": weight for n, weight in enumerate(self.weights)}
        numbers = [self.share, self.reports, self.pairs, self.expected, self.same, self.apart, self.wrong, self.missed]
        out = BytesIO()
        np.savez_compressed(
            out,
            probability=self.probability,
            score=self.score,
            bursts=self.bursts,
            numbers=np.asarray(numbers),
            bounds=np.asarray(sorted(self.bounds.items())),
            measured=np.asarray(sorted(self.measured.items())).reshape(-1, 2),
            **arrays,
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes, *, where: str) -> LinkModel:
        """Read a model back. Raises :class:`InputError` for a file that is none, or one of other comparisons."""
        try:
            with np.load(BytesIO(data), allow_pickle=False) as held:
                if held["probability"].shape != (PATTERNS,):
                    raise InputError("a link model of other comparisons; fit it anew", where=where)
                told = [float(x) for x in held["numbers"]]
                share, reports, pairs, expected, same, apart, wrong, missed = (*told, *[float("nan")] * (8 - len(told)))
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
                    measured={float(a): float(b) for a, b in held["measured"]},
                    same=int(same),
                    apart=int(apart),
                    wrong=wrong,
                    missed=missed,
                )
        except (KeyError, ValueError, OSError, EOFError, BadZipFile) as problem:
            raise InputError("no link model", where=where, got=type(problem).__name__) from problem


def fit_model(connection: Any, labels: Mapping[tuple[int, int], bool] | None = None) -> LinkModel:
    """Fit a model to the reports of a table. Pairs of ids known to be one occurrence or two may help it."""
    return fit_to(count_patterns(connection, labels=labels))


def fit_to(counts: Counts) -> LinkModel:
    """Fit a model to counted patterns."""
    bursts = burst_factors(counts)
    chance = with_bursts(counts, bursts)
    fitted: Fit = fit(counts.window, chance, counts.same, counts.apart)
    wrong = _wrong(counts, chance)
    probability = _calibrated(fitted.score, counts.window, wrong)
    bounds = {promise: _bound(probability, counts.window, promise) for promise in PROMISES}
    linked = probability >= LINKED_FROM
    right = np.maximum(counts.window - wrong, 0)
    return LinkModel(
        probability=probability,
        score=fitted.score,
        weights=fitted.weights(),
        bounds=bounds,
        bursts=bursts,
        share=fitted.share,
        reports=counts.reports,
        pairs=float(counts.window.sum()),
        expected=float(chance.sum()),
        measured=_measured(probability, bounds, counts.window, wrong),
        same=int(counts.same.sum()),
        apart=int(counts.apart.sum()),
        wrong=_share_of(np.minimum(wrong, counts.window), counts.window, linked),
        missed=_share_of(right * ~linked, right, np.ones(PATTERNS, dtype=np.bool_)),
    )


def _share_of(part: Numbers, whole: Numbers, where: npt.NDArray[np.bool_]) -> float:
    total = float(whole[where].sum())
    return float(part[where].sum()) / total if total > 0 else 0.0


def _wrong(counts: Counts, chance: Numbers) -> Numbers:
    """The wrong pairs of each pattern: those labelled so, and of the unlabelled ones what chance explains."""
    known = counts.same + counts.apart
    free = np.divide(counts.window - known, counts.window, out=np.ones(PATTERNS), where=counts.window > 0)
    wrong: Numbers = chance * np.clip(free, 0, 1) + np.minimum(counts.apart, counts.window)
    return wrong


def _measured(probability: Numbers, bounds: dict[float, float], window: Numbers, wrong: Numbers) -> dict[float, float]:
    found = {}
    for promise, bound in bounds.items():
        kept = probability >= bound
        if float(window[kept].sum()) > 0:
            found[promise] = min(1.0, float(wrong[kept].sum() / window[kept].sum()))
    return found


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
