"""What the tests know of the world: actors, places, outlines and the clock of the theatre."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, TypeVar

from shapely.geometry.base import BaseGeometry

from trucewatch.errors import CaseError
from trucewatch.terms.clock import zone_of
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.control import ControlAssertion

__all__ = ["World"]

_T = TypeVar("_T")
_KEPT: Final = 500_000


@dataclass(frozen=True)
class World:
    """The case as the tests need it.

    ``zone`` is the IANA zone in which the local dates of incidents are read; ``theatre`` the id of the area that is
    the whole theatre, or None where the case draws none; ``control`` are assertions of who held what, by place.
    """

    actors: Mapping[str, Actor]
    places: Mapping[str, GazetteerPlace]
    areas: Mapping[str, BaseGeometry]
    zone: str
    theatre: str | None = None
    control: Mapping[str, tuple[ControlAssertion, ...]] = field(default_factory=dict, repr=False)
    memo: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was worked out from the fields above and never changes while they do not: reaches of actors, sentences."""

    @classmethod
    def of(
        cls,
        *,
        actors: Iterable[Actor],
        places: Iterable[GazetteerPlace],
        areas: Mapping[str, BaseGeometry],
        zone: str,
        theatre: str | None = None,
        control: Iterable[ControlAssertion] = (),
    ) -> World:
        """Index the records of a case. Raises :class:`CaseError` for an unknown zone."""
        try:
            zone_of(zone)
        except KeyError as error:
            raise CaseError("the time zone is unknown", got=zone, expected="an IANA name") from error
        return cls(
            MappingProxyType({a.id: a for a in actors}),
            MappingProxyType({p.id: p for p in places}),
            MappingProxyType(dict(areas)),
            zone,
            theatre,
            _by_place(control),
        )

    def once(self, key: object, make: Callable[[], _T]) -> _T:
        """What ``make`` gives for ``key``, made once. The memo is emptied where it grows too large."""
        try:
            found: _T = self.memo[key]
        except KeyError:
            if len(self.memo) >= _KEPT:
                self.memo.clear()
            found = self.memo[key] = make()
        return found

    def chain(self, place_id: str | None) -> Iterator[str]:
        """The place and the places that contain it, nearest first. A loop in the parents ends it."""
        seen: set[str] = set()
        while place_id is not None and place_id in self.places and place_id not in seen:
            seen.add(place_id)
            yield place_id
            place_id = self.places[place_id].parent

    def places_of_area(self, area_id: str) -> tuple[str, ...]:
        """The places whose outline is ``area_id``."""
        return self.once("places by area", self._by_area).get(area_id, ())

    def _by_area(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for place in self.places.values():
            if place.area is not None:
                found[place.area] = (*found.get(place.area, ()), place.id)
        return found


def _by_place(control: Iterable[ControlAssertion]) -> Mapping[str, tuple[ControlAssertion, ...]]:
    found: dict[str, tuple[ControlAssertion, ...]] = {}
    for assertion in control:
        found[assertion.place] = (*found.get(assertion.place, ()), assertion)
    return MappingProxyType(found)
