"""The documents of OGC API - Features: landing page, conformance, collections, pages of features."""

from __future__ import annotations

from typing import Any, Final

from msgspec import UNSET, Struct, UnsetType, field

__all__ = ["CONFORMANCE", "CRS84", "Collection", "Collections", "Conformance", "Extent", "Feature", "FeatureCollection",
           "Landing", "Link", "SpatialExtent", "TemporalExtent"]  # fmt: skip

CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_CALENDAR: Final = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
CONFORMANCE: Final = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
)


class Link(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A link to another document (RFC 8288)."""

    href: str
    rel: str
    type: str
    title: str | None = None


class Landing(Struct, frozen=True, kw_only=True):
    """Where a client begins."""

    title: str
    description: str
    links: tuple[Link, ...]


class Conformance(Struct, frozen=True, kw_only=True):
    """The requirement classes that the server meets."""

    conforms_to: tuple[str, ...] = field(name="conformsTo", default=CONFORMANCE)


class SpatialExtent(Struct, frozen=True, kw_only=True):
    """A box round all features, in degrees: west, south, east, north."""

    bbox: tuple[tuple[float, float, float, float], ...]
    crs: str = CRS84


class TemporalExtent(Struct, frozen=True, kw_only=True):
    """From the first to the last instant; null is open."""

    interval: tuple[tuple[str | None, str | None], ...]
    trs: str = _CALENDAR


class Extent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where and when the features lie."""

    spatial: SpatialExtent | None = None
    temporal: TemporalExtent | None = None


class Collection(Struct, frozen=True, kw_only=True):
    """One collection of features."""

    id: str
    title: str
    description: str
    links: tuple[Link, ...]
    extent: Extent | UnsetType = UNSET
    item_type: str = field(name="itemType", default="feature")
    crs: tuple[str, ...] = (CRS84,)


class Collections(Struct, frozen=True, kw_only=True):
    """All collections."""

    links: tuple[Link, ...]
    collections: tuple[Collection, ...]


class Feature(Struct, frozen=True, kw_only=True):
    """A GeoJSON feature (RFC 7946). ``geometry`` is null where the place has no point, and none is made up."""

    id: str
    geometry: dict[str, Any] | None
    properties: dict[str, Any]
    type: str = "Feature"
    links: tuple[Link, ...] | UnsetType = UNSET


class FeatureCollection(Struct, frozen=True, kw_only=True):
    """A page of features."""

    features: tuple[Feature, ...]
    links: tuple[Link, ...]
    number_matched: int = field(name="numberMatched")
    number_returned: int = field(name="numberReturned")
    type: str = "FeatureCollection"
