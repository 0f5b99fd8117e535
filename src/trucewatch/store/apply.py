"""Entries of the log into rows. Every row comes from here, so that a rebuilt store is the same store.

The latest entry of an author for a record stands; the former goes to ``history``. An entry of another
author for the same record replaces nothing: it is kept in ``history`` as conflicting. Two authors' readings
of one document stand side by side where their claims differ. An entry that cannot be taken in is marked and
passed over: one bad entry must not hide the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import msgspec
from sqlalchemy import Connection, Table, delete, insert, select, update

from trucewatch.errors import RecordError, StoreError
from trucewatch.record import Correction, Entry, FileStore, IssuedReport, RunMarker, read_act, read_batch, read_record
from trucewatch.store import reviewed, rows, search_rows, tables
from trucewatch.store.rows import Row
from trucewatch.vocabulary.assessments import Assessment
from trucewatch.vocabulary.claim_reviews import ClaimReview
from trucewatch.vocabulary.claims import UnreadRecord
from trucewatch.vocabulary.control import StatedControl
from trucewatch.vocabulary.documents import Custody, Document
from trucewatch.vocabulary.follow_up import FollowUp
from trucewatch.vocabulary.grades import ReliabilityMark
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.link_decisions import LinkDecision
from trucewatch.vocabulary.link_models import FittedModel
from trucewatch.vocabulary.tracking import ObservationEffort

__all__ = ["STANDING", "apply_entry", "check_order"]

Work: TypeAlias = Callable[[Connection], None]

STANDING: Mapping[str, Table] = {
    "act": tables.acts,
    "assessment": tables.assessments,
    "claim": tables.claims,
    "control": tables.control,
    "claim_review": tables.claim_reviews,
    "correction": tables.corrections,
    "document": tables.documents,
    "follow_up": tables.follow_up,
    "incident": tables.incidents,
    "link_decision": tables.link_decisions,
    "link_model": tables.link_models,
    "observation": tables.observation,
    "reliability": tables.reliability,
    "report": tables.reports,
    "unread": tables.unread,
}
"""Tables with one standing row for each record, by the record's type."""


_WITHOUT_ROWS = frozenset(
    {
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
        "withheld",
    }
)
"""Entries about keys, protection and access: read from the log by whoever needs them, and in no table. ``withheld``
is what an audience sees in place of an entry that is not for it."""


def apply_entry(connection: Connection, entry: Entry, files: FileStore) -> None:
    """Write the rows of one entry, the next in order. Raises :class:`StoreError` only when the database fails."""
    state, note, work = "current", None, None
    try:
        work = _work(entry, files)
        if work is None and entry.type not in _WITHOUT_ROWS:
            state, note = "unknown", f"no table for entries of type {entry.type}"[:200]
    except (RecordError, msgspec.MsgspecError, OverflowError) as error:
        state, note = "unreadable", getattr(error, "message", str(error))[:500]
    connection.execute(
        insert(tables.entries),
        {
            "idx": entry.index,
            "id": rows.text(entry.id),
            "type": rows.text(entry.type),
            "author": rows.text(entry.author),
            "leaf": entry.leaf,
            "claimed_at": rows.text(entry.payload.claimed_at),
            "state": state,
            "note": rows.text(note),
        },
    )
    if work is not None:
        work(connection)


