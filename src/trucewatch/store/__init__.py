"""Read models: tables that answer the questions of reports and pages. Fed only by entries of the record."""

from trucewatch.store.changes import IncidentChanges, OutcomeChange
from trucewatch.store.filters import ClaimFilter, IncidentFilter
from trucewatch.store.log_order import Box, EntryRow, Placed, Slice, Wanted
from trucewatch.store.marking import Marked, excerpt, spans_of
from trucewatch.store.port import (
    ClaimState,
    ClauseDay,
    DayCount,
    DossierClaim,
    HistoryRow,
    IncidentDossier,
    MapCell,
    Page,
    Provenance,
    ReviewRow,
    SearchHit,
    SearchPage,
    Store,
)
from trucewatch.store.rebuild import catch_up, dump, rebuild
from trucewatch.store.search_query import KINDS, SearchFilter, SearchKind, SearchQuery, parse_query
from trucewatch.store.sqlite import SqliteStore
from trucewatch.store.writing import FilledStore

__all__ = [
    "KINDS",
    "Box",
    "ClaimFilter",
    "ClaimState",
    "ClauseDay",
    "DayCount",
    "DossierClaim",
    "EntryRow",
    "FilledStore",
    "HistoryRow",
    "IncidentChanges",
    "IncidentDossier",
    "IncidentFilter",
    "MapCell",
    "Marked",
    "OutcomeChange",
    "Page",
    "Placed",
    "Provenance",
    "ReviewRow",
    "SearchFilter",
    "SearchHit",
    "SearchKind",
    "SearchPage",
    "SearchQuery",
    "Slice",
    "SqliteStore",
    "Store",
    "Wanted",
    "catch_up",
    "dump",
    "excerpt",
    "parse_query",
    "rebuild",
    "spans_of",
]
