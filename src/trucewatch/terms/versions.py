"""Versions of clauses: an amendment adds one and edits none, and an id that was retired is never given again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trucewatch.errors import InputError
from trucewatch.vocabulary.terms import Clause, Instrument
from trucewatch.vocabulary.yaml_input import YamlTree

__all__ = ["check_versions", "version_of", "versions_of"]


def check_versions(read: Sequence[tuple[Instrument, YamlTree]]) -> None:
    """Refuse an amendment of an unknown clause, two of one clause, a circle of them, and a retired id in use.

    Raises :class:`InputError` with file, line and field.
    """
    retired = {entry.id: instrument.id for instrument, _ in read for entry in instrument.retired}
    clauses = {clause.id: clause for instrument, _ in read for clause in instrument.clauses}
    seen: dict[str, str] = {}
    for instrument, tree in read:
        for number, clause in enumerate(instrument.clauses):
            steps = ("clauses", number, "id")
            if clause.id in retired:
                raise InputError(
                    f"the clause id {clause.id!r} is retired",
                    where=tree.where(steps),
                    got=f"field clauses[{number}].id, retired in {retired[clause.id]}",
                    hint="give the clause a new id; a retired one keeps its old meaning",
                )
            if clause.replaces is None:
                continue
            where = tree.where(("clauses", number, "replaces"))
            got = f"field clauses[{number}].replaces: {clause.replaces}"
            if clause.replaces not in clauses and clause.replaces not in retired:
                raise InputError("the clause that is replaced is unknown", where=where, got=got)
            if clause.replaces in seen:
                raise InputError(
                    "two clauses replace the same one", where=where, got=f"{got}, also by {seen[clause.replaces]}"
                )
            seen[clause.replaces] = clause.id
            if _circle(clause, clauses):
                raise InputError(
                    "the amendments run in a circle",
                    where=where,
                    got=got,
                    expected="a version that replaces an earlier one",
                )


def versions_of(clause_id: str, instruments: Iterable[Instrument]) -> tuple[Clause, ...]:
    """All versions of a clause, first to last; empty where there is none of that id."""
    clauses = {clause.id: clause for instrument in instruments for clause in instrument.clauses}
    if clause_id not in clauses:
        return ()
    first = clauses[clause_id]
    while first.replaces in clauses:
        first = clauses[first.replaces]
    chain = [first]
    after = {clause.replaces: clause for clause in clauses.values() if clause.replaces is not None}
    while chain[-1].id in after:
        chain.append(after[chain[-1].id])
    return tuple(chain)


def version_of(clause: Clause, instruments: Iterable[Instrument]) -> int:
    """The number of a version, from 1."""
    return 1 + [other.id for other in versions_of(clause.id, instruments)].index(clause.id)


def _circle(clause: Clause, clauses: dict[str, Clause]) -> bool:
    met = {clause.id}
    current = clause.replaces
    while current is not None and current in clauses:
        if current in met:
            return True
        met.add(current)
        current = clauses[current].replaces
    return False
