"""Decomposable graphs on a few lists, with their cliques and separators.

Maximum cardinality search (Tarjan and Yannakakis 1984) tells which graphs are decomposable. On 1 to 6 labelled
points there are 1, 2, 8, 61, 822 and 18154 of them (OEIS A058862).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["MOST_POINTS", "DecomposableGraph", "decomposable_graphs"]

MOST_POINTS = 6


@dataclass(frozen=True)
class DecomposableGraph:
    """Cliques and separators as sets of points in bits; a separator stands as often as it separates."""

    cliques: tuple[int, ...]
    separators: tuple[int, ...]

    @property
    def edges(self) -> frozenset[tuple[int, int]]:
        """The joined pairs."""
        points = [[j for j in range(MOST_POINTS) if clique >> j & 1] for clique in self.cliques]
        return frozenset(pair for members in points for pair in itertools.combinations(members, 2))


@lru_cache(maxsize=MOST_POINTS)
def decomposable_graphs(points: int) -> tuple[DecomposableGraph, ...]:
    """All decomposable graphs on ``points`` labelled points, 1 to 6. Raises ``ValueError`` beyond."""
    if not 1 <= points <= MOST_POINTS:
        raise ValueError(f"{points} points: 1 to {MOST_POINTS} are possible")
    pairs = list(itertools.combinations(range(points), 2))
    found: list[DecomposableGraph] = []
    for code in range(2 ** len(pairs)):
        neighbours = [0] * points
        for number, (i, j) in enumerate(pairs):
            if code >> number & 1:
                neighbours[i] |= 1 << j
                neighbours[j] |= 1 << i
        graph = _examined(neighbours)
        if graph is not None:
            found.append(graph)
    return tuple(found)


def _examined(neighbours: list[int]) -> DecomposableGraph | None:
    """The graph with its cliques, or None: the visited neighbours of each point visited must form a clique."""
    points = len(neighbours)
    visited, last = 0, -1
    cliques: list[int] = []
    separators: list[int] = []
    current = 0
    for step in range(points):
        point = max(
            (p for p in range(points) if not visited >> p & 1),
            key=lambda p: ((neighbours[p] & visited).bit_count(), -p),
        )
        before = neighbours[point] & visited
        rest = before
        while rest:
            low = rest & -rest
            if before & ~low & ~neighbours[low.bit_length() - 1]:
                return None
            rest ^= low
        if step and before.bit_count() <= last:
            cliques.append(current)
            separators.append(before)
        current, last = before | 1 << point, before.bit_count()
        visited |= 1 << point
    return DecomposableGraph((*cliques, current), tuple(separators))
