"""Read models: tables that answer the questions of reports and pages. Fed only by entries of the record."""

from trucewatch.store.filters import ClaimFilter, IncidentFilter
from trucewatch.store.port import DossierClaim, HistoryRow, IncidentDossier, Page, Provenance, Store
from trucewatch.store.rebuild import catch_up, dump, rebuild
from trucewatch.store.sqlite import SqliteStore

__all__ = [
    "ClaimFilter",
    "DossierClaim",
    "HistoryRow",
    "IncidentDossier",
    "IncidentFilter",
    "Page",
    "Provenance",
    "SqliteStore",
    "Store",
    "catch_up",
    "dump",
    "rebuild",
]
