"""The roles of a database and what each may see: the rights of the program, said again where the rows lie.

Group roles, none of which logs in: one owns the tables, one writes rows for the program, and one for each role of the
program reads what that role may read. A login is granted one of them. Source: PostgreSQL 15, "Row Security Policies".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["APP", "OWNER", "Guard", "Readers", "guard_statements", "role_name", "role_statements"]

OWNER = "trucewatch_owner"
"""Owns schemas and tables and makes them; the program does not work as this role."""
APP = "trucewatch_app"
"""Reads and writes rows for the program; makes, changes and drops no table."""

Readers: TypeAlias = Mapping[str, tuple[str, ...]]
"""The roles of the program that may read what is of a classification."""


@dataclass(frozen=True)
class Guard:
    """How a table is guarded: what it holds, and what the program may do with its rows.

    ``classification`` holds for every row, unless ``types`` gives another for rows of some types, by the column
    ``type``.
    """

    table: str
    classification: str
    may: tuple[str, ...] = ("SELECT", "INSERT", "UPDATE", "DELETE")
    types: Mapping[str, str] | None = None


def role_name(role: str) -> str:
    """The group role of the database for a role of the program."""
    return f"trucewatch_{role}"


def role_statements(readers: Readers) -> list[str]:
    """SQL that makes the roles where they are missing. Readers are granted to the program, which inherits nothing."""
    names = sorted({role_name(role) for roles in readers.values() for role in roles})
    made = [_made(OWNER, ""), _made(APP, "NOINHERIT"), *(_made(name, "") for name in names)]
    return [*made, *(f"GRANT {name} TO {APP}" for name in names)]


def guard_statements(guard: Guard, readers: Readers) -> list[str]:
    """SQL that forces row-level security on a table and lets through exactly what ``readers`` and the program may."""
    table = f'"{guard.table}"'
    out = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"REVOKE ALL ON {table} FROM PUBLIC",
        f"GRANT {', '.join(guard.may)} ON {table} TO {APP}",
    ]
    for action in guard.may:
        if action in _CHECKS:
            out.append(f"CREATE POLICY app_{action.lower()} ON {table} FOR {action} TO {APP} {_CHECKS[action]}")
    classes = {guard.classification, *(guard.types or {}).values()}
    for name in sorted(classes):
        roles = [role_name(role) for role in readers.get(name, ())]
        if roles:
            out.append(f"GRANT SELECT ON {table} TO {', '.join(roles)}")
            shown = _rows_of(name, guard)
            out.append(f"CREATE POLICY read_{name} ON {table} FOR SELECT TO {', '.join(roles)} USING ({shown})")
    return out


_CHECKS: Mapping[str, str] = {
    "SELECT": "USING (true)",
    "INSERT": "WITH CHECK (true)",
    "UPDATE": "USING (true) WITH CHECK (true)",
    "DELETE": "USING (true)",
}


def _rows_of(classification: str, guard: Guard) -> str:
    if guard.types is None:
        return "true"
    same = _quoted([t for t, c in guard.types.items() if c == classification])
    if classification != guard.classification:
        return f"type IN ({same})"
    others = _quoted([t for t, c in guard.types.items() if c != classification])
    return f"type NOT IN ({others})" if others else "true"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join("'" + name.replace("'", "''") + "'" for name in sorted(names))


def _made(name: str, attributes: str) -> str:
    return (
        f"DO $$ BEGIN CREATE ROLE {name} NOLOGIN {attributes}; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
