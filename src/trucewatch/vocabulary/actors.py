"""Actors and named places as a case or the built-in lists declare them."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

__all__ = ["Actor", "ActorKind", "GazetteerPlace", "PlaceClass"]

ActorKind: TypeAlias = Literal[
    "state",
    "government",
    "armed_forces",
    "armed_group",
    "coalition",
    "political_body",
    "international_organisation",
    "humanitarian",
    "monitor",
    "media",
    "person",
    "population",
    "other",
]
PlaceClass: TypeAlias = Literal[
    "country",
    "admin1",
    "admin2",
    "city",
    "town",
    "village",
    "quarter",
    "camp",
    "crossing",
    "base",
    "hospital",
    "school",
    "market",
    "road",
    "bridge",
    "airport",
    "river",
    "sea",
    "area",
    "line",
    "site",
]


class Actor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A party, group, body or person.

    ``names`` maps a language (``fr``, ``en``, ``ar``) to the spellings found in texts.
    ``affiliations`` are ids of the actors it belongs to or fights beside; ``side`` is the id of the
    side it counts to. ``valid_from`` and ``valid_to`` are ISO dates between which the name holds.
    """

    id: str
    kind: ActorKind
    label: dict[str, str]
    names: dict[str, tuple[str, ...]] = {}
    side: str | None = None
    affiliations: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None
    title: str | None = None
    citation: str | None = None
    note: str | None = None


class GazetteerPlace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place of the theatre. ``area`` names a feature of ``areas.geojson``; ``parent`` a containing place."""

    id: str
    place_class: PlaceClass
    label: dict[str, str]
    names: dict[str, tuple[str, ...]] = {}
    lat: float | None = None
    lon: float | None = None
    pcode: str | None = None
    parent: str | None = None
    area: str | None = None
    country: str | None = None
    population: int | None = None
    citation: str | None = None
    note: str | None = None
