"""The rows of a partition on this machine: the bytes of its files, under the limits of intake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from trucewatch.batch.listing import local_path
from trucewatch.batch.plan import Item, Partition
from trucewatch.batch.tables import INPUT, rows_to_batch
from trucewatch.intake.limits import Limits
from trucewatch.pipeline.receiving import Arrived, bytes_of

__all__ = ["open_partition", "row_name"]

_ROWS: Final = 64
_COLUMNS: Final = ("content", "text", "name", "published", "source", "lang")


def open_partition(partition: Partition) -> Iterator[pa.RecordBatch]:
    """Batches of :data:`INPUT`, one file a batch, or some rows of a Parquet file."""
    for item in partition.items:
        if item.kind == "parquet" and item.reason is None:
            yield from _table(item)
        else:
            yield rows_to_batch([_file(item)], INPUT)


def row_name(item: Item, row: int) -> str:
    """The name of a document that a Parquet file does not name."""
    return f"{item.name}#{row}.txt"


def _file(item: Item) -> dict[str, object]:
    row = _told(item) | {"item": item.item, "row": 0, "name": item.name}
    if item.reason is not None:
        return row | {"reason": item.reason, "detail": item.detail}
    path = local_path(item.uri)
    arrived = Arrived(path)
    content = bytes_of(path, Limits(), arrived)
    if content is not None:
        return row | {"content": content}
    unread = arrived.unread[0]
    return row | {"digest": unread.document, "reason": unread.reason, "detail": unread.detail}


def _told(item: Item) -> dict[str, object]:
    return {"published": item.published, "source": item.source, "lang": item.lang}


def _table(item: Item) -> Iterator[pa.RecordBatch]:
    number = 0
    try:
        with pq.ParquetFile(Path(local_path(item.uri))) as table:
            columns = [name for name in _COLUMNS if name in table.schema_arrow.names]
            for batch in table.iter_batches(batch_size=_ROWS, columns=columns):
                rows = [_of_table(item, number + n, found) for n, found in enumerate(batch.to_pylist())]
                number += len(rows)
                yield rows_to_batch(rows, INPUT)
    except (pa.ArrowException, OSError) as error:
        detail = f"the Parquet file cannot be read from row {number} on: {type(error).__name__}"
        row = {"item": item.item, "row": number, "name": item.name, "reason": "broken", "detail": detail}
        yield rows_to_batch([row], INPUT)


def _of_table(item: Item, number: int, found: dict[str, Any]) -> dict[str, object]:
    """What a row tells wins over what was given for the file."""
    content, text = found.get("content"), found.get("text")
    if content is None and text is not None:
        content = str(text).encode("utf-8")
    row: dict[str, object] = {"item": item.item, "row": number, "name": found.get("name") or row_name(item, number)}
    row |= {key: found.get(key) or getattr(item, key) for key in ("published", "source", "lang")}
    if content is None:
        return row | {"reason": "empty", "detail": "the row holds neither content nor text"}
    return row | {"content": content}
