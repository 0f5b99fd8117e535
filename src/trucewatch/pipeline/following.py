"""What is followed over time, derived from the read models and the terms. Nothing of it is stored."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.case import Case
from trucewatch.store import ClaimFilter, IncidentFilter, Store
from trucewatch.tracking import Ground, stated_assertions, track
from trucewatch.vocabulary.control import ControlAssertion
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.tracking import Tracking

__all__ = ["follow", "ground_of", "last_day", "stated_control"]

_FEWEST = 3
"""Fewer neighbourhoods make no share of an area."""


def follow(case: Case, store: Store, *, as_of: str) -> Tracking:
    """Obligations, control, figures, announced acts and positions as they stand on the local day ``as_of``.

    Rebuilding the store gives the same: what people wrote down is read back from the record.
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
        effort=sorted((e for e in store.observation() if e.withdrawn is None), key=lambda e: (e.start, e.end, e.id)),
        stated=stated_control(store),
        entered=store.follow_up(),
    )


def stated_control(store: Store) -> tuple[ControlAssertion, ...]:
    """The assertions of control that people entered and that stand."""
    return stated_assertions(store.stated_control())


def ground_of(case: Case, store: Store, documents: Iterable[Document] | None = None) -> Ground:
    """The places, actors, documents and seats of a case; of the documents those given, by default all."""
    return Ground.of(
        places=case.places,
        actors=case.actors,
        documents=store.documents().items if documents is None else documents,
        zone=case.settings.time_zone,
        seats=(f"{body.id}/{seat.id}" for body in case.bodies for seat in (*body.members, *body.officers)),
    )


def last_day(case: Case, store: Store) -> str:
    """The end of the case's period, else the last day on which a document was published."""
    if case.settings.period.end is not None:
        return case.settings.period.end
    return (store.last_published() or "1970-01-01")[:10]
