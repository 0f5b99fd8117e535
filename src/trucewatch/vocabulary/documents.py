"""Sources, documents and their custody: what came in, from whom, when and how."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from msgspec import Struct

from trucewatch.vocabulary.grades import SourceReliability

__all__ = [
    "TABLE_MEDIA",
    "Custody",
    "Document",
    "DuplicateKind",
    "MediaType",
    "PublishedFrom",
    "Source",
    "SourceKind",
]

MediaType: TypeAlias = Literal[
    "text/plain",
    "text/html",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "message/rfc822",
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/geo+json",
    "application/json",
]
TABLE_MEDIA: Final = frozenset(
    {
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/geo+json",
        "application/json",
    }
)
"""Media whose stored text is a table: read by a mapping, not as prose, and a dataset where independence is counted."""
PublishedFrom: TypeAlias = Literal["given", "metadata", "header", "dateline"]
DuplicateKind: TypeAlias = Literal["same_bytes", "same_text", "near_identical"]
SourceKind: TypeAlias = Literal[
    "agency",
    "newspaper",
    "broadcaster",
    "state_media",
    "party_media",
    "monitor",
    "mission",
    "un",
    "ngo",
    "government",
    "armed_group",
    "dataset",
    "social",
    "other",
]


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who speaks or publishes.

    ``interest`` is the id of the party whose interest the source shares, or null where it has none
    that is declared. ``owner`` groups outlets of one house: they never corroborate one another.
    ``names`` maps a language to the spellings by which texts name the source. ``reliability`` are marks that people
    gave, the latest for a topic and period holds; ``compiled_from`` names the sources that a dataset is made of.
    """

    id: str
    name: str
    kind: SourceKind
    interest: str | None = None
    owner: str | None = None
    names: dict[str, tuple[str, ...]] = {}
    relays: tuple[str, ...] = ()
    compiled_from: tuple[str, ...] = ()
    reliability: tuple[SourceReliability, ...] = ()
    domains: tuple[str, ...] = ()
    citation: str | None = None
    note: str | None = None


class Custody(Struct, frozen=True, kw_only=True):
    """How bytes came in. ``received_at`` is an ISO 8601 instant in UTC."""

    document: str
    received_at: str
    received_by: str
    method: str
    original_name: str
    size: int
    media: str


class Document(Struct, frozen=True, kw_only=True):
    """A document as stored. ``id`` is the SHA-256 of the raw bytes, lower-case hex.

    ``text_digest`` is the SHA-256 of the stored text in UTF-8. ``published`` is an ISO 8601 local
    date (with time and offset only where given). ``duplicate_of`` is the id of the earlier document
    this one repeats.
    """

    id: str
    media: str
    size: int
    name: str
    lang: str | None = None
    title: str | None = None
    source: str | None = None
    outlet: str | None = None
    published: str | None = None
    published_from: PublishedFrom | None = None
    text_digest: str | None = None
    text_length: int | None = None
    duplicate: DuplicateKind | None = None
    duplicate_of: str | None = None
    similarity: float | None = None
    unread: str | None = None
    detail: str | None = None
