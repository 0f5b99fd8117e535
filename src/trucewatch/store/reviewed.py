"""Claims as people left them. A review lies over the claim that was read and never replaces it in the record.

The rows of a document's claims are first brought back to what was read, then the entry is taken in, then the standing
reviews are laid over the rows again: so a later reading changes nothing that a person has decided, and a store filled
at once holds what a store filled bit by bit holds. Where another rule set gives a claim another id, a review goes to
the claim of the same kind that says the same of the same words; where there is none, what a person vouches for stands
by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from trucewatch.record import FileStore
from trucewatch.store import rows, search_rows, tables
from trucewatch.store.rows import Row
from trucewatch.vocabulary.claim_reviews import ClaimReview
from trucewatch.vocabulary.claims import Claim, ControlClaim, EventClaim, FigureClaim, ReviewState

__all__ = ["document_of", "lay_over", "state_of", "take_off"]

_CLAIM: Final = cast("type[Claim]", Claim)
_OVERLAP: Final = 0.5


@dataclass(frozen=True)
class _Entered:
    """A standing review with the entry that holds it."""

    review: ClaimReview
    entry: int
    leaf: str


def state_of(review: ClaimReview) -> ReviewState:
    """What a claim is after a review: who confirms what was corrected or added leaves it so."""
    if review.kind == "reject":
        return "rejected"
    if review.read is None:
        return "added"
    return "confirmed" if _bare(review.made) == _bare(review.read) else "corrected"


def document_of(connection: Connection, target_type: str, target_id: str | None) -> str | None:
    """The document whose claims a correction touches; None where it touches none."""
    if target_type == "claims":
        return target_id
    if target_type == "claim":
        return connection.scalar(select(tables.claims.c.document).where(tables.claims.c.id == target_id))
    if target_type == "claim_review":
        table = tables.claim_reviews
        return connection.scalar(select(table.c.document).where(table.c.id == target_id))
    return None


def take_off(connection: Connection, document: str, files: FileStore) -> None:
    """Bring the claims of a document back to what was read."""
    table = tables.claims
    query = select(table).where(table.c.document == document, table.c.review.is_not(None))
    reviewed = [dict(row) for row in connection.execute(query).mappings()]
    if not reviewed:
        return
    search_rows.forget(connection, "claim", [row["id"] for row in reviewed])
    alone = [row["id"] for row in reviewed if row["read_json"] is None]
    for start in range(0, len(alone), 500):
        connection.execute(delete(table).where(table.c.id.in_(alone[start : start + 500])))
    _replace(connection, [_as_read(row) for row in reviewed if row["read_json"] is not None], files)


def lay_over(connection: Connection, document: str, files: FileStore) -> None:
    """Lay the standing reviews of a document over its claims."""
    entered = _standing(connection, document)
    if not entered:
        return
    table = tables.claims
    query = select(table).where(table.c.document == document)
    read = {row["id"]: dict(row) for row in connection.execute(query).mappings()}
    by_claim: dict[str, list[_Entered]] = {}
    for item in entered:
        by_claim.setdefault(item.review.claim, []).append(item)
    changed: list[Row] = []
    alone: list[Row] = []
    found = _found(by_claim, read)
    for claim, items in by_claim.items():
        last = items[-1]
        if (row := found.get(claim)) is not None:
            changed.append(_under(row, last))
        elif last.review.kind != "reject" or _was_added(items):
            alone.append(_by_itself(last))
    search_rows.forget(connection, "claim", [row["id"] for row in changed])
    _replace(connection, changed, files)
    if alone:
        connection.execute(insert(table), alone)
        search_rows.index(connection, "claim", alone, files)


def _standing(connection: Connection, document: str) -> list[_Entered]:
    table, entries = tables.claim_reviews, tables.entries
    query = (
        select(table.c.json, table.c.entry, entries.c.leaf)
        .join(entries, entries.c.idx == table.c.entry)
        .where(table.c.document == document)
        .order_by(table.c.entry, table.c.id)
    )
    return [_Entered(msgspec.json.decode(r.json, type=ClaimReview), r.entry, r.leaf) for r in connection.execute(query)]


def _found(by_claim: Mapping[str, Sequence[_Entered]], read: Mapping[str, Row]) -> dict[str, Row]:
    """The row that each reviewed claim is now: the one with its id, else the one that says the same."""
    found = {claim: read[claim] for claim in by_claim if claim in read}
    free = [row for claim, row in sorted(read.items()) if claim not in by_claim]
    for claim, items in by_claim.items():
        first = items[0].review
        if claim in found or first.read is None:
            continue
        likely = sorted(
            ((-score, row["id"], row) for row in free if (score := _likeness(first, row))), key=lambda t: t[:2]
        )
        if likely:
            found[claim] = likely[0][2]
            free.remove(likely[0][2])
    return found


def _was_added(items: Sequence[_Entered]) -> bool:
    """Whether a person's claim, which no reading holds, stands among the reviews: rejected, it stays visible."""
    return any(item.review.read is None and item.review.kind != "reject" for item in items)


