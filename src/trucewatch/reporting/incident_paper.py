"""All that the record holds of one incident, gathered for a flash report or a dossier. Nothing is added."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from trucewatch.assessing import World
from trucewatch.case import Case
from trucewatch.errors import UsageError
from trucewatch.record import Correction
from trucewatch.reporting.commission import commission_at
from trucewatch.reporting.standing import standings_of
from trucewatch.store import HistoryRow, Provenance, Store
from trucewatch.vocabulary.commission_report import CommissionSection, DocketLine
from trucewatch.vocabulary.documents import Custody, Document
from trucewatch.vocabulary.reports import AnnexEntry, QuotedClaim

__all__ = ["IncidentPaper", "gather"]


@dataclass(frozen=True)
class IncidentPaper:
    """An incident with its claims, assessments, procedure and history, and the head of the record it rests on."""

    case: Case
    world: World
    entry: AnnexEntry
    provenance: Provenance
    documents: tuple[tuple[Document, tuple[Custody, ...]], ...]
    attachments: tuple[Custody, ...]
    history: tuple[HistoryRow, ...]
    corrections: tuple[Correction, ...]
    commission: CommissionSection | None
    docket: tuple[DocketLine, ...]
    log_origin: str
    log_size: int
    log_root: str
    prepared_at: str


def gather(
    case: Case,
    store: Store,
    incident_id: str,
    *,
    log_size: int,
    log_root: str,
    prepared_at: str,
    reviews_told: bool = True,
) -> IncidentPaper:
    """The paper of an incident; the procedure as it stood when the record had its last entry (``prepared_at``).

    ``reviews_told`` is False where the read models are those of an audience that is told of no reviews.

    Raises :class:`UsageError` for an unknown id.
    """
    dossier = store.incident(incident_id)
    if dossier is None:
        raise UsageError(
            "there is no such incident", got=incident_id[:80], hint="take an id from the report or from the pages"
        )
    documents = {document.id: document for document in dossier.documents}
    standings = standings_of(store, told=reviews_told)
    claims = tuple(
        QuotedClaim(
            claim=c.claim,
            document=documents.get(c.claim.document),
            role=c.role,
            standing=standings.of(c.claim),
        )
        for c in dossier.claims
        if c.claim is not None
    )
    section = commission_at(case, store, dt.datetime.fromisoformat(prepared_at)) if case.bodies else None
    return IncidentPaper(
        case=case,
        world=World.of(
            actors=case.actors,
            places=case.places,
            areas=case.areas,
            zone=case.settings.time_zone,
            theatre=case.settings.theatre.area,
        ),
        entry=AnnexEntry(
            incident=dossier.incident,
            claims=claims,
            assessments=dossier.assessments,
            linked_by=standings.of_incident(dossier.incident).linked_by,
        ),
        provenance=dossier.provenance,
        documents=tuple((document, store.custody_of(document.id)) for document in dossier.documents),
        attachments=store.attachments(),
        history=store.history("incident", incident_id),
        corrections=store.corrections("incident", incident_id),
        commission=section,
        docket=tuple(item for item in section.docket if item.incident == incident_id) if section else (),
        log_origin=case.settings.log_origin,
        log_size=log_size,
        log_root=log_root,
        prepared_at=prepared_at,
    )
