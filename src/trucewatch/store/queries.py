"""The questions of reports and pages. Every answer has one fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, Select, Table, func, select
from sqlalchemy.exc import SQLAlchemyError

from trucewatch.errors import StoreError
from trucewatch.record import Correction, IssuedReport, RunMarker
from trucewatch.store import tables
from trucewatch.store.apply import STANDING
from trucewatch.store.changes import Changes
from trucewatch.store.claim_states import claim_state
from trucewatch.store.filters import ClaimFilter, IncidentFilter, claim_conditions, incident_conditions
from trucewatch.store.incident_counts import KeptColumns
from trucewatch.store.log_order import LogOrder
from trucewatch.store.port import ClaimState, DossierClaim, HistoryRow, IncidentDossier, Page, Provenance
from trucewatch.store.rows import text
from trucewatch.store.summaries import Summaries
from trucewatch.vocabulary.assessments import Assessment
from trucewatch.vocabulary.attachments import ATTACHMENT
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

__all__ = ["Queries"]

T = TypeVar("T")
CHUNK = 500

_INCIDENTS, _CLAIMS, _DOCUMENTS = tables.incidents, tables.claims, tables.documents
_ASSESSMENTS, _LINKS, _ENTRIES = tables.assessments, tables.incident_claims, tables.entries
_BY_TIME = (_INCIDENTS.c.time_start.is_(None), _INCIDENTS.c.time_start, _INCIDENTS.c.id)
_BY_PUBLICATION = (_DOCUMENTS.c.published.is_(None), _DOCUMENTS.c.published, _DOCUMENTS.c.id)
_BY_CLAUSE = (
    _ASSESSMENTS.c.incident,
    _ASSESSMENTS.c.instrument.nulls_first(),
    _ASSESSMENTS.c.clause.nulls_first(),
    _ASSESSMENTS.c.id,
)


class Queries(LogOrder, Summaries, Changes):
    """The reading half of a store; see :class:`trucewatch.store.port.Store` for what each answer means."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._columns = KeptColumns()

    def incidents(self, wanted: IncidentFilter, *, limit: int | None = None, offset: int = 0) -> Page[Incident]:
        with self._reading() as connection:
            if limit is None and wanted.area is None:
                # all of them, as reports ask while the store is filled: one question, and no columns for it
                query = select(_INCIDENTS.c.json).where(*incident_conditions(wanted)).order_by(*_BY_TIME)
                return _page(connection, query, Incident, limit, offset)
            counted = self._counted(connection)
            rows = counted.rows(connection, wanted)
            ids = [counted.columns.ids[row] for row in rows[offset : None if limit is None else offset + limit]]
            found = _by_id(connection, _INCIDENTS, ids)
            return Page(tuple(_decode(found[i], Incident) for i in ids if i in found), len(rows), offset)

    def incident(self, incident_id: str) -> IncidentDossier | None:
        with self._reading() as connection:
            found = _by_id(connection, _INCIDENTS, [incident_id])
            provenance = _provenance(connection, "incident", incident_id)
            if not found or provenance is None:
                return None
            links = connection.execute(
                select(_LINKS.c.claim, _LINKS.c.role)
                .where(_LINKS.c.incident == text(incident_id))
                .order_by(_LINKS.c.role.desc(), _LINKS.c.ordinal)
            ).all()
            claims = _dossier_claims(connection, [(claim, role) for claim, role in links])
            names = sorted({c.claim.document for c in claims if c.claim is not None})
            documents = _by_id(connection, _DOCUMENTS, names)
            return IncidentDossier(
                incident=_decode(found[incident_id], Incident),
                claims=claims,
                documents=tuple(_decode(documents[n], Document) for n in names if n in documents),
                assessments=_all(connection, _of_incident(incident_id), Assessment),
                provenance=provenance,
            )

    def incidents_named(self, ids: Sequence[str]) -> tuple[Incident, ...]:
        return self._named(_INCIDENTS, ids, Incident)

    def claims_named(self, ids: Sequence[str]) -> tuple[Claim, ...]:
        return self._named(_CLAIMS, ids, cast("type[Claim]", Claim))

    def documents_named(self, ids: Sequence[str]) -> tuple[Document, ...]:
        return self._named(_DOCUMENTS, ids, Document)

    def incidents_of_claims(self, claims: Sequence[str]) -> dict[str, tuple[str, ...]]:
        asked = {text(claim): claim for claim in claims}
        found: dict[str, tuple[str, ...]] = {}
        linked = select(_LINKS.c.claim, _INCIDENTS.c.id).join(_INCIDENTS, _INCIDENTS.c.id == _LINKS.c.incident)
        with self._reading() as connection:
            for part in _chunks(list(asked)):
                query = linked.where(_LINKS.c.claim.in_(part)).group_by(_LINKS.c.claim, _INCIDENTS.c.id)
                for claim, incident in connection.execute(query.order_by(*_BY_TIME)):
                    found[asked[claim]] = (*found.get(asked[claim], ()), incident)
        return found

    def incidents_of_claim(self, claim_id: str) -> tuple[Incident, ...]:
        linked = select(_LINKS.c.incident).where(_LINKS.c.claim == text(claim_id))
        query = select(_INCIDENTS.c.json).where(_INCIDENTS.c.id.in_(linked)).order_by(*_BY_TIME)
        return self._records(query, Incident)

    def claims(self, wanted: ClaimFilter, *, limit: int | None = None, offset: int = 0) -> Page[Claim]:
        query = select(_CLAIMS.c.json).where(*claim_conditions(wanted)).order_by(*_in_text())
        with self._reading() as connection:
            return _page(connection, query, cast("type[Claim]", Claim), limit, offset)

    def claims_of(self, document_id: str) -> tuple[Claim, ...]:
        query = select(_CLAIMS.c.json).where(_CLAIMS.c.document == text(document_id)).order_by(*_in_text())
        return self._records(query, cast("type[Claim]", Claim))

    def claim(self, claim_id: str) -> Claim | None:
        return self._one(_CLAIMS, claim_id, cast("type[Claim]", Claim))

    def claim_state(self, claim_id: str) -> ClaimState | None:
        with self._reading() as connection:
            return claim_state(connection, claim_id)

    def claim_reviews(self) -> tuple[ClaimReview, ...]:
        return self._records(select(tables.claim_reviews.c.json).order_by(*_in_log(tables.claim_reviews)), ClaimReview)

    def documents(self, *, limit: int | None = None, offset: int = 0) -> Page[Document]:
        with self._reading() as connection:
            return _page(connection, select(_DOCUMENTS.c.json).order_by(*_BY_PUBLICATION), Document, limit, offset)

    def documents_of_media(self, media: Sequence[str]) -> tuple[Document, ...]:
        query = select(_DOCUMENTS.c.json).where(_DOCUMENTS.c.media.in_(media)).order_by(*_BY_PUBLICATION)
        return self._records(query, Document)

    def copies_of(self, document_id: str) -> tuple[Document, ...]:
        copies = _DOCUMENTS.c.duplicate_of == text(document_id)
        return self._records(select(_DOCUMENTS.c.json).where(copies).order_by(*_BY_PUBLICATION), Document)

    def last_published(self) -> str | None:
        with self._reading() as connection:
            last: str | None = connection.scalar(select(func.max(_DOCUMENTS.c.published)))
        return last

    def document(self, document_id: str) -> Document | None:
        return self._one(_DOCUMENTS, document_id, Document)

    def attachments(self) -> tuple[Custody, ...]:
        table = tables.custody
        query = select(table.c.json).where(table.c.method == ATTACHMENT).order_by(table.c.entry)
        return self._records(query, Custody)

    def custody_of(self, document_id: str) -> tuple[Custody, ...]:
        table = tables.custody
        query = select(table.c.json).where(table.c.document == text(document_id)).order_by(table.c.entry)
        return self._records(query, Custody)

    def assessments_of(self, incident_id: str) -> tuple[Assessment, ...]:
        return self._records(_of_incident(incident_id), Assessment)

    def assessments(
        self, *, outcomes: tuple[str, ...] = (), limit: int | None = None, offset: int = 0
    ) -> Page[Assessment]:
        query = select(_ASSESSMENTS.c.json).order_by(*_BY_CLAUSE)
        if outcomes:
            query = query.where(_ASSESSMENTS.c.outcome.in_(outcomes))
        with self._reading() as connection:
            return _page(connection, query, Assessment, limit, offset)

    def acts(self) -> tuple[CommissionAct, ...]:
        query = select(tables.acts.c.json).order_by(*_in_log(tables.acts))
        return self._records(query, cast("type[CommissionAct]", CommissionAct))

    def stated_control(self) -> tuple[StatedControl, ...]:
        return self._records(select(tables.control.c.json).order_by(*_in_log(tables.control)), StatedControl)

    def follow_up(self) -> tuple[FollowUp, ...]:
        return self._records(select(tables.follow_up.c.json).order_by(*_in_log(tables.follow_up)), FollowUp)

    def observation(self) -> tuple[ObservationEffort, ...]:
        return self._records(
            select(tables.observation.c.json).order_by(*_in_log(tables.observation)), ObservationEffort
        )

    def link_decisions(self) -> tuple[LinkDecision, ...]:
        query = select(tables.link_decisions.c.json).order_by(*_in_log(tables.link_decisions))
        return self._records(query, LinkDecision)

    def link_models(self) -> tuple[FittedModel, ...]:
        return self._records(select(tables.link_models.c.json).order_by(*_in_log(tables.link_models)), FittedModel)

    def reliability_marks(self) -> tuple[ReliabilityMark, ...]:
        return self._records(select(tables.reliability.c.json).order_by(*_in_log(tables.reliability)), ReliabilityMark)

    def unread(self) -> tuple[UnreadRecord, ...]:
        return self._records(select(tables.unread.c.json).order_by(*_in_log(tables.unread)), UnreadRecord)

    def reports(self) -> tuple[IssuedReport, ...]:
        return self._records(select(tables.reports.c.json).order_by(*_in_log(tables.reports)), IssuedReport)

    def runs(self) -> tuple[RunMarker, ...]:
        return self._records(select(tables.runs.c.json).order_by(tables.runs.c.entry), RunMarker)

    def corrections(self, target_type: str, target_id: str) -> tuple[Correction, ...]:
        table = tables.corrections
        wanted = (table.c.target_type == text(target_type), table.c.target_id == text(target_id))
        return self._records(select(table.c.json).where(*wanted).order_by(*_in_log(table)), Correction)

    def history(self, record_type: str, record_id: str) -> tuple[HistoryRow, ...]:
        table = tables.history
        query = (
            select(table.c.entry, table.c.author, table.c.state, table.c.json)
            .where(table.c.type == record_type, table.c.id == text(record_id))
            .order_by(table.c.entry, table.c.ordinal)
        )
        with self._reading() as connection:
            return tuple(HistoryRow(**row) for row in connection.execute(query).mappings())

    def provenance(self, record_type: str, record_id: str) -> Provenance | None:
        with self._reading() as connection:
            return _provenance(connection, record_type, record_id)

    def troubles(self) -> tuple[Provenance, ...]:
        states = ("unreadable", "unknown", "conflicting")
        query = _entry_columns().where(_ENTRIES.c.state.in_(states)).order_by(_ENTRIES.c.idx)
        with self._reading() as connection:
            return tuple(Provenance(**row) for row in connection.execute(query).mappings())

    def counts(self) -> dict[str, int]:
        with self._reading() as connection:
            return {
                name: connection.scalar(select(func.count()).select_from(table)) or 0
                for name, table in sorted(tables.metadata.tables.items())
            }

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error)
            hint = "they can be made again from the record: move the file away and rebuild"
            raise StoreError(f"the read models cannot be read: {reason}", hint=hint) from error

    def _records(self, query: Select[Any], kind: type[T]) -> tuple[T, ...]:
        with self._reading() as connection:
            return _all(connection, query, kind)

    def _named(self, table: Table, ids: Sequence[str], kind: type[T]) -> tuple[T, ...]:
        if not ids:
            return ()
        with self._reading() as connection:
            found = _by_id(connection, table, ids)
        return tuple(_decode(found[i], kind) for i in ids if i in found)

    def _one(self, table: Table, record_id: str, kind: type[T]) -> T | None:
        with self._reading() as connection:
            found = _by_id(connection, table, [record_id])
        return _decode(found[record_id], kind) if found else None


