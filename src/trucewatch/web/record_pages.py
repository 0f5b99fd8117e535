"""The routes of the pages that show the record: who speaks, where, when, and how the clauses fared."""

from __future__ import annotations

from typing import Final

from trucewatch.web import compliance, map_page, series, sources

__all__ = ["ROUTES"]

ROUTES: Final = (*map_page.ROUTES, *compliance.ROUTES, *series.ROUTES, *sources.ROUTES)
