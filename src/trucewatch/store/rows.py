"""Records as rows of the tables: the JSON beside the columns that queries use."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec
from msgspec import Struct

from trucewatch.errors import InputError
from trucewatch.record import ClaimsBatch, Correction, IssuedReport, RunMarker
from trucewatch.vocabulary.assessments import Assessment
from trucewatch.vocabulary.claim_reviews import ClaimReview
from trucewatch.vocabulary.claims import Claim, PositionClaim, UnreadRecord
from trucewatch.vocabulary.codes import family_of
from trucewatch.vocabulary.commission import CommissionAct, kind_of
from trucewatch.vocabulary.control import StatedControl
from trucewatch.vocabulary.documents import Custody, Document
from trucewatch.vocabulary.follow_up import FollowUp
from trucewatch.vocabulary.grades import ReliabilityMark
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.link_decisions import LinkDecision
from trucewatch.vocabulary.link_models import FittedModel
from trucewatch.vocabulary.tracking import ObservationEffort

__all__ = [
    "Row",
    "act_row",
    "assessment_row",
    "claim_columns",
    "claim_review_row",
    "claim_rows",
    "control_row",
    "correction_row",
    "custody_row",
    "document_row",
    "follow_up_row",
    "incident_actor_rows",
    "incident_claim_rows",
    "incident_row",
    "link_decision_row",
    "link_model_row",
    "observation_row",
    "reliability_row",
    "report_row",
    "run_row",
    "text",
    "to_json",
    "unread_row",
]

Row: TypeAlias = dict[str, Any]

_LARGEST = 2**63 - 1


def to_json(record: Struct) -> str:
    """The wire form of a record."""
    return msgspec.json.encode(record).decode("utf-8")


def document_row(record: Document, entry: int) -> Row:
    return {
        "id": text(record.id),
        "entry": entry,
        "media": text(record.media),
        "size": _whole(record.size),
        "name": text(record.name),
        "lang": text(record.lang),
        "title": text(record.title),
        "source": text(record.source),
        "outlet": text(record.outlet),
        "published": text(record.published),
        "text_digest": text(record.text_digest),
        "duplicate": record.duplicate,
        "duplicate_of": text(record.duplicate_of),
        "unread": text(record.unread),
        "json": to_json(record),
    }


def custody_row(record: Custody, entry: int) -> Row:
    return {
        "entry": entry,
        "document": text(record.document),
        "received_at": text(record.received_at),
        "received_by": text(record.received_by),
        "method": text(record.method),
        "original_name": text(record.original_name),
        "json": to_json(record),
    }


def claim_rows(batch: ClaimsBatch, entry: int) -> list[Row]:
    """The claims of one batch; ``ordinal`` counts within the entry."""
    return [_claim_row(claim, batch, entry, ordinal) for ordinal, claim in enumerate(batch.claims)]


def _claim_row(claim: Claim, batch: ClaimsBatch, entry: int, ordinal: int) -> Row:
    named = {"id": text(claim.id), "entry": entry, "document": text(batch.document), "reading": text(batch.reading)}
    return {**named, "ordinal": ordinal, **claim_columns(claim), "json": to_json(claim)}


def claim_columns(claim: Claim) -> Row:
    """The columns that follow from what a claim says."""
    act = getattr(claim, "act", None)
    place = None if isinstance(claim, PositionClaim) else claim.place
    time = None if isinstance(claim, PositionClaim) else claim.time
    return {
        "kind": str(type(claim).__struct_config__.tag),
        "lang": text(claim.lang),
        "start": _whole(claim.span[0]),
        "end": _whole(claim.span[1]),
        "act": text(act),
        "family": _family(act),
        "status": getattr(claim, "status", None),
        "polarity": claim.polarity,
        "confidence": claim.confidence,
        "place_id": text(place.id) if place else None,
        "place_name": text(place.name) if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "time_start": _day(time.start) if time else None,
        "time_end": _day(time.end) if time else None,
        "proposed": int(claim.proposed is True),
    }


def claim_review_row(record: ClaimReview, entry: int) -> Row:
    return {
        "id": text(record.id),
        "entry": entry,
        "claim": text(record.claim),
        "document": text(record.document),
        "kind": record.kind,
        "by": text(record.by),
        "at": text(record.at),
        "json": to_json(record),
    }


def incident_row(record: Incident, entry: int) -> Row:
    place = record.place
    return {
        "id": text(record.id),
        "entry": entry,
        "act": text(record.act),
        "family": text(record.family),
        "status": record.status,
        "polarity": record.polarity,
        "corroboration": record.corroboration,
        "place_id": text(place.id) if place else None,
        "place_name": text(place.name) if place else None,
        "place_precision": place.precision if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "time_start": _day(record.time.start),
        "time_end": _day(record.time.end),
        "time_precision": record.time.precision,
        "disputed": " ".join(record.disputed) or None,
        "json": to_json(record),
    }


def incident_actor_rows(record: Incident) -> list[Row]:
    roles = (("agent", record.agents), ("target", record.targets), ("party", record.parties))
    return [
        {
            "incident": text(record.id),
            "role": role,
            "ordinal": ordinal,
            "actor": text(actor.id),
            "name": text(actor.name),
        }
        for role, actors in roles
        for ordinal, actor in enumerate(actors)
    ]


def incident_claim_rows(record: Incident) -> list[Row]:
    roles = (
        ("supporting", record.supporting),
        ("contradicting", record.contradicting),
        ("repeating", record.repeating),
    )
    return [
        {"incident": text(record.id), "role": role, "ordinal": ordinal, "claim": text(claim)}
        for role, claims in roles
        for ordinal, claim in enumerate(claims)
    ]


def assessment_row(record: Assessment, entry: int) -> Row:
    return {
        "id": text(record.id),
        "entry": entry,
        "incident": text(record.incident),
        "instrument": text(record.instrument),
        "clause": text(record.clause),
        "outcome": record.outcome,
        "json": to_json(record),
    }


def control_row(record: StatedControl, entry: int) -> Row:
    return {
        "id": text(record.id),
        "entry": entry,
        "place": text(record.place),
        "holder": text(record.holder),
        "start": text(record.start),
        "end": text(record.end),
        "json": to_json(record),
    }


def follow_up_row(record: FollowUp, entry: int) -> Row:
    return {
        "id": text(record.id),
        "entry": entry,
        "obligation": text(record.obligation),
        "kind": record.kind,
        "day": text(record.day),
        "json": to_json(record),
    }


def observation_row(record: ObservationEffort, entry: int) -> Row:
    return {
        "id": text(record.id),
        "entry": entry,
        "by": text(record.by),
        "start": text(record.start),
        "end": text(record.end),
        "json": to_json(record),
    }


def act_row(record: CommissionAct, entry: int) -> Row:
    return {
        "id": text(record.id),
        "entry": entry,
        "kind": kind_of(record),
        "body": text(record.body),
        "seat": text(record.by),
        "at": text(record.at),
        "json": to_json(record),
    }


def link_decision_row(record: LinkDecision, entry: int) -> Row:
    return {
        "id": text(record.id),
        "entry": entry,
        "kind": record.kind,
        "by": text(record.by),
        "at": text(record.at),
        "json": to_json(record),
    }


def link_model_row(record: FittedModel, entry: int) -> Row:
    return {"id": text(record.id), "entry": entry, "json": to_json(record)}


def reliability_row(record: ReliabilityMark, entry: int) -> Row:
    return {"id": text(record.id), "entry": entry, "source": text(record.source), "json": to_json(record)}


def unread_row(record: UnreadRecord, entry: int) -> Row:
    return {
        "id": text(record.id),
        "entry": entry,
        "document": text(record.document),
        "name": text(record.name),
        "reason": text(record.reason),
        "json": to_json(record),
    }


def report_row(record: IssuedReport, entry: int) -> Row:
    return {
        "id": text(record.id),
        "entry": entry,
        "kind": text(record.kind),
        "title": text(record.title),
        "issued_at": text(record.issued_at),
        "period_start": _day(record.period_start),
        "period_end": _day(record.period_end),
        "json": to_json(record),
    }


def correction_row(record: Correction, entry: int) -> Row:
    return {
        "id": text(record.id),
        "entry": entry,
        "target_type": text(record.target_type),
        "target_id": text(record.target_id),
        "withdraws": int(record.withdraws),
        "json": to_json(record),
    }


def run_row(record: RunMarker, entry: int) -> Row:
    return {
        "entry": entry,
        "id": text(record.id),
        "phase": record.phase,
        "at": text(record.at),
        "json": to_json(record),
    }


def text(value: str | None) -> str | None:
    """A string as a column holds it: PostgreSQL refuses U+0000; the JSON keeps the exact string."""
    return None if value is None else value.replace("\0", "\ufffd")


def _whole(value: int | None) -> int | None:
    return value if value is not None and abs(value) <= _LARGEST else None


def _day(value: str | None) -> str | None:
    return None if value is None else text(value[:10])


def _family(act: str | None) -> str | None:
    if act is None:
        return None
    try:
        return family_of(act)
    except InputError:  # a code of a later list: unknown here, and kept in the JSON
        return None
