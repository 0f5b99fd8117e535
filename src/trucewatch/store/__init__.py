"""Read models: tables that answer the questions of reports and pages. Fed only by entries of the record."""

from trucewatch.store.filters import ClaimFilter, IncidentFilter
from trucewatch.store.marking import Marked, excerpt, spans_of
from trucewatch.store.port import (
    DossierClaim,
    HistoryRow,
    IncidentDossier,
    Page,
    Provenance,
    SearchHit,
    SearchPage,
    Store,
)
from trucewatch.store.rebuild import catch_up, dump, rebuild
from trucewatch.store.search_query import KINDS, SearchFilter, SearchKind, SearchQuery, parse_query
from trucewatch.store.sqlite import SqliteStore

__all__ = [
    "KINDS",
    "ClaimFilter",
    "DossierClaim",
    "HistoryRow",
    "IncidentDossier",
    "IncidentFilter",
    "Marked",
    "Page",
    "Provenance",
    "SearchFilter",
    "SearchHit",
    "SearchKind",
    "SearchPage",
    "SearchQuery",
    "SqliteStore",
    "Store",
    "catch_up",
    "dump",
    "excerpt",
    "parse_query",
    "rebuild",
    "spans_of",
]
