"""Assertions of control that people entered from sources outside the inbox: ``control.yaml``."""

from __future__ import annotations

from pathlib import Path

from trucewatch.errors import InputError
from trucewatch.tracking.days import day_of
from trucewatch.tracking.ground import Ground
from trucewatch.vocabulary.control import ControlAssertion, StatedControl
from trucewatch.vocabulary.yaml_input import decode_yaml, parse_yaml, read_text

__all__ = ["load_stated_control"]


def load_stated_control(path: Path, ground: Ground) -> tuple[ControlAssertion, ...]:
    """Read ``control.yaml``; empty where there is none.

    Raises :class:`InputError` with file, line and field: an id twice, a place or holder that the case does not know,
    a day that does not exist, an end before the start.
    """
    if not path.is_file():
        return ()
    text = read_text(path)
    found = decode_yaml(text, tuple[StatedControl, ...], path.name) if text.strip() else ()
    seen: set[str] = set()
    for number, entry in enumerate(found):
        wrong = _wrong(entry, ground, seen)
        if wrong is not None:
            field, message = wrong
            where = parse_yaml(text, path.name).where((number, field))
            raise InputError(message, where=f"{where}, field [{number}].{field}", got=str(getattr(entry, field)))
        seen.add(entry.id)
    return tuple(_assertion(entry) for entry in found)


def _wrong(entry: StatedControl, ground: Ground, seen: set[str]) -> tuple[str, str] | None:
    if entry.id in seen:
        return "id", "the id stands twice"
    if entry.place not in ground.places:
        return "place", "the place is not in places.yaml"
    if entry.holder not in ground.actors:
        return "holder", "the holder is not in actors.yaml"
    for field in ("start", "end"):
        if day_of(getattr(entry, field)) != getattr(entry, field):
            return field, "there is no such date"
    return ("end", "the assertion ends before it begins") if entry.end < entry.start else None


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
