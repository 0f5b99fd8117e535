"""The addresses of OGC API - Features under ``/ogc``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from trucewatch.web.api.features.collections import COLLECTIONS, Kind
from trucewatch.web.api.features.documents import (
    Collection,
    Collections,
    Conformance,
    Feature,
    FeatureCollection,
    Landing,
    Link,
)
from trucewatch.web.api.features.times import box_of, period_of
from trucewatch.web.api.operation import JSON, Answer, Call, Operation, PathPart, operation
from trucewatch.web.api.paging import cursor_for, filters_of, next_query, place_of
from trucewatch.web.api.parameters import Cursor, IncidentFilters, Language
from trucewatch.web.api.problem import RefusalError
from trucewatch.web.wording import in_language

__all__ = ["OPENAPI", "ROUTES"]

GEOJSON: Final = "application/geo+json"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.1"
_TAG: Final = "features"
_MOST: Final = 1000
Format = Annotated[Literal["json"], Meta(description="The format of the answer.")]


class Formatted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The format, which is JSON."""

    f: Format | None = None
    lang: Language | None = None


class ItemsQuery(IncidentFilters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which features, page by page. The filters of incidents hold for the collection ``incidents`` only."""

    f: Format | None = None
    lang: Language | None = None
    cursor: Cursor | None = None
    limit: Annotated[int, Meta(ge=1, le=2**31, description="How many at most; more than 1000 is taken as 1000.")] = 100
    bbox: (
        Annotated[
            str,
            Meta(
                description="West, south, east, north in degrees (CRS84): features whose geometry meets the box.",
                examples=["36.9,36.1,37.4,36.4"],
                max_length=200,
            ),
        ]
        | None
    ) = None
    datetime: (
        Annotated[
            str,
            Meta(
                description="An instant or interval (RFC 3339, `..` for open): features whose time meets it.",
                examples=["2016-12-01/.."],
                max_length=100,
            ),
        ]
        | None
    ) = None


def _landing(call: Call) -> Answer:
    at = f"{call.base}/ogc"
    links = (
        Link(href=at, rel="self", type=JSON, title="This document"),
        Link(href=f"{call.base}/schema", rel="service-desc", type=OPENAPI, title="The description of the API"),
        Link(href=f"{at}/conformance", rel="conformance", type=JSON, title="What the server conforms to"),
        Link(href=f"{at}/collections", rel="data", type=JSON, title="The collections"),
    )
    name = _said(call, call.site.case.settings.name)
    description = _said(call, call.site.case.settings.banner)
    return Answer(Landing(title=name, description=description, links=links))


def _said(call: Call, words: Mapping[Any, str]) -> str:
    return in_language({str(lang): text for lang, text in words.items()}, call.words.lang)


def _conformance(call: Call) -> Answer:
    del call
    return Answer(Conformance())


def _collections(call: Call) -> Answer:
    at = f"{call.base}/ogc/collections"
    links = (Link(href=at, rel="self", type=JSON),)
    return Answer(Collections(links=links, collections=tuple(_described(call, kind) for kind in COLLECTIONS.values())))


def _collection(call: Call) -> Answer:
    return Answer(_described(call, _kind(call)))


def _described(call: Call, kind: Kind) -> Collection:
    at = f"{call.base}/ogc/collections/{kind.id}"
    links = (
        Link(href=at, rel="self", type=JSON),
        Link(href=f"{at}/items", rel="items", type=GEOJSON, title=in_language(kind.titles, call.words.lang)),
    )
    extent = kind.extent(call.words)
    return Collection(
        id=kind.id,
        title=in_language(kind.titles, call.words.lang),
        description=kind.description,
        links=links,
        extent=msgspec.UNSET if extent.spatial is None and extent.temporal is None else extent,
    )


def _kind(call: Call) -> Kind:
    kind = COLLECTIONS.get(call.part("collection_id"))
    if kind is None:
        raise RefusalError(404, "there is no such collection", expected=", ".join(COLLECTIONS))
    return kind


def _items(call: Call) -> Answer:
    kind = _kind(call)
    if kind.id != "incidents":
        _no_incident_filters(call.query)
    box, period = box_of(call.query.bbox), period_of(call.query.datetime)
    filters = filters_of(call)
    limit = min(call.query.limit, _MOST)
    asked = msgspec.convert(msgspec.to_builtins(call.query), IncidentOnly)
    part = kind.page(call.words, asked, box, period, place_of(call.query.cursor, filters), limit)
    at = f"{call.base}/ogc/collections/{kind.id}"
    here = f"{at}/items" + (f"?{next_query(call)}" if call.request.url.query else "")
    links = [Link(href=here, rel="self", type=GEOJSON), Link(href=at, rel="collection", type=JSON)]
    headers: dict[str, str] = {"Content-Crs": "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"}
    if part.more and part.last is not None:
        following = f"{at}/items?{next_query(call, cursor=cursor_for(*part.last, filters))}"
        links.append(Link(href=following, rel="next", type=GEOJSON))
        headers["Link"] = f'<{following}>; rel="next"; type="{GEOJSON}"'
    made = FeatureCollection(
        features=part.features, links=tuple(links), number_matched=part.matched, number_returned=len(part.features)
    )
    return Answer(made, GEOJSON, headers=headers)


class IncidentOnly(IncidentFilters, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """Of a query for features, the filters of incidents."""


def _no_incident_filters(asked: Any) -> None:
    for info in msgspec.structs.fields(IncidentFilters):
        if getattr(asked, info.name) is not None:
            raise RefusalError(400, "this collection has no such filter", where=info.name)


def _item(call: Call) -> Answer:
    kind = _kind(call)
    feature = kind.one(call.words, call.part("feature_id"))
    if feature is None:
        raise RefusalError(404, "there is no such feature")
    at = f"{call.base}/ogc/collections/{kind.id}"
    links = (
        Link(href=f"{call.base}{call.request.url.path}", rel="self", type=GEOJSON),
        Link(href=at, rel="collection", type=JSON),
    )
    headers = {"Content-Crs": "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"}
    return Answer(msgspec.structs.replace(feature, links=links), GEOJSON, headers=headers)


def _read(id_: str, path: str, summary: str, gives: Any, **more: Any) -> Operation:
    more.setdefault("query", Formatted)
    return Operation(id=id_, method="GET", path=path, tag=_TAG, summary=summary, gives=gives, **more)


_COLLECTION: Final = {"collection_id": PathPart("incidents, areas or places.", "incidents")}
_FEATURE: Final = {**_COLLECTION, "feature_id": PathPart("The id of a feature.", "n-12")}
ROUTES: Final = (
    operation(_read("ogcLanding", "/ogc", "Where a client of OGC API - Features begins.", Landing), _landing),
    operation(_read("ogcConformance", "/ogc/conformance", "What the server conforms to.", Conformance), _conformance),
    operation(_read("ogcCollections", "/ogc/collections", "The collections.", Collections), _collections),
    operation(
        _read(
            "ogcCollection", "/ogc/collections/{collection_id:str}", "One collection.", Collection, parts=_COLLECTION
        ),
        _collection,
    ),
    operation(
        _read(
            "ogcItems",
            "/ogc/collections/{collection_id:str}/items",
            "Features by box, time and the filters of the incident list, page by page.",
            FeatureCollection,
            parts=_COLLECTION,
            query=ItemsQuery,
            answers=(GEOJSON,),
        ),
        _items,
    ),
    operation(
        _read(
            "ogcItem",
            "/ogc/collections/{collection_id:str}/items/{feature_id:str}",
            "One feature.",
            Feature,
            parts=_FEATURE,
            answers=(GEOJSON,),
        ),
        _item,
    ),
)
