"""Whether the place that was struck was known to the party: on the register, with proof that the party was told.

This says nothing on whether a clause was breached. It stands beside the tests, for those who judge intent.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, radians
from zoneinfo import ZoneInfo

from trucewatch.assessing.verdict import Verdict
from trucewatch.assessing.when import IncidentInterval
from trucewatch.assessing.who import fighters, reach
from trucewatch.assessing.world import World
from trucewatch.terms.clock import end_of, start_of, zone_of
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.scope import ProtectedPlace
from trucewatch.vocabulary.terms import Instrument

__all__ = ["known_to_party"]

_KM_PER_DEGREE = 111.2


def known_to_party(incident: Incident, when: IncidentInterval, instrument: Instrument, world: World) -> Verdict:
    """True where a place of the register was struck and the party had been told of it before; false where the register
    shows that it had not; unknown where the register does not hold the place or nobody tells who struck or where."""
    zone = zone_of(instrument.zone)
    struck = [p for p in instrument.protected_places if _struck(p, incident) and _stood(p, when, zone)]
    if not struck:
        near = [p for p in instrument.protected_places if _holds(p, incident, world) and _stood(p, when, zone)]
        if near:
            values = {"registered": ", ".join(place.id for place in near)}
            return Verdict("unknown", "place_may_be_registered", values, incident.supporting, "need_register")
        return Verdict("unknown", "place_not_registered", {}, incident.supporting, "need_register")
    ids = ", ".join(place.id for place in struck)
    doers = [doer.id for doer in fighters(incident) if doer.id is not None]
    if not doers:
        return Verdict("unknown", "place_known_untold", {"registered": ids}, incident.supporting, "need_agent")
    told = [_told(place, doer, when, zone, world) for place in struck for doer in doers]
    values = {"registered": ids, "agent": ", ".join(doers)}
    if all(told):
        return Verdict("true", "place_known", values, incident.supporting)
    if not any(told) and len(struck) == 1:
        return Verdict("false", "place_not_known", values, incident.supporting)
    return Verdict("unknown", "place_known_untold", {"registered": ids}, incident.supporting, "need_register")


def _struck(place: ProtectedPlace, incident: Incident) -> bool:
    """Whether the claims tell of an object of this kind at this place, and no coarser place."""
    told = incident.place
    if told is None or place.object not in incident.objects:
        return False
    if place.place is not None:
        return told.id == place.place
    if told.precision not in ("exact", "vicinity") or told.lat is None or told.lon is None:
        return False
    if place.lat is None or place.lon is None:
        return False
    north = (told.lat - place.lat) * _KM_PER_DEGREE
    east = (told.lon - place.lon) * _KM_PER_DEGREE * cos(radians(place.lat))
    return hypot(north, east) <= place.radius_km


def _holds(place: ProtectedPlace, incident: Incident, world: World) -> bool:
    """Whether an object of this kind was struck somewhere in a wider place that holds the registered one."""
    told = incident.place.id if incident.place is not None else None
    return place.object in incident.objects and told is not None and told in world.chain(place.place)


def _stood(place: ProtectedPlace, when: IncidentInterval, zone: ZoneInfo) -> bool:
    low, high = when.span
    return start_of(place.since, zone) <= low and high <= end_of(place.until, zone)


def _told(place: ProtectedPlace, doer: str, when: IncidentInterval, zone: ZoneInfo, world: World) -> bool:
    """Whether the doer, or a body it belongs to, had been told before the time of the incident began."""
    reached: Sequence[str] = (doer, *reach(doer, world)[0])
    return any(n.party in reached and end_of(n.at, zone) <= when.span[0] for n in place.notified)
