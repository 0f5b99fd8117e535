"""What differs between two clauses, two instruments, or the terms in force at two moments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from trucewatch.terms.force import clauses_in_force
from trucewatch.vocabulary.terms import Clause, Instrument

__all__ = ["Change", "compare", "compare_dates", "compare_instruments"]


@dataclass(frozen=True)
class Change:
    """A field of ``clause`` that differs. ``before`` and ``after`` are plain data, None for no such field."""

    clause: str
    field: str
    before: Any
    after: Any


def compare(before: Clause, after: Clause) -> tuple[Change, ...]:
    """The fields in which two clauses differ, their ids aside, in the order of the record."""
    old, new = msgspec.to_builtins(before), msgspec.to_builtins(after)
    return tuple(
        Change(after.id, field, old[field], new[field]) for field in new if field != "id" and old[field] != new[field]
    )


def compare_instruments(before: Instrument, after: Instrument) -> tuple[Change, ...]:
    """Clauses that only one has, and the differences of those that answer to one another.

    Clauses answer to one another by version, else by the end of their id, else by their type where each side has one.
    """
    pairs = _pairs(before.clauses, after.clauses)
    met_old, met_new = {a.id for a, _ in pairs}, {b.id for _, b in pairs}
    changes = [Change(c.id, "clause", _gist(c), None) for c in before.clauses if c.id not in met_old]
    for old, new in pairs:
        changes += compare(old, new)
    changes += [Change(c.id, "clause", None, _gist(c)) for c in after.clauses if c.id not in met_new]
    return tuple(changes)


def compare_dates(instruments: Iterable[Instrument], before: datetime, after: datetime) -> tuple[Change, ...]:
    """Clauses whose force differs between two instants: false, unknown or true at each."""
    known = tuple(instruments)
    old = {c.clause.id: c.state for c in clauses_in_force(known, before)}
    new = {c.clause.id: c.state for c in clauses_in_force(known, after)}
    ids = [clause.id for instrument in known for clause in instrument.clauses]
    return tuple(
        Change(clause, "force", old.get(clause, "false"), new.get(clause, "false"))
        for clause in ids
        if old.get(clause, "false") != new.get(clause, "false")
    )


def _pairs(old: tuple[Clause, ...], new: tuple[Clause, ...]) -> list[tuple[Clause, Clause]]:
    pairs: list[tuple[Clause, Clause]] = []
    left = list(old)
    for clause in new:
        found = (
            next((c for c in left if clause.replaces == c.id), None)
            or next((c for c in left if c.id.split("/")[-1] == clause.id.split("/")[-1]), None)
            or _only_of_type(left, new, clause)
        )
        if found is not None:
            left.remove(found)
            pairs.append((found, clause))
    return pairs


def _only_of_type(left: list[Clause], new: tuple[Clause, ...], clause: Clause) -> Clause | None:
    same = [c for c in left if c.type == clause.type]
    return same[0] if len(same) == 1 and sum(c.type == clause.type for c in new) == 1 else None


def _gist(clause: Clause) -> str:
    words = clause.words.get("en") or next(iter(clause.words.values()))
    return words.text
