"""The situation report as data: what the record holds for a period, with nothing added.

Every count leads to incidents of the annex, every incident to claims, every claim to its words.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from trucewatch.vocabulary.analysis_report import AnalysisSection
from trucewatch.vocabulary.assessments import Assessment
from trucewatch.vocabulary.claims import Claim
from trucewatch.vocabulary.commission_report import CommissionSection
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import Incident, IncidentPlace
from trucewatch.vocabulary.tracking import Tracking

__all__ = [
    "AnnexEntry",
    "AreaScope",
    "AudienceScope",
    "ClaimStanding",
    "ContestedFigure",
    "CorrectionNotice",
    "Count",
    "FigureValue",
    "NeedsPerson",
    "OriginToll",
    "Period",
    "QuotedClaim",
    "RecordRank",
    "SituationReport",
]


class Period(Struct, frozen=True, kw_only=True):
    """First and last local day, both included."""

    start: str
    end: str


class Count(Struct, frozen=True, kw_only=True):
    """How many of something in the period and in the one before; ``incidents`` are the ids counted."""

    code: str
    now: int
    before: int | None = None
    unit: str | None = None
    incidents: tuple[str, ...] = ()


class ClaimStanding(Struct, frozen=True, kw_only=True):
    """Who stands behind a claim.

    ``code`` is ``proposed`` while nobody has looked, else one of the list ``review_state``; ``not_told`` to those who
    are told of no reviews. ``read_by``: ``rules``, ``language_model``, ``form`` or ``person``. ``by`` and ``at`` (UTC)
    are of the review that holds.
    """

    code: str
    read_by: str = "rules"
    by: str | None = None
    at: str | None = None


class QuotedClaim(Struct, frozen=True, kw_only=True):
    """A claim with its document and its role in an incident, null outside of one."""

    claim: Claim
    document: Document | None
    role: str | None = None
    standing: ClaimStanding = ClaimStanding(code="proposed")


class AnnexEntry(Struct, frozen=True, kw_only=True):
    """An incident with all it rests on. ``linked_by`` joined or set apart its claims; empty where the machine did."""

    incident: Incident
    claims: tuple[QuotedClaim, ...]
    assessments: tuple[Assessment, ...]
    linked_by: tuple[str, ...] = ()


class OriginToll(Struct, frozen=True, kw_only=True):
    """Casualties of the period as one origin tells them: sums over distinct incidents.

    ``high`` is null when an end is open, ``best`` when one value has none; ``incidents`` says how many were summed.
    """

    origin: str
    outcome: str
    who: str | None
    low: int | float
    best: int | float | None
    high: int | float | None
    incidents: int


class FigureValue(Struct, frozen=True, kw_only=True):
    """One value of a question, as one origin gave it."""

    origin: str
    outlet: str | None
    published: str | None
    low: int | float | None
    best: int | float | None
    high: int | float | None
    qualifier: str
    claim: str
    text: str
    lang: str


class ContestedFigure(Struct, frozen=True, kw_only=True):
    """One question (measure, kind of person, place) and the values given to it, never averaged."""

    measure: str
    who: str | None
    place: str | None
    values: tuple[FigureValue, ...]


class NeedsPerson(Struct, frozen=True, kw_only=True):
    """What could not be resolved: a reason and how often, with some claims that show it."""

    reason: str
    count: int
    examples: tuple[str, ...] = ()


class CorrectionNotice(Struct, frozen=True, kw_only=True):
    """What became of an incident after ``reports`` (their titles) told of it: ``withdrawn``, ``marked`` or ``revised``.

    ``entry`` is the entry of the record that says so, ``by`` its author. The incident's act, day and place are those
    of the form that stands, else of the last that stood.
    """

    incident: str
    kind: Literal["withdrawn", "marked", "revised"]
    act: str | None
    start: str | None
    place: IncidentPlace | None
    reports: tuple[str, ...]
    entry: int
    reason: str | None = None
    by: str | None = None


class RecordRank(Struct, frozen=True, kw_only=True):
    """How far parties vouch for the record: ``name`` is ``logged``, ``witnessed`` or ``acknowledged`` (by all sides).

    It holds for the first ``size`` entries. ``parties`` cosigned, each with its instant (UTC); ``of`` have a witness.
    """

    name: str = "logged"
    size: int = 0
    of: int = 0
    parties: tuple[tuple[str, str], ...] = ()


class AreaScope(Struct, frozen=True, kw_only=True):
    """The one area that a report is of.

    ``perhaps`` counts incidents of the period that may lie in it: told for a wider place, for none, or for a point
    whose precision reaches it. They are counted nowhere else, nor are ``perhaps_claims``.
    """

    id: str
    name: dict[str, str]
    perhaps: int
    perhaps_claims: int


class AudienceScope(Struct, frozen=True, kw_only=True):
    """For whom a report is: the redaction profile by which its copy of the case was made, and the profile's source.

    ``reviews`` says whether it is told who has looked at which claim.
    """

    id: str
    label: dict[str, str]
    source: str
    small_count: int
    reviews: bool = True


class SituationReport(Struct, frozen=True, kw_only=True):
    """Everything a rendering needs. ``prepared_at`` is the instant of the last entry the report rests on."""

    case: str
    name: dict[str, str]
    banner: dict[str, str]
    zone: str
    period: Period
    before: Period
    prepared_at: str
    log_origin: str
    log_size: int
    log_root: str
    rank: RecordRank = RecordRank()
    version: str
    rules: str
    incidents: int
    incidents_before: int
    undated: int
    documents: tuple[Count, ...]
    by_act: tuple[Count, ...]
    by_family: tuple[Count, ...]
    by_party: tuple[Count, ...]
    by_area: tuple[Count, ...]
    by_corroboration: tuple[Count, ...]
    by_outcome: tuple[Count, ...]
    by_clause: tuple[Count, ...]
    tolls: tuple[OriginToll, ...]
    humanitarian: tuple[AnnexEntry, ...]
    positions: tuple[QuotedClaim, ...]
    control: tuple[QuotedClaim, ...]
    ahead: tuple[QuotedClaim, ...]
    contested: tuple[ContestedFigure, ...]
    unresolved: tuple[NeedsPerson, ...]
    unread: tuple[tuple[str, str, str], ...]
    annex: tuple[AnnexEntry, ...]
    commission: CommissionSection | None = None
    analysis: AnalysisSection | None = None
    tracking: Tracking | None = None
    corrections: tuple[CorrectionNotice, ...] = ()
    area: AreaScope | None = None
    audience: AudienceScope | None = None
