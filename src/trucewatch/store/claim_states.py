"""A claim with what lies under it, and everything that people have entered about it."""

from __future__ import annotations

from typing import Final, cast

import msgspec
from sqlalchemy import Connection, select

from trucewatch.record import Correction
from trucewatch.store import tables
from trucewatch.store.port import ClaimState, ReviewRow
from trucewatch.store.rows import text
from trucewatch.vocabulary.claim_reviews import ClaimReview
from trucewatch.vocabulary.claims import Claim

__all__ = ["claim_state"]

_CLAIM: Final = cast("type[Claim]", Claim)


def claim_state(connection: Connection, claim_id: str) -> ClaimState | None:
    """The claim as it stands, its version, and its reviews in the order of the log; None where no such claim stands."""
    claims, entries = tables.claims, tables.entries
    query = (
        select(claims.c.json, claims.c.read_json, claims.c.review, claims.c.version, claims.c.reviewed)
        .add_columns(entries.c.leaf, entries.c.author)
        .join(entries, entries.c.idx == claims.c.entry)
        .where(claims.c.id == text(claim_id))
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    reviews = _reviews(connection, row["reviewed"] or str(text(claim_id)))
    holding = next((item.author for item in reviews if item.leaf == row["version"]), row["author"])
    read = row["json"] if row["review"] is None else row["read_json"]
    return ClaimState(
        claim=msgspec.json.decode(row["json"], type=_CLAIM),
        read=msgspec.json.decode(read, type=_CLAIM) if read else None,
        version=row["version"] or row["leaf"],
        author=holding,
        reviews=reviews,
    )


def _reviews(connection: Connection, claim: str) -> tuple[ReviewRow, ...]:
    table, history, entries = tables.claim_reviews, tables.history, tables.entries
    standing = select(table.c.json, table.c.entry, entries.c.leaf, entries.c.author).where(table.c.claim == claim)
    found = [
        ReviewRow(msgspec.json.decode(row.json, type=ClaimReview), row.entry, row.leaf, row.author, None)
        for row in connection.execute(standing.join(entries, entries.c.idx == table.c.entry))
    ]
    past = (
        select(history.c.json, history.c.entry, entries.c.leaf, history.c.author)
        .join(entries, entries.c.idx == history.c.entry)
        .where(history.c.type == "claim_review")
    )
    for row in connection.execute(past):
        review = msgspec.json.decode(row.json, type=ClaimReview)
        if review.claim == claim:
            reason = _why_withdrawn(connection, review.id)
            found.append(ReviewRow(review, row.entry, row.leaf, row.author, reason))
    return tuple(sorted(found, key=lambda item: item.entry))


def _why_withdrawn(connection: Connection, review: str) -> str:
    table = tables.corrections
    wanted = (table.c.target_type == "claim_review", table.c.target_id == text(review))
    query = select(table.c.json).where(*wanted).order_by(table.c.entry.desc())
    data = connection.scalar(query)
    return msgspec.json.decode(data, type=Correction).reason if data else ""
