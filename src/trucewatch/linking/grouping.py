"""Groups of claims about one occurrence: average linkage on the sparse graph of likenesses.

An absent edge counts as zero, so that chains do not form. Claims of one text that are two events never
come into one group.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from trucewatch.linking.blocs import Groups
from trucewatch.linking.likeness import LikenessGraph

__all__ = ["average_linkage"]


def average_linkage(
    texts: Sequence[str], graph: LikenessGraph, threshold: float, may_join: Callable[[int, int], bool]
) -> list[list[int]]:
    """Groups of indices, each sorted, in the order of their first member.

    ``texts`` holds for each claim the text it stands in; ``may_join`` says of two claims of one text
    whether they can be one event. Connected parts of the graph are grouped one by one, which keeps memory low.
    """
    parts: Groups[int] = Groups()
    for i, j, _ in graph:
        parts.join(i, j)
    edges: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
    for i, j, score in graph:
        edges[parts.find(i)].append((i, j, score))
    groups: list[list[int]] = []
    linked: set[int] = set()
    for part in edges.values():
        members = sorted({index for i, j, _ in part for index in (i, j)})
        linked.update(members)
        groups += _Linkage(members, part, texts, threshold, may_join).run()
    groups += [[index] for index in range(len(texts)) if index not in linked]
    return sorted(groups)


class _Linkage:
    """One connected part: merges the two most alike groups until none reaches the threshold."""

    def __init__(
        self,
        members: Iterable[int],
        edges: Sequence[tuple[int, int, float]],
        texts: Sequence[str],
        threshold: float,
        may_join: Callable[[int, int], bool],
    ) -> None:
        self._threshold = threshold
        self._may_join = may_join
        self._members: dict[int, list[int]] = {i: [i] for i in members}
        self._in_text: dict[int, dict[str, list[int]]] = {i: {texts[i]: [i]} for i in self._members}
        self._sums: dict[int, dict[int, float]] = {i: {} for i in self._members}
        for i, j, score in edges:
            self._sums[i][j] = self._sums[j][i] = score
        # ties fall to the lower indices, which follow the ids of the claims and not the order of the input
        self._heap = [(-score, i, j) for i, j, score in edges if score >= threshold]
        heapq.heapify(self._heap)
        self._next = max(self._members) + 1

    def run(self) -> list[list[int]]:
        """The groups, each sorted."""
        while self._heap:
            _, i, j = heapq.heappop(self._heap)
            if i in self._members and j in self._members and self._compatible(i, j):
                self._merge(i, j)
        return [sorted(group) for group in self._members.values()]

    def _compatible(self, i: int, j: int) -> bool:
        first, second = self._in_text[i], self._in_text[j]
        if len(first) > len(second):
            first, second = second, first
        return all(
            self._may_join(min(a, b), max(a, b))
            for text, claims in first.items()
            for a in claims
            for b in second.get(text, ())
        )

    def _merge(self, i: int, j: int) -> None:
        merged, number = self._members.pop(i) + self._members.pop(j), self._next
        self._next += 1
        texts = self._in_text.pop(i)
        for text, claims in self._in_text.pop(j).items():
            texts[text] = texts.get(text, []) + claims
        first, second = self._sums.pop(i), self._sums.pop(j)
        totals: dict[int, float] = {}
        for other in sorted(first.keys() | second.keys()):
            if other in (i, j):
                continue
            total = first.get(other, 0.0) + second.get(other, 0.0)
            totals[other] = total
            sums = self._sums[other]
            sums.pop(i, None)
            sums.pop(j, None)
            sums[number] = total
            # rounded, so that a sum of tenths does not miss the threshold by the last bit
            average = round(total / (len(merged) * len(self._members[other])), 6)
            if average >= self._threshold:
                heapq.heappush(self._heap, (-average, other, number))
        self._members[number], self._in_text[number], self._sums[number] = merged, texts, totals
