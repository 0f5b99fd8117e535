"""From incidents to lists: which independence group asserts which incident.

A list is a bloc of sources and actors that declare to belong together, never a single outlet. A dataset names in
``relays`` what it is compiled from; one that names nothing is taken as compiled from what is not told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.linking.blocs import Blocs
from trucewatch.vocabulary.actors import Actor
from trucewatch.vocabulary.documents import Source
from trucewatch.vocabulary.incidents import Incident, Origin
from trucewatch.vocabulary.undercount import CaptureList

__all__ = ["LEAST_UNITS", "MOST_LISTS_OF_A_CASE", "CapturedIncidents", "capture_lists"]

LEAST_UNITS = 5
"""A group that asserts fewer incidents is no list; it is named among those left out."""
MOST_LISTS_OF_A_CASE = 6
UNDECLARED = "undeclared"


@dataclass(frozen=True)
class CapturedIncidents:
    """``units`` name, for each incident of ``incidents``, the lists that assert it, the founding one first."""

    lists: tuple[CaptureList, ...]
    incidents: tuple[Incident, ...]
    units: tuple[tuple[str, ...], ...]
    left_out: tuple[str, ...]


class _Groups:
    """The independence group of an origin, by a key that does not depend on the order of the incidents."""

    def __init__(self, sources: Sequence[Source], actors: Sequence[Actor]) -> None:
        self._blocs = Blocs(sources, actors)
        self._sources = {source.id: source for source in sources}
        self._actors = {actor.id: actor for actor in actors}
        self._members: dict[str, list[str]] = defaultdict(list)
        sides = Counter([a.side for a in actors if a.side] + [s.interest for s in sources if s.interest])
        for known in sorted({*self._sources, *self._actors}, key=lambda k: (self._rank(k, sides), -sides[k], k)):
            self._members[self.bloc(known)].append(known)

    def _rank(self, known: str, sides: Counter[str]) -> int:
        """Who stands for a bloc: the party it speaks for, else a source, else a body, a person last."""
        if known in sides and known in self._actors:
            return 0
        if known in self._sources:
            return 1
        return 3 if self._actors[known].kind == "person" else 2

    def bloc(self, known: str) -> str:
        return self._blocs.of_source(known) if known in self._sources else self._blocs.of_actor(known)

    def of_origin(self, origin: Origin, counts_with: str | None) -> str:
        """The first member of the bloc; a speaker whom nobody knows counts with whom linking put it, else alone."""
        for key in (origin.key, counts_with):
            if key is not None and (key in self._sources or key in self._actors):
                return self._members[self.bloc(key)][0]
        return counts_with or origin.key

    def describe(self, key: str, name: str, size: int) -> CaptureList:
        if key not in self._sources and key not in self._actors:
            return CaptureList(key=key, name=name, members=(key,), size=size)
        bloc = self.bloc(key)
        members = tuple(self._members[bloc])
        return CaptureList(
            key=key,
            name=self._name(members),
            side=key if self._blocs.is_side(bloc) else None,
            members=members,
            compiled_from=self._compiled_from(members),
            size=size,
        )

    def _name(self, members: Sequence[str]) -> str:
        first = members[0]
        if first in self._sources:
            return self._sources[first].name
        label = self._actors[first].label
        return label.get("en") or next(iter(label.values()), first)

    def _compiled_from(self, members: Sequence[str]) -> tuple[str, ...]:
        """The groups that a group of nothing but datasets rests on."""
        sources = [self._sources[m] for m in members if m in self._sources]
        if not sources or len(sources) < len(members) or any(s.kind != "dataset" for s in sources):
            return ()
        named = {relay for source in sources for relay in source.relays}
        declared = {name for name in named if name in self._sources or name in self._actors}
        groups = {self._members[self.bloc(name)][0] for name in declared}
        return tuple(sorted(groups | (named - declared))) or (UNDECLARED,)


def capture_lists(
    incidents: Sequence[Incident],
    sources: Sequence[Source],
    actors: Sequence[Actor],
    *,
    without: Sequence[str] = (),
    least: int = LEAST_UNITS,
    most: int = MOST_LISTS_OF_A_CASE,
) -> CapturedIncidents:
    """The lists of a case, the largest ``most`` groups that assert ``least`` incidents or more.

    ``without`` names groups, or sources in them, that shall be no list. A group that only denies lists nothing.
    """
    groups = _Groups(sources, actors)
    names: dict[str, str] = {}
    asserted: list[tuple[str, ...]] = []
    for incident in incidents:
        found: list[str] = []
        for origin in incident.origins:
            if origin.polarity == "asserted":
                key = groups.of_origin(origin, origin.counts_with)
                names.setdefault(key, origin.name)
                found.append(key)
        asserted.append(tuple(dict.fromkeys(found)))
    sizes = Counter(key for keys in asserted for key in keys)
    described = {key: groups.describe(key, names[key], sizes[key]) for key in sizes}
    barred = {key for key, item in described.items() if {key, *item.members} & set(without)}
    ordered = sorted((key for key in sizes if key not in barred), key=lambda key: (-sizes[key], key))
    chosen = [key for key in ordered if sizes[key] >= least][:most]
    units = [tuple(key for key in keys if key in chosen) for keys in asserted]
    kept = [number for number, keys in enumerate(units) if keys]
    return CapturedIncidents(
        lists=tuple(described[key] for key in chosen),
        incidents=tuple(incidents[number] for number in kept),
        units=tuple(units[number] for number in kept),
        left_out=tuple(sorted(key for key in sizes if key not in chosen)),
    )
