"""The columns in which documents go to the reader and come back: Arrow schemas, the same for every engine.

One row of ``INPUT`` is one file, or one row of a Parquet file. ``OUTPUT`` holds four tables in one, told apart by the
column ``table``: ``document``, ``claim``, ``refused`` and ``note``. ``item``, ``row``, ``at`` and ``n`` give the order
in which a run on one machine would have met them.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import pyarrow as pa

__all__ = ["DDL", "INPUT", "OUTPUT", "TABLES", "TableName", "rows_to_batch"]

TableName: TypeAlias = Literal["document", "claim", "refused", "note"]
TABLES: Final[tuple[TableName, ...]] = ("document", "claim", "refused", "note")

INPUT: Final = pa.schema(
    [
        ("item", pa.int64()),  # place of the file in the plan
        ("row", pa.int64()),  # place of the row in a Parquet file, 0 for any other file
        ("name", pa.string()),
        ("content", pa.binary()),  # null where ``reason`` says why it cannot be had
        ("published", pa.string()),
        ("source", pa.string()),
        ("lang", pa.string()),
        ("digest", pa.string()),
        ("reason", pa.string()),  # a code of the list ``unread_reason``
        ("detail", pa.string()),
    ]
)

OUTPUT: Final = pa.schema(
    [
        ("table", pa.string()),
        ("item", pa.int64()),
        ("row", pa.int64()),
        ("at", pa.int64()),  # place of the document among those of one file
        ("n", pa.int64()),  # place of the claim, refusal or note in its document or file
        ("id", pa.string()),
        ("document", pa.string()),  # of a claim, a refusal: the document's SHA-256
        ("name", pa.string()),
        ("kind", pa.string()),  # kind of claim, media type of a document
        ("lang", pa.string()),
        ("published", pa.string()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("record", pa.string()),  # the record as one JSON object
        ("custody", pa.string()),  # of a document, as one JSON object
        ("correction", pa.string()),  # of a document: the mark by which it corrects another
        ("text", pa.string()),  # of a document: the stored text that spans refer to
        ("content", pa.binary()),  # of a document: the bytes as they came
    ]
)

_SPARK_TYPES: Final = {pa.string(): "string", pa.int64(): "bigint", pa.binary(): "binary"}
DDL: Final = ", ".join(f"`{field.name}` {_SPARK_TYPES[field.type]}" for field in OUTPUT)
"""The output schema in the words of Spark."""


def rows_to_batch(rows: list[dict[str, object]], schema: pa.Schema) -> pa.RecordBatch:
    """Rows to a batch; a column that a row does not name is null."""
    return pa.RecordBatch.from_pylist(rows, schema=schema)
