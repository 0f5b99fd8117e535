"""What entries brought since one of them: the questions of who comes in the morning."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, exists, func, select

from trucewatch.store import tables
from trucewatch.store.rows import text

__all__ = ["Changes", "IncidentChanges", "OutcomeChange"]


@dataclass(frozen=True)
class IncidentChanges:
    """Incidents that entries from one on made, changed or took away, each by id: no incident is in two of them.

    ``new``: no form of it stood before. ``revised``: another form stood before. ``withdrawn``: one stood, none does.
    """

    new: tuple[str, ...]
    revised: tuple[str, ...]
    withdrawn: tuple[str, ...]


@dataclass(frozen=True)
class OutcomeChange:
    """An assessment whose outcome is another than the one that stood before."""

    assessment: str
    incident: str
    instrument: str | None
    clause: str | None
    before: str
    after: str


class _Outcome(msgspec.Struct, frozen=True):
    outcome: str


class Changes:
    """The part of a store's answers that compares what stands with what stood before an entry."""

    def _reading(self) -> AbstractContextManager[Connection]:
        raise AssertionError("the store says how it is read")

    def last_claimed(self) -> str | None:
        """When the last entry claims to have been made (RFC 3339, UTC); None where there is no entry."""
        c = tables.entries.c
        with self._reading() as connection:
            return connection.scalar(select(c.claimed_at).order_by(c.idx.desc()).limit(1))

    def first_entry_since(self, moment: str) -> int | None:
        """The first entry that claims to be made at ``moment`` (RFC 3339, UTC) or later; None where there is none.

        A clock that ran ahead makes it an earlier entry: more is shown then, and nothing is missed.
        """
        c = tables.entries.c
        with self._reading() as connection:
            found: int | None = connection.scalar(select(func.min(c.idx)).where(c.claimed_at >= text(moment)))
        return found

    def entries_by_type(self, first: int) -> tuple[tuple[str, int], ...]:
        """Numbers of entries from ``first`` on by type."""
        c = tables.entries.c
        query = select(c.type, func.count()).where(c.idx >= first).group_by(c.type).order_by(c.type)
        with self._reading() as connection:
            return tuple((kind, number) for kind, number in connection.execute(query))

    def received_by_method(self, first: int) -> tuple[tuple[str, int], ...]:
        """Numbers of receipts of documents from the entry ``first`` on, by the method by which they came in."""
        c = tables.custody.c
        query = select(c.method, func.count()).where(c.entry >= first).group_by(c.method).order_by(c.method)
        with self._reading() as connection:
            return tuple((method, number) for method, number in connection.execute(query))

    def documents_new(self, first: int) -> int:
        """Documents that no entry before ``first`` told of."""
        table = tables.documents.c
        before = _before("document", table.id, first)
        with self._reading() as connection:
            query = select(func.count()).select_from(tables.documents).where(table.entry >= first, ~before)
            return connection.scalar(query) or 0

    def incident_changes(self, first: int) -> IncidentChanges:
        """Incidents made, changed or taken away by entries from ``first`` on."""
        table, past, word = tables.incidents.c, tables.history.c, tables.corrections.c
        before = _before("incident", table.id, first)
        came = select(table.id, before).where(table.entry >= first).order_by(table.id)
        stands = exists().where(table.id == past.id)
        gone = (
            select(past.id)
            .where(past.type == "incident", past.entry < first, past.state != "conflicting", ~stands)
            .where(word.target_type == "incident", word.target_id == past.id)
            .where(word.withdraws != 0, word.entry >= first)
            .distinct()
            .order_by(past.id)
        )
        with self._reading() as connection:
            rows = connection.execute(came).all()
            withdrawn = tuple(connection.scalars(gone))
        return IncidentChanges(
            new=tuple(name for name, known in rows if not known),
            revised=tuple(name for name, known in rows if known),
            withdrawn=withdrawn,
        )

    def outcomes_changed(self, first: int) -> tuple[OutcomeChange, ...]:
        """Assessments by incident, instrument and clause whose outcome is another than before the entry ``first``."""
        table, past = tables.assessments.c, tables.history.c
        join = tables.assessments.join(tables.history, (past.type == "assessment") & (past.id == table.id))
        query = (
            select(table.id, table.incident, table.instrument, table.clause, table.outcome, past.json)
            .select_from(join)
            .where(table.entry >= first, past.entry < first, past.state != "conflicting")
            .order_by(table.incident, table.instrument, table.clause, table.id, past.entry, past.ordinal)
        )
        with self._reading() as connection:
            rows = connection.execute(query).all()
        last: dict[str, OutcomeChange] = {}
        for name, incident, instrument, clause, after, json in rows:
            before = msgspec.json.decode(json, type=_Outcome).outcome
            last[name] = OutcomeChange(name, incident, instrument, clause, before, after)
        return tuple(change for change in last.values() if change.before != change.after)


def _before(kind: str, record: Column[str], first: int) -> ColumnElement[bool]:
    past = tables.history.c
    return exists().where(past.type == kind, past.id == record, past.entry < first, past.state != "conflicting")
