"""Entries: what one author adds to the log, as canonical bytes in an envelope.

The payload holds the members of the record's entry format; the envelope is DSSE with its signatures (an
unsigned entry has none); the leaf data are the canonical bytes of the envelope, the leaf hash is that of
RFC 6962. Stored bytes are the truth: they are never made again in order to be verified.
"""

from __future__ import annotations

import builtins
import hashlib
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar, cast, get_args

import msgspec
from msgspec import UNSET, Struct, UnsetType

from trucewatch.errors import RecordError
from trucewatch.record.canonical import MAX_PAYLOAD, Json, check_tree, quick_bytes
from trucewatch.record.encoding import decode_record
from trucewatch.record.envelope import Signatures, open_envelope
from trucewatch.record.merkle import leaf_hash

__all__ = [
    "ENTRY_TYPES",
    "SUPERSEDES",
    "Draft",
    "Entry",
    "EntryType",
    "FileRef",
    "Payload",
    "Place",
    "Ref",
    "Seen",
    "content_id",
    "open_leaf",
    "payload_bytes",
    "sealed_entry",
]

EntryType: TypeAlias = Literal[
    "document",
    "custody",
    "claims",
    "claim_review",
    "unread",
    "incident",
    "assessment",
    "report",
    "correction",
    "run",
    "act",
    "control",
    "follow_up",
    "observation",
    "link_decision",
    "link_model",
    "reliability",
    "trust-root",
    "reaffirmation",
    "protected",
    "protection_request",
    "protection_approval",
    "redaction",
    "sealing",
    "unsealing",
    "disclosure_notice",
    "submission",
    "access",
]
ENTRY_TYPES: tuple[str, ...] = get_args(EntryType)
SUPERSEDES = "supersedes"
"""The relation by which an entry refers to the one whose record it replaces."""

S = TypeVar("S", bound=Struct)


