"""Clock times as written (*23h50*, *5:30 p.m.*, *0500 GMT*, *à 10 heures*), never shifted from their zone."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from trucewatch.reading.times_lexicon import Atoms
from trucewatch.reading.tokens import Token

__all__ = ["Clock", "clock_at"]

_UTC = "+00:00"


class Clock(Struct, frozen=True, gc=False):
    """A time of day over the tokens ``[first, last)``: ``HH:MM``, with an offset only where the text gives one."""

    first: int
    last: int
    time: str
    offset: str = ""


def clock_at(tokens: Sequence[Token], atoms: Atoms, i: int, stop: int, *, beside_day: bool = False) -> Clock | None:
    """The clock time at token ``i``, with the word before it (*à*, *at*). ``beside_day``: a day stands next to it.

    A bare ``10:30`` counts only beside a day, behind such a word or with a zone; ``à 3 heures de route`` does not.
    """
    j = atoms.skip(i, stop, "clock_before", "approximate")
    told = j > i or beside_day
    if j >= stop or tokens[j].kind != "number":
        return None
    found = _digits(tokens, atoms, j, stop, told)
    if found is None:
        return None
    last, hour, minute, sure = found
    if hour > 23 or minute > 59:
        return None
    last, offset = _zone(tokens, atoms, last, stop)
    if not (sure or offset is not None):
        return None
    last = _converted(tokens, atoms, last, stop)
    return Clock(i, last, f"{hour:02d}:{minute:02d}", offset or "")


def _digits(tokens: Sequence[Token], atoms: Atoms, j: int, stop: int, told: bool) -> tuple[int, int, int, bool] | None:
    """Token behind, hour, minute, and whether the form with what stands before it shows a time of day."""
    text = tokens[j].lower
    if len(text) == 4 and j + 1 < stop and atoms.get(j + 1, "utc") is not None:
        return j + 1, int(text[:2]), int(text[2:]), True
    if len(text) > 2:
        return None
    hour = int(text)
    if j + 2 < stop and tokens[j + 1].lower in ":." and _two_digits(tokens[j + 2]) and _close(tokens, j, 3):
        last, minute, colon = j + 3, int(tokens[j + 2].lower), tokens[j + 1].lower == ":"
        return _half(atoms, last, stop, hour, minute, sure=colon and told)
    mark = atoms.get(j + 1, "hour_mark") if j + 1 < stop else None
    if mark is None:
        return _half(atoms, j + 1, stop, hour, 0, sure=False)
    last = mark[0]
    if last < stop and _two_digits(tokens[last]):
        return last + 1, hour, int(tokens[last].lower), True
    written_out = len(tokens[j + 1].lower) > 1
    measured = last < stop and atoms.get(last, "of") is not None  # *à 3 heures de route*
    return _half(atoms, last, stop, hour, 0, sure=told and not (written_out and measured))


def _half(atoms: Atoms, last: int, stop: int, hour: int, minute: int, *, sure: bool) -> tuple[int, int, int, bool]:
    """*5 p.m.*, *6 heures du matin*: which half of the day."""
    if last < stop and hour <= 12:
        morning, evening = atoms.get(last, "morning_mark"), atoms.get(last, "evening_mark")
        if evening is not None:
            return evening[0], hour if hour == 12 else hour + 12, minute, True
        if morning is not None:
            return morning[0], 0 if hour == 12 else hour, minute, True
    return last, hour, minute, sure


def _zone(tokens: Sequence[Token], atoms: Atoms, last: int, stop: int) -> tuple[int, str | None]:
    if last >= stop:
        return last, None
    local, utc = atoms.get(last, "local"), atoms.get(last, "utc")
    if local is not None:
        return local[0], ""
    if utc is None:
        return last, None
    last = utc[0]
    if last + 1 < stop and tokens[last].lower in "+-" and tokens[last + 1].kind == "number":
        hours = int(tokens[last + 1].lower[:2])
        if hours <= 14 and tokens[last].end == tokens[last + 1].start:
            return last + 2, f"{tokens[last].lower}{hours:02d}:00"
    return last, _UTC


def _converted(tokens: Sequence[Token], atoms: Atoms, last: int, stop: int) -> int:
    """*(18h00 GMT)* behind a local time says the same again."""
    if last + 1 < stop and tokens[last].lower == "(" and tokens[last + 1].kind == "number":
        inner = clock_at(tokens, atoms, last + 1, stop, beside_day=True)
        if inner is not None and inner.last < stop and tokens[inner.last].lower == ")":
            return inner.last + 1
    return last


def _two_digits(token: Token) -> bool:
    return token.kind == "number" and len(token.lower) == 2 and int(token.lower) < 60


def _close(tokens: Sequence[Token], first: int, count: int) -> bool:
    return all(tokens[k].end == tokens[k + 1].start for k in range(first, first + count - 1))
