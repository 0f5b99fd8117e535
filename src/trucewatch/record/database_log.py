"""The log in a database: the same entries, tiles and checkpoints, appended by any number of processes in turn.

Whoever appends holds an advisory lock of the database for as long as it takes. Entries and tiles are committed first,
then the head is signed, then the signed checkpoint is committed, then it is published: the folder ``record/`` is a
copy that is never ahead. A process that ends in between leaves a whole log, and the next one goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from trucewatch.database.connections import Server
from trucewatch.database.roles import Readers
from trucewatch.database.setup import is_made, set_up
from trucewatch.errors import RecordError
from trucewatch.record.checkpoint import Checkpoint, empty_checkpoint
from trucewatch.record.database_tiles import (
    DatabaseTiles,
    Head,
    add_batch,
    add_head,
    count_entries,
    latest_head,
    reading,
)
from trucewatch.record.disk import Disk
from trucewatch.record.journal import JOURNAL
from trucewatch.record.log import Clock, Log
from trucewatch.record.log_tables import LOG_TABLES
from trucewatch.record.merkle import range_root, root_of
from trucewatch.record.mirror import Mirror
from trucewatch.record.signing import LogSigning
from trucewatch.record.staging import PENDING, make_batch
from trucewatch.record.tiles import RightEdge

__all__ = ["DatabaseLog"]

_LOCK = "SELECT pg_advisory_lock(hashtextextended('trucewatch log ' || current_schema(), 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('trucewatch log ' || current_schema(), 0))"


class DatabaseLog(Log):
    """An open log in a database. Use :meth:`connect`; close it, or use it as a context manager."""

    def __init__(
        self, server: Server, folder: Path, checkpoint: Checkpoint, clock: Clock, disk: Disk, signing: LogSigning
    ) -> None:
        self._server = server
        self._connection: Connection | None = None
        self._head: Head | None = None
        self._edge = RightEdge()
        self._mirror = Mirror(folder, disk)
        self._writes = False
        super().__init__(folder, checkpoint, clock, disk, signing=signing)

    @classmethod
    def connect(
        cls,
        server: Server,
        readers: Readers,
        folder: Path,
        origin: str,
        clock: Clock,
        *,
        mode: Literal["write", "read"] = "write",
        disk: Disk | None = None,
        signing: LogSigning | None = None,
    ) -> DatabaseLog:
        """Open the log ``origin`` in the database, making it where there is none; ``folder`` holds its published copy.

        What the folder has beyond the database is taken in. Arguments and errors are those of :meth:`Log.open`, but
        that other processes may write too: they take turns.
        """
        log = cls(server, folder, empty_checkpoint(origin), clock, disk or Disk(), signing or LogSigning())
        try:
            if mode == "read":
                log._read_only()
            else:
                if not is_made(server, LOG_TABLES):
                    set_up(server, [LOG_TABLES], readers)
                log._recover_folder()
                log._writes = True
                with log._locked():
                    log._begin()
                    log._publish()
        except BaseException:
            server.close()
            raise
        return log

    def refresh(self) -> None:
        with self._mutex:
            with reading(self._server) as connection:
                head = latest_head(connection, published=True)
            if head is not None and head.checkpoint != self._checkpoint:
                self._go_on_from(head.checkpoint)

    def close(self) -> None:
        with self._mutex:
            if self._writes:
                self._writes = False
                with suppress(RecordError):  # all of it is in the database, and whoever opens the log next publishes it
                    self._publish()
                    self._mirror.settle()
            self._server.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._writes:
            raise RecordError("the log is not open for writing", where=self._server.address.shown)
        with self._locked():
            self._catch_up()
            yield
            self._publish()

    def _commit(self, entries: list[bytes]) -> None:
        self._signing.refuse_unsigned()
        self._extend(entries)
        self._finish()

    def _tiles(self) -> DatabaseTiles:
        return DatabaseTiles(self._server, self.folder, self._checkpoint.size)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """The writer's turn: a connection that holds the lock, and gives it back whatever happens."""
        explained = self._server.explained(RecordError, "the record cannot be written")
        with explained, self._server.engine().connect() as connection:
            connection.execute(text(_LOCK))
            connection.commit()
            self._connection = connection
            try:
                yield
            except BaseException:
                self._heads = None
                raise
            finally:
                self._connection = None
                _unlock(connection)

    def _begin(self) -> None:
        """Hold database, keys and published copy against each other, and finish what another process began."""
        connection = self._held()
        head = latest_head(connection)
        started = self._checkpoint
        if head is None:
            head = add_head(connection, 0, started, None)
            connection.commit()
        if head.checkpoint.origin != started.origin:
            raise RecordError(
                "the database holds another log",
                where=self._server.address.shown,
                expected=f"origin {started.origin}",
                got=head.checkpoint.origin,
            )
        published = latest_head(connection, published=True)
        if self._signing.log is None and published is not None and published.signed:
            self._signing = LogSigning(authors=self._signing.authors, refused=self._server.address.shown)
        self._stand_on(head)
        self._check_whole(connection)
        self._signing.check_prefix(self._checkpoint, self._root_at)
        if self._signing.refused is None:
            for entries in self._mirror.beyond(self._checkpoint, self._root_at):
                self._extend(entries)
        self._signing.check(self._checkpoint, self._root_at)
        if self._signing.refused is None:
            self._finish()

    def _catch_up(self) -> None:
        """Go on from what other processes have appended since."""
        head = latest_head(self._held())
        if head is None:
            raise RecordError("the database has lost the log", where=self._server.address.shown)
        if head != self._head:
            if head.checkpoint.size < self._checkpoint.size:
                raise RecordError(
                    "the database has gone back behind what this process has seen: nothing is appended",
                    where=self._server.address.shown,
                    expected=f"{self._checkpoint.size} entries",
                    got=str(head.checkpoint.size),
                    hint="open the case again: what the published copy has is taken in",
                )
            self._stand_on(head)
        if head.note is None and self._signing.refused is None:
            self._finish()

    def _stand_on(self, head: Head) -> None:
        self._head = head
        self._go_on_from(head.checkpoint)
        self._edge = RightEdge.read(self._reader)
        if self._edge.root() != head.checkpoint.root:
            raise RecordError(
                "tiles and checkpoint disagree",
                where=self._server.address.shown,
                hint="compare with the published copy: trucewatch verify",
            )

    def _go_on_from(self, checkpoint: Checkpoint) -> None:
        """Take what was added since into account; a log that became another begins anew."""
        before, heads = self._checkpoint.size, self._heads
        self._stand_at(checkpoint)
        if heads is not None and checkpoint.size >= before:
            for entry in self.entries(before):
                heads.note(entry)
        else:
            self._heads = None

    def _extend(self, entries: list[bytes]) -> None:
        """Commit entries and tiles, and the head that is reached; unsigned it is published as it is."""
        connection, head = self._held(), self._stood()
        batch = make_batch(head.checkpoint, self._edge, entries)
        note = None if self._signing.log is not None else batch.after.text().encode("utf-8")
        add_batch(connection, batch)
        self._head = add_head(connection, head.number + 1, batch.after, note)
        connection.commit()
        self._edge = batch.edge
        self._stand_at(batch.after)

    def _finish(self) -> None:
        """Sign the head where it is not, and commit the checkpoint before anybody sees it."""
        connection, head = self._held(), self._stood()
        if head.note is not None and (head.signed or self._signing.log is None):
            return
        note = self._signing.note(head.checkpoint)
        self._head = add_head(connection, head.number + 1, head.checkpoint, note)
        connection.commit()

    def _publish(self) -> None:
        head = self._stood()
        if head.note is None:
            return
        try:
            self._mirror.publish(head.checkpoint, head.note, self._tiles().range)
        except RecordError as error:
            raise RecordError(
                f"the entries are in the database, and the published copy cannot be written: {error.message}",
                where=error.where,
                hint=error.hint or "run the command again: nothing enters twice",
            ) from error

    def _check_whole(self, connection: Connection) -> None:
        count, end = count_entries(connection)
        if (count, end) != (self.size, self.size):
            raise RecordError(
                "the database lacks entries, or has more than its head says",
                where=self._server.address.shown,
                expected=f"{self.size} entries",
                got=f"{count}, the last one {end - 1}",
                hint="restore a backup of the database; what the published copy has is taken in from there",
            )

    def _recover_folder(self) -> None:
        """Let a folder that was written by itself finish its interrupted append first."""
        if (self.folder / JOURNAL).exists() or (self.folder / PENDING).exists():
            Log.open(self.folder, self.origin, self._clock, signing=self._signing).close()

    def _read_only(self) -> None:
        with reading(self._server) as connection:
            head = latest_head(connection, published=True)
        if head is None:
            raise RecordError("there is no record here", where=self._server.address.shown, expected="a checkpoint")
        if head.checkpoint.origin != self.origin:
            raise RecordError(
                "the database holds another log", where=self._server.address.shown, got=head.checkpoint.origin
            )
        self._stand_on(head)

    def _root_at(self, size: int) -> bytes:
        if size == self._checkpoint.size:
            return self._checkpoint.root
        return range_root(self._reader.subtree, 0, size) if size else root_of([])

    def _held(self) -> Connection:
        assert self._connection is not None
        return self._connection

    def _stood(self) -> Head:
        assert self._head is not None
        return self._head


def _unlock(connection: Connection) -> None:
    """Give the lock back; a connection that cannot is closed, and the database takes the lock back itself."""
    try:
        connection.rollback()
        connection.execute(text(_UNLOCK))
        connection.commit()
    except SQLAlchemyError:
        connection.invalidate()
