"""The section on series and undercount: incidents of the store in, analyses out. It rests on the record alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np

from trucewatch.analysis.before_after import Change
from trucewatch.analysis.case_undercount import undercount_of_incidents
from trucewatch.analysis.counting import daily_series, day_of, effort_statement
from trucewatch.analysis.effort import untold_efforts, watched_efforts
from trucewatch.analysis.nowcast import Completeness, completeness
from trucewatch.analysis.series import LEAST_INCIDENTS, PROJECTED_DAYS, analyse_series
from trucewatch.case import Case
from trucewatch.store import ClaimFilter, IncidentFilter, Store
from trucewatch.terms import ClauseClock, is_binding
from trucewatch.vocabulary.analysis_report import AnalysisSection
from trucewatch.vocabulary.codes import family_of, unit_of
from trucewatch.vocabulary.documents import TABLE_MEDIA, Document
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.reports import Period
from trucewatch.vocabulary.series import Dimension, EffortMeasure, ObservationEffort, SeriesAnalysis, SeriesNote

__all__ = [
    "LONGEST_SERIES",
    "Counted",
    "analysis_section",
    "areas_of_incident",
    "changes_of",
    "efforts_of",
    "series_of_case",
    "series_start",
]

Counted: TypeAlias = Callable[[Incident], bool]
LONGEST_SERIES = 730
"""Days that a series goes back at most: what lies further back is another conflict phase."""
UNDERCOUNT_SEED = 1
_DIMENSIONS: tuple[tuple[Dimension, int], ...] = (("family", 3), ("act", 2), ("area", 2), ("party", 3))
_COUNTED = "hostilities"


def analysis_section(
    case: Case, store: Store, period: Period, counted: Counted | None = None
) -> AnalysisSection | None:
    """The section of a report of ``period``; None where no incident has a day.

    ``counted`` says which incidents count, for a report of one area; without it all do.

    Series by family, and of hostilities by act, area and party, the largest of each. Effects of clauses are shown for
    families only; ``trucewatch series`` shows them all.
    """
    end = dt.date.fromisoformat(period.end)
    start = series_start(case, store, end)
    if start is None:
        return None
    shown: list[SeriesAnalysis] = []
    for dimension, most in _DIMENSIONS:
        families = () if dimension == "family" else (_COUNTED,)
        found = series_of_case(
            case,
            store,
            dimension,
            start,
            end,
            families=families,
            most=most,
            effects=dimension == "family",
            counted=counted,
        )
        shown += [series for series in found if sum(series.counts) >= LEAST_INCIDENTS]
    incidents = _counted(
        store.incidents(IncidentFilter(start=start.isoformat(), end=end.isoformat(), families=(_COUNTED,))).items,
        counted,
    )
    models = store.link_models()
    undercount = undercount_of_incidents(
        incidents,
        case.sources,
        case.actors,
        np.random.default_rng(UNDERCOUNT_SEED),
        model=models[-1] if models else None,
        seed=UNDERCOUNT_SEED,
    )
    return AnalysisSection(
        start=start.isoformat(), end=end.isoformat(), series=tuple(shown), undercount=undercount if incidents else None
    )


def series_start(case: Case, store: Store, end: dt.date) -> dt.date | None:
    """The first day of the series that end on ``end``: that of the case, else of its first incident with a day."""
    incidents = store.incidents(IncidentFilter(end=end.isoformat())).items
    days = [day for incident in incidents if (day := day_of(incident)) is not None]
    if not days:
        return None
    declared = case.settings.period.start
    first = dt.date.fromisoformat(declared[:10]) if declared else min(days)
    return min(max(first, end - dt.timedelta(days=LONGEST_SERIES - 1)), end)


def series_of_case(
    case: Case,
    store: Store,
    dimension: Dimension,
    start: dt.date,
    end: dt.date,
    *,
    codes: Sequence[str] = (),
    families: Sequence[str] = (),
    most: int | None = None,
    measure: EffortMeasure | None = None,
    days_ahead: int = PROJECTED_DAYS,
    effects: bool = True,
    counted: Counted | None = None,
) -> tuple[SeriesAnalysis, ...]:
    """The analyses of one dimension, the series with most incidents first; ``codes`` chooses among them."""
    wanted = IncidentFilter(start=start.isoformat(), end=end.isoformat(), families=tuple(families))
    incidents = _counted(store.incidents(wanted).items, counted)
    daily = daily_series(incidents, dimension, start, end, areas_of_incident(case))
    chosen = [series for series in daily if not codes or series.code in codes][:most]
    documents = store.documents().items
    claims = {claim.id: claim.document for claim in store.claims(ClaimFilter()).items}
    known, as_of = _late_reports(claims, documents, incidents)
    edges = _edges_of_tables(claims, documents, incidents, start, end)
    changes = changes_of(case, start, end) if effects else ()
    efforts, told_twice = efforts_of(case, store)
    found: list[SeriesAnalysis] = []
    for series in chosen:
        area = series.code if dimension == "area" else None
        effort, notes = effort_statement(efforts, start, len(series.counts), area, measure)
        found.append(
            analyse_series(
                series,
                unit=_unit(dimension, series.code, incidents),
                effort=effort,
                effort_notes=(*notes, *told_twice),
                known=known,
                as_of=as_of,
                changes=changes,
                edges=edges,
                days_ahead=days_ahead,
            )
        )
    return tuple(found)


def _counted(incidents: tuple[Incident, ...], counted: Counted | None) -> tuple[Incident, ...]:
    return incidents if counted is None else tuple(incident for incident in incidents if counted(incident))


def efforts_of(case: Case, store: Store) -> tuple[tuple[ObservationEffort, ...], tuple[SeriesNote, ...]]:
    """The effort a day of ``effort.yaml`` and of the observation entries of the record, which stand where both tell."""
    parents = {place.id: place.parent for place in case.places}

    def chain(area: str) -> list[str]:
        out: list[str] = []
        at: str | None = area
        while at is not None and at not in out:
            out.append(at)
            at = parents.get(at)
        return out

    watched = watched_efforts(store.observation(), chain)
    untold = untold_efforts(case.effort, watched)
    return (*untold, *watched), () if untold == tuple(case.effort) else (SeriesNote(reason="effort_told_twice"),)


def areas_of_incident(case: Case) -> Callable[[Incident], list[str]]:
    """For an incident, its place and those that contain it, short of the country; else the name, else ``unknown``."""
    places = {place.id: place for place in case.places}

    def areas(incident: Incident) -> list[str]:
        out: list[str] = []
        at = incident.place.id if incident.place else None
        while at is not None and at in places and at not in out and places[at].place_class != "country":
            out.append(at)
            at = places[at].parent
        return out or [incident.place.name if incident.place else "unknown"]

    return areas


def changes_of(case: Case, start: dt.date, end: dt.date) -> tuple[Change, ...]:
    """When clauses enter into force within the days, those of an instrument on one day together."""
    zone = ZoneInfo(case.settings.time_zone)
    grouped: dict[tuple[str, dt.date], dict[str, dt.date]] = {}
    for instrument in case.instruments:
        if not is_binding(instrument):
            continue
        for clause in instrument.clauses:
            for day, until in _times_in_force(ClauseClock(instrument, clause, case.instruments), zone):
                if start < day <= end:
                    clauses = grouped.setdefault((instrument.id, day), {})
                    clauses[clause.id] = max(until, clauses.get(clause.id, until))
    return tuple(
        Change(instrument, tuple(clauses), day, _last(clauses.values(), end))
        for (instrument, day), clauses in sorted(grouped.items(), key=lambda item: (item[0][1], item[0][0]))
    )


def _times_in_force(clock: ClauseClock, zone: ZoneInfo) -> list[tuple[dt.date, dt.date]]:
    """First and last local days; stretches that touch are one, whether in force or only possibly so."""
    found: list[tuple[dt.date, dt.date]] = []
    for begins, ends in clock.stretches:
        day, until = _local(begins, zone), _local(ends, zone)
        if found and (day - found[-1][1]).days <= 1:
            found[-1] = found[-1][0], max(until, found[-1][1])
        else:
            found.append((day, until))
    return found


def _last(days: Iterable[dt.date], end: dt.date) -> dt.date | None:
    """The day on which the last of the clauses ends; None where one holds beyond the series."""
    last = max(days)
    return None if last > end else last


def _local(moment: dt.datetime, zone: ZoneInfo) -> dt.date:
    """The local day; the ends of time are no moment of any zone."""
    return moment.date() if moment.year in (dt.MINYEAR, dt.MAXYEAR) else moment.astimezone(zone).date()


def _unit(dimension: Dimension, code: str, incidents: Sequence[Incident]) -> str:
    if dimension == "family":
        return unit_of(code)
    if dimension == "act":
        return unit_of(family_of(code))
    units = {unit_of(incident.family) for incident in incidents}
    return units.pop() if len(units) == 1 else "event"


def _late_reports(
    claims: Mapping[str, str], documents: Sequence[Document], incidents: Sequence[Incident]
) -> tuple[Completeness | None, dt.date | None]:
    """How complete recent days are, from the day each incident occurred and that of the first report of it."""
    published = {d.id: d.published[:10] for d in documents if d.published}
    if not published:
        return None, None
    told = {claim: published[document] for claim, document in claims.items() if document in published}
    as_of = dt.date.fromisoformat(max(published.values()))
    reports: list[tuple[dt.date, dt.date]] = []
    for incident in incidents:
        day = day_of(incident)
        dates = [told[claim] for claim in (*incident.supporting, *incident.repeating) if claim in told]
        if day is not None and dates:
            reports.append((day, dt.date.fromisoformat(min(dates))))
    return completeness(reports, as_of), as_of


def _edges_of_tables(
    claims: Mapping[str, str],
    documents: Sequence[Document],
    incidents: Sequence[Incident],
    start: dt.date,
    end: dt.date,
) -> tuple[tuple[str, dt.date], ...]:
    """The first day of each table of events and the day after its last, where they fall within the series."""
    tables = {d.id: d.source or d.name for d in documents if d.media in TABLE_MEDIA}
    days: dict[str, list[dt.date]] = {}
    for incident in incidents:
        day = day_of(incident)
        for document in {claims[c] for c in (*incident.supporting, *incident.repeating) if c in claims}:
            if day is not None and document in tables:
                days.setdefault(document, []).append(day)
    found: list[tuple[str, dt.date]] = []
    for document, told in days.items():
        if len(told) >= LEAST_INCIDENTS:
            edges = (min(told), max(told) + dt.timedelta(days=1))
            found += [(tables[document], day) for day in edges if start < day <= end]
    return tuple(sorted(found))
