"""Observations to claims: what was seen is an event of untold agent, and its count a figure.

The observer speaks. The act follows the weapon and kind that were determined; an undetermined explosion is an
explosion and nothing more. A bearing without a range gives no place, with an abstention that says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from trucewatch.intake.observations.locating import sector_place
from trucewatch.vocabulary.claims import (
    Abstention,
    EventClaim,
    FigureClaim,
    PlaceRef,
    Quantity,
    TimeSpan,
    Voice,
    Weapon,
)
from trucewatch.vocabulary.observations import Observation

__all__ = ["claims_of"]

_BY_WEAPON: Final = {
    "mortar": "shelling",
    "artillery": "shelling",
    "tank": "shelling",
    "rocket": "shelling",
    "missile": "missile_strike",
    "mine": "landmine_uxo",
    "drone": "drone_strike",
    "small_arms": "small_arms_fire",
}
_BY_KIND: Final = {"burst": "small_arms_fire", "shot": "small_arms_fire", "aircraft": "overflight"}
_DIRECT: Final = frozenset({"saw", "heard", "recorded_by_camera", "uav_imagery", "satellite", "radar"})


def claims_of(observation: Observation, text: str, *, lang: str = "en") -> Iterator[EventClaim | FigureClaim]:
    """The claims of one observation. ``text`` is the stored text of its document."""
    act = _act(observation)
    if act is None:
        return
    row = text[observation.span[0] : observation.span[1]]
    place, abstained = _place(observation)
    time = _time(observation)
    voices = (Voice(name=observation.observer),)
    rules = ("observation", *((f"observation.{observation.means}",) if observation.means else ()))
    if observation.description in (None, "undetermined"):
        abstained.append(Abstention(slot="description", reason="undetermined by the observer"))
    if observation.weapon is None and observation.kind != "aircraft":
        abstained.append(Abstention(slot="weapon", reason="not known to the observer"))
    yield EventClaim(
        id=_id(observation, "event"),
        document=observation.document,
        lang=lang,
        span=observation.span,
        text=row,
        attribution=voices,
        confidence="high" if observation.means in _DIRECT else "medium",
        rules=rules,
        abstained=tuple(abstained),
        act=act,
        status="occurred",
        weapon=Weapon(name=observation.weapon_words or observation.weapon, code=observation.weapon)
        if observation.weapon
        else None,
        place=place,
        time=time,
    )
    if observation.count is not None and observation.kind != "aircraft":
        yield FigureClaim(
            id=_id(observation, "count"),
            document=observation.document,
            lang=lang,
            span=observation.span,
            text=row,
            attribution=voices,
            confidence="high",
            rules=rules,
            measure="other",
            quantity=Quantity(
                low=observation.count,
                best=observation.count,
                high=None if observation.at_least else observation.count,
                qualifier="at_least" if observation.at_least else ("exact" if observation.count else "none"),
                unit="events",
            ),
            place=place,
            time=time,
        )


def _id(observation: Observation, what: str) -> str:
    return hashlib.sha256(f"{observation.id}\0{what}".encode()).hexdigest()[:32]


def _act(observation: Observation) -> str | None:
    """The act, or null for what is no act (a flare, a controlled explosion)."""
    if observation.description == "controlled" or observation.kind in ("flare", "other"):
        return None
    if observation.kind in ("explosion", "projectile", "muzzle_flash") and observation.weapon in _BY_WEAPON:
        return _BY_WEAPON[observation.weapon]
    return _BY_KIND.get(observation.kind, "explosion")


def _place(observation: Observation) -> tuple[PlaceRef | None, list[Abstention]]:
    found = sector_place(observation)
    if found is None:
        reason = (
            "a bearing or a range is missing" if observation.lat is not None else "the observer's position is untold"
        )
        return None, [Abstention(slot="place", reason=reason)]
    lat, lon, precision = found
    assert observation.bearing is not None
    assert observation.range is not None
    name = (
        f"{observation.range.low:g}-{observation.range.high:g} km, {observation.bearing.degrees:g}° "
        f"± {observation.bearing.error:g}° from {observation.observer}"
    )
    return (
        PlaceRef(
            name=name,
            lat=round(lat, 5),
            lon=round(lon, 5),
            precision=precision,
            derived_from=("observer", "bearing", "range"),
        ),
        [],
    )


def _time(observation: Observation) -> TimeSpan:
    clock = "T" in observation.observed
    end = observation.observed_end or observation.observed
    return TimeSpan(start=observation.observed, end=end, precision="instant" if clock else "day")
