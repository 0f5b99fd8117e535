"""Observation effort: how much was watched. A count is read beside it, and one without it says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from trucewatch.tracking.days import span_of
from trucewatch.tracking.ground import Ground
from trucewatch.tracking.written import Fault, load_written, wrong_days
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.tracking import ObservationEffort, Restriction

__all__ = ["EffortOver", "effort_over", "load_effort"]

_RESTRICTING = frozenset({"monitor_access_denied", "monitor_attacked"})


class EffortOver(Struct, frozen=True, kw_only=True):
    """The effort over a period and area. A sum is null where one of its parts was not told; ``told`` is false where
    nothing is known, so that a count of the period stands without its effort."""

    start: str
    end: str
    told: bool
    patrols: int | None
    posts: int | None
    hours: float | None
    restrictions: tuple[Restriction, ...]
    incidents: tuple[str, ...]


def load_effort(path: Path, ground: Ground) -> tuple[ObservationEffort, ...]:
    """Read ``observation.yaml``; empty where there is none.

    Raises :class:`InputError` with file, line and field: an id twice, an author without a seat, an area that the case
    does not know, a day that does not exist, an end before the start.
    """
    return load_written(path, ObservationEffort, ground, lambda entry: _wrong(entry, ground))


def _wrong(entry: ObservationEffort, ground: Ground) -> Fault | None:
    if set(entry.areas) - set(ground.places):
        return "areas", "the place is not in places.yaml"
    if any(r.place is not None and r.place not in ground.places for r in entry.restrictions):
        return "restrictions", "the place of a restriction is not in places.yaml"
    return wrong_days(entry.start, entry.end, "period")


def effort_over(
    effort: Iterable[ObservationEffort],
    incidents: Sequence[Incident],
    ground: Ground,
    *,
    start: str,
    end: str,
    areas: Sequence[str] = (),
) -> EffortOver:
    """What was watched from ``start`` to ``end`` in ``areas`` (all when empty), with what kept monitors away."""
    mine = [e for e in effort if e.start <= end and start <= e.end and _in(e, areas, ground)]
    kept_away = [i for i in incidents if i.act in _RESTRICTING and _within(i, start, end)]
    return EffortOver(
        start=start,
        end=end,
        told=bool(mine),
        patrols=_sum([e.patrols for e in mine]),
        posts=_sum([e.posts for e in mine]),
        hours=_sum([e.hours for e in mine]),
        restrictions=tuple(r for e in mine for r in e.restrictions),
        incidents=tuple(i.id for i in kept_away),
    )


def _in(entry: ObservationEffort, areas: Sequence[str], ground: Ground) -> bool:
    if not areas or not entry.areas:
        return True
    return any(ground.within(a, areas) for a in entry.areas) or any(ground.within(a, entry.areas) for a in areas)


def _within(incident: Incident, start: str, end: str) -> bool:
    span = span_of(incident.time.start, incident.time.end)
    return span is not None and span[0] <= end and start <= span[1]


def _sum(values: Sequence[float | int | None]) -> int | None:
    """A sum with an unknown part is unknown."""
    if not values or any(v is None for v in values):
        return None
    return int(sum(v for v in values if v is not None))
