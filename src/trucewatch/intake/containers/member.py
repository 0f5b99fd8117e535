"""What comes out of a container: members with what the container says of them, and what was refused."""

from __future__ import annotations

from msgspec import Struct

from trucewatch.vocabulary.documents import PublishedFrom

__all__ = ["Member", "Opened", "Provenance", "Refusal"]


class Provenance(Struct, frozen=True, kw_only=True):
    """What a container says of a member. ``container`` is the container's SHA-256, ``member`` the name in it.

    ``method`` says how the bytes were taken out (``zip_member``, ``feed_entry`` ...). Instants are ISO 8601.
    ``attached_to`` is the submission of a form that the member came with.
    ``title``, ``outlet`` and ``published`` hold where the member itself says nothing better.
    """

    container: str
    member: str
    method: str
    address: str | None = None
    observed_at: str | None = None
    reported_at: str | None = None
    digest_stated: str | None = None
    digest_holds: bool | None = None
    removed_at_source: bool | None = None
    attached_to: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    published_from: PublishedFrom = "metadata"


class Member(Struct, frozen=True, kw_only=True):
    """One document of a container: its bytes and where they stood. ``name`` is for people, never a path."""

    name: str
    data: bytes
    provenance: Provenance


class Refusal(Struct, frozen=True, kw_only=True):
    """A member that was not taken out; ``reason`` is a code of ``unread_reason``."""

    name: str
    reason: str
    detail: str


class Opened(Struct, frozen=True, kw_only=True):
    """A container opened. ``notes`` tell what was passed over, ``doubts`` what is not as the container says."""

    media: str
    members: tuple[Member, ...] = ()
    refused: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