def _decode(data: str, kind: type[T]) -> T:
    return msgspec.json.decode(data, type=kind)


def _all(connection: Connection, query: Select[Any], kind: type[T]) -> tuple[T, ...]:
    return tuple(_decode(data, kind) for data in connection.scalars(query))


def _page(connection: Connection, query: Select[Any], kind: type[T], limit: int | None, offset: int) -> Page[T]:
    if limit is None and not offset:  # all of them: no need to count them first
        found = _all(connection, query, kind)
        return Page(found, len(found), 0)
    total = connection.scalar(query.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)) or 0
    return Page(_all(connection, query.limit(limit).offset(offset), kind), total, offset)


def _by_id(connection: Connection, table: Table, ids: Sequence[str]) -> dict[str, str]:
    """JSON of the standing records, by the ids asked for."""
    asked = {text(i): i for i in ids}
    found: dict[str, str] = {}
    for part in _chunks(list(asked)):
        for stored, data in connection.execute(select(table.c.id, table.c.json).where(table.c.id.in_(part))):
            found[asked[stored]] = data
    return found


def _dossier_claims(connection: Connection, links: Sequence[tuple[str, str]]) -> tuple[DossierClaim, ...]:
    names = sorted({claim for claim, _ in links})
    standing = _by_id(connection, _CLAIMS, names)
    former: dict[str, str] = {}
    past = tables.history
    for part in _chunks([name for name in names if name not in standing]):
        query = select(past.c.id, past.c.json).where(past.c.type == "claim", past.c.id.in_(part)).order_by(past.c.entry)
        for claim, data in connection.execute(query):
            former[claim] = data  # the latest of several
    claim_type = cast("type[Claim]", Claim)
    return tuple(
        DossierClaim(
            id=name,
            role=role,
            claim=_decode(data, claim_type) if (data := standing.get(name) or former.get(name)) else None,
            current=name in standing,
        )
        for name, role in links
    )


def _provenance(connection: Connection, record_type: str, record_id: str) -> Provenance | None:
    table = STANDING.get(record_type)
    if table is None:
        return None
    query = _entry_columns().join(table, table.c.entry == _ENTRIES.c.idx).where(table.c.id == text(record_id))
    row = connection.execute(query).mappings().first()
    return Provenance(**row) if row else None


def _entry_columns() -> Select[Any]:
    c = _ENTRIES.c
    return select(c.idx.label("entry"), c.leaf, c.author, c.claimed_at, c.state, c.note)


def _of_incident(incident_id: str) -> Select[Any]:
    return select(_ASSESSMENTS.c.json).where(_ASSESSMENTS.c.incident == text(incident_id)).order_by(*_BY_CLAUSE)


def _in_text() -> tuple[ColumnElement[Any], ...]:
    return (_CLAIMS.c.document, _CLAIMS.c.start, _CLAIMS.c.end, _CLAIMS.c.id)


def _in_log(table: Table) -> tuple[ColumnElement[Any], ...]:
    return (table.c.entry, table.c.id)


def _chunks(items: Sequence[T]) -> list[Sequence[T]]:
    return [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]
