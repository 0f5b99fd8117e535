"""Effort that people write down, checked, and taken from the observation entries of the record."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from msgspec.structs import replace

from trucewatch.errors import InputError
from trucewatch.vocabulary.series import EffortMeasure, ObservationEffort
from trucewatch.vocabulary.tracking import ObservationEffort as Watched

__all__ = ["check_efforts", "untold_efforts", "watched_efforts"]

Chain = Callable[[str], Iterable[str]]
_MEASURES: tuple[tuple[str, EffortMeasure, bool], ...] = (
    ("patrols", "patrols", True),
    ("hours", "observer_hours", True),
    ("posts", "posts", False),
)
"""Field of an entry, measure, and whether it is spread over the days; a post stands on each of them."""


def check_efforts(efforts: Sequence[ObservationEffort], areas: Collection[str], name: str) -> None:
    """Raise :class:`InputError` for the first record that says what cannot be; ``areas`` are the known places."""
    for effort in efforts:
        where = f"{name}: {effort.id}"
        days = []
        for field in ("start", "end"):
            value = getattr(effort, field)
            try:
                days.append(dt.date.fromisoformat(value))
            except ValueError as error:
                raise InputError(
                    "the date is not readable", where=f"{where}, {field}", got=value, expected="YYYY-MM-DD"
                ) from error
            if not 1945 <= days[-1].year <= 2100:
                raise InputError("the date lies in the wrong century", where=f"{where}, {field}", got=value)
        if days[1] < days[0]:
            raise InputError("the effort ends before it begins", where=where, got=f"{effort.start} to {effort.end}")
        if not 0 <= effort.per_day <= 1e9:
            raise InputError("the effort is no number of 0 or more", where=f"{where}, per_day", got=str(effort.per_day))
        if effort.area is not None and effort.area not in areas:
            raise InputError(
                "the area is no place of the case", where=f"{where}, area", got=effort.area, hint="see places.yaml"
            )


def watched_efforts(entries: Iterable[Watched], chain: Chain) -> tuple[ObservationEffort, ...]:
    """The effort a day of observation entries, for the whole theatre and for each place that holds all they watched.

    ``chain`` gives a place and those that contain it. Patrols and hours are spread evenly over the days of an entry. An
    entry that watched several places says nothing of one of them alone. Entries that were withdrawn are left out.
    """
    found: list[ObservationEffort] = []
    for entry in entries:
        if entry.withdrawn is not None:
            continue
        days = (dt.date.fromisoformat(entry.end) - dt.date.fromisoformat(entry.start)).days + 1
        around = [set(chain(area)) for area in entry.areas]
        places = sorted(set.intersection(*around)) if around else []
        for field, measure, spread in _MEASURES:
            told = getattr(entry, field)
            if told is None:
                continue
            for area in (None, *places):
                found.append(
                    ObservationEffort(
                        id=f"{entry.id}/{measure}",
                        start=entry.start,
                        end=entry.end,
                        measure=measure,
                        per_day=told / days if spread else float(told),
                        area=area,
                        source=entry.by,
                    )
                )
    return tuple(found)


def untold_efforts(
    written: Iterable[ObservationEffort], watched: Iterable[ObservationEffort]
) -> tuple[ObservationEffort, ...]:
    """Written effort without the days that an entry of the record tells too, so that no patrol counts twice.

    The same is meant where source, measure and area agree; a written record that names no source is taken for that of
    the entry, because counting it beside would lower every rate.
    """
    told: dict[tuple[str, str | None], list[ObservationEffort]] = defaultdict(list)
    for effort in watched:
        told[effort.measure, effort.area].append(effort)
    found: list[ObservationEffort] = []
    for effort in written:
        same = [e for e in told[effort.measure, effort.area] if effort.source is None or e.source == effort.source]
        found.extend(_outside(effort, same))
    return tuple(found)


def _outside(effort: ObservationEffort, spans: Iterable[ObservationEffort]) -> list[ObservationEffort]:
    """The stretches of an effort that no span covers, each under the id of the whole."""
    left, day = [], dt.timedelta(days=1)
    first, last = dt.date.fromisoformat(effort.start), dt.date.fromisoformat(effort.end)
    for span in sorted(spans, key=lambda e: (e.start, e.end)):
        start, end = dt.date.fromisoformat(span.start), dt.date.fromisoformat(span.end)
        if end < first or start > last:
            continue
        if start > first:
            left.append(replace(effort, start=first.isoformat(), end=(start - day).isoformat()))
        first = max(first, end + day)
    if first <= last:
        left.append(replace(effort, start=first.isoformat()))
    return left
