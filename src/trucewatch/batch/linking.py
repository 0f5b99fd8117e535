"""Linking of a batch: its claims to incidents by the linker of the program, kept as Parquet beside the claims.

The linker runs in this process. What it compares comes from the claims of all partitions; what repeats what is marked
in the order in which a run would have met the documents, so the incidents are those of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct

from trucewatch.batch.folders import Folder
from trucewatch.batch.output import documents_of
from trucewatch.batch.work import finished_partitions, same_ground
from trucewatch.case import Case
from trucewatch.errors import InputError, UsageError
from trucewatch.intake.duplicates import SeenTexts
from trucewatch.intake.outlets import OutletIndex
from trucewatch.linking import ENOUGH, LinkResult, link
from trucewatch.pipeline.arrivals import placed
from trucewatch.vocabulary.claims import Claim
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.wire import to_json_line

__all__ = ["LinkedBatch", "link_batch", "linked_incidents"]

_FOLDER: Final = "linked"
_ABOUT: Final = f"{_FOLDER}/link.json"
Progress = Callable[[str, int, int], None]


class LinkedBatch(Struct, frozen=True, kw_only=True):
    """``linked/link.json``, written last: what was linked to what, and by which model if one was fitted."""

    claims: int
    incidents: int
    pairs: int
    unlinked: int
    model: str | None = None


@dataclass(frozen=True)
class _Read:
    documents: dict[str, Document]
    claims: list[Claim]


def link_batch(folder: Folder, case: Case | None, progress: Progress, *, fit_from: int = ENOUGH) -> LinkedBatch:
    """Link a batch that was read to its end. Raises :class:`UsageError` for any other, and for a case with other
    actors or places than it was read with."""
    settings, _, partitions = finished_partitions(folder)
    if case is not None and not same_ground(settings, case):
        raise UsageError("the batch was read with other actors, places or mappings", where=folder.where)
    sources = tuple(case.sources) if case is not None else ()
    folder.remove(_FOLDER)
    outlets, seen = OutletIndex(sources), SeenTexts()
    read = _Read({}, [])
    for number, partition in enumerate(partitions):
        progress("claims", number, len(partitions))
        for one in documents_of(folder, [partition]):
            if one.intaken.document.id not in read.documents:
                document = placed(one.intaken, outlets, seen).document
                read.documents[document.id] = document
                read.claims.extend(one.claims)
    progress("claims", len(partitions), len(partitions))
    progress("linking", 0, 1)
    result = link(
        read.claims,
        documents=read.documents,
        sources=sources,
        actors=settings.actors,
        places=settings.places,
        fit_from=fit_from,
    )
    about = _write(folder, result, len({claim.id for claim in read.claims}))
    progress("linking", 1, 1)
    return about


def _write(folder: Folder, result: LinkResult, claims: int) -> LinkedBatch:
    incidents: list[dict[str, object]] = [
        {
            "id": incident.id,
            "claims": [*incident.supporting, *incident.contradicting, *incident.repeating],
            "record": to_json_line(incident).rstrip("\n"),
        }
        for incident in result.incidents
    ]
    pairs: list[dict[str, object]] = [{"first": a, "second": b, "likeness": score} for a, b, score in result.pairs]
    unlinked: list[dict[str, object]] = [
        {"claim": one.claim, "reason": one.reason, "status": one.status} for one in result.unlinked
    ]
    text = pa.string()
    _table(folder, "incidents", incidents, {"id": text, "claims": pa.list_(text), "record": text})
    _table(folder, "pairs", pairs, {"first": text, "second": text, "likeness": pa.float64()})
    _table(folder, "unlinked", unlinked, {"claim": text, "reason": text, "status": text})
    about = LinkedBatch(
        claims=claims, incidents=len(incidents), pairs=len(pairs), unlinked=len(unlinked), model=result.model
    )
    folder.write(_ABOUT, msgspec.json.encode(about))
    return about


def _table(folder: Folder, name: str, rows: list[dict[str, object]], columns: dict[str, pa.DataType]) -> None:
    out = BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(list(columns.items()))), out, compression="zstd")
    folder.write(f"{_FOLDER}/{name}.parquet", out.getvalue())


def linked_incidents(folder: Folder) -> Sequence[Incident] | None:
    """The incidents of a batch that was linked by the written weights; null where it was not linked, or a model was
    fitted, which a case keeps in its record and fits itself. Raises :class:`InputError` for damaged output."""
    data = folder.read(_ABOUT)
    if data is None:
        return None
    try:
        if msgspec.json.decode(data, type=LinkedBatch).model is not None:
            return None
        table = pq.read_table(BytesIO(folder.read(f"{_FOLDER}/incidents.parquet") or b""), columns=["record"])
        return [msgspec.json.decode(row, type=Incident) for row in table.column("record").to_pylist()]
    except (msgspec.DecodeError, pa.ArrowException, OSError) as problem:
        raise InputError(
            "the incidents of the batch cannot be read", where=f"{folder.where}/{_FOLDER}", hint="link it again"
        ) from problem
