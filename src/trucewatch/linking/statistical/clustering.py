"""Clusters of reports: average linkage on the sparse graph of probabilities, never connected components alone.

A pair that is not in the graph counts as zero, so that chains do not form. Two clusters merge only where some pair of
them reaches the threshold; so no cluster leaves its part of the graph of such pairs, and each part is worked alone.
That keeps memory low, and reports that come in later change only the parts that they touch.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Ids", "average_link", "cluster_links", "cluster_table"]

Ids = npt.NDArray[np.int64]


def cluster_links(a: Ids, b: Ids, p: npt.NDArray[np.float64], size: int, threshold: float = 0.5) -> Ids:
    """The cluster of each of ``size`` reports, named by its lowest member.

    ``a``, ``b`` and ``p`` are the links: two reports (0 to ``size`` - 1) and their probability. Their order decides
    nothing; equal averages fall to the lower reports.
    """
    labels = np.arange(size, dtype=np.int64)
    strong = p >= threshold
    ones = np.ones(int(strong.sum()), dtype=np.int8)
    # slow to import, and needed only where thousands of claims are linked
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((ones, (a[strong], b[strong])), shape=(size, size))
    part = connected_components(graph, directed=False)[1]
    inside = part[a] == part[b]
    first, second = np.minimum(a, b)[inside], np.maximum(a, b)[inside]
    chance, at = p[inside], part[a][inside]
    order = np.lexsort((second, first, at))
    first, second, chance, at = first[order], second[order], chance[order], at[order]
    starts = np.flatnonzero(np.diff(at, prepend=-1))
    ends = np.append(starts[1:], len(at))
    single = (ends - starts) == 1
    labels[second[starts[single]]] = first[starts[single]]
    for start, end in zip(starts[~single].tolist(), ends[~single].tolist(), strict=True):
        edges = zip(first[start:end].tolist(), second[start:end].tolist(), chance[start:end].tolist(), strict=True)
        for group in average_link(edges, threshold):
            if len(group) > 1:
                labels[group] = min(group)
    return labels


def average_link(edges: Iterator[tuple[int, int, float]], threshold: float) -> list[list[int]]:
    """Merge the two clusters with the highest average until none reaches ``threshold``."""
    sums: dict[int, dict[int, float]] = {}
    heap: list[tuple[float, int, int, int, int]] = []
    for i, j, score in edges:
        sums.setdefault(i, {})[j] = score
        sums.setdefault(j, {})[i] = score
        if score >= threshold:
            heap.append((-score, i, j, 0, 0))
    heapq.heapify(heap)
    members: dict[int, list[int]] = {i: [i] for i in sums}
    version = dict.fromkeys(sums, 0)
    while heap:
        _, i, j, seen_i, seen_j = heapq.heappop(heap)
        if version.get(i, -1) != seen_i or version.get(j, -1) != seen_j:
            continue
        # the cluster keeps the name of its lowest member, whatever was merged first
        kept, gone = (i, j) if i < j else (j, i)
        merged = members[kept] + members.pop(gone)
        members[kept] = merged
        del version[gone]
        version[kept] += 1
        totals = sums[kept]
        totals.pop(gone, None)
        for other, total in sums.pop(gone).items():
            if other != kept:
                totals[other] = totals.get(other, 0.0) + total
                del sums[other][gone]
        size = len(merged)
        for other, total in totals.items():
            sums[other][kept] = total
            # rounded, so that the order in which parts were summed decides nothing
            average = round(total / (size * len(members[other])), 9)
            if average >= threshold:
                low, high = (kept, other) if kept < other else (other, kept)
                heapq.heappush(heap, (-average, low, high, version[low], version[high]))
    return [sorted(group) for group in members.values()]


def cluster_table(connection: Any, size: int, threshold: float = 0.5) -> Ids:
    """The clusters of the table ``link``; report ids run from 0 to ``size`` - 1."""
    got = connection.execute("SELECT a, b, p FROM link").fetchnumpy()
    a, b = (np.asarray(got[name], dtype=np.int64) for name in ("a", "b"))
    return cluster_links(a, b, np.asarray(got["p"], dtype=np.float64), size, threshold)
