"""JSON and GeoJSON of incidents, and whether the server is well."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException

from trucewatch.store import IncidentFilter
from trucewatch.web.filters import PER_PAGE, parse
from trucewatch.web.geo import areas_geojson, incidents_geojson
from trucewatch.web.incidents import listed
from trucewatch.web.page import AnyRequest, query, site_of, words_of

__all__ = ["ROUTES"]

_GEOJSON: Final = "application/geo+json"


def _json(value: Any, media: str = "application/json") -> Response[bytes]:
    return Response(msgspec.json.encode(value), media_type=media, headers={"Cache-Control": "no-cache"})


@get("/api/incidents", sync_to_thread=True)
def incidents_json(request: AnyRequest) -> Response[bytes]:
    """Incidents, 50 a page, with the filters of the incident list."""
    site = site_of(request)
    view = parse(query(request), site)
    rows, total = listed(view, site)
    return _json({"total": total, "page": view.page, "per_page": PER_PAGE, "items": rows})


@get("/api/incidents.geojson", sync_to_thread=True)
def incidents_map(request: AnyRequest) -> Response[bytes]:
    """Every incident of the filter that has a point; regions have none."""
    site = site_of(request)
    view = parse(query(request), site)
    found = site.store.incidents(view.wanted(site) if request.url.query else IncidentFilter()).items
    return _json(incidents_geojson(found, words_of(request)), _GEOJSON)


@get("/api/areas.geojson", sync_to_thread=True)
def areas_map(request: AnyRequest) -> Response[bytes]:
    """The areas of the case."""
    return _json(areas_geojson(words_of(request)), _GEOJSON)


@get("/api/incidents/{incident_id:str}", sync_to_thread=True)
def incident_json(request: AnyRequest) -> Response[bytes]:
    """One incident with its claims, documents, assessments and entry."""
    incident_id: str = request.path_params["incident_id"]
    dossier = site_of(request).store.incident(incident_id)
    if dossier is None:
        raise NotFoundException
    return _json(dossier)


@get("/health", sync_to_thread=True)
def health(request: AnyRequest) -> Response[bytes]:
    """The case and how many entries of its record the pages show."""
    site = site_of(request)
    head = site.head()
    return _json({"case": site.case.id, "applied": site.store.applied(), "record": head.size if head else 0})


ROUTES: Final = (incidents_json, incidents_map, areas_map, incident_json, health)
