"""Drafts: records of the vocabulary as entries to append.

A record too large for one entry is kept as a file by its digest and the entry refers to it, so that
nothing is lost to the size limit. Claims of one document travel in batches, the parts of one *reading*.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar, cast, get_args

from msgspec import Struct

from trucewatch.errors import RecordError
from trucewatch.record.access import AccessNotice
from trucewatch.record.bodies import Correction, IssuedReport, LoggedRoot, Reaffirmation, RunMarker
from trucewatch.record.canonical import Json, admit, quick_bytes
from trucewatch.record.encoding import decode_record, encode_record
from trucewatch.record.entry import Draft, Entry, EntryType, FileRef, Ref
from trucewatch.record.files import FileStore
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
    "BODY_LIMIT",
    "RECORD_MEDIA",
    "ClaimsBatch",
    "claims_drafts",
    "read_act",
    "read_batch",
    "read_record",
    "record_draft",
]

BODY_LIMIT = 30_000
"""Largest body in bytes: leaves room for the other members within the payload's 32 KiB."""
MAX_RECORD_FILE = 64_000_000
RECORD_MEDIA = "application/vnd.trucewatch.record.v1+json"
_FILE = "$file"

S = TypeVar("S", bound=Struct)

_KINDS: dict[type[Struct], EntryType] = {
    Document: "document",
    Custody: "custody",
    ClaimReview: "claim_review",
    UnreadRecord: "unread",
    Incident: "incident",
    Assessment: "assessment",
    IssuedReport: "report",
    Correction: "correction",
    RunMarker: "run",
    LinkDecision: "link_decision",
    FittedModel: "link_model",
    ReliabilityMark: "reliability",
    **dict.fromkeys(get_args(CommissionAct), "act"),
    StatedControl: "control",
    FollowUp: "follow_up",
    ObservationEffort: "observation",
    LoggedRoot: "trust-root",
    Reaffirmation: "reaffirmation",
    AccessNotice: "access",
}


class ClaimsBatch(Struct, frozen=True, kw_only=True):
    """One part of a reading of a document: ``part`` of ``parts``, from 0.

    ``reading`` is the SHA-256 over all claims of the reading; another reading replaces the former.
    """

    document: str
    reading: str
    part: int
    parts: int
    claims: tuple[Claim, ...]


def record_draft(
    record: Struct, author: str, files: FileStore, *, attached: Sequence[FileRef] = (), refs: Sequence[Ref] = ()
) -> Draft:
    """One record of a known kind as a draft; a record too large for an entry goes to ``files``.

    A document's bytes are attached by themselves. Raises :class:`RecordError` for a record of no known kind.
    """
    kind = _KINDS.get(type(record))
    if kind is None:
        raise RecordError(
            "no entry holds such a record", expected=", ".join(sorted(_KINDS.values())), got=type(record).__name__
        )
    named = list(attached)
    if isinstance(record, Document):
        named.insert(0, FileRef(sha256=record.id, size=record.size, media=record.media))
    body = encode_record(record)
    encoded = quick_bytes(body)
    if len(encoded) > BODY_LIMIT:
        named.append(_to_file(encoded, files))
        body = {name: body[name] for name in ("id",) if name in body} | {_FILE: named[-1].sha256}
    return Draft(type=kind, author=author, body=body, files=tuple(named), refs=tuple(refs))


def claims_drafts(document: str, claims: Sequence[Claim], author: str, files: FileStore) -> list[Draft]:
    """The claims of one reading of ``document`` in as few entries as fit; one entry where there are none."""
    encoded = [(encode_record(claim), claim.id) for claim in claims]
    sizes = [quick_bytes(body) for body, _ in encoded]
    reading = hashlib.sha256(b"[" + b",".join(sizes) + b"]").hexdigest()
    parts: list[tuple[list[Json], list[FileRef]]] = [([], [])]
    room = BODY_LIMIT - 300
    for (body, claim_id), data in zip(encoded, sizes, strict=True):
        item: Json = body
        refs: list[FileRef] = []
        cost = len(data) + 1
        if cost > BODY_LIMIT - 300:
            refs = [_to_file(data, files)]
            item = {"id": claim_id, _FILE: refs[0].sha256}
            cost = len(quick_bytes(item)) + 1 + 200  # the entry's own list names the file as well
        if cost > room and parts[-1][0]:
            parts.append(([], []))
            room = BODY_LIMIT - 300
        parts[-1][0].append(item)
        parts[-1][1].extend(refs)
        room -= cost
    return [
        Draft(
            type="claims",
            author=author,
            body={"document": document, "reading": reading, "part": number, "parts": len(parts), "claims": items},
            files=tuple(refs),
        )
        for number, (items, refs) in enumerate(parts)
    ]


def read_record(entry: Entry, kind: type[S], files: FileStore) -> S:
    """The record of an entry that :func:`record_draft` or another draft made."""
    return decode_record(kind, _from_file(entry.body(), files, entry.where), where=entry.where)


def read_act(entry: Entry, files: FileStore) -> CommissionAct:
    """The act of an entry of type ``act``; which of the acts it is stands in its member ``act``."""
    return read_record(entry, cast("type[CommissionAct]", CommissionAct), files)


def read_batch(entry: Entry, files: FileStore) -> ClaimsBatch:
    """The claims of an entry of type ``claims``."""
    body = entry.body()
    claims = body.get("claims")
    if isinstance(claims, list):
        body["claims"] = [_from_file(item, files, entry.where) for item in claims]
    return decode_record(ClaimsBatch, body, where=entry.where)


def _to_file(encoded: bytes, files: FileStore) -> FileRef:
    admit(encoded, where="a large record", limit=MAX_RECORD_FILE)
    return FileRef(sha256=files.put(encoded), size=len(encoded), media=RECORD_MEDIA)


def _from_file(body: Json, files: FileStore, where: str) -> Json:
    if not isinstance(body, dict) or _FILE not in body:
        return body
    digest = body[_FILE]
    if not isinstance(digest, str):
        raise RecordError("a reference to a file is malformed", where=where, expected="a digest", got=repr(digest)[:80])
    return admit(files.get(digest), where=f"{where}, file {digest[:12]}", limit=MAX_RECORD_FILE)
