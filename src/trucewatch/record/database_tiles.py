"""Entries, tiles and heads of a log in a database, read and written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or

from trucewatch.database.connections import Server
from trucewatch.errors import RecordError
from trucewatch.record.checkpoint import Checkpoint
from trucewatch.record.log_tables import log_entries, log_heads, log_tiles
from trucewatch.record.merkle import leaf_hash
from trucewatch.record.staging import Batch
from trucewatch.record.tiles import TILE_WIDTH, TileReader, tile_place

__all__ = ["DatabaseTiles", "Head", "add_batch", "add_head", "count_entries", "latest_head", "reading"]


@dataclass(frozen=True)
class Head:
    """A state that the log reached, and the checkpoint published for it; None while it is not signed."""

    number: int
    checkpoint: Checkpoint
    note: bytes | None

    @property
    def signed(self) -> bool:
        """Whether the published checkpoint carries signatures."""
        return self.note is not None and b"\n\n" in self.note


class DatabaseTiles(TileReader):
    """Reads a log of ``size`` entries from a database; ``folder`` is where its copy is published."""

    def __init__(self, server: Server, folder: Path, size: int) -> None:
        super().__init__(folder, size)
        self._server = server

    def entries(self, number: int) -> list[bytes]:
        return self.range(number * TILE_WIDTH, number * TILE_WIDTH + self.width(0, number))

    def range(self, start: int, end: int) -> list[bytes]:
        """The leaf data of entries ``start`` to ``end`` (exclusive)."""
        query = select(log_entries.c.data).where(log_entries.c.idx >= start, log_entries.c.idx < end)
        with reading(self._server) as connection:
            found = [bytes(data) for data in connection.scalars(query.order_by(log_entries.c.idx))]
        if len(found) != end - start:
            raise self._missing(f"{len(found)} of entries {start} to {end - 1}")
        return found

    def _read(self, level: int | str, number: int, width: int) -> bytes:
        if width == 0:
            return b""
        query = select(log_tiles.c.hashes).where(log_tiles.c.level == level, log_tiles.c.number == number)
        with reading(self._server) as connection:
            data = connection.scalar(query)
        if data is None:
            raise self._missing(f"no tile {number} of level {level}")
        return bytes(data)

    def _missing(self, got: str) -> RecordError:
        return RecordError(
            "the database lacks a part of the record",
            where=self._server.address.shown,
            got=got,
            hint="restore a later backup of the database; what the published copy has is taken in from there",
        )


@contextmanager
def reading(server: Server) -> Iterator[Connection]:
    """A connection to read the log by."""
    with server.explained(RecordError, "the record cannot be read"), server.engine().connect() as connection:
        yield connection


def latest_head(connection: Connection, *, published: bool = False) -> Head | None:
    """The last state reached, or with ``published`` the last one whose checkpoint may be shown."""
    query = select(log_heads).order_by(log_heads.c.number.desc()).limit(1)
    row = connection.execute(query.where(log_heads.c.note.is_not(None)) if published else query).first()
    if row is None:
        return None
    note = None if row.note is None else bytes(row.note)
    return Head(row.number, Checkpoint(row.origin, row.size, bytes(row.root)), note)


def add_head(connection: Connection, number: int, checkpoint: Checkpoint, note: bytes | None) -> Head:
    """Keep a state that was reached."""
    connection.execute(
        insert(log_heads),
        {
            "number": number,
            "origin": checkpoint.origin,
            "size": checkpoint.size,
            "root": checkpoint.root,
            "note": note,
        },
    )
    return Head(number, checkpoint, note)


def add_batch(connection: Connection, batch: Batch) -> None:
    """Write the entries of a batch and the tiles that they fill and widen."""
    start = batch.before.size
    rows = [{"idx": start + n, "leaf": leaf_hash(data), "data": data} for n, data in enumerate(batch.entries)]
    connection.execute(insert(log_entries), rows)
    last: dict[tuple[int, int], bytes] = {}
    for name, hashes in batch.tiles:
        last[tile_place(name)] = hashes
    made = insert_or(log_tiles)
    widened = made.on_conflict_do_update(index_elements=["level", "number"], set_={"hashes": made.excluded.hashes})
    tiles = [{"level": level, "number": number, "hashes": hashes} for (level, number), hashes in last.items()]
    connection.execute(widened, tiles)


def count_entries(connection: Connection) -> tuple[int, int]:
    """How many entries there are, and one more than the highest index: the same where none is missing."""
    count, highest = connection.execute(select(func.count(), func.max(log_entries.c.idx))).one()
    return int(count), 0 if highest is None else int(highest) + 1
