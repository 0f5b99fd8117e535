"""What the rest of the program may ask of the read models, whatever database holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar

from trucewatch.record import Correction, Entry, IssuedReport, RunMarker
from trucewatch.store.changes import IncidentChanges, OutcomeChange
from trucewatch.store.filters import ClaimFilter, IncidentFilter
from trucewatch.store.log_order import Bounds, EntryRow, Place, RecordName, Slice, Wanted
from trucewatch.store.search_query import EVERYTHING, SearchFilter, SearchKind, SearchQuery
from trucewatch.vocabulary.assessments import Assessment
from trucewatch.vocabulary.claim_reviews import ClaimReview
from trucewatch.vocabulary.claims import Claim, UnreadRecord
from trucewatch.vocabulary.commission import CommissionAct
from trucewatch.vocabulary.control import StatedControl
from trucewatch.vocabulary.documents import Custody, Document
from trucewatch.vocabulary.follow_up import FollowUp
from trucewatch.vocabulary.grades import ReliabilityMark
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.link_decisions import LinkDecision
from trucewatch.vocabulary.link_models import FittedModel
from trucewatch.vocabulary.tracking import ObservationEffort

__all__ = [
    "ClaimState",
    "ClauseDay",
    "DayCount",
    "DossierClaim",
    "Grouping",
    "HistoryRow",
    "IncidentDossier",
    "MapBounds",
    "MapCell",
    "Page",
    "Provenance",
    "ReviewRow",
    "SearchHit",
    "SearchPage",
    "Store",
]

T = TypeVar("T")

MapBounds: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north, in degrees (WGS 84)."""
Grouping = Literal["act", "family", "corroboration", "place_id", "time_start", "outcome"]


@dataclass(frozen=True)
class Page(Generic[T]):
    """Part of a list: ``items`` from ``offset``, of ``total`` in all."""

    items: tuple[T, ...]
    total: int
    offset: int


@dataclass(frozen=True)
class Provenance:
    """The log entry from which a record comes: index, leaf hash (hex), who entered it and when they claim to have."""

    entry: int
    leaf: str
    author: str
    claimed_at: str
    state: str
    note: str | None


@dataclass(frozen=True)
class HistoryRow:
    """A record that no longer stands: its JSON, its entry and why (``superseded``, ``withdrawn``, ``conflicting``)."""

    entry: int
    author: str
    state: str
    json: str


@dataclass(frozen=True)
class ReviewRow:
    """A review as the record has it: its entry, who entered it, and whether it stands.

    ``withdrawn`` is the reason with which its author took it back, None while it stands.
    """

    review: ClaimReview
    entry: int
    leaf: str
    author: str
    withdrawn: str | None


@dataclass(frozen=True)
class ClaimState:
    """A claim as it stands with what lies under it.

    ``read`` is the claim as it was read, None where no reading holds it. ``version`` is the leaf hash of the entry that
    holds: who changes a claim names the version that they saw. ``author`` entered that entry.
    """

    claim: Claim
    read: Claim | None
    version: str
    author: str
    reviews: tuple[ReviewRow, ...]


@dataclass(frozen=True)
class DossierClaim:
    """A claim of an incident and its role there (``supporting``, ``contradicting``, ``repeating``).

    ``claim`` is None where no entry holds it; ``current`` is False where a later reading has replaced it.
    """

    id: str
    role: str
    claim: Claim | None
    current: bool


@dataclass(frozen=True)
class ClauseDay:
    """How many incidents that begin on a day have one outcome under a clause."""

    instrument: str
    clause: str
    day: str
    outcome: str
    number: int


@dataclass(frozen=True)
class DayCount:
    """Incidents of one family that begin (or, where no beginning is told, end) on one day."""

    day: str
    family: str
    number: int


@dataclass(frozen=True)
class MapCell:
    """Incidents that lie in one cell of a grid, at their middle.

    ``reach`` is the largest distance in metres within which one of them may lie, 0 where no precision is told.
    ``family`` and ``place`` are null where they are not all of one. ``incident`` is told of a single one.
    ``one_point``: they all stand at the same coordinates, so that no zoom takes them apart.
    """

    number: int
    lon: float
    lat: float
    reach: int
    family: str | None
    incident: str | None
    place: str | None
    one_point: bool


@dataclass(frozen=True)
class IncidentDossier:
    """An incident with all it rests on: its claims by role, their documents, its assessments, its entry."""

    incident: Incident
    claims: tuple[DossierClaim, ...]
    documents: tuple[Document, ...]
    assessments: tuple[Assessment, ...]
    provenance: Provenance


