"""The output of a batch read back, in the order in which a run on one machine would have met it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeVar

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from trucewatch.batch.engine import output_of
from trucewatch.batch.folders import Folder
from trucewatch.batch.plan import Partition
from trucewatch.batch.tables import OUTPUT, TableName
from trucewatch.errors import InputError
from trucewatch.intake.documents import Intaken
from trucewatch.vocabulary.claims import Claim, UnreadRecord
from trucewatch.vocabulary.documents import Custody, Document

__all__ = ["ReadDocument", "ReadFile", "documents_of", "files_of", "table_of"]

_ORDER = ("item", "row", "at", "n")
T = TypeVar("T")
Row = dict[str, Any]
Key = tuple[int, int]

_CLAIM: msgspec.json.Decoder[Claim] = msgspec.json.Decoder(Claim)


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document, its claims, or why reading its text failed. ``content`` is null unless it was asked for."""

    intaken: Intaken
    claims: tuple[Claim, ...]
    refused: UnreadRecord | None
    rows: tuple[str, ...]
    content: bytes | None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What one file gave: documents, members before their container, and what could not be taken."""

    name: str
    documents: tuple[ReadDocument, ...]
    unread: tuple[UnreadRecord, ...]
    notes: tuple[str, ...]
    doubts: tuple[str, ...]


def documents_of(folder: Folder, partitions: Sequence[Partition]) -> Iterator[ReadDocument]:
    """The documents of all partitions with their claims, the first of those with the same bytes alone."""
    seen: set[str] = set()
    for file in files_of(folder, partitions, content=False):
        for read in file.documents:
            if read.intaken.document.id not in seen:
                seen.add(read.intaken.document.id)
                yield read


def files_of(folder: Folder, partitions: Sequence[Partition], *, content: bool) -> Iterator[ReadFile]:
    """What each file gave, a partition at a time. Raises :class:`InputError` for output that cannot be read."""
    for partition in partitions:
        yield from _partition(folder, partition, content)


def table_of(folder: Folder, partition: Partition, name: TableName, columns: Sequence[str]) -> list[Row]:
    """The rows of one table of a partition, in their order."""
    where = f"{output_of(partition)}/table={name}"
    wanted = list(dict.fromkeys((*_ORDER, *columns)))
    rows: list[Row] = []
    for file in folder.names(where):
        if file.startswith((".", "_")) or not file.endswith(".parquet"):
            continue
        try:
            # a file by itself: the folder's name must not become a column
            found = pq.ParquetFile(BytesIO(folder.read(f"{where}/{file}") or b"")).read(columns=wanted)
            rows += found.cast(pa.schema([OUTPUT.field(column) for column in found.column_names])).to_pylist()
        except (pa.ArrowException, OSError) as problem:
            raise InputError(
                "the output of a partition cannot be read", where=f"{folder.where}/{where}/{file}",
                hint=f"remove {folder.where}/done/{partition.name}.json and run batch read again",
            ) from problem  # fmt: skip
    return sorted(rows, key=lambda row: tuple(row[name] for name in _ORDER))


def _partition(folder: Folder, partition: Partition, content: bool) -> Iterator[ReadFile]:
    columns = ["record", "custody", "correction", "text", *(["content"] if content else [])]
    documents = _by_file(table_of(folder, partition, "document", columns))
    claims = _by_file(table_of(folder, partition, "claim", ["record"]))
    refused = _by_file(table_of(folder, partition, "refused", ["kind", "record"]))
    notes = _by_file(table_of(folder, partition, "note", ["kind", "detail"]))
    for key in sorted({*documents, *refused, *notes}):
        unread = [(row["kind"], row["at"], _record(row, UnreadRecord)) for row in refused.get(key, ())]
        told = notes.get(key, ())
        read = tuple(
            ReadDocument(
                intaken=Intaken(
                    document=_record(row, Document),
                    text=row["text"] or "",
                    custody=msgspec.json.decode(row["custody"], type=Custody),
                    correction=row["correction"],
                    unread=next((u for kind, at, u in unread if kind == "document" and at == row["at"]), None),
                ),
                claims=tuple(_CLAIM.decode(c["record"]) for c in claims.get(key, ()) if c["at"] == row["at"]),
                refused=next((u for kind, at, u in unread if kind == "reading" and at == row["at"]), None),
                rows=tuple(n["detail"] for n in told if n["kind"] == "row" and n["at"] == row["at"]),
                content=row.get("content"),
            )
            for row in documents.get(key, ())
        )
        yield ReadFile(
            name=read[-1].intaken.document.name if read else "",
            documents=read,
            unread=tuple(u for kind, _, u in unread if kind == "file"),
            notes=tuple(n["detail"] for n in told if n["kind"] == "note"),
            doubts=tuple(n["detail"] for n in told if n["kind"] == "doubt"),
        )


def _by_file(rows: Sequence[Row]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = {}
    for row in rows:
        found.setdefault((row["item"], row["row"]), []).append(row)
    return found


def _record(row: Row, kind: type[T]) -> T:
    return msgspec.json.decode(row["record"], type=kind)
