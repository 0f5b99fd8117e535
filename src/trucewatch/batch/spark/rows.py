"""The rows of a partition as a table of Spark: the bytes of files (``binaryFile``), or the rows of a Parquet file."""

from __future__ import annotations

from typing import Any, Final

from trucewatch.batch.plan import Item, Partition
from trucewatch.batch.spark.hadoop import escaped, read_bytes
from trucewatch.intake.limits import Limits

__all__ = ["rows_of"]

_INPUT: Final = (
    "item bigint, row bigint, name string, content binary, published string, source string, lang string,"
    " digest string, reason string, detail string"
)
_TOLD: Final = ("published", "source", "lang")


def rows_of(session: Any, partition: Partition, careful: bool) -> tuple[Any, int]:
    """A table of the columns of ``INPUT``, and how many of its rows have the row number 0.

    ``careful``: each file is looked at before Spark opens it, so that one that is gone or closed stops no other.
    """
    most = Limits().max_container
    session.conf.set("spark.sql.sources.binaryFile.maxLength", str(most))
    by_hand: list[tuple[Any, ...]] = []
    opened: list[Item] = []
    tables: list[Item] = []
    for item in partition.items:
        problem = (item.reason, item.detail) if item.reason else _problem(session, item, most, careful)
        if problem is not None:
            by_hand.append(_row(item, None, *problem))
        elif item.kind == "parquet":
            tables.append(item)
        elif item.size == 0 or item.name.startswith("_"):
            # Spark passes such files over: their few bytes go with the plan
            by_hand.append(_row(item, _bytes(session, item) if item.size else b"", None, None))
        else:
            opened.append(item)
    parts = [session.createDataFrame(by_hand, _INPUT)] if by_hand else []
    if opened:
        parts.append(_files(session, opened))
    parts += [_table(session, item) for item in tables]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.unionByName(part)
    with_rows = sum(1 for item in tables if _has_rows(session, item))
    return whole, len(by_hand) + len(opened) + with_rows


def _row(item: Item, content: bytes | None, reason: str | None, detail: str | None) -> tuple[Any, ...]:
    data = bytearray(content) if content is not None else None
    return (item.item, 0, item.name, data, item.published, item.source, item.lang, None, reason, detail)


def _files(session: Any, items: list[Item]) -> Any:
    from pyspark.sql import functions as f

    plan = session.createDataFrame(
        [(item.uri, item.item, item.name, *(getattr(item, name) for name in _TOLD)) for item in items],
        "uri string, item bigint, name string, published string, source string, lang string",
    )
    files = session.read.format("binaryFile").load([escaped(item.uri) for item in items]).select("path", "content")
    none = f.lit(None).cast("string")
    return files.join(f.broadcast(plan), files["path"] == plan["uri"]).select(
        "item",
        f.lit(0).cast("bigint").alias("row"),
        "name",
        "content",
        *_TOLD,
        none.alias("digest"),
        none.alias("reason"),
        none.alias("detail"),
    )


def _table(session: Any, item: Item) -> Any:
    """What a row tells wins over what was given for the file."""
    from pyspark.sql import functions as f

    table = session.read.parquet(escaped(item.uri))
    none = f.lit(None).cast("string")

    def told(name: str, other: Any) -> Any:
        mine = f.nullif(f.col(name), f.lit("")) if name in table.columns else none
        return f.coalesce(mine, other).alias(name)

    row = f.col("_metadata.row_index")
    contents = [f.col("content")] if "content" in table.columns else []
    contents += [f.encode(f.col("text"), "UTF-8")] if "text" in table.columns else []
    content = f.coalesce(*contents)
    bare = content.isNull()
    return table.select(
        f.lit(item.item).cast("bigint").alias("item"),
        row.cast("bigint").alias("row"),
        told("name", f.concat(f.lit(f"{item.name}#"), row.cast("string"), f.lit(".txt"))),
        content.alias("content"),
        *(told(name, f.lit(getattr(item, name)).cast("string")) for name in _TOLD),
        none.alias("digest"),
        f.when(bare, f.lit("empty")).alias("reason"),
        f.when(bare, f.lit("the row holds neither content nor text")).alias("detail"),
    )


def _has_rows(session: Any, item: Item) -> bool:
    return not session.read.parquet(escaped(item.uri)).isEmpty()


def _problem(session: Any, item: Item, most: int, careful: bool) -> tuple[str, str] | None:
    """Why a file is not opened, or null."""
    size = item.size
    if careful:
        try:
            path = session._jvm.org.apache.hadoop.fs.Path(item.uri)
            fs = path.getFileSystem(session._jsc.hadoopConfiguration())
            size = int(fs.getFileStatus(path).getLen())
            if item.kind == "parquet":
                session.read.parquet(escaped(item.uri)).foreach(_nothing)
            else:
                fs.open(path).close()
        except Exception as error:  # noqa: BLE001 - whatever a file system says of one file, it is set aside
            reason = "broken" if item.kind == "parquet" else "missing"
            return reason, f"the file cannot be opened: {str(error).strip().splitlines()[-1][:200]}"
    if item.kind == "file" and size > most:
        return "too_large", f"the file is too large; expected at most {most} bytes; got {size}"
    return None


def _nothing(row: Any) -> None:
    del row


def _bytes(session: Any, item: Item) -> bytes:
    path = session._jvm.org.apache.hadoop.fs.Path(item.uri)
    return read_bytes(session, path.getFileSystem(session._jsc.hadoopConfiguration()), path)
