"""What people write down of a case: control, steps of obligations and observation effort, as lists in YAML.

A file is taken as a whole: an entry that does not fit the case is refused with file, line and field.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from trucewatch.errors import InputError
from trucewatch.tracking.days import day_of
from trucewatch.tracking.ground import Ground
from trucewatch.vocabulary.control import StatedControl
from trucewatch.vocabulary.follow_up import FollowUp
from trucewatch.vocabulary.tracking import ObservationEffort
from trucewatch.vocabulary.yaml_input import decode_yaml, parse_yaml, read_text

__all__ = ["Fault", "WrittenEntry", "load_written", "wrong_days"]

WrittenEntry: TypeAlias = StatedControl | FollowUp | ObservationEffort
T = TypeVar("T", StatedControl, FollowUp, ObservationEffort)
Fault: TypeAlias = tuple[str, str]
"""The field at fault and what is wrong with it."""
_MACHINE: Final = "trucewatch"


def load_written(path: Path, kind: type[T], ground: Ground, wrong: Callable[[T], Fault | None]) -> tuple[T, ...]:
    """Read a list of entries; empty where there is no file. ``wrong`` is asked of each, in order.

    Raises :class:`InputError` with file, line and field: an id twice, an author without a seat, what ``wrong`` says.
    """
    if not path.is_file():
        return ()
    text = read_text(path)
    found: tuple[T, ...] = decode_yaml(text, tuple[kind, ...], path.name) if text.strip() else ()  # type: ignore[valid-type]
    seen: set[str] = set()
    for number, entry in enumerate(found):
        fault = ("id", "the id stands twice") if entry.id in seen else _wrong_author(entry, ground) or wrong(entry)
        if fault is not None:
            field, message = fault
            where = parse_yaml(text, path.name).where((number, field))
            raise InputError(message, where=f"{where}, field [{number}].{field}", got=str(getattr(entry, field)))
        seen.add(entry.id)
    return found


def wrong_days(start: str, end: str, what: str) -> Fault | None:
    """The fault of a span of local days, both included."""
    for field, day in (("start", start), ("end", end)):
        if day_of(day) != day:
            return field, "there is no such date"
    return ("end", f"the {what} ends before it begins") if end < start else None


def _wrong_author(entry: WrittenEntry, ground: Ground) -> Fault | None:
    if entry.entered_by == _MACHINE:
        return "entered_by", "an entry is a person's or a delegation's, not the program's"
    if "/" in entry.entered_by and entry.entered_by not in ground.seats:
        return "entered_by", "commission.yaml has no such seat"
    return None
