"""What a batch reads: the files of the input in their order, cut into partitions, kept beside the output.

A partition is read as a whole or not at all. Files that come into the input later make partitions of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final, Literal, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct, structs

from trucewatch.batch.folders import Folder
from trucewatch.errors import InputError

__all__ = ["DOCUMENTS", "Item", "Kind", "Partition", "add_items", "load_plan"]

DOCUMENTS: Final = 500
"""Documents of a partition: a minute of work for two processes, so that a stop costs little."""
_BYTES: Final = 200_000_000
_FOLDER: Final = "plan"

Kind: TypeAlias = Literal["file", "parquet"]


class Item(Struct, frozen=True, kw_only=True):
    """One file. ``uri`` is ``scheme:path`` as Hadoop writes it, ``modified`` nanoseconds or what the store gives.

    ``reason`` and ``detail`` are set for a file that is not opened. ``item`` is its place in the order of the input.
    """

    uri: str
    name: str
    size: int
    modified: int
    kind: Kind = "file"
    published: str | None = None
    source: str | None = None
    lang: str | None = None
    reason: str | None = None
    detail: str | None = None
    partition: int = -1
    item: int = -1


@dataclass(frozen=True, slots=True)
class Partition:
    """Files that are read together."""

    number: int
    items: tuple[Item, ...]

    @property
    def name(self) -> str:
        """As it stands in the names of folders and marks."""
        return f"{self.number:06d}"


_SCHEMA: Final = pa.schema(
    [
        (name, pa.int64() if name in ("size", "modified", "partition", "item") else pa.string())
        for name in Item.__struct_fields__
    ]
)


def load_plan(folder: Folder) -> list[Partition]:
    """The partitions as kept. Raises :class:`InputError` for a plan that cannot be read."""
    items: list[Item] = []
    for name in folder.names(_FOLDER):
        if not name.endswith(".parquet") or name.startswith("."):
            continue
        data = folder.read(f"{_FOLDER}/{name}")
        try:
            rows = pq.read_table(BytesIO(data or b""), schema=_SCHEMA).to_pylist()
        except pa.ArrowException as problem:
            raise InputError(
                "the plan of the batch cannot be read", where=f"{folder.where}/{_FOLDER}/{name}"
            ) from problem
        items += [Item(**row) for row in rows]
    return _partitions(items)


def add_items(folder: Folder, found: Iterable[Item], *, documents: int = DOCUMENTS) -> list[Partition]:
    """The plan with files that it did not hold, in partitions after those that stand.

    A file that changed since is one that it did not hold: both states are documents of their own.
    """
    standing = load_plan(folder)
    known = {(item.uri, item.size, item.modified) for partition in standing for item in partition.items}
    fresh = [item for item in found if (item.uri, item.size, item.modified) not in known]
    if not fresh:
        return standing
    first = standing[-1].number + 1 if standing else 0
    place = 1 + max((item.item for partition in standing for item in partition.items), default=-1)
    placed = [
        structs.replace(item, partition=number, item=place + n)
        for n, (number, item) in enumerate(_cut(fresh, first, documents))
    ]
    out = BytesIO()
    pq.write_table(pa.Table.from_pylist([structs.asdict(item) for item in placed], schema=_SCHEMA), out)
    folder.write(f"{_FOLDER}/{first:06d}.parquet", out.getvalue())
    return standing + _partitions(placed)


def _cut(items: Iterable[Item], number: int, documents: int) -> Iterator[tuple[int, Item]]:
    """The number of each file's partition. A Parquet file, which holds many documents, has one of its own."""
    held = size = 0
    for item in items:
        full = held >= documents or (held > 0 and size + item.size > _BYTES)
        if held and (full or item.kind == "parquet"):
            number, held, size = number + 1, 0, 0
        yield number, item
        held, size = held + 1, size + item.size
        if item.kind == "parquet":
            held = documents


def _partitions(items: Sequence[Item]) -> list[Partition]:
    by_number: dict[int, list[Item]] = {}
    for item in sorted(items, key=lambda item: item.item):
        by_number.setdefault(item.partition, []).append(item)
    return [Partition(number, tuple(held)) for number, held in sorted(by_number.items())]
