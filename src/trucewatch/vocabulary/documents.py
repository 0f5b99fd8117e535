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


class Custody(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How bytes came in, and the times that belong to their arrival. Instants are ISO 8601, ``received_at`` in UTC.

    Four times are kept apart. ``received_at`` is when the bytes came in here. ``reported_at`` is when somebody sent or
    published them, as the format says (a message's date, an entry's date). ``observed_at`` is when somebody looked: the
    capture of a web page, the seeing of a form. When a thing occurred stands in the claims and never here.

    ``container`` is the id of the document that the bytes came out of, ``member`` their name in it, ``address`` where
    they were found. ``digest_stated`` is what the container says their digest is, ``digest_holds`` whether it is so.
    ``removed_at_source`` marks a page that only says that the content is gone. ``attached_to`` is the id of the
    submission of a form that the bytes came with, where the export names it.
    """

    document: str
    received_at: str
    received_by: str
    method: str
    original_name: str
    size: int
    media: str
    container: str | None = None
    member: str | None = None
    address: str | None = None
    observed_at: str | None = None
    reported_at: str | None = None
    digest_stated: str | None = None
    digest_holds: bool | None = None
    removed_at_source: bool | None = None
    attached_to: str | None = None


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
