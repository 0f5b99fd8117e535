"""Checks of the effort that people write down: dates that are dates, spans in order, no negative effort."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from trucewatch.errors import InputError
from trucewatch.vocabulary.series import ObservationEffort

__all__ = ["check_efforts"]


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
