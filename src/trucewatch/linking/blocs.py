"""Blocs: who belongs together by what sources and actors declare, never by what they say.

An outlet belongs with its owner and with the party whose interest it declares, a person with the body, an
actor with its side and those it fights beside. Voices of one bloc never corroborate one another.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

from trucewatch.vocabulary.actors import Actor
from trucewatch.vocabulary.documents import Source

__all__ = ["Blocs", "Groups"]

T = TypeVar("T", bound=Hashable)

_ARMED = frozenset({"armed_forces", "armed_group", "coalition"})


class Groups(Generic[T]):
    """Disjoint groups that grow together (union-find)."""

    def __init__(self) -> None:
        self._above: dict[T, T] = {}

    def find(self, item: T) -> T:
        """The member that stands for the group of ``item``."""
        root = item
        while (above := self._above.get(root, root)) != root:
            root = above
        while item != root:
            self._above[item], item = root, self._above[item]
        return root

    def join(self, a: T, b: T) -> None:
        """Put the groups of both together."""
        first, second = self.find(a), self.find(b)
        if first != second:
            self._above[second] = first


class Blocs:
    """The blocs of a case. A bloc has no name of its own: one of its members stands for it."""

    def __init__(self, sources: Sequence[Source], actors: Sequence[Actor]) -> None:
        self._groups: Groups[str] = Groups()
        for actor in actors:
            for other in (actor.side, *actor.affiliations):
                if other:
                    self._groups.join(f"a:{other}", f"a:{actor.id}")
        ids = {actor.id for actor in actors}
        for source in sources:
            own = f"s:{source.id}"
            if source.owner:
                self._groups.join(f"o:{source.owner}", own)
            for party in (source.interest, source.id, source.owner):
                if party and (party in ids or party == source.interest):
                    self._groups.join(f"a:{party}", own)
        self._sides = {self._groups.find(member) for member in _declared_sides(sources, actors)}

    def of_actor(self, actor: str) -> str:
        """The bloc of an actor id; one that the case does not declare stands alone."""
        return self._groups.find(f"a:{actor}")

    def of_source(self, source: str) -> str:
        """The bloc of a source id."""
        return self._groups.find(f"s:{source}")

    def is_side(self, bloc: str) -> bool:
        """True for a bloc that takes part in the conflict: one with a declared side or an armed actor.

        In a case that declares no sides, every actor and every declared interest is one.
        """
        return bloc in self._sides


def _declared_sides(sources: Sequence[Source], actors: Sequence[Actor]) -> set[str]:
    declared = {f"a:{actor.side}" for actor in actors if actor.side}
    if declared:
        return declared | {f"a:{actor.id}" for actor in actors if actor.kind in _ARMED}
    return {f"a:{source.interest}" for source in sources if source.interest}
