"""Groups of claims about one occurrence: average linkage on the sparse graph of likenesses.

An absent edge counts as zero, so that chains do not form. Candidates are found by act family, day and
place, never by comparing all with all.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence

from trucewatch.linking.comparing import Comparer, claim_days
from trucewatch.vocabulary.claims import EventClaim
from trucewatch.vocabulary.codes import family_of

__all__ = ["group_claims"]

_LONGEST = 8
_FULLEST = 400


def group_claims(claims: Sequence[EventClaim], comparer: Comparer) -> list[list[EventClaim]]:
    """Groups in the order of their first claim; ``claims`` must be in one fixed order (by id)."""
    edges = _edges(claims, comparer)
    groups = _average_linkage(len(claims), edges, comparer.settings.threshold)
    return [[claims[i] for i in members] for members in groups]


def _edges(claims: Sequence[EventClaim], comparer: Comparer) -> dict[tuple[int, int], float]:
    edges: dict[tuple[int, int], float] = {}
    for block in _blocks(claims, comparer).values():
        for n, i in enumerate(block[:_FULLEST]):
            for j in block[n + 1 : _FULLEST]:
                if (i, j) in edges:
                    continue
                likeness = comparer.compare(claims[i], claims[j])
                edges[i, j] = likeness.score if likeness is not None else 0.0
    return {pair: score for pair, score in edges.items() if score != 0}


def _blocks(claims: Sequence[EventClaim], comparer: Comparer) -> Mapping[tuple[str, str], list[int]]:
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, claim in enumerate(claims):
        for key in _keys(claim, comparer):
            blocks[key].append(index)
    return blocks


def _keys(claim: EventClaim, comparer: Comparer) -> set[tuple[str, str]]:
    family = family_of(claim.act)
    days = claim_days(claim)
    keys: set[tuple[str, str]] = set()
    if days is not None:
        length = (days[1] - days[0]).days
        first = days[0] - dt.timedelta(days=comparer.settings.days)
        for step in range(min(length, _LONGEST) + 1 + comparer.settings.days):
            keys.add((family, (first + dt.timedelta(days=step)).isoformat()))
            keys.add((family, (days[0] + dt.timedelta(days=step)).isoformat()))
    elif claim.place is not None and claim.place.id:
        keys.add((family, f"document:{claim.document}:{claim.place.id}"))
    return keys


def _average_linkage(number: int, edges: Mapping[tuple[int, int], float], threshold: float) -> list[list[int]]:
    """Merge the two most alike groups until none reaches the threshold; ties fall to the lowest indices."""
    members: dict[int, list[int]] = {i: [i] for i in range(number)}
    weight: dict[int, dict[int, float]] = defaultdict(dict)
    for (i, j), score in edges.items():
        weight[i][j] = weight[j][i] = score
    heap = [(-score, i, j) for (i, j), score in edges.items() if score >= threshold]
    heapq.heapify(heap)
    following = number
    while heap:
        negative, i, j = heapq.heappop(heap)
        if i not in members or j not in members:
            continue
        if abs(-negative - weight[i][j] / (len(members[i]) * len(members[j]))) > 1e-9:
            continue
        merged = sorted(members.pop(i) + members.pop(j))
        total = _joined(weight.pop(i), weight.pop(j), i, j)
        members[following] = merged
        weight[following] = total
        for other, sum_of in total.items():
            weight[other].pop(i, None)
            weight[other].pop(j, None)
            weight[other][following] = sum_of
            average = sum_of / (len(merged) * len(members[other]))
            if average >= threshold:
                heapq.heappush(heap, (-average, other, following))
        following += 1
    return sorted(members.values())


def _joined(a: dict[int, float], b: dict[int, float], i: int, j: int) -> dict[int, float]:
    """Sums of the likenesses of two groups to all others, in a fixed order of addition."""
    return {other: a.get(other, 0.0) + b.get(other, 0.0) for other in sorted({*a, *b}) if other not in (i, j)}
