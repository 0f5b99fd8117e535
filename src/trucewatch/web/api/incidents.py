"""Incidents as JSON and GeoJSON, with the filters of the incident list."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from trucewatch.store import IncidentDossier, IncidentFilter, Wanted
from trucewatch.vocabulary.incidents import Incident
from trucewatch.web.api.operation import Answer, Call, Operation, PathPart, operation
from trucewatch.web.api.paging import Listing, in_pages
from trucewatch.web.api.parameters import IncidentMapQuery, IncidentQuery, LanguageOnly
from trucewatch.web.api.problem import RefusalError
from trucewatch.web.filters import View, parse
from trucewatch.web.geo import areas_geojson, incidents_geojson
from trucewatch.web.site import Site

__all__ = ["GEOJSON", "ROUTES", "wanted_of"]

GEOJSON: Final = "application/geo+json"
_LAYER: Final = {"type": "object", "required": ["type", "features"]}


def view_of(asked: Any, site: Site) -> View:
    """The view that a page would show for the same filters."""
    given = {name: str(value) for name, value in msgspec.to_builtins(asked).items() if value is not None}
    return parse({name: value for name, value in given.items() if name not in ("cursor", "limit", "page")}, site)


def wanted_of(asked: Any, site: Site) -> Wanted:
    """What the store is asked for."""
    view = view_of(asked, site)
    return Wanted(filter=view.wanted(site), claim_lang=view.chosen.get("lang_of"))


def _list(call: Call) -> Answer:
    wanted = wanted_of(call.query, call.site)
    store = call.site.store
    return in_pages(call, lambda after, limit: store.in_log_order("incident", wanted, after=after, limit=limit))


def _one(call: Call) -> Answer:
    dossier = call.site.store.incident(call.part("incident_id"))
    if dossier is None:
        raise RefusalError(404, "there is no such incident")
    return Answer(dossier)


def _layer(call: Call) -> Answer:
    site = call.site
    view = view_of(call.query, site)
    found = site.store.incidents(view.wanted(site) if call.request.url.query else IncidentFilter()).items
    return Answer(incidents_geojson(found, call.words), GEOJSON)


def _areas(call: Call) -> Answer:
    return Answer(areas_geojson(call.words), GEOJSON)


ROUTES: Final = (
    operation(
        Operation(
            id="listIncidents",
            method="GET",
            path="/api/incidents",
            tag="incidents",
            summary="Incidents, with the filters of the incident list.",
            text="Claims about one occurrence, side by side. In the order in which they entered the record.",
            query=IncidentQuery,
            gives=Listing[Incident],
        ),
        _list,
    ),
    operation(
        Operation(
            id="incidentLayer",
            method="GET",
            path="/api/incidents.geojson",
            tag="incidents",
            summary="Every incident of the filter that has a point; a region has none.",
            query=IncidentMapQuery,
            gives=_LAYER,
            answers=(GEOJSON,),
        ),
        _layer,
    ),
    operation(
        Operation(
            id="areaLayer",
            method="GET",
            path="/api/areas.geojson",
            tag="incidents",
            summary="The areas of the case.",
            query=LanguageOnly,
            gives=_LAYER,
            answers=(GEOJSON,),
        ),
        _areas,
    ),
    operation(
        Operation(
            id="readIncident",
            method="GET",
            path="/api/incidents/{incident_id:str}",
            tag="incidents",
            summary="One incident with its claims, documents, assessments and entry.",
            parts={"incident_id": PathPart("The id of an incident.", "n-12")},
            query=LanguageOnly,
            gives=IncidentDossier,
        ),
        _one,
    ),
)
