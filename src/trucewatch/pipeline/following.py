"""What is followed over time, derived from the read models and the terms. Nothing of it is stored."""

from __future__ import annotations

from trucewatch.case import Case
from trucewatch.store import ClaimFilter, IncidentFilter, Store
from trucewatch.tracking import Ground, load_effort, load_follow_up, load_stated_control, track
from trucewatch.vocabulary.control import ControlAssertion
from trucewatch.vocabulary.tracking import Tracking

__all__ = ["follow", "ground_of", "last_day", "stated_control"]

_FEWEST = 3
"""Fewer neighbourhoods make no share of an area."""


def follow(case: Case, store: Store, *, as_of: str) -> Tracking:
    """Obligations, control, figures, announced acts and positions as they stand on the local day ``as_of``.

    Rebuilding the store gives the same. Raises :class:`InputError` where ``observation.yaml``, ``control.yaml`` or
    ``follow_up.yaml`` is wrong.
    """
    ground = ground_of(case, store)
    areas = tuple(
        place.id
        for place in case.places
        if place.place_class in ("area", "city") and len(ground.neighbourhoods(place.id)) >= _FEWEST
    )
    return track(
        case.instruments,
        store.incidents(IncidentFilter()).items,
        store.claims(ClaimFilter()).items,
        ground,
        as_of=as_of,
        areas=areas,
        effort=load_effort(case.folder.root / "observation.yaml"),
        stated=stated_control(case, ground),
        entered=load_follow_up(case.folder.root / "follow_up.yaml", case.instruments, ground),
    )


def stated_control(case: Case, ground: Ground) -> tuple[ControlAssertion, ...]:
    """The assertions of control of ``control.yaml``. Raises :class:`InputError` where one is wrong."""
    return load_stated_control(case.folder.root / "control.yaml", ground)


def ground_of(case: Case, store: Store) -> Ground:
    """The places, actors and documents of a case."""
    return Ground.of(
        places=case.places, actors=case.actors, documents=store.documents().items, zone=case.settings.time_zone
    )


def last_day(case: Case, store: Store) -> str:
    """The end of the case's period, else the last day on which a document was published."""
    if case.settings.period.end is not None:
        return case.settings.period.end
    days = [d.published[:10] for d in store.documents().items if d.published]
    return max(days, default="1970-01-01")
