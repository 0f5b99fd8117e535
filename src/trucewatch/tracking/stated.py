"""Assertions of control that people entered from sources outside the inbox: ``control.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from trucewatch.tracking.ground import Ground
from trucewatch.tracking.written import Fault, load_written, wrong_days
from trucewatch.vocabulary.control import ControlAssertion, StatedControl

__all__ = ["load_stated_control", "stated_assertions"]


def load_stated_control(path: Path, ground: Ground) -> tuple[StatedControl, ...]:
    """Read ``control.yaml``; empty where there is none.

    Raises :class:`InputError` with file, line and field: an id twice, an author without a seat, a place or holder that
    the case does not know, a day that does not exist, an end before the start.
    """
    return load_written(path, StatedControl, ground, lambda entry: _wrong(entry, ground))


def stated_assertions(entries: Iterable[StatedControl]) -> tuple[ControlAssertion, ...]:
    """What entries of the record assert; those that were withdrawn assert nothing."""
    return tuple(_assertion(entry) for entry in entries if entry.withdrawn is None)


def _wrong(entry: StatedControl, ground: Ground) -> Fault | None:
    if entry.place not in ground.places:
        return "place", "the place is not in places.yaml"
    if entry.holder not in ground.actors:
        return "holder", "the holder is not in actors.yaml"
    return wrong_days(entry.start, entry.end, "assertion")


def _assertion(entry: StatedControl) -> ControlAssertion:
    return ControlAssertion(
        place=entry.place,
        holder=entry.holder,
        status=entry.status,
        start=entry.start,
        end=entry.end,
        by=entry.by,
        stated=entry.id,
    )
