"""Observation effort: how much was watched. A count is read beside it, and one without it says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from trucewatch.errors import InputError
from trucewatch.tracking.days import day_of, span_of
from trucewatch.tracking.ground import Ground
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.tracking import ObservationEffort, Restriction
from trucewatch.vocabulary.yaml_input import decode_yaml, parse_yaml, read_text

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


def load_effort(path: Path) -> tuple[ObservationEffort, ...]:
    """Read ``observation.yaml``; empty where there is none. Raises :class:`InputError` with file, line and field."""
    if not path.is_file():
        return ()
    text = read_text(path)
    found = decode_yaml(text, tuple[ObservationEffort, ...], str(path)) if text.strip() else ()
    for number, entry in enumerate(found):
        for name in ("start", "end"):
            if day_of(getattr(entry, name)) != getattr(entry, name):
                where = parse_yaml(text, str(path)).where((number, name))
                raise InputError("there is no such date", where=where, got=f"field [{number}].{name}")
        if entry.end < entry.start:
            where = parse_yaml(text, str(path)).where((number, "end"))
            raise InputError("the period ends before it begins", where=where, got=f"field [{number}].end: {entry.end}")
    return found


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
