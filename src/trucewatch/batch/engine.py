"""What an engine does: read partitions with the one reader and leave their output whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeAlias

import pyarrow as pa
from msgspec import Struct

from trucewatch.batch.confined import ConfinedReader
from trucewatch.batch.folders import Folder
from trucewatch.batch.plan import Item, Partition
from trucewatch.batch.reading import BatchReader
from trucewatch.intake.given import Given

__all__ = ["PARTITIONS", "Engine", "Finished", "Outcome", "Reads", "function_of", "output_of"]

PARTITIONS = "read"
"""The folder that holds ``partition=NNNNNN/table=NAME/*.parquet``."""

Reads: TypeAlias = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]


class Outcome(Struct, frozen=True, kw_only=True):
    """What a finished partition holds. ``partition`` is its number, ``files`` what it was to read."""

    partition: int
    files: int
    documents: int
    claims: int
    refused: int


Finished: TypeAlias = Callable[[Outcome], None]


class Engine(Protocol):
    """Reads partitions somewhere."""

    def folder(self, place: str) -> Folder:
        """The folder at a place that this engine can write to."""
        ...

    def list(self, places: Sequence[str], given: Given) -> Iterable[Item]:
        """The files of an input. Raises :class:`UsageError` for a place that is none."""
        ...

    def read(self, partitions: Sequence[Partition], reader: BatchReader, folder: Folder, finished: Finished) -> None:
        """Read each partition into the folder, telling of each once its output is whole."""
        ...

    def table(self, place: str) -> Any:
        """What compares pairs of claims for linking; null for the tables of DuckDB on this machine."""
        ...


def function_of(reader: BatchReader, careful: bool) -> Reads:
    """The function that is called on batches: the reader itself, or with each row confined."""
    return ConfinedReader(reader) if careful else reader


def output_of(partition: Partition) -> str:
    """The folder of a partition's output."""
    return f"{PARTITIONS}/partition={partition.name}"