def _work(entry: Entry, files: FileStore) -> Work | None:
    """Decode an entry and make all its rows, before anything is written."""
    at = entry.index
    match entry.type:
        case "document":
            return _stand("document", entry, [rows.document_row(read_record(entry, Document, files), at)], files)
        case "claims":
            return _reading(entry, files)
        case "claim_review":
            return _review(entry, read_record(entry, ClaimReview, files), files)
        case "incident":
            return _incident(entry, read_record(entry, Incident, files), files)
        case "assessment":
            return _stand("assessment", entry, [rows.assessment_row(read_record(entry, Assessment, files), at)], files)
        case "act":
            return _stand("act", entry, [rows.act_row(read_act(entry, files), at)], files)
        case "control" | "follow_up" | "observation":
            return _stated(entry, files)
        case "link_decision":
            return _stand(
                entry.type, entry, [rows.link_decision_row(read_record(entry, LinkDecision, files), at)], files
            )
        case "link_model":
            return _stand(entry.type, entry, [rows.link_model_row(read_record(entry, FittedModel, files), at)], files)
        case "reliability":
            return _stand(
                entry.type, entry, [rows.reliability_row(read_record(entry, ReliabilityMark, files), at)], files
            )
        case "unread":
            return _stand("unread", entry, [rows.unread_row(read_record(entry, UnreadRecord, files), at)], files)
        case "report":
            return _stand("report", entry, [rows.report_row(read_record(entry, IssuedReport, files), at)], files)
        case "correction":
            return _correction(entry, read_record(entry, Correction, files), files)
        case "custody":
            return _insert(tables.custody, [rows.custody_row(read_record(entry, Custody, files), at)])
        case "run":
            return _insert(tables.runs, [rows.run_row(read_record(entry, RunMarker, files), at)])
    return None


def _stand(kind: str, entry: Entry, new: Sequence[Row], files: FileStore) -> Work:
    def work(connection: Connection) -> None:
        _put(connection, kind, entry, new, _former(connection, kind, new), files)

    return work


def _insert(table: Table, new: Sequence[Row]) -> Work:
    def work(connection: Connection) -> None:
        if new:
            connection.execute(insert(table), list(new))

    return work


def _incident(entry: Entry, record: Incident, files: FileStore) -> Work:
    row = rows.incident_row(record, entry.index)
    actors, linked = rows.incident_actor_rows(record), rows.incident_claim_rows(record)

    def work(connection: Connection) -> None:
        if _put(connection, "incident", entry, [row], _former(connection, "incident", [row]), files):
            _insert(tables.incident_actors, actors)(connection)
            _insert(tables.incident_claims, linked)(connection)

    return work


def _reading(entry: Entry, files: FileStore) -> Work:
    """The claims of a batch stand in place of all claims of other readings of the document by its author."""
    batch = read_batch(entry, files)
    new = rows.claim_rows(batch, entry.index)
    table = tables.claims
    document = str(rows.text(batch.document))

    def work(connection: Connection) -> None:
        reviewed.take_off(connection, document, files)
        same_document = table.c.document == document
        others = _select(connection, table, (same_document, table.c.reading != rows.text(batch.reading)))
        own = {claim_id: old for claim_id, old in others.items() if old["author"] == entry.author}
        _put(connection, "claim", entry, new, own | _former(connection, "claim", new), files)
        reviewed.lay_over(connection, document, files)

    return work


def _review(entry: Entry, record: ClaimReview, files: FileStore) -> Work:
    row = rows.claim_review_row(record, entry.index)

    def work(connection: Connection) -> None:
        reviewed.take_off(connection, row["document"], files)
        _put(connection, "claim_review", entry, [row], _former(connection, "claim_review", [row]), files)
        reviewed.lay_over(connection, row["document"], files)

    return work


def _stated(entry: Entry, files: FileStore) -> Work:
    """What people wrote down beside the inbox."""
    at = entry.index
    if entry.type == "control":
        row = rows.control_row(read_record(entry, StatedControl, files), at)
    elif entry.type == "follow_up":
        row = rows.follow_up_row(read_record(entry, FollowUp, files), at)
    else:
        row = rows.observation_row(read_record(entry, ObservationEffort, files), at)
    return _stand(entry.type, entry, [row], files)


def _correction(entry: Entry, record: Correction, files: FileStore) -> Work:
    row = rows.correction_row(record, entry.index)

    def work(connection: Connection) -> None:
        _put(connection, "correction", entry, [row], _former(connection, "correction", [row]), files)
        if not record.withdraws:
            return
        kind, table = record.target_type, STANDING.get(record.target_type)
        condition = table.c.id == row["target_id"] if table is not None else None
        if kind == "claims":
            kind, table, condition = "claim", tables.claims, tables.claims.c.document == row["target_id"]
        if table is None or condition is None:
            return
        document = reviewed.document_of(connection, record.target_type, row["target_id"])
        if document is not None:
            reviewed.take_off(connection, document, files)
        found = _select(connection, table, (condition,))
        own = {record_id: old for record_id, old in found.items() if old["author"] == entry.author}
        _to_history(connection, kind, own, "withdrawn")
        if document is not None:
            reviewed.lay_over(connection, document, files)

    return work


