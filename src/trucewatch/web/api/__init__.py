"""The API: resources as JSON and GeoJSON, OGC API - Features, and the description of both."""

from typing import Final

from trucewatch.web.api import entrance, evidence, features, incidents, procedure, record

__all__ = ["ROUTES"]

ROUTES: Final = (
    *entrance.ROUTES,
    *incidents.ROUTES,
    *evidence.ROUTES,
    *procedure.ROUTES,
    *record.ROUTES,
    *features.ROUTES,
)
