"""Pairs of claims worth comparing: by place and day through an index, never all with all.

Claims lie at the node of their place, by broadest act. Two nodes meet when they are the same, near, or one
holds the other; their claims are then joined along time. A claim told without a place, or only with a
province, meets others over a particular that both tell: the toll, a protected object, agent and target.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from trucewatch.linking.features import LONGEST_DAYS, Features
from trucewatch.linking.place_relations import PlaceRelations
from trucewatch.linking.place_tree import PlaceNode
from trucewatch.linking.settings import LinkSettings

__all__ = ["candidate_pairs"]

_UNBOUND = "anywhere"
_SOME_TOLL = 2


def candidate_pairs(
    features: Sequence[Features], relations: PlaceRelations, settings: LinkSettings
) -> Iterator[tuple[int, int]]:
    """Each pair once, as indices into ``features``, the lower first."""
    for i, j in _by_place(features, relations, settings):
        if features[i].text != features[j].text:
            yield i, j
    for i, j in _by_particulars(features, settings):
        if features[i].text != features[j].text:
            yield i, j
    yield from _in_one_text(features)


class _Shelf:
    """The claims at one node with one broadest act, along time. What lasts longer than a month lies apart."""

    def __init__(self) -> None:
        self.dated: list[tuple[int, int, int]] = []
        self.starts: list[int] = []
        self.longest = 0
        self.lasting: list[int] = []

    def add(self, index: int, claim: Features) -> None:
        if claim.state or claim.length > LONGEST_DAYS:
            self.lasting.append(index)
        elif claim.start is not None and claim.end is not None:
            self.dated.append((claim.start, claim.end, index))
            self.longest = max(self.longest, claim.length)

    def close(self) -> None:
        self.dated.sort()
        self.starts = [start for start, _, _ in self.dated]

    def within(self, days: int) -> Iterator[tuple[int, int]]:
        """Pairs of this shelf whose days lie at most ``days`` apart."""
        for n, (_, end, i) in enumerate(self.dated):
            for m in range(n + 1, len(self.dated)):
                start, _, j = self.dated[m]
                if start > end + days:
                    break
                yield _ordered(i, j)
        yield from _all_pairs(self.lasting)

    def across(self, other: _Shelf, days: int) -> Iterator[tuple[int, int]]:
        """Pairs of this shelf and another one."""
        for start, end, i in self.dated:
            for m in range(bisect_left(other.starts, start - days - other.longest), len(other.dated)):
                start2, end2, j = other.dated[m]
                if start2 > end + days:
                    break
                if end2 >= start - days:
                    yield _ordered(i, j)
        for i in self.lasting:
            for j in other.lasting:
                yield _ordered(i, j)


def _by_place(
    features: Sequence[Features], relations: PlaceRelations, settings: LinkSettings
) -> Iterator[tuple[int, int]]:
    shelves: dict[tuple[str, str], _Shelf] = defaultdict(_Shelf)
    nodes: dict[str, PlaceNode] = {}
    acts: dict[str, set[str]] = defaultdict(set)
    for index, claim in enumerate(features):
        if claim.bound and claim.place is not None:
            at = claim.place.key
            nodes[at] = claim.place
        elif claim.bound:
            continue
        else:
            at = _UNBOUND
        shelves[at, claim.root].add(index, claim)
        acts[at].add(claim.root)
    for shelf in shelves.values():
        shelf.close()
        yield from shelf.within(settings.days)
    for node, others in relations.neighbours(nodes.values()).items():
        for other in others:
            if node < other:
                for act in sorted(acts[node] & acts[other]):
                    yield from shelves[node, act].across(shelves[other, act], settings.days)


def _by_particulars(features: Sequence[Features], settings: LinkSettings) -> Iterator[tuple[int, int]]:
    keys = [_particulars(claim) if claim.bound else frozenset[str]() for claim in features]
    loose: dict[str, list[int]] = defaultdict(list)
    every: dict[str, _Shelf] = defaultdict(_Shelf)
    for index, claim in enumerate(features):
        for key in sorted(keys[index]):
            every[key].add(index, claim)
            if _is_loose(claim):
                loose[key].append(index)
    for key, indices in loose.items():
        shelf = every[key]
        shelf.close()
        for at in indices:
            single = _Shelf()
            single.add(at, features[at])
            for i, j in single.across(shelf, settings.days):
                if i != j and key == min(keys[i] & keys[j]) and _first_meeting(features[i], features[j], at == j):
                    yield i, j


def _first_meeting(a: Features, b: Features, from_higher: bool) -> bool:
    """True once for a pair: seen from its lower loose claim, and not met by place already."""
    if from_higher and _is_loose(a):
        return False
    return a.place is None or b.place is None or not (a.place.key == b.place.key or a.place.name == b.place.name)


def _is_loose(claim: Features) -> bool:
    return claim.place is None or claim.place.grain == "coarse" or claim.place.key.startswith("name:")


def _particulars(claim: Features) -> frozenset[str]:
    found = {f"{claim.root}:object:{name}" for name in claim.objects}
    for (outcome, who), (_, best, _) in claim.tolls.items():
        if best is not None and best >= _SOME_TOLL:
            found.add(f"{claim.root}:toll:{outcome}:{who}:{best}")
    for agent in (*claim.agents.blocs, *claim.agents.names):
        for target in (*claim.targets.blocs, *claim.targets.names):
            found.add(f"{claim.root}:who:{agent}:{target}")
    return frozenset(found)


def _in_one_text(features: Sequence[Features]) -> Iterator[tuple[int, int]]:
    """Claims of one text: a re-mention names the same place; a denial may leave it out."""
    spots: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    texts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, claim in enumerate(features):
        if claim.rows:
            continue
        texts[claim.text, claim.root].append(index)
        if claim.place is not None or not claim.bound:
            spots[claim.text, claim.root, claim.place.key if claim.place is not None else ""].append(index)
    for indices in spots.values():
        for i, j in _all_pairs(indices):
            if features[i].claim.polarity == features[j].claim.polarity:
                yield i, j
    for indices in texts.values():
        answers = [i for i in indices if features[i].claim.polarity != "asserted"]
        for i in answers:
            for j in indices:
                other = features[j].claim.polarity
                if features[i].claim.polarity != other and (other == "asserted" or i < j):
                    yield _ordered(i, j)


def _all_pairs(indices: Sequence[int]) -> Iterator[tuple[int, int]]:
    for n, i in enumerate(indices):
        for j in indices[n + 1 :]:
            yield _ordered(i, j)


def _ordered(i: int, j: int) -> tuple[int, int]:
    return (i, j) if i < j else (j, i)