@dataclass(frozen=True)
class SearchHit:
    """A standing record that a query finds."""

    kind: SearchKind
    id: str


@dataclass(frozen=True)
class SearchPage:
    """Hits, the newest entry of the record first. ``total`` is exact unless ``counted`` is False: then there are more.

    ``cursor`` leads to the next page, None on the last one. It stays good while entries come in.
    """

    hits: tuple[SearchHit, ...]
    total: int
    counted: bool
    cursor: int | None


class Store(Protocol):
    """Read models of one case. Every list has one fixed order. Raises ``StoreError`` when the database fails."""

    def apply(self, entry: Entry) -> None:
        """Take in one entry of the log, the next in order; one taken in already is passed over."""

    def apply_all(self, entries: Iterable[Entry]) -> int:
        """Take in entries in order, all or none; returns how many were new."""

    def clear(self) -> None:
        """Empty all tables."""

    def applied(self) -> int:
        """How many entries of the log have been taken in."""

    def dump(self) -> bytes:
        """All rows of all tables, in one canonical form."""

    def incidents(self, wanted: IncidentFilter, *, limit: int | None = None, offset: int = 0) -> Page[Incident]:
        """Incidents by time, undated last, then id."""

    def count_incidents(self, wanted: IncidentFilter, by: Grouping) -> tuple[tuple[str | None, int], ...]:
        """Numbers of incidents by a column; by ``outcome``, an incident counts once for each outcome it has."""

    def incident(self, incident_id: str) -> IncidentDossier | None:
        """One incident with its claims, documents and assessments."""

    def incidents_of_claim(self, claim_id: str) -> tuple[Incident, ...]:
        """The incidents that a claim belongs to."""

    def claims(self, wanted: ClaimFilter, *, limit: int | None = None, offset: int = 0) -> Page[Claim]:
        """Claims by document and place in the text."""

    def claims_of(self, document_id: str) -> tuple[Claim, ...]:
        """The claims of a document in the order of its text, those among them that a person rejected."""

    def claim(self, claim_id: str) -> Claim | None:
        """One claim, if it stands, be it rejected."""

    def claim_state(self, claim_id: str) -> ClaimState | None:
        """One claim with its version and the reviews of it, withdrawn ones among them, in the order of the log."""

    def claim_reviews(self) -> tuple[ClaimReview, ...]:
        """Reviews of claims that stand, in the order of the log."""

    def documents(self, *, limit: int | None = None, offset: int = 0) -> Page[Document]:
        """Documents by date of publication, undated last, then id."""

    def documents_of_media(self, media: Sequence[str]) -> tuple[Document, ...]:
        """Documents of one of these media types, in the same order."""

    def copies_of(self, document_id: str) -> tuple[Document, ...]:
        """Documents that repeat this one, in the same order."""

    def last_published(self) -> str | None:
        """When the last document was published; None where no document tells."""

    def document(self, document_id: str) -> Document | None:
        """One document."""

    def attachments(self) -> tuple[Custody, ...]:
        """The custody of every file that came with a form, in the order of the log."""

    def custody_of(self, document_id: str) -> tuple[Custody, ...]:
        """How a document came in, each time, in the order of the log."""

    def assessments_of(self, incident_id: str) -> tuple[Assessment, ...]:
        """The assessments of an incident, by instrument, clause and id."""

    def assessments(
        self, *, outcomes: tuple[str, ...] = (), limit: int | None = None, offset: int = 0
    ) -> Page[Assessment]:
        """Assessments by incident, instrument, clause and id."""

    def acts(self) -> tuple[CommissionAct, ...]:
        """Acts of the commission, in the order of the log."""

    def stated_control(self) -> tuple[StatedControl, ...]:
        """Assertions of control that people entered and that stand, in the order of the log."""

    def follow_up(self) -> tuple[FollowUp, ...]:
        """Steps of obligations that people entered and that stand, in the order of the log."""

    def observation(self) -> tuple[ObservationEffort, ...]:
        """Observation effort that people entered and that stands, in the order of the log."""

    def link_decisions(self) -> tuple[LinkDecision, ...]:
        """Merges and splits by people that stand, in the order of the log."""

    def link_models(self) -> tuple[FittedModel, ...]:
        """Models that were fitted, in the order of the log; the last one is in force."""

    def reliability_marks(self) -> tuple[ReliabilityMark, ...]:
        """Marks of sources by people, in the order of the log."""

    def unread(self) -> tuple[UnreadRecord, ...]:
        """What could not be read, in the order of the log."""

    def reports(self) -> tuple[IssuedReport, ...]:
        """Reports as issued, in the order of the log."""

    def runs(self) -> tuple[RunMarker, ...]:
        """Starts and ends of runs, in the order of the log."""

    def corrections(self, target_type: str, target_id: str) -> tuple[Correction, ...]:
        """What has been corrected in a record, in the order of the log."""

    def history(self, record_type: str, record_id: str) -> tuple[HistoryRow, ...]:
        """Earlier and conflicting forms of a record, in the order of the log."""

    def provenance(self, record_type: str, record_id: str) -> Provenance | None:
        """The entry of a record that stands; ``record_type`` as in the log (``claim`` for one claim)."""

    def troubles(self) -> tuple[Provenance, ...]:
        """Entries that could not be taken in or that conflict with another author's."""

    def search(
        self,
        query: SearchQuery,
        kinds: tuple[SearchKind, ...] = (),
        filters: SearchFilter = EVERYTHING,
        cursor: int | None = None,
        *,
        limit: int = 20,
    ) -> SearchPage:
        """Documents, claims and incidents with the words of a query; all kinds where none is named."""

    def in_log_order(self, kind: RecordName, wanted: Wanted, *, after: Place | None, limit: int) -> Slice[Any]:
        """Standing records behind a place, in the order in which they entered the log."""

    def incident_bounds(self, vague: tuple[str, ...]) -> Bounds:
        """The box round the incidents that have a point, and the first and the last day of all."""

    def entry_rows(self, *, after: int | None, limit: int) -> tuple[EntryRow, ...]:
        """Entries of the log behind an index, in order."""

    def last_claimed(self) -> str | None:
        """When the last entry claims to have been made (RFC 3339, UTC); None where there is no entry."""

    def first_entry_since(self, moment: str) -> int | None:
        """The first entry that claims to be made at ``moment`` (RFC 3339, UTC) or later; None where there is none."""

    def entries_by_type(self, first: int) -> tuple[tuple[str, int], ...]:
        """Numbers of entries from ``first`` on by type."""

    def received_by_method(self, first: int) -> tuple[tuple[str, int], ...]:
        """Numbers of receipts of documents from the entry ``first`` on, by the method by which they came in."""

    def documents_new(self, first: int) -> int:
        """Documents that no entry before ``first`` told of."""

    def incident_changes(self, first: int) -> IncidentChanges:
        """Incidents made, changed or taken away by entries from ``first`` on."""

    def outcomes_changed(self, first: int) -> tuple[OutcomeChange, ...]:
        """Assessments whose outcome is another than before the entry ``first``."""

    def incidents_named(self, ids: Sequence[str]) -> tuple[Incident, ...]:
        """The incidents of these ids that stand, in the order asked for."""

    def claims_named(self, ids: Sequence[str]) -> tuple[Claim, ...]:
        """The claims of these ids that stand, in the order asked for."""

    def documents_named(self, ids: Sequence[str]) -> tuple[Document, ...]:
        """The documents of these ids that stand, in the order asked for."""

    def incidents_of_claims(self, claims: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Ids of the incidents that claims belong to, by time, undated last; a claim of none is left out."""

    def days(self, wanted: IncidentFilter) -> tuple[DayCount, ...]:
        """Incidents by first day and family, those without a day left out."""

    def clause_days(self, start: str, end: str) -> tuple[ClauseDay, ...]:
        """Outcomes of assessments by clause and day, from one local day to another, both included."""

    def cells(self, wanted: IncidentFilter, bounds: MapBounds, size: float) -> tuple[MapCell, ...]:
        """Incidents with a point within the bounds, by cells of ``size`` degrees; no region has a point."""

    def count_drawn(self, wanted: IncidentFilter) -> int:
        """Incidents that have a point."""

    def count_disputed(self) -> int:
        """Incidents on which claims disagree."""

    def count_claims(self, *, confidence: str) -> int:
        """Claims read with this confidence."""

    def count_duplicates(self) -> int:
        """Documents that repeat another."""

    def claims_by_document(self, documents: Sequence[str]) -> dict[str, int]:
        """Numbers of claims of the documents named, rejected ones left out; so is a document without claims."""

    def counts(self) -> dict[str, int]:
        """Rows of each table."""

    def close(self) -> None:
        """Give the file or the connections back."""
