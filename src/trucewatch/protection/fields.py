"""One record as an audience sees it: rules by field, hidden where there is none."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Final, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Struct

from trucewatch.errors import ProtectionError
from trucewatch.protection.profiles import ALL, Profile, Rule
from trucewatch.vocabulary.incidents import CasualtyRange

__all__ = ["WITHHELD", "coarsened", "redacted_record", "suppressed_counts", "widened"]

WITHHELD: Final = "▮▮▮"
"""Stands for words that are not for the audience, where a record cannot be without any."""
SUPPRESSED: Final = "small_count"
S = TypeVar("S", bound=Struct)
Number = int | float | None


def redacted_record(record: S, rules: Mapping[str, Rule], profile: Profile, *, number: int) -> S:
    """``record`` with what the rules show. ``number`` is the one that stands in place of its id.

    Raises :class:`ProtectionError` where the rules leave out what the record cannot be without: then it is not shown.
    """
    if rules.get(ALL) == "show":
        return record
    return _struct(record, "", rules, profile, number)


def coarsened(degrees: float, cell: Decimal) -> float:
    """The middle of the cell in which a coordinate lies. The same coordinate gives the same cell, always.

    No noise is added: releases cannot be averaged back to the point.
    """
    steps = (Decimal(repr(degrees)) / cell).to_integral_value(rounding=ROUND_FLOOR)
    return float(steps * cell + cell / 2)


def widened(low: Number, best: Number, high: Number, threshold: int) -> tuple[Number, Number, Number]:
    """A number of persons that says no more than "fewer than the threshold" where it is small.

    Bounds below the threshold move outward (to 1 and to the threshold less 1, 0 stays 0); the true number stays within.
    """
    if threshold <= 1:
        return low, best, high
    small_low = low is not None and 0 < low < threshold
    small_high = high is not None and 0 < high < threshold
    new_high = threshold - 1 if small_high else high
    new_low = 1 if small_low else low
    keeps = best is None or best == 0 or best >= threshold
    return new_low, best if keeps and not (small_low or small_high) else None, new_high


def suppressed_counts(counts: Mapping[str, int], threshold: int) -> dict[str, int | None]:
    """Counts by code with the small ones as None, and where that leaves one alone, the next smallest as well.

    With the total known, one missing count could be had by subtraction.
    """
    hidden = {code for code, count in counts.items() if 0 < count < threshold}
    others = sorted((count, code) for code, count in counts.items() if count and code not in hidden)
    if len(hidden) == 1 and others:
        hidden.add(others[0][1])
    return {code: None if code in hidden else count for code, count in counts.items()}


def _struct(record: S, path: str, rules: Mapping[str, Rule], profile: Profile, number: int) -> S:
    values: dict[str, Any] = {}
    for info in msgspec.structs.fields(type(record)):
        at = f"{path}{info.name}"
        value = getattr(record, info.name)
        rule = rules.get(at)
        if rule is not None:
            values[info.name] = _by_rule(rule, value, at, profile, number)
        elif any(name.startswith(f"{at}.") for name in rules):
            values[info.name] = _within(value, f"{at}.", rules, profile, number)
        else:
            values[info.name] = _nothing(info, at, type(record).__name__)
    return type(record)(**values)


def _within(value: Any, path: str, rules: Mapping[str, Rule], profile: Profile, number: int) -> Any:
    if isinstance(value, Struct):
        return _struct(value, path, rules, profile, number)
    if isinstance(value, tuple):
        return tuple(_within(item, path, rules, profile, number) for item in value)
    return None


def _nothing(info: msgspec.structs.FieldInfo, path: str, record: str) -> Any:
    """The declared default of a hidden field; the mark of withheld words where it has none."""
    if info.default is not NODEFAULT:
        return info.default
    if info.default_factory is not NODEFAULT:
        return info.default_factory()
    if info.type is str:
        return WITHHELD
    if get_origin(info.type) in (Union, types.UnionType) and type(None) in get_args(info.type):
        return None
    raise ProtectionError("the profile leaves out what a record cannot be without", where=f"{record}.{path}")


def _by_rule(rule: Rule, value: Any, path: str, profile: Profile, number: int) -> Any:
    if rule == "show" or value is None:
        return value
    if rule == "number":
        return f"n-{number}"
    if rule == "grid" and isinstance(value, int | float) and profile.cell is not None:
        return coarsened(float(value), profile.cell)
    if rule == "aggregate" and isinstance(value, tuple):
        return _aggregated(value, profile.small_count)
    raise ProtectionError("the rule does not fit the field", where=path, got=rule)


def _aggregated(tolls: Sequence[CasualtyRange], threshold: int) -> tuple[CasualtyRange, ...]:
    """Tolls of one outcome each, without who and side. Several of one outcome are left out: they may overlap."""
    out = []
    for toll in tolls:
        if sum(other.outcome == toll.outcome for other in tolls) > 1:
            continue
        low, best, high = widened(toll.low, toll.best, toll.high, threshold)
        changed = (low, best, high) != (toll.low, toll.best, toll.high)
        rule = SUPPRESSED if changed else toll.rule
        out.append(
            CasualtyRange(
                outcome=toll.outcome, who=None, side=None, low=low, best=best, high=high, rule=rule, values=()
            )
        )
    return tuple(out)