def _put(
    connection: Connection,
    kind: str,
    entry: Entry,
    new: Sequence[Row],
    former: Mapping[str, Row],
    files: FileStore,
) -> bool:
    """Let ``new`` stand in place of ``former``; whether any of it stands."""
    foreign = {record_id for record_id, old in former.items() if old["author"] != entry.author}
    _to_history(connection, kind, {k: old for k, old in former.items() if k not in foreign}, "superseded")
    last = {row["id"]: number for number, row in enumerate(new)}
    standing: list[Row] = []
    for number, row in enumerate(new):
        if row["id"] in foreign or last[row["id"]] != number:
            state = "conflicting" if row["id"] in foreign else "superseded"
            old = {"entry": entry.index, "author": entry.author, "json": row["json"], "ordinal": number}
            _add_history(connection, kind, [(row["id"], old)], state)
        else:
            standing.append(row)
    if len(standing) < len(last):
        _mark(connection, [entry.index], "conflicting")
    _insert(STANDING[kind], standing)(connection)
    search_rows.index(connection, kind, standing, files)
    return bool(standing)


def _former(connection: Connection, kind: str, new: Sequence[Row]) -> dict[str, Row]:
    """The standing rows with the ids of ``new``."""
    table = STANDING[kind]
    ids = sorted({row["id"] for row in new})
    found: dict[str, Row] = {}
    for start in range(0, len(ids), 500):
        found |= _select(connection, table, (table.c.id.in_(ids[start : start + 500]),))
    return found


def _select(connection: Connection, table: Table, conditions: tuple[object, ...]) -> dict[str, Row]:
    ordinal = [table.c.ordinal] if "ordinal" in table.c else []
    query = (
        select(table.c.id, table.c.entry, table.c.json, tables.entries.c.author, *ordinal)
        .join(tables.entries, tables.entries.c.idx == table.c.entry)
        .where(*conditions)  # type: ignore[arg-type]  # column expressions
        .order_by(table.c.id)
    )
    return {row["id"]: {"ordinal": 0, **row} for row in connection.execute(query).mappings()}


def _to_history(connection: Connection, kind: str, old: Mapping[str, Row], state: str) -> None:
    if not old:
        return
    _add_history(connection, kind, sorted(old.items()), state)
    table = STANDING[kind]
    ids = sorted(old)
    search_rows.forget(connection, kind, ids)
    for start in range(0, len(ids), 500):
        connection.execute(delete(table).where(table.c.id.in_(ids[start : start + 500])))
    left = sorted({row["entry"] for row in old.values()})
    still = set(connection.scalars(select(table.c.entry).where(table.c.entry.in_(left)))) if kind == "claim" else set()
    _mark(connection, [index for index in left if index not in still], state)


def _add_history(connection: Connection, kind: str, old: Sequence[tuple[str, Row]], state: str) -> None:
    new = [
        {
            "type": kind,
            "id": record_id,
            "entry": row["entry"],
            "ordinal": row["ordinal"],
            "author": row["author"],
            "state": state,
            "json": row["json"],
        }
        for record_id, row in old
    ]
    connection.execute(insert(tables.history), new)


def _mark(connection: Connection, indices: Sequence[int], state: str) -> None:
    if indices:
        connection.execute(update(tables.entries).where(tables.entries.c.idx.in_(indices)).values(state=state))


def check_order(entry: Entry, applied: int, origin: str | None) -> bool:
    """Whether ``entry`` is the next one; False when it was taken in already. Raises :class:`StoreError` otherwise."""
    if origin is not None and entry.payload.log != origin:
        raise StoreError("the entry belongs to another log", expected=origin, got=entry.payload.log)
    if entry.index > applied:
        raise StoreError(
            "entries must be taken in by order",
            expected=f"entry {applied}",
            got=f"entry {entry.index}",
            hint="catch up with the log from the beginning",
        )
    return entry.index == applied
