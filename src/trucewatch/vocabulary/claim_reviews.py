"""What people say about claims: confirmed, corrected, rejected or added, each with author and reason."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from trucewatch.vocabulary.claims import Claim

__all__ = ["ClaimReview", "ReviewKind"]

ReviewKind: TypeAlias = Literal["confirm", "correct", "reject", "add"]


class ClaimReview(Struct, frozen=True, kw_only=True):
    """A person's word on a claim. It holds over every reading, is withdrawn by a correction and never erased.

    ``read`` is the claim as the machine read it, None where it read none. ``made`` is the claim that the person
    confirms, corrects to or adds; for ``reject`` the claim as it stood. ``version`` is the leaf hash of the entry that
    the person saw, empty where there was no claim. ``at`` is an ISO 8601 instant in UTC. Of several reviews of one
    claim the last that stands holds.
    """

    id: str
    kind: ReviewKind
    claim: str
    document: str
    version: str
    read: Claim | None
    made: Claim
    by: str
    at: str
    reason: str
