"""The API: resources as JSON and GeoJSON, OGC API - Features, submissions, and the description of all."""

from typing import Final

from trucewatch.web.api import (
    entrance,
    evidence,
    features,
    field_forms,
    incidents,
    procedure,
    record,
    submissions,
    webhooks,
)

__all__ = ["ROUTES"]

ROUTES: Final = (
    *entrance.ROUTES,
    *incidents.ROUTES,
    *evidence.ROUTES,
    *procedure.ROUTES,
    *record.ROUTES,
    *features.ROUTES,
    *submissions.ROUTES,
    *field_forms.ROUTES,
    *webhooks.ROUTES,
)
