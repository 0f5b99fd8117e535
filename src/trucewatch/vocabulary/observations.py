"""Observations: what a post or patrol saw or heard, from where, how, and in which direction.

The vocabulary is that of the tables of monitoring missions (OSCE SMM). *Undetermined* is a value. A bearing without
a distance gives no place; a count that is a minimum says so.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from trucewatch.vocabulary.claims import Span, WeaponCode

__all__ = [
    "Aircraft",
    "Bearing",
    "Observation",
    "ObservationDescription",
    "ObservationKind",
    "ObservationMeans",
    "Range",
]

ObservationMeans: TypeAlias = Literal[
    "saw",
    "heard",
    "recorded_by_camera",
    "uav_imagery",
    "satellite",
    "radar",
    "crater_analysis",
    "damage_seen",
    "told_by_witness",
    "document",
]
ObservationKind: TypeAlias = Literal[
    "explosion", "burst", "shot", "muzzle_flash", "projectile", "flare", "aircraft", "other"
]
ObservationDescription: TypeAlias = Literal[
    "incoming", "outgoing", "impact", "airburst", "controlled", "outside_area", "undetermined"
]


class Bearing(Struct, frozen=True, kw_only=True):
    """A direction from the observer in degrees clockwise from north, and half its opening in degrees."""

    degrees: float
    error: float


class Range(Struct, frozen=True, kw_only=True):
    """A distance from the observer in kilometres, as an interval."""

    low: float
    high: float


class Aircraft(Struct, frozen=True, kw_only=True):
    """What was seen of an aircraft: height in metres, heading in degrees, ``minutes`` over the area."""

    type: str | None = None
    height: float | None = None
    heading: float | None = None
    airfield: str | None = None
    minutes: float | None = None
    sortie: str | None = None


class Observation(Struct, frozen=True, kw_only=True):
    """One line of an observer's table.

    ``observed`` is the local time as written (ISO date, with a clock where told); ``reported`` when it was passed on.
    ``count`` counts ``kind``; with ``at_least`` it is a minimum. ``weapon`` null is *not known*.
    ``control`` is who holds the observer's position, as told. ``span`` is the row in the stored text.
    """

    id: str
    document: str
    span: Span
    observer: str
    observed: str
    kind: ObservationKind
    means: ObservationMeans | None = None
    observed_end: str | None = None
    reported: str | None = None
    lat: float | None = None
    lon: float | None = None
    control: str | None = None
    bearing: Bearing | None = None
    range: Range | None = None
    count: int | None = None
    at_least: bool = False
    description: ObservationDescription | None = None
    weapon: WeaponCode | None = None
    weapon_words: str | None = None
    aircraft: Aircraft | None = None
    notes: str | None = None
