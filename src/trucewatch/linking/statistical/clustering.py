"""Clusters of reports: average linkage on the sparse graph of probabilities, never connected components alone.

A pair that is not in the graph counts as zero, so that chains do not form. Two clusters merge only where some pair of
them reaches the threshold; so no cluster leaves its part of the graph of such pairs, and each part is worked alone.
That keeps memory low, and reports that come in later change only the parts that they touch. Links are read in chunks,
several times over: beside a few numbers for each report, only the links of some parts are held at once.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["AT_ONCE", "Ids", "Links", "average_link", "cluster_chunks", "cluster_links", "cluster_table"]

Ids = npt.NDArray[np.int64]
Chances = npt.NDArray[np.float64]
Links: TypeAlias = tuple[npt.NDArray[np.integer[Any]], npt.NDArray[np.integer[Any]], npt.NDArray[np.floating[Any]]]
"""Two reports (0 to one less than their number) and the probability of each link."""
AT_ONCE: Final = 4_000_000
"""Links held at once: about half a gigabyte while their parts are worked."""


def cluster_links(a: Ids, b: Ids, p: Chances, size: int, threshold: float = 0.5) -> Ids:
    """The cluster of each of ``size`` reports, named by its lowest member.

    ``a``, ``b`` and ``p`` are the links: two reports (0 to ``size`` - 1) and their probability. Their order decides
    nothing; equal averages fall to the lower reports.
    """
    return cluster_chunks(lambda: ((a, b, p),), size, threshold)


def cluster_chunks(
    chunks: Callable[[], Iterable[Links]], size: int, threshold: float = 0.5, at_once: int = AT_ONCE
) -> Ids:
    """The clusters of links that come in chunks. ``chunks`` is called several times and gives the same each time.

    At most ``at_once`` links are held, or those of one part where it alone has more.
    """
    part, number = _parts(chunks(), size, threshold)
    labels = np.arange(size, dtype=np.int64)
    for lowest, highest in _turns(_inside(chunks(), part, number), at_once):
        held = [_within(links, part, lowest, highest) for links in chunks()]
        a, b, p = (np.concatenate([links[n] for links in held]) for n in range(3))
        del held
        _work_parts(a, b, p, part, labels, threshold)
    return labels


def _parts(chunks: Iterable[Links], size: int, threshold: float) -> tuple[npt.NDArray[np.int32], int]:
    """The part of each report in the graph of pairs that reach the threshold, and how many parts there are."""
    # slow to import, and needed only where thousands of claims are linked
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    part, number = np.arange(size, dtype=np.int32), size
    for a, b, p in chunks:
        strong = p >= threshold
        joined = (np.ones(int(strong.sum()), dtype=np.int8), (part[a[strong]], part[b[strong]]))
        number, found = connected_components(coo_array(joined, shape=(number, number)), directed=False)
        part = found[part]
    return part, int(number)


def _inside(chunks: Iterable[Links], part: npt.NDArray[np.int32], number: int) -> Ids:
    """How many links each part holds."""
    count = np.zeros(number, dtype=np.int64)
    for a, b, _ in chunks:
        at = part[a]
        count += np.bincount(at[at == part[b]], minlength=number)
    return count


def _turns(count: Ids, at_once: int) -> Iterator[tuple[int, int]]:
    """Ranges of parts, the last one of each included, that together hold every link."""
    before = np.cumsum(count)
    lowest, done = 0, 0
    while lowest < len(count) and done < before[-1]:
        highest = max(lowest, int(np.searchsorted(before, done + at_once, side="right")) - 1)
        yield lowest, highest
        lowest, done = highest + 1, int(before[highest])


def _within(links: Links, part: npt.NDArray[np.int32], lowest: int, highest: int) -> Links:
    a, b, p = links
    at = part[a]
    kept = (at == part[b]) & (at >= lowest) & (at <= highest)
    return a[kept], b[kept], p[kept]


def _work_parts(
    a: npt.NDArray[np.integer[Any]],
    b: npt.NDArray[np.integer[Any]],
    p: npt.NDArray[np.floating[Any]],
    part: npt.NDArray[np.int32],
    labels: Ids,
    threshold: float,
) -> None:
    """Write into ``labels`` the clusters of the parts that these links make up."""
    first, second, at = np.minimum(a, b), np.maximum(a, b), part[a]
    order = np.lexsort((second, first, at))
    first, second, at = first[order], second[order], at[order]
    chance = p[order].astype(np.float64)
    starts = np.flatnonzero(np.diff(at, prepend=-1))
    ends = np.append(starts[1:], len(at))
    single = (ends - starts) == 1
    labels[second[starts[single]]] = first[starts[single]]
    for start, end in zip(starts[~single].tolist(), ends[~single].tolist(), strict=True):
        edges = zip(first[start:end].tolist(), second[start:end].tolist(), chance[start:end].tolist(), strict=True)
        for group in average_link(edges, threshold):
            if len(group) > 1:
                labels[group] = min(group)


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


def cluster_table(connection: Any, size: int, threshold: float = 0.5, at_once: int = AT_ONCE) -> Ids:
    """The clusters of the table ``link``; report ids run from 0 to ``size`` - 1."""
    rows = int(connection.execute("SELECT coalesce(max(rowid) + 1, 0) FROM link").fetchall()[0][0])

    def chunks() -> Iterator[Links]:
        for start in range(0, rows, at_once):
            query = "SELECT a, b, p FROM link WHERE rowid >= ? AND rowid < ?"
            got = connection.execute(query, [start, start + at_once]).fetchnumpy()
            yield np.asarray(got["a"]), np.asarray(got["b"]), np.asarray(got["p"])

    return cluster_chunks(chunks, size, threshold, at_once)
