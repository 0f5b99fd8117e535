"""Numbers and map cells counted by the database, so that no page reads every incident to draw a picture of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Final

from sqlalchemy import Connection, func, or_, select

from trucewatch.store import tables
from trucewatch.store.filters import IncidentFilter
from trucewatch.store.incident_counts import Counted, KeptColumns
from trucewatch.store.port import ClauseDay, DayCount, Grouping, MapBounds, MapCell

__all__ = ["Summaries", "applied_entries"]

_INCIDENTS: Final = tables.incidents
_CHUNK: Final = 500
_APPLIED: Final = select(tables.meta.c.value).where(tables.meta.c.name == "applied")


class Summaries:
    """The counting half of a store; see :class:`trucewatch.store.port.Store` for what each answer means."""

    _reading: Callable[[], AbstractContextManager[Connection]]
    _columns: KeptColumns

    def count_incidents(self, wanted: IncidentFilter, by: Grouping) -> tuple[tuple[str | None, int], ...]:
        with self._reading() as connection:
            return self._counted(connection).by(connection, wanted, by)

    def days(self, wanted: IncidentFilter) -> tuple[DayCount, ...]:
        with self._reading() as connection:
            return self._counted(connection).days(connection, wanted)

    def cells(self, wanted: IncidentFilter, bounds: MapBounds, size: float) -> tuple[MapCell, ...]:
        with self._reading() as connection:
            return self._counted(connection).cells(connection, wanted, bounds, size)

    def count_drawn(self, wanted: IncidentFilter) -> int:
        with self._reading() as connection:
            return self._counted(connection).total(connection, wanted, drawn=True)

    def _counted(self, connection: Connection) -> Counted:
        return self._columns.of(connection, applied_entries)

    def clause_days(self, start: str, end: str) -> tuple[ClauseDay, ...]:
        assessed, c = tables.assessments.c, _INCIDENTS.c
        day = func.substr(func.coalesce(c.time_start, c.time_end), 1, 10)
        query = (
            select(assessed.instrument, assessed.clause, day, assessed.outcome, func.count())
            .select_from(_INCIDENTS.join(tables.assessments, assessed.incident == c.id))
            .where(assessed.clause.is_not(None), day >= start, day <= end)
            .group_by(assessed.instrument, assessed.clause, day, assessed.outcome)
            .order_by(assessed.instrument.nulls_first(), assessed.clause, day, assessed.outcome)
        )
        with self._reading() as connection:
            return tuple(ClauseDay(*row) for row in connection.execute(query))

    def count_disputed(self) -> int:
        with self._reading() as connection:
            query = select(func.count()).select_from(_INCIDENTS).where(_INCIDENTS.c.disputed.is_not(None))
            return connection.scalar(query) or 0

    def count_claims(self, *, confidence: str) -> int:
        with self._reading() as connection:
            query = select(func.count()).select_from(tables.claims).where(tables.claims.c.confidence == confidence)
            return connection.scalar(query) or 0

    def count_duplicates(self) -> int:
        table = tables.documents
        with self._reading() as connection:
            query = select(func.count()).select_from(table).where(table.c.duplicate.is_not(None))
            return connection.scalar(query) or 0

    def claims_by_document(self, documents: Sequence[str]) -> dict[str, int]:
        table = tables.claims.c
        stands = or_(table.review.is_(None), table.review != "rejected")
        found: dict[str, int] = {}
        with self._reading() as connection:
            for start in range(0, len(documents), _CHUNK):
                part = documents[start : start + _CHUNK]
                query = select(table.document, func.count()).where(table.document.in_(part), stands)
                found |= {row[0]: row[1] for row in connection.execute(query.group_by(table.document))}
        return found


def applied_entries(connection: Connection) -> int:
    """How many entries of the log the read models hold."""
    return int(connection.scalar(_APPLIED) or 0)
