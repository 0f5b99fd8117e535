"""Marks in place of claims, so that a verdict on one incident can be given to every other like it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from trucewatch.vocabulary.incidents import Incident

__all__ = ["Marks", "marked"]

_SUPPORT, _AGAINST, _TIME, _PLACE = "§support", "§against", "§time", "§place"


class Marks:
    """The claims of one incident behind their marks."""

    def __init__(self, incident: Incident) -> None:
        self._incident = incident
        self._single: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._union: dict[frozenset[str], tuple[str, ...]] = {}
        self._lists: Mapping[str, tuple[str, ...]] = _lists(incident)

    def claims(self, marks: tuple[str, ...]) -> tuple[str, ...]:
        """The claims behind ``marks``: a single list in its own order, where tests keep it, else sorted."""
        found = self._single.get(marks)
        if found is None:
            kept = len(marks) == 1 and marks[0] in (_SUPPORT, _TIME, _PLACE)
            found = self._single[marks] = self._lists[marks[0]] if kept else self.union(marks)
        return found

    def union(self, *several: tuple[str, ...]) -> tuple[str, ...]:
        """The claims behind several lists of marks, sorted, each once. What is no mark is a claim itself."""
        marks: frozenset[str] = frozenset().union(*several)
        found = self._union.get(marks)
        if found is None:
            lists = self._lists
            found = self._union[marks] = tuple(sorted({claim for mark in marks for claim in lists.get(mark, (mark,))}))
        return found


def marked(incident: Incident) -> Incident:
    """The incident with a mark in place of each list of claims."""
    it = incident
    return replace(
        it,
        supporting=(_SUPPORT,),
        contradicting=(_AGAINST,),
        repeating=(),
        time=replace(it.time, claims=(_TIME,)),
        place=None if it.place is None else replace(it.place, claims=(_PLACE,)),
        agents=tuple(replace(a, claims=(f"§agent{n}",)) for n, a in enumerate(it.agents)),
        targets=tuple(replace(a, claims=(f"§target{n}",)) for n, a in enumerate(it.targets)),
        parties=tuple(replace(a, claims=(f"§party{n}",)) for n, a in enumerate(it.parties)),
        origins=(),
    )


def _lists(incident: Incident) -> Mapping[str, tuple[str, ...]]:
    it = incident
    lists = {
        _SUPPORT: it.supporting,
        _AGAINST: it.contradicting,
        _TIME: it.time.claims,
        _PLACE: it.place.claims if it.place else (),
    }
    for kind, actors in (("agent", it.agents), ("target", it.targets), ("party", it.parties)):
        for number, actor in enumerate(actors):
            lists[f"§{kind}{number}"] = actor.claims
    return lists