def _likeness(review: ClaimReview, row: Row) -> float:
    """How far a claim of another reading is the reviewed one: 0 where it is not, else the share of words in common."""
    claim = msgspec.json.decode(row["json"], type=_CLAIM)
    told = [item for item in (review.read, review.made) if item is not None]
    if not any(type(item) is type(claim) and _what(item) == _what(claim) for item in told):
        return 0.0
    (a, b), (c, d) = told[0].span, claim.span
    joined = max(b, d) - min(a, c)
    shared = (min(b, d) - max(a, c)) / joined if joined > 0 else 0.0
    return shared if shared >= _OVERLAP else 0.0


def _what(claim: Claim) -> tuple[str, ...]:
    """What a claim is about, whatever its other slots hold."""
    if isinstance(claim, EventClaim):
        return (claim.act,)
    if isinstance(claim, FigureClaim):
        return (claim.measure,)
    if isinstance(claim, ControlClaim):
        return (claim.status,)
    return (claim.stance, claim.topic)


def _bare(claim: Claim) -> Claim:
    return msgspec.structs.replace(claim, id="", review=msgspec.UNSET)


def _under(row: Row, item: _Entered) -> Row:
    """The row of a claim that was read, as the review has it."""
    made = msgspec.structs.replace(item.review.made, id=row["id"], review=state_of(item.review))
    return (
        row
        | rows.claim_columns(made)
        | {
            "read_json": row["json"],
            "json": rows.to_json(made),
            "review": made.review,
            "version": item.leaf,
            "reviewed": rows.text(item.review.claim),
        }
    )


def _by_itself(item: _Entered) -> Row:
    """The row of a claim that only a person vouches for."""
    made = msgspec.structs.replace(item.review.made, id=item.review.claim, review=state_of(item.review))
    return rows.claim_columns(made) | {
        "id": rows.text(made.id),
        "entry": item.entry,
        "document": rows.text(item.review.document),
        "reading": "",
        "ordinal": 0,
        "json": rows.to_json(made),
        "read_json": None,
        "review": made.review,
        "version": item.leaf,
        "reviewed": rows.text(made.id),
    }


def _as_read(row: Row) -> Row:
    claim = msgspec.json.decode(row["read_json"], type=_CLAIM)
    return (
        row
        | rows.claim_columns(claim)
        | {
            "json": row["read_json"],
            "read_json": None,
            "review": None,
            "version": None,
            "reviewed": None,
        }
    )


def _replace(connection: Connection, changed: Sequence[Row], files: FileStore) -> None:
    table = tables.claims
    for row in changed:
        values: dict[str, Any] = {name: value for name, value in row.items() if name != "id"}
        connection.execute(update(table).where(table.c.id == row["id"]).values(values))
    search_rows.index(connection, "claim", changed, files)