class Ref(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another entry by its leaf hash (lower-case hex), and how this one stands to it."""

    leaf: str
    rel: str


class FileRef(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file outside the log: SHA-256 (lower-case hex), size in bytes, media type."""

    sha256: str
    size: int
    media: str


class Seen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The latest checkpoint that the author held: ties the entry to one history. ``root`` is hex."""

    size: int
    root: str


class Payload(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The members of an entry. ``body`` are canonical bytes; ``prev`` is absent in an author's first entry.

    ``seq`` counts an author's entries from 0; ``prev`` is the SHA-256 (hex) of the author's previous
    payload. ``claimed_at`` is an RFC 3339 instant in UTC, as the author claims it.
    """

    v: Literal[1]
    log: str
    type: str
    id: str
    author: str
    seq: int
    prev: str | UnsetType = UNSET
    seen: Seen
    claimed_at: str
    body: msgspec.Raw
    refs: tuple[Ref, ...]
    files: tuple[FileRef, ...]


class Draft(Struct, frozen=True, kw_only=True):
    """An entry before the log gives it its place. ``body`` is admissible JSON (see ``encoding``)."""

    type: EntryType
    author: str
    body: dict[str, Json]
    refs: tuple[Ref, ...] = ()
    files: tuple[FileRef, ...] = ()


class Place(Struct, frozen=True, kw_only=True):
    """What the log adds to a draft."""

    log: str
    id: str
    seq: int
    prev: str | None
    seen: Seen
    claimed_at: str


@dataclass(frozen=True)
class Entry:
    """An entry of the log: its index (from 0), its leaf data and its parsed payload."""

    index: int
    data: bytes
    payload: Payload
    payload_digest: str
    signatures: Signatures = ()

    @property
    def leaf(self) -> str:
        """The leaf hash in lower-case hex."""
        return leaf_hash(self.data).hex()

    @property
    def type(self) -> str:
        return self.payload.type

    @property
    def id(self) -> str:
        return self.payload.id

    @property
    def author(self) -> str:
        return self.payload.author

    @property
    def where(self) -> str:
        """How an error names this entry."""
        return f"entry {self.index}"

    def body(self) -> dict[str, Json]:
        """The body as parsed JSON, escapes still in place."""
        return cast("dict[str, Json]", msgspec.json.decode(self.payload.body))

    def record(self, kind: builtins.type[S]) -> S:
        """The body as a record. Raises :class:`RecordError` when it does not fit ``kind``."""
        return decode_record(kind, self.body(), where=self.where)


def content_id(draft: Draft, body: bytes) -> str:
    """The id of an entry: a UUID (version 8) from the SHA-256 of what the author says.

    The digest is over the canonical ``{"author","body","files","refs","type"}``: neither time nor place
    in the log, so that the same work done again has the same id. ``body`` are the body's canonical bytes.
    """
    content = _object(
        author=_bytes(draft.author),
        body=body,
        files=_bytes(draft.files),
        refs=_bytes(draft.refs),
        type=_bytes(draft.type),
    )
    return uuid_from(hashlib.sha256(content).digest())


def uuid_from(digest: bytes) -> str:
    """The first 16 bytes of ``digest`` as a UUID of version 8 (RFC 9562, section 5.8)."""
    raw = bytearray(digest[:16])
    raw[6] = (raw[6] & 0x0F) | 0x80
    raw[8] = (raw[8] & 0x3F) | 0x80
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def payload_bytes(draft: Draft, body: bytes, place: Place) -> bytes:
    """The canonical payload of a draft in its place, admitted. Raises :class:`RecordError` when it is refused.

    ``body`` are the bytes that :func:`quick_bytes` makes of the draft's body. The value is looked at once, and
    written once: what comes out is what :func:`admit` takes.
    """
    tree: dict[str, Json] = {
        "author": draft.author,
        "body": draft.body,
        "claimed_at": place.claimed_at,
        "files": _plain(draft.files),
        "id": place.id,
        "log": place.log,
        "refs": _plain(draft.refs),
        "seen": {"root": place.seen.root, "size": place.seen.size},
        "seq": place.seq,
        "type": draft.type,
        "v": 1,
    }
    if place.prev is not None:
        tree["prev"] = place.prev
    where = f"{draft.type} entry of {draft.author}"
    check_tree(tree, where=where)
    # The body's bytes are there already; they stand between what sorts before and after its name.
    del tree["body"]
    author = quick_bytes({"author": tree.pop("author")})
    payload = author[:-1] + b',"body":' + body + b"," + quick_bytes(tree)[1:]
    if len(payload) > MAX_PAYLOAD:
        raise RecordError(
            "it is too large", where=where, expected=f"at most {MAX_PAYLOAD} bytes", got=str(len(payload))
        )
    return payload


def open_leaf(data: bytes, index: int) -> Entry:
    """Parse leaf data. Raises :class:`RecordError` when they are not an entry of this format."""
    where = f"entry {index}"
    payload, signatures = open_envelope(data, where=where)
    try:
        parsed = msgspec.json.decode(payload, type=Payload)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise RecordError(
            "an entry cannot be read", where=where, expected="the members of an entry", got=str(error)[:200]
        ) from error
    return Entry(index, data, parsed, hashlib.sha256(payload).hexdigest(), signatures)


def sealed_entry(draft: Draft, body: bytes, place: Place, payload: bytes, data: bytes, index: int) -> Entry:
    """The entry that :func:`open_leaf` would give for leaf data sealed around ``payload`` a moment ago, unsigned."""
    parsed = Payload(
        v=1,
        log=place.log,
        type=draft.type,
        id=place.id,
        author=draft.author,
        seq=place.seq,
        prev=UNSET if place.prev is None else place.prev,
        seen=place.seen,
        claimed_at=place.claimed_at,
        body=msgspec.Raw(body),
        refs=draft.refs,
        files=draft.files,
    )
    return Entry(index, data, parsed, hashlib.sha256(payload).hexdigest())


def _bytes(value: str | tuple[Struct, ...]) -> bytes:
    """Canonical bytes of a member. What is not of the admitted subset is refused when the whole is looked at."""
    return quick_bytes(value if isinstance(value, str) else _plain(value))


def _plain(records: tuple[Struct, ...]) -> list[Json]:
    return [cast("Json", msgspec.to_builtins(record)) for record in records]


def _object(**members: bytes) -> bytes:
    pairs = (b'"' + name.encode("ascii") + b'":' + members[name] for name in sorted(members))
    return b"{" + b",".join(pairs) + b"}"
