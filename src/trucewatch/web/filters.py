"""The filter of the incident list as it stands in the address, so that a view can be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

import shapely
from shapely.geometry.base import BaseGeometry

from trucewatch.errors import InputError
from trucewatch.store import ClaimFilter, IncidentFilter
from trucewatch.vocabulary.codes import broader_acts, load_code_list
from trucewatch.web.site import Site

__all__ = ["PER_PAGE", "View", "parse"]

PER_PAGE: Final = 50
_CHOICES: Final = ("act", "family", "party", "place", "area", "corroboration", "outcome", "lang_of", "bbox")


@dataclass(frozen=True)
class View:
    """What is asked for: one value or none of each filter, a period, undated ones only, and a page (from 1)."""

    chosen: Mapping[str, str]
    start: str | None
    end: str | None
    undated: bool
    page: int

    def address(self, **changes: str | int | None) -> str:
        """The query of this view with some parts changed; None takes one away."""
        parts: dict[str, str | int | None] = {**self.chosen, "start": self.start, "end": self.end}
        parts |= {"undated": "only" if self.undated else None, "page": self.page if self.page > 1 else None}
        parts |= changes
        return "?" + urlencode({key: value for key, value in parts.items() if value not in (None, "")})

    def wanted(self, site: Site) -> IncidentFilter:
        """The filter for the store; an act includes the acts that say more than it."""

        def one(key: str) -> tuple[str, ...]:
            return (self.chosen[key],) if key in self.chosen else ()

        return IncidentFilter(
            acts=_with_narrower(self.chosen.get("act")),
            families=one("family"),
            parties=one("party"),
            places=one("place"),
            area=self._area(site),
            start=self.start,
            end=self.end,
            undated="only" if self.undated else "exclude",
            corroborations=one("corroboration"),
            outcomes=one("outcome"),
        )

    def _area(self, site: Site) -> BaseGeometry | None:
        """The area asked for, the box asked for, or what they have in common."""
        area = site.case.areas[self.chosen["area"]] if "area" in self.chosen else None
        if "bbox" not in self.chosen:
            return area
        box = shapely.box(*_box(self.chosen["bbox"]))
        return box if area is None else shapely.intersection(area, box)

    def claims_in_language(self, site: Site) -> frozenset[str] | None:
        """The ids of the claims in the language asked for; None where none is."""
        lang = self.chosen.get("lang_of")
        if lang is None:
            return None
        return frozenset(claim.id for claim in site.store.claims(ClaimFilter(langs=(lang,))).items)


def parse(query: Mapping[str, str], site: Site) -> View:
    """Read the filter of an address. Raises :class:`InputError` when a date, page, code or area is none."""
    chosen = {key: query[key][:200] for key in _CHOICES if query.get(key)}
    for key, list_id in (("act", "acts"), ("corroboration", "corroboration"), ("outcome", "assessment_outcome")):
        if key in chosen and load_code_list(list_id).get(chosen[key]) is None:
            raise InputError(f"there is no {key} of this code", got=chosen[key])
    if "area" in chosen and chosen["area"] not in site.case.areas:
        raise InputError("there is no such area in the case", got=chosen["area"])
    if "bbox" in chosen:
        _box(chosen["bbox"])
    page = query.get("page") or "1"
    if not (page.isascii() and page.isdigit() and 0 < int(page[:9]) < 10**7):
        raise InputError("the page is no number", got=page[:40], expected="1 or more")
    undated = query.get("undated") == "only"
    return View(chosen, _day(query.get("start")), _day(query.get("end")), undated, int(page[:9]))


def _box(value: str) -> tuple[float, float, float, float]:
    """West, south, east, north. Raises :class:`InputError` when they are no box on the earth."""
    try:
        west, south, east, north = (float(part) for part in value.split(","))
    except ValueError:
        west = south = east = north = float("nan")
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise InputError("the box is not readable", got=value[:80], expected="west,south,east,north in degrees")
    return west, south, east, north


def _day(value: str | None) -> str | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise InputError("the date is not readable", got=value[:40], expected="a date such as 2016-12-05") from error


def _with_narrower(act: str | None) -> tuple[str, ...]:
    if act is None:
        return ()
    return (act, *(code.code for code in load_code_list("acts").codes if act in broader_acts(code.code)))
