"""Places of claims as nodes of the case's gazetteer: what contains them and how closely they are told."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from trucewatch.intake.shingles import normalised_words
from trucewatch.vocabulary.actors import GazetteerPlace
from trucewatch.vocabulary.claims import PlacePrecision, PlaceRef
from trucewatch.vocabulary.precision import reach_metres

__all__ = ["Grain", "PlaceNode", "PlaceTree", "kilometres", "precision_of"]

Grain = Literal["fine", "parts", "coarse"]

_COARSE_CLASSES = frozenset({"country", "admin1", "admin2", "river", "sea"})
_WIDE_CLASSES = frozenset({"area", "line"})
_COARSE = frozenset({"admin1", "admin2", "country", "line_or_area", "sea_or_air"})
_PRECISION: dict[str, PlacePrecision] = {
    "country": "country",
    "admin1": "admin1",
    "admin2": "admin2",
    "city": "town",
    "town": "town",
    "village": "town",
    "quarter": "quarter",
    "camp": "locality",
    "area": "line_or_area",
    "line": "line_or_area",
    "river": "line_or_area",
    "road": "line_or_area",
    "sea": "sea_or_air",
}


@dataclass(frozen=True, slots=True)
class PlaceNode:
    """A place that claims name. ``inside`` are the ids of the places that contain it; ``radius`` in kilometres.

    ``grain``: *fine* is told closely, *parts* has known parts that could be meant (a city), *coarse* is
    a province, a country or an open area and never a spot. ``known`` is True for places of the case.
    """

    key: str
    id: str | None
    name: str
    inside: tuple[str, ...]
    grain: Grain
    lat: float | None
    lon: float | None
    radius: float
    known: bool


class PlaceTree:
    """The gazetteer of a case as a tree, and the nodes of places that claims name."""

    def __init__(self, places: Iterable[GazetteerPlace]) -> None:
        self.places = {place.id: place for place in places}
        self._parents = {place.parent for place in self.places.values() if place.parent}
        self._nodes: dict[tuple[str | None, str, float | None, float | None, str | None], PlaceNode] = {}
        self._by_key: dict[str, PlaceNode] = {}

    def node(self, place: PlaceRef) -> PlaceNode:
        """The node of a place as named: by id, else by coordinates, else by name."""
        seen = (place.id, place.name, place.lat, place.lon, place.precision)
        found = self._nodes.get(seen)
        if found is None:
            made = self._make(place)
            found = self._nodes[seen] = self._by_key.setdefault(made.key, made)
        return found

    def containing(self, place: str) -> tuple[str, ...]:
        """The ids of the places that contain ``place``, nearest first; a loop ends where it closes."""
        out: list[str] = []
        at = self.places[place].parent if place in self.places else None
        while at is not None and at in self.places and at not in out and at != place:
            out.append(at)
            at = self.places[at].parent
        return tuple(out)

    def finest_common(self, ids: Sequence[str]) -> str | None:
        """The smallest place that is or contains all of ``ids``."""
        chains = [(place, *self.containing(place)) for place in ids]
        return next((place for place in chains[0] if all(place in chain for chain in chains)), None) if chains else None

    def _make(self, place: PlaceRef) -> PlaceNode:
        name = " ".join(normalised_words(place.name))
        known = self.places.get(place.id or "")
        lat = known.lat if known is not None else place.lat
        lon = known.lon if known is not None else place.lon
        if lat is None or lon is None:
            lat = lon = None
        if place.id is not None:
            key = place.id
        elif lat is not None and lon is not None:
            key = f"@{lat:.4f},{lon:.4f}:{place.precision or ''}"
        else:
            key = f"name:{name}"
        precision = precision_of(known) if known is not None else place.precision
        return PlaceNode(
            key=key,
            id=place.id,
            name=name,
            inside=self.containing(place.id) if place.id else (),
            grain=self._grain(known, place.precision),
            lat=lat,
            lon=lon,
            radius=(reach_metres(precision) or 2000) / 1000,
            known=known is not None,
        )

    def _grain(self, known: GazetteerPlace | None, precision: str | None) -> Grain:
        if known is None:
            return "coarse" if precision in _COARSE else "fine"
        if known.place_class in _COARSE_CLASSES:
            return "coarse"
        if known.place_class in _WIDE_CLASSES:
            above = self.places.get(known.parent or "")
            if above is None or above.place_class in _COARSE_CLASSES:
                return "coarse"
        return "parts" if known.id in self._parents else "fine"


def precision_of(place: GazetteerPlace) -> PlacePrecision:
    """How closely a place of the gazetteer tells where something was."""
    return _PRECISION.get(place.place_class, "locality")


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Distance on a sphere, flat enough for the tens of kilometres compared here."""
    x = math.radians((lon2 - lon1 + 180) % 360 - 180) * math.cos(math.radians((lat1 + lat2) / 2))
    return 6371.0 * math.hypot(x, math.radians(lat2 - lat1))
