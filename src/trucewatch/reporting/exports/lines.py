"""JSON Lines with whole records, and Parquet with the columns of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct

from trucewatch.reporting.exports.columns import Row, Sheet

__all__ = ["write_jsonl", "write_parquet"]

_TYPES = {"text": pa.string(), "number": pa.float64(), "integer": pa.int64()}
_GROUP = 20_000
_ENCODER = msgspec.json.Encoder(order="sorted")


def write_jsonl(records: Iterable[tuple[Struct, dict[str, Any]]], path: Path) -> None:
    """One record a line, keys sorted, as in the record itself, with what is said beside it (``url``, ``standing``)."""
    with path.open("wb") as file:
        for record, beside in records:
            file.write(_ENCODER.encode({**msgspec.to_builtins(record), **beside}) + b"\n")


def write_parquet(sheet: Sheet[Any], notes: Iterable[tuple[str, str]], path: Path) -> None:
    """One Parquet file; each field carries its HXL hashtag as ``hxl`` in its metadata."""
    fields = [pa.field(c.name, _TYPES[c.kind], metadata={"hxl": c.tag}) for c in sheet.columns]
    schema = pa.schema(fields, metadata=dict(notes))
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _groups(sheet.rows()):
            columns = list(zip(*rows, strict=True))
            arrays = [pa.array(values, field.type) for values, field in zip(columns, fields, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _groups(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while group := list(islice(rows, _GROUP)):
        yield group
