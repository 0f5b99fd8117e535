"""The parameters that addresses of the API take, as records: what is not a field is refused."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from trucewatch.vocabulary.codes import load_code_list

__all__ = [
    "AsOf",
    "AssessmentQuery",
    "ClaimQuery",
    "Cursor",
    "IncidentFilters",
    "IncidentMapQuery",
    "IncidentQuery",
    "Language",
    "LanguageOnly",
    "Paged",
    "PagedAsOf",
    "codes",
]

Language = Annotated[Literal["en", "fr", "ar"], Meta(description="Language of labels and reasons.")]
Limit = Annotated[int, Meta(ge=1, le=1000, description="How many at most.")]
Cursor = Annotated[
    str, Meta(max_length=2000, description="The place from which to go on: `cursor` of an earlier answer.")
]
Day = dt.date
_SHORT: Final = 200


def codes(list_id: str) -> dict[str, list[str]]:
    """The codes of a list, for the description of a parameter."""
    return {"enum": sorted(code.code for code in load_code_list(list_id).codes)}


Act = Annotated[
    str,
    Meta(
        description="A code of the list `acts`; what says more than it is included.",
        examples=["shelling"],
        extra_json_schema=codes("acts"),
    ),
]
Family = Annotated[
    str,
    Meta(
        description="A family of acts.",
        examples=["hostilities"],
        extra_json_schema={"enum": [family.code for family in load_code_list("acts").families]},
    ),
]
Area = Annotated[
    str, Meta(description="The id of an area of the case.", max_length=_SHORT, extra_json_schema={"x-list": "areas"})
]
Party = Annotated[str, Meta(description="Id or name of an actor in any role.", max_length=_SHORT)]
PlaceId = Annotated[str, Meta(description="The id of a place.", max_length=_SHORT)]
Start = Annotated[Day, Meta(description="First day; what touches the period is in it.", examples=["2016-12-01"])]
End = Annotated[Day, Meta(description="Last day.", examples=["2016-12-15"])]
CorroborationCode = Annotated[
    str, Meta(description="How independent its origins are.", extra_json_schema=codes("corroboration"))
]
Outcome = Annotated[str, Meta(description="What an assessment came to.", extra_json_schema=codes("assessment_outcome"))]


class Paged(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Part of a list."""

    cursor: Cursor | None = None
    limit: Limit = 50
    lang: Language | None = None


class LanguageOnly(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The language of labels."""

    lang: Language | None = None


class IncidentFilters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The filters of the incident list, as on its page."""

    act: Act | None = None
    family: Family | None = None
    party: Party | None = None
    place: PlaceId | None = None
    area: Area | None = None
    corroboration: CorroborationCode | None = None
    outcome: Outcome | None = None
    lang_of: Annotated[Literal["en", "fr", "ar"], Meta(description="With a claim in this language.")] | None = None
    start: Start | None = None
    end: End | None = None
    undated: Annotated[Literal["only"], Meta(description="Only those without a time.")] | None = None


class IncidentQuery(IncidentFilters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Incidents, page by page."""

    cursor: Cursor | None = None
    limit: Limit = 50
    lang: Language | None = None


class IncidentMapQuery(IncidentFilters, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """Incidents as one layer; a parameter of the page beside it that is no filter is passed over."""

    lang: Language | None = None


class ClaimQuery(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Claims, page by page."""

    kind: Annotated[Literal["event", "figure", "position", "control"], Meta(description="Kind of claim.")] | None = None
    act: Act | None = None
    family: Family | None = None
    lang_of: Annotated[Literal["en", "fr", "ar"], Meta(description="Language of the words.")] | None = None
    document: Annotated[str, Meta(description="The id of a document.", max_length=_SHORT)] | None = None
    place: PlaceId | None = None
    start: Start | None = None
    end: End | None = None


class AssessmentQuery(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Assessments, page by page."""

    outcome: Outcome | None = None
    incident: Annotated[str, Meta(description="The id of an incident.", max_length=_SHORT)] | None = None


class AsOf(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As it stands on a day."""

    as_of: Annotated[Day, Meta(description="The day; the last of the case by default.")] | None = None
    lang: Language | None = None


class PagedAsOf(Paged, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Part of a list as it stands on a day."""

    as_of: Annotated[Day, Meta(description="The day; the last of the case by default.")] | None = None
