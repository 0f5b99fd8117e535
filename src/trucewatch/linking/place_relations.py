"""What two places of claims are to each other, as evidence that the claims tell of one occurrence."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from trucewatch.linking.place_tree import PlaceNode, kilometres
from trucewatch.linking.settings import LinkSettings

__all__ = ["PlaceRelation", "PlaceRelations"]

_NEIGHBOURS_KM = 1.5
_FARTHEST_KM = 8.0
_CELL = 0.02  # degrees, about two kilometres


@dataclass(frozen=True, slots=True)
class PlaceRelation:
    """Evidence of place; ``reason`` is of the code list ``link_reason``.

    ``finer`` is the key of the node that lies in the other one, which may hold several such.

    ``close`` is True when both places are told closely, ``told`` False when nothing can be said of the two.
    """

    weight: float
    reason: str
    finer: str | None = None
    close: bool = False
    told: bool = True


class PlaceRelations:
    """Relations between nodes, each worked out once."""

    def __init__(self, settings: LinkSettings) -> None:
        self._settings = settings
        self._known: dict[tuple[str, str], PlaceRelation | None] = {}
        self._vague = PlaceRelation(settings.vague_place, "place_not_told", told=False)
        self._unbound = PlaceRelation(0.0, "", told=False)

    def between(self, a: PlaceNode | None, b: PlaceNode | None, *, bound: bool = True) -> PlaceRelation | None:
        """None when the places exclude one occurrence. ``bound`` is False for acts that no place ties down:
        there another place only weakens the likeness."""
        if a is None or b is None:
            return self._vague if bound else self._unbound
        key = (a.key, b.key) if a.key <= b.key else (b.key, a.key)
        if key not in self._known:
            self._known[key] = self._compare(a, b)
        relation = self._known[key]
        return self._vague if relation is None and not bound else relation

    def _compare(self, a: PlaceNode, b: PlaceNode) -> PlaceRelation | None:
        if a.key == b.key:
            return self._same(a)
        if a.id is not None and b.id is not None:
            if a.id in b.inside or b.id in a.inside:
                return self._contained(*((b, a) if a.id in b.inside else (a, b)))
        elif a.name == b.name and a.name:
            return self._same(a if a.id is not None else b, "same_place_name")
        if "coarse" in (a.grain, b.grain):
            return self._vague if not (a.known and b.known) else None
        if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
            return None if a.id is not None and b.id is not None else self._vague
        return self._distant(a, b, kilometres(a.lat, a.lon, b.lat, b.lon))

    def _same(self, node: PlaceNode, reason: str = "same_place") -> PlaceRelation:
        if node.grain == "coarse":
            return PlaceRelation(self._settings.same_province, "same_province")
        if node.grain == "parts":
            return PlaceRelation(self._settings.same_large_place, "same_large_place")
        return PlaceRelation(self._settings.same_place, reason, close=True)

    def _contained(self, finer: PlaceNode, wider: PlaceNode) -> PlaceRelation:
        if wider.grain == "coarse":
            return PlaceRelation(0.0, "within_province", finer.key)
        return PlaceRelation(self._settings.within_place, "within_place", finer.key)

    def _distant(self, a: PlaceNode, b: PlaceNode, apart: float) -> PlaceRelation | None:
        s = self._settings
        if a.id is not None and b.id is not None:
            # two names are two places; only small neighbours are taken for one another
            small = a.grain == b.grain == "fine" and max(a.radius, b.radius) <= 1.0
            return (
                PlaceRelation(s.neighbouring_place, "neighbouring_places")
                if small and apart <= _NEIGHBOURS_KM
                else None
            )
        if apart > min(a.radius + b.radius, _FARTHEST_KM):
            return None
        finer, wider = (a, b) if (a.radius, a.key) <= (b.radius, b.key) else (b, a)
        if wider.radius >= 2 * finer.radius or "parts" in (a.grain, b.grain):
            return PlaceRelation(s.within_place, "place_reaches", finer.key)
        return PlaceRelation(s.near_place, "as_near_as_told", close=wider.radius <= 1.0)

    def neighbours(self, nodes: Iterable[PlaceNode]) -> dict[str, tuple[str, ...]]:
        """For each node the others whose claims could be one occurrence with its own, by place alone.

        Provinces and unresolved names are left out: what they leave open is looked for by particulars.
        """
        by_key = {node.key: node for node in nodes}
        found: dict[str, set[str]] = defaultdict(set)
        names: dict[str, list[str]] = defaultdict(list)
        grid: dict[tuple[int, int], list[str]] = defaultdict(list)
        for node in by_key.values():
            names[node.name].append(node.key)
            if node.grain != "coarse" and node.lat is not None and node.lon is not None:
                grid[_cell(node.lat, node.lon)].append(node.key)
        for node in by_key.values():
            near = {above for above in node.inside if above in by_key and by_key[above].grain != "coarse"}
            if node.name:
                near.update(names[node.name])
            near.update(self._around(node, grid))
            for other in near - {node.key}:
                relation = self.between(node, by_key[other])
                if relation is not None and relation.told:
                    found[node.key].add(other)
                    found[other].add(node.key)
        return {key: tuple(sorted(others)) for key, others in sorted(found.items())}

    @staticmethod
    def _around(node: PlaceNode, grid: dict[tuple[int, int], list[str]]) -> Iterable[str]:
        if node.lat is None or node.lon is None or node.grain == "coarse":
            return
        reach = _NEIGHBOURS_KM if node.id is not None else min(node.radius + 5.0, _FARTHEST_KM)
        row, column = _cell(node.lat, node.lon)
        rows = math.ceil(reach / (111.2 * _CELL))
        columns = math.ceil(reach / (111.2 * _CELL * max(math.cos(math.radians(node.lat)), 0.05)))
        for r in range(row - rows, row + rows + 1):
            for c in range(column - columns, column + columns + 1):
                yield from grid.get((r, c), ())


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat / _CELL), math.floor(lon / _CELL)
