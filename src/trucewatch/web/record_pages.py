"""The routes of the pages that show the record: who speaks, where, when, and how the clauses fared."""

from __future__ import annotations

from typing import Final

from trucewatch.web import map_page, sources

__all__ = ["ROUTES"]

ROUTES: Final = (*map_page.ROUTES, *sources.ROUTES)
