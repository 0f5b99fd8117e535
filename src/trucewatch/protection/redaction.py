"""The entries of a log as an audience sees them. Read models made from these hold nothing else.

Filters, counts, searches and errors can then say nothing of what is hidden: it is not there.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Struct

from trucewatch.errors import ProtectionError, RecordError
from trucewatch.protection.approvals import protection_state
from trucewatch.protection.fields import redacted_record
from trucewatch.protection.profiles import Profile, RecordKind
from trucewatch.record import Correction, Entry, FileStore, read_act, read_batch, read_record
from trucewatch.record.canonical import quick_bytes
from trucewatch.record.encoding import encode_record
from trucewatch.record.trust import SignedRoot
from trucewatch.vocabulary.assessments import Assessment
from trucewatch.vocabulary.claim_reviews import ClaimReview
from trucewatch.vocabulary.documents import Document, Source
from trucewatch.vocabulary.incidents import Incident, IncidentActor, IncidentPlace, IncidentTime, Origin

__all__ = ["Seen", "ShownEntry", "see", "shown_entries"]

_MACHINE = "trucewatch"
P = TypeVar("P", IncidentActor, IncidentPlace, IncidentTime, Origin)


@dataclass(frozen=True)
class ShownEntry(Entry):
    """An entry as shown: its place in the log and what of its body is for the audience.

    ``whole`` says that nothing of it is hidden, so that its very bytes may go along.
    """

    shown_leaf: str = ""
    whole: bool = False

    @property
    def leaf(self) -> str:
        """The leaf hash; empty where it could be used to guess what is hidden."""
        return self.shown_leaf


@dataclass
class Seen:
    """What an audience sees of a log, before any field is looked at."""

    profile: Profile
    entries: Sequence[Entry]
    files: FileStore
    sealed: set[str]
    documents: dict[str, Document] = field(default_factory=dict)
    claims: set[str] = field(default_factory=set)
    reviews: set[str] = field(default_factory=set)
    incidents: dict[str, int] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)


def see(
    entries: Iterable[Entry],
    files: FileStore,
    sources: Sequence[Source],
    profile: Profile,
    roots: Sequence[SignedRoot] = (),
) -> Seen:
    """Which documents, claims and incidents of a log are for the audience of ``profile``.

    ``roots`` are the trust roots of the case: by them it is judged who sealed what.
    """
    held = tuple(entries)
    seen = Seen(profile, held, files, protection_state(held, roots).sealed)
    kinds = {source.id: source.kind for source in sources}
    for entry in held:
        number = len(seen.authors)
        seen.authors.setdefault(entry.author, _MACHINE if entry.author == _MACHINE else f"author-{number}")
    for kind in (
        "document",
        "claims",
        "claim_review",
        "incident",
    ):  # each rests on those before it, in whatever order they came
        for entry in held:
            if entry.type != kind or entry.leaf in seen.sealed:
                continue
            try:
                _note(seen, entry, kinds)
            except (RecordError, msgspec.MsgspecError):
                continue  # what cannot be read is not shown
    return seen


def shown_entries(seen: Seen) -> Iterator[ShownEntry]:
    """Every entry in its place: what is for the audience, and ``withheld`` for what is not."""
    for entry in seen.entries:
        body: Struct | None = None
        whole = False
        try:
            if entry.leaf not in seen.sealed:
                body, whole = _body(seen, entry)
        except (ProtectionError, RecordError, msgspec.MsgspecError):
            pass  # what does not fit the rules is not shown
        yield _shown(seen, entry, body, whole=whole and seen.profile.in_full)


def _note(seen: Seen, entry: Entry, kinds: Mapping[str, str]) -> None:
    profile = seen.profile
    if entry.type == "document" and "document" in profile.records:
        document = read_record(entry, Document, seen.files)
        if kinds.get(document.source or "") in profile.document_kinds:
            seen.documents[document.id] = document
        else:
            seen.documents.pop(document.id, None)
    elif entry.type == "claims" and "claim" in profile.records:
        batch = read_batch(entry, seen.files)
        if batch.document in seen.documents:
            seen.claims |= {claim.id for claim in batch.claims}
    elif entry.type == "claim_review" and "claim_review" in profile.records:
        review = read_record(entry, ClaimReview, seen.files)
        if review.document in seen.documents:
            seen.reviews.add(review.id)
            seen.claims.add(review.claim)
    elif entry.type == "incident" and "incident" in profile.records:
        incident = read_record(entry, Incident, seen.files)
        if not profile.document_kinds or seen.claims & set(incident.supporting):
            seen.incidents.setdefault(incident.id, entry.index)


def _body(seen: Seen, entry: Entry) -> tuple[Struct | None, bool]:
    """The body as shown, None where nothing of the entry is for the audience; and whether nothing of it is hidden."""
    rules: Mapping[RecordKind, Any] = seen.profile.records
    kind = cast("RecordKind", "claim" if entry.type == "claims" else entry.type)
    if kind not in rules:
        return None, False
    if entry.type == "claims":
        return _claims(seen, entry)
    record: Struct | None = None
    original: Struct | None = None
    number = entry.index
    if entry.type == "incident":
        original = incident = read_record(entry, Incident, seen.files)
        record = _with_seen_claims(seen, incident) if incident.id in seen.incidents else None
        number = seen.incidents.get(incident.id, number)
    elif entry.type == "document":
        original = document = read_record(entry, Document, seen.files)
        record = document if document.id in seen.documents else None
    elif entry.type == "claim_review":
        review = read_record(entry, ClaimReview, seen.files)
        record = review if review.id in seen.reviews else None
    elif entry.type == "assessment":
        original = assessment = read_record(entry, Assessment, seen.files)
        told = assessment.incident in seen.incidents and set(assessment.claims) <= seen.claims
        record = assessment if told else None
    elif entry.type == "correction":
        original = correction = read_record(entry, Correction, seen.files)
        known: dict[str, Container[str]] = {
            "incident": seen.incidents,
            "document": seen.documents,
            "claim": seen.claims,
            "claim_review": seen.reviews,
        }
        record = correction if correction.target_id in known.get(correction.target_type, ()) else None
    elif entry.type == "act":
        original = record = cast("Struct", read_act(entry, seen.files))
    if record is None:
        return None, False
    shown = redacted_record(record, rules[kind], seen.profile, number=number)
    return shown, shown == original


def _claims(seen: Seen, entry: Entry) -> tuple[Struct | None, bool]:
    batch = read_batch(entry, seen.files)
    if batch.document not in seen.documents:
        return None, False
    rules = seen.profile.records["claim"]
    claims = tuple(redacted_record(claim, rules, seen.profile, number=entry.index) for claim in batch.claims)
    shown = msgspec.structs.replace(batch, claims=claims)
    return shown, shown == batch


def _with_seen_claims(seen: Seen, incident: Incident) -> Incident:
    """Without claims, origins and values that the audience does not see, where it sees any claims at all."""
    if "claim" not in seen.profile.records:
        return incident
    kept = {
        role: tuple(claim for claim in getattr(incident, role) if claim in seen.claims)
        for role in ("supporting", "contradicting", "repeating", "context")
    }
    hidden = {c for role in kept for c in getattr(incident, role)} - seen.claims
    if not hidden:
        return incident
    # what the claims agree on was computed with those that are not shown: only what a shown claim says may stay
    return msgspec.structs.replace(
        incident,
        **kept,
        origins=tuple(msgspec.structs.replace(o, outlets=()) for o in _told(seen, incident.origins)),
        place=next(iter(_told(seen, (incident.place,) if incident.place else ())), None),
        time=next(iter(_told(seen, (incident.time,))), IncidentTime()),
        agents=_told(seen, incident.agents),
        targets=_told(seen, incident.targets),
        parties=_told(seen, incident.parties),
        casualties=(),
        reasons=(),
    )


def _told(seen: Seen, parts: tuple[P, ...]) -> tuple[P, ...]:
    """The parts that a shown claim tells, naming shown claims only."""
    named = ((part, tuple(claim for claim in part.claims if claim in seen.claims)) for part in parts)
    return tuple(msgspec.structs.replace(part, claims=claims) for part, claims in named if claims)


def _shown(seen: Seen, entry: Entry, body: Struct | None, *, whole: bool) -> ShownEntry:
    full = seen.profile.in_full
    payload = entry.payload
    shown = msgspec.structs.replace(
        payload,
        type=payload.type if body is not None else "withheld",
        id=payload.id if full else f"entry-{entry.index}",
        author=payload.author if full else seen.authors[payload.author],
        claimed_at=payload.claimed_at if full else f"{payload.claimed_at[:10]}T00:00:00Z",
        body=msgspec.Raw(quick_bytes(encode_record(body)) if body is not None else b"{}"),
        refs=(),
        files=(),
    )
    return ShownEntry(entry.index, b"", shown, "", (), entry.leaf if full else "", whole)
