"""Numbers that a person writes, in the digits of any script, and the interval that they make."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from trucewatch.errors import InputError

__all__ = ["Numbers", "interval", "number"]

_LARGEST = 10**12


@dataclass(frozen=True)
class Numbers:
    """Low, best and high, an open end None, with the qualifier."""

    low: int | float | None
    best: int | float | None
    high: int | float | None
    qualifier: str


def number(written: str, *, where: str) -> int | float | None:
    """A number not below 0, None where nothing is written. Raises :class:`InputError` where it is none."""
    text = "".join(_digit(c) for c in written if not c.isspace())
    if not text:
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise InputError("this is no number", where=where, expected="digits", got=written[:40]) from error
    if not 0 <= value <= _LARGEST:
        raise InputError("the number is out of range", where=where, expected=f"0 to {_LARGEST}", got=written[:40])
    return int(value) if value.is_integer() else value


def interval(written: Mapping[str, str], *, where: str) -> Numbers:
    """Low, best, high and qualifier as written. A best alone is exact. Raises :class:`InputError` out of order."""
    low, best, high = (number(written.get(name, ""), where=where) for name in ("low", "best", "high"))
    qualifier = written.get("qualifier", "")
    if low is None and high is None and qualifier in ("", "exact", "none"):
        low = high = best
    told = [value for value in (low, best, high) if value is not None]
    if not told:
        raise InputError("a number must be told", where=where, expected="low, best or high", got="nothing")
    if told != sorted(told) and not (
        qualifier in ("more_than", "less_than") and (low is None or high is None or low <= high)
    ):
        raise InputError(
            "the numbers are out of order", where=where, expected="low, best, high", got=f"{low}, {best}, {high}"
        )
    if not qualifier:
        qualifier = "exact" if low == high else "between"
    return Numbers(low, best, high, qualifier)


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
