"""Compliance as a matrix of clause by day, and the timetable of obligations beside it.

A cell tells what the machine proposes on that day's incidents. An empty cell is silence, never compliance.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from litestar import Response, get

from trucewatch.errors import InputError
from trucewatch.pipeline import last_day
from trucewatch.store import ClauseDay, IncidentFilter
from trucewatch.terms import ClauseClock, is_binding
from trucewatch.terms.clock import day_or_instant, zone_of
from trucewatch.vocabulary.assessments import Truth
from trucewatch.vocabulary.terms import Clause, Instrument
from trucewatch.web.bands import timetable
from trucewatch.web.following import tracking_on
from trucewatch.web.page import AnyRequest, answer, query, site_of, words_of
from trucewatch.web.site import Site

__all__ = ["ROUTES", "Cell", "Row", "matrix"]

_ORDER: Final = ("breach", "indeterminate", "permitted", "terms_silent", "out_of_scope")


@dataclass(frozen=True)
class Cell:
    """One clause on one day: whether it is in force, and how many incidents have which outcome under it."""

    day: str
    force: Truth
    outcomes: tuple[tuple[str, int], ...]

    @property
    def gravest(self) -> str | None:
        """The outcome that the cell is coloured by; null where no incident of the day was held against the clause."""
        return self.outcomes[0][0] if self.outcomes else None


@dataclass(frozen=True)
class Row:
    """One clause over the days."""

    instrument: Instrument
    clause: Clause
    cells: tuple[Cell, ...]


def matrix(instruments: Iterable[Instrument], counted: Iterable[ClauseDay], days: list[str]) -> tuple[Row, ...]:
    """A row for each clause that is or may be in force on one of the days, or under which more than scope was told."""
    told: dict[tuple[str, str, str], Counter[str]] = {}
    for item in counted:
        told.setdefault((item.instrument, item.clause, item.day), Counter())[item.outcome] += item.number
    known = tuple(instruments)
    rows: list[Row] = []
    for instrument in known:
        if not is_binding(instrument):
            continue
        zone = zone_of(instrument.zone)
        for clause in instrument.clauses:
            clock = ClauseClock(instrument, clause, known)
            cells = tuple(
                Cell(
                    day,
                    clock.force(day_or_instant(day, zone)).state,
                    _ordered(told.get((instrument.id, clause.id, day))),
                )
                for day in days
            )
            if any(cell.force != "false" or cell.gravest not in (None, "out_of_scope") for cell in cells):
                rows.append(Row(instrument, clause, cells))
    return tuple(rows)


def _ordered(outcomes: Mapping[str, int] | None) -> tuple[tuple[str, int], ...]:
    return tuple((code, outcomes[code]) for code in _ORDER if outcomes.get(code)) if outcomes else ()


@get("/compliance", sync_to_thread=True, include_in_schema=False)
def compliance_page(request: AnyRequest) -> Response[str]:
    """One month; ``month`` chooses it, by default the one with most incidents in the period of the case."""
    site, words = site_of(request), words_of(request)
    first = _month(query(request).get("month"), site)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    days = [(first + timedelta(n)).isoformat() for n in range((last - first).days + 1)]
    key = ("compliance", first.isoformat())
    rows = site.remembered.get(
        key, lambda: matrix(site.case.instruments, site.store.clause_days(days[0], days[-1]), days)
    )
    day = last_day(site.case, site.store)
    tracking = tracking_on(site, day)
    context = {
        "rows": rows,
        "days": days,
        "month": first.isoformat()[:7],
        "before": (first - timedelta(1)).isoformat()[:7],
        "after": (last + timedelta(1)).isoformat()[:7],
        "order": _ORDER,
        "timetable": timetable(tracking.obligations, words, site.case.settings.period.start, day),
    }
    return answer(request, "compliance.html", context)


def _month(asked: str | None, site: Site) -> date:
    if asked:
        try:
            return date.fromisoformat(f"{asked}-01")
        except ValueError as error:
            raise InputError("the month is not readable", got=asked[:20], expected="YYYY-MM") from error
    period = site.case.settings.period
    counted = site.remembered.get(
        ("days",), lambda: site.store.days(IncidentFilter(start=period.start, end=period.end))
    )
    months: Counter[str] = Counter()
    for item in counted:
        if (period.start or "") <= item.day <= (period.end or "9999"):
            months[item.day[:7]] += item.number
    fallback = (period.start or last_day(site.case, site.store))[:7]
    return date.fromisoformat(f"{max(months, key=lambda m: (months[m], m)) if months else fallback}-01")


ROUTES: Final = (compliance_page,)
