"""The sparse graph of likenesses between claims, and what one vague place may not decide."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from trucewatch.linking.candidates import candidate_pairs
from trucewatch.linking.comparing import Comparer
from trucewatch.linking.features import Features

__all__ = ["LikenessGraph", "compare_all"]


@dataclass
class LikenessGraph:
    """Edges in three columns of equal length: the lower claim, the higher claim, their likeness."""

    lower: array[int] = field(default_factory=lambda: array("l"))
    higher: array[int] = field(default_factory=lambda: array("l"))
    score: array[float] = field(default_factory=lambda: array("d"))

    def add(self, i: int, j: int, score: float) -> None:
        """Add one edge."""
        self.lower.append(i)
        self.higher.append(j)
        self.score.append(score)

    def __len__(self) -> int:
        return len(self.score)

    def __iter__(self) -> Iterator[tuple[int, int, float]]:
        return zip(self.lower, self.higher, self.score, strict=True)


@dataclass(frozen=True, slots=True)
class _Contained:
    wider: int
    finer: int
    node: str
    score: float
    weight: float


def compare_all(features: Sequence[Features], comparer: Comparer) -> tuple[LikenessGraph, LikenessGraph]:
    """Likenesses among occurrences, and of occurrences (first column) with what is only announced (second column)."""
    occurrences, announced = LikenessGraph(), LikenessGraph()
    contained: list[_Contained] = []
    sparse = comparer.settings.sparse
    between, score_of = comparer.relations.between, comparer.score
    for i, j in candidate_pairs(features, comparer.relations, comparer.settings):
        a, b = features[i], features[j]
        if not (a.real or b.real):
            continue
        relation = between(a.place, b.place, bound=a.bound)
        if relation is None:
            continue
        score = score_of(a, b, relation)
        if score is None or score < sparse:
            continue
        if not (a.real and b.real):
            announced.add(*((i, j) if a.real else (j, i)), score)
        elif relation.finer is not None:
            finer, wider = (i, j) if a.place is not None and a.place.key == relation.finer else (j, i)
            contained.append(_Contained(wider, finer, relation.finer, score, relation.weight))
        else:
            occurrences.add(i, j, score)
    for i, j, score in _undecided(contained, features, comparer):
        if score >= sparse:
            occurrences.add(i, j, score)
    return occurrences, announced


def _undecided(
    contained: Sequence[_Contained], features: Sequence[Features], comparer: Comparer
) -> Iterator[tuple[int, int, float]]:
    """A claim placed in a city that would suit several of its quarters says nothing of which is meant."""
    suited: dict[int, set[str]] = defaultdict(set)
    inside: dict[str, tuple[str, ...]] = {}
    for pair in contained:
        place = features[pair.finer].place
        inside[pair.node] = place.inside if place is not None else ()
        if pair.score >= comparer.settings.threshold:
            suited[pair.wider].add(pair.node)
    several = {wider for wider, nodes in suited.items() if _unrelated(nodes, inside) > 1}
    for pair in contained:
        score = pair.score
        if pair.wider in several:
            score = round(score - pair.weight + comparer.settings.one_of_several_places, 4)
        i, j = pair.wider, pair.finer
        yield (i, j, score) if i < j else (j, i, score)


def _unrelated(nodes: Iterable[str], inside: Mapping[str, tuple[str, ...]]) -> int:
    """How many places there are when one that holds another is not counted beside it."""
    kept = set(nodes)
    return len(kept - {above for node in kept for above in inside[node]})
