"""The record: its head, its entries and the proofs that an entry is in it and that nothing was rewritten."""

from __future__ import annotations

import base64
from typing import Annotated, Final

from msgspec import Meta, Struct

from trucewatch.record import Log
from trucewatch.record.staging import CHECKPOINT
from trucewatch.store import EntryRow
from trucewatch.web.api.operation import Answer, Call, Operation, PathPart, operation
from trucewatch.web.api.paging import Listing, cursor_for, filters_of, listed, place_of
from trucewatch.web.api.parameters import LanguageOnly, Paged
from trucewatch.web.api.problem import RefusalError

__all__ = ["ROUTES"]

Index = Annotated[int, Meta(ge=0, le=2**53, description="Index of an entry, from 0.")]
Size = Annotated[int, Meta(ge=1, le=2**53, description="A number of entries.")]


class Head(Struct, frozen=True, kw_only=True):
    """How far the record reaches: origin, number of entries, root (base64, RFC 9162) and how far the pages follow."""

    origin: str
    size: int
    root: str
    applied: int


class InclusionQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which entry, in the tree of how many."""

    index: Index
    size: Size | None = None


class ConsistencyQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From which size to which."""

    first: Size
    second: Size | None = None


class Proof(Struct, frozen=True, kw_only=True):
    """Hashes (base64) by which a leaf (hex) or an earlier root leads to the root of ``size`` entries (RFC 9162)."""

    size: int
    root: str
    hashes: tuple[str, ...]
    index: int | None = None
    leaf: str | None = None
    first: int | None = None


def _head(call: Call) -> Answer:
    head = call.site.head()
    if head is None:
        raise RefusalError(404, "there is no record yet")
    applied = call.site.store.applied()
    return Answer(Head(origin=head.origin, size=head.size, root=_b64(head.root), applied=applied))


def _entries(call: Call) -> Answer:
    filters = filters_of(call)
    place = place_of(call.query.cursor, filters)
    limit = call.query.limit
    store = call.site.store
    found = store.entry_rows(after=place[0] if place else None, limit=limit + 1)
    page = found[:limit]
    cursor = cursor_for(page[-1].index, "", filters) if page else call.query.cursor
    return listed(call, page, store.applied(), cursor, len(found) > limit)


def _entry(call: Call) -> Answer:
    index = int(call.part("index"))
    found = call.site.store.entry_rows(after=index - 1, limit=1)
    if not found or found[0].index != index:
        raise RefusalError(404, "there is no such entry")
    return Answer(found[0])


def _inclusion(call: Call) -> Answer:
    asked = call.query
    with _log(call) as log:
        size = asked.size or log.size
        if not asked.index < size <= log.size:
            raise RefusalError(
                404, "there is no such proof", expected=f"an entry below {log.size}", got=str(asked.index)
            )
        made = Proof(
            size=size,
            root=_b64(log.root(size)),
            hashes=tuple(_b64(h) for h in log.inclusion_proof(asked.index, size)),
            index=asked.index,
            leaf=log.entry(asked.index).leaf,
        )
    return Answer(made)


def _consistency(call: Call) -> Answer:
    asked = call.query
    with _log(call) as log:
        second = asked.second or log.size
        if not asked.first <= second <= log.size:
            raise RefusalError(404, "there is no such proof", expected=f"sizes up to {log.size}")
        hashes = tuple(_b64(h) for h in log.consistency_proof(asked.first, second))
        made = Proof(size=second, root=_b64(log.root(second)), hashes=hashes, first=asked.first)
    return Answer(made)


def _log(call: Call) -> Log:
    """The record itself, where the role is served the case as it is: leaf hashes of hidden entries can be guessed."""
    case = call.site.case
    if not (case.folder.record / CHECKPOINT).is_file():
        raise RefusalError(
            404, "proofs are given to those who hold the record", hint="ask a party or a witness for a mirror"
        )
    return Log.open(case.folder.record, case.settings.log_origin, call.site.clock, mode="read")


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


ROUTES: Final = (
    operation(
        Operation(
            id="readHead",
            method="GET",
            path="/api/record/head",
            tag="record",
            summary="The head of the record.",
            text="The signed checkpoint itself, as C2SP tlog-checkpoint, is at `/record/checkpoint`.",
            query=LanguageOnly,
            gives=Head,
        ),
        _head,
    ),
    operation(
        Operation(
            id="listEntries",
            method="GET",
            path="/api/record/entries",
            tag="record",
            summary="Entries in order; one that the role may not see stands as withheld.",
            query=Paged,
            gives=Listing[EntryRow],
        ),
        _entries,
    ),
    operation(
        Operation(
            id="readEntry",
            method="GET",
            path="/api/record/entries/{index:int}",
            tag="record",
            summary="One entry.",
            parts={"index": PathPart("Its index, from 0.", "0")},
            query=LanguageOnly,
            gives=EntryRow,
        ),
        _entry,
    ),
    operation(
        Operation(
            id="proveInclusion",
            method="GET",
            path="/api/record/proofs/inclusion",
            tag="record",
            summary="The proof that an entry is in the record (RFC 9162, 2.1.3).",
            query=InclusionQuery,
            gives=Proof,
        ),
        _inclusion,
    ),
    operation(
        Operation(
            id="proveConsistency",
            method="GET",
            path="/api/record/proofs/consistency",
            tag="record",
            summary="The proof that a later record continues an earlier one (RFC 9162, 2.1.4).",
            query=ConsistencyQuery,
            gives=Proof,
        ),
        _consistency,
    ),
)
