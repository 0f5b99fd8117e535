"""How near links and clusters come to the truth: pairs, B-cubed (Bagga and Baldwin, 1998), and kept promises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["ClusterScore", "LinkScore", "score_clusters", "score_links", "true_pairs"]

Ids = npt.NDArray[np.int64]
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LinkScore:
    """Best F1 over thresholds, precision, recall and F1 at 0.5, and the true share of wrong links of each promise."""

    best: float
    at: float
    precision: float
    recall: float
    f1: float
    promises: dict[float, float]


@dataclass(frozen=True)
class ClusterScore:
    """Pair and B-cubed precision, recall and F1; the largest cluster."""

    precision: float
    recall: float
    f1: float
    bcubed: float
    largest: int


def true_pairs(truth: Ids) -> float:
    """How many pairs of reports are of one incident."""
    return _pairs(np.bincount(truth))


def score_links(p: Array, right: npt.NDArray[np.bool_], every: float, bounds: dict[float, float]) -> LinkScore:
    """Score links by probability; ``right`` says which are true, ``every`` how many true pairs there are at all."""
    order = np.argsort(-p, kind="stable")
    chance, hits = p[order], right[order].cumsum()
    number = np.arange(1, len(p) + 1)
    last = np.append(np.flatnonzero(np.diff(chance)), len(p) - 1)  # equal probabilities stand or fall together
    f1 = 2 * hits[last] / (number[last] + every)
    best = int(f1.argmax())
    half = max(int((chance >= 0.5).sum()), 1) - 1
    promises = {}
    for promise, bound in sorted(bounds.items()):
        kept = int((chance >= np.float32(bound) - 1e-6).sum())
        promises[promise] = float(1 - hits[kept - 1] / kept) if kept else 0.0
    return LinkScore(
        best=float(f1[best]),
        at=float(chance[last[best]]),
        precision=float(hits[half] / number[half]),
        recall=float(hits[half] / every),
        f1=float(2 * hits[half] / (number[half] + every)),
        promises=promises,
    )


def score_clusters(truth: Ids, labels: Ids) -> ClusterScore:
    """Score clusters against the incidents."""
    _, labels = np.unique(labels, return_inverse=True)
    key = truth.astype(np.int64) * (int(labels.max()) + 1) + labels
    _, inverse, both = np.unique(key, return_inverse=True, return_counts=True)
    true, found = np.bincount(truth), np.bincount(labels)
    hits = _pairs(both)
    precision, recall = hits / max(_pairs(found), 1), hits / max(_pairs(true), 1)
    b_precision, b_recall = (both[inverse] / found[labels]).mean(), (both[inverse] / true[truth]).mean()
    return ClusterScore(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / max(precision + recall, 1e-9),
        bcubed=float(2 * b_precision * b_recall / (b_precision + b_recall)),
        largest=int(found.max()),
    )


def _pairs(sizes: npt.NDArray[np.int64]) -> float:
    return float((sizes.astype(np.float64) * (sizes - 1) / 2).sum())
