"""The log: an append-only Merkle tree of entries in one folder, written by one process at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeAlias

from msgspec.structs import replace

from trucewatch.errors import RecordError
from trucewatch.record.canonical import is_admissible_text, quick_bytes
from trucewatch.record.checkpoint import Checkpoint, empty_checkpoint, parse_checkpoint
from trucewatch.record.disk import Disk
from trucewatch.record.entry import (
    SUPERSEDES,
    Draft,
    Entry,
    Place,
    Ref,
    Seen,
    content_id,
    open_leaf,
    payload_bytes,
    sealed_entry,
)
from trucewatch.record.envelope import pae, seal
from trucewatch.record.files import FileStore
from trucewatch.record.heads import Heads
from trucewatch.record.lock import WriterLock
from trucewatch.record.merkle import consistency_path, inclusion_path, range_root, root_of
from trucewatch.record.recovery import mend, recover
from trucewatch.record.signers import key_digest
from trucewatch.record.signing import LogSigning
from trucewatch.record.staging import CHECKPOINT, make_batch
from trucewatch.record.tiles import TILE_WIDTH, RightEdge, TileReader
from trucewatch.record.writer import Writer

__all__ = ["Clock", "Log", "read_checkpoint"]

Clock: TypeAlias = Callable[[], datetime]
"""Gives the present instant with its time zone."""


class Log:
    """An open log. Use :meth:`open`; close it, or use it as a context manager, to give the lock back."""

    def __init__(
        self,
        folder: Path,
        checkpoint: Checkpoint,
        clock: Clock,
        disk: Disk,
        lock: WriterLock | None = None,
        writer: Writer | None = None,
        signing: LogSigning | None = None,
    ) -> None:
        self.folder = folder
        self.files = FileStore(folder / "files", disk)
        self._checkpoint = checkpoint
        self._clock = clock
        self._lock = lock
        self._writer = writer
        self._signing = signing or LogSigning()
        self._reader = self._tiles()
        self._heads: Heads | None = None
        self._broken = False
        self._mutex = threading.RLock()
        self._bundle: tuple[int, list[bytes]] | None = None

    @classmethod
    def open(
        cls,
        folder: Path,
        origin: str,
        clock: Clock,
        *,
        mode: Literal["write", "read"] = "write",
        disk: Disk | None = None,
        signing: LogSigning | None = None,
    ) -> Log:
        """Open the log in ``folder`` (``record/`` of a case), making it where there is none.

        ``origin`` names the log for ever, such as ``monitor.example/aleppo/log/1``. In mode ``write`` the
        writer's lock is taken and an interrupted append is completed; mode ``read`` writes nothing.
        ``signing`` signs checkpoints and the entries of the authors whose keys it holds; without it the log
        is unsigned. Raises :class:`RecordError` when another process writes, when the folder is another
        log, when tiles and checkpoint disagree, when the record is older than a head that was signed or
        cosigned, or when the disk refuses.
        """
        disk = disk or Disk()
        signing = signing or LogSigning()
        if mode == "read":
            checkpoint = read_checkpoint(folder)
            _checked_edge(folder, checkpoint, origin)
            return cls(folder, checkpoint, clock, disk)
        started = empty_checkpoint(origin)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RecordError(f"the record's folder cannot be made: {error.strerror}", where=str(folder)) from error
        lock = WriterLock(folder / "lock")
        try:
            if not (folder / CHECKPOINT).exists():
                _refuse_without_checkpoint(folder)
                disk.write(folder / CHECKPOINT, signing.note(started))
            mend(folder, disk)
            checkpoint = read_checkpoint(folder)
            if signing.log is None and _is_note(folder):
                signing = LogSigning(authors=signing.authors, refused=str(folder / CHECKPOINT))
            edge = _checked_edge(folder, checkpoint, origin)
            signing.check_prefix(checkpoint, _roots(folder, checkpoint))
            writer = Writer(folder, disk, checkpoint, edge, signing.note)
            recover(writer, disk)
            checkpoint = writer.head
            signing.check(checkpoint, _roots(folder, checkpoint))
            if signing.log is not None and not _is_note(folder):
                disk.write(folder / CHECKPOINT, signing.note(checkpoint))
        except BaseException:
            lock.release()
            raise
        return cls(folder, checkpoint, clock, disk, lock, writer, signing)

    @property
    def size(self) -> int:
        """How many entries the log has."""
        return self._checkpoint.size

    @property
    def origin(self) -> str:
        return self._checkpoint.origin

    @property
    def checkpoint(self) -> Checkpoint:
        """Size and root as published."""
        return self._checkpoint

    def root(self, size: int | None = None) -> bytes:
        """The root over the first ``size`` entries, by default over all."""
        if size is None or size == self.size:
            return self._checkpoint.root
        if not 0 <= size < self.size:
            raise RecordError("the log has no such size", expected=f"0 to {self.size}", got=str(size))
        return range_root(self._reader.subtree, 0, size) if size else root_of([])

    def append(self, drafts: Iterable[Draft]) -> list[Entry]:
        """Append a batch: all of it or, on an error, nothing. Returns an entry for each draft, in order.

        A draft whose content stands in the log already gives the entry that stands there. A draft with
        other content for the same record gets a ref ``supersedes``. When this returns, the entries are on
        the disk. Raises :class:`RecordError` when a draft is refused or the disk fails.
        """
        with self._mutex, self._turn():
            try:
                heads = self._heads or Heads(self.entries())
                self._heads = None  # kept again only once the batch is on the disk
                placed = self._place(list(drafts), heads)
                fresh = [item.data for item in placed if isinstance(item, Entry)]
                if fresh:
                    self._commit(fresh)
                self._heads = heads
            except MemoryError as error:
                raise RecordError("the batch is too large for memory", hint="append it in smaller batches") from error
            return [item if isinstance(item, Entry) else self.entry(item) for item in placed]

    def entry(self, index: int) -> Entry:
        """One entry by its index. Raises :class:`RecordError` where there is none."""
        if not 0 <= index < self.size:
            raise RecordError("the log has no such entry", expected=f"0 to {self.size - 1}", got=str(index))
        return open_leaf(self._entry_data(index), index)

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[Entry]:
        """Entries ``start`` to ``end`` (exclusive), by default to the end, in order."""
        stop = self.size if end is None else min(end, self.size)
        for index in range(max(0, start), stop):
            yield open_leaf(self._entry_data(index), index)

    def inclusion_proof(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The audit path of entry ``index`` in the tree of ``size`` entries (RFC 9162, 2.1.3)."""
        whole = self.size if size is None else size
        if not 0 <= index < whole <= self.size:
            raise RecordError("no such inclusion proof", expected=f"an entry below {whole}", got=str(index))
        return inclusion_path(self._reader.subtree, index, whole)

    def consistency_proof(self, first: int, second: int | None = None) -> tuple[bytes, ...]:
        """The proof that the first ``first`` entries are a prefix of the first ``second`` (RFC 9162, 2.1.4)."""
        whole = self.size if second is None else second
        if not 0 < first <= whole <= self.size:
            raise RecordError("no such consistency proof", expected=f"1 to {whole}", got=str(first))
        return consistency_path(self._reader.subtree, first, whole)

    def refresh(self) -> None:
        """Look again how far the log has come where others write to it too; a log in a folder has one writer."""

    def close(self) -> None:
        """Flush what readers see, remove the journal, and give the writer's lock back."""
        with self._mutex:
            if self._lock is None:
                return
            try:
                if self._writer is not None and not self._broken:
                    self._writer.settle()
            except RecordError:
                pass  # all of it is in the journal, and whoever opens the log next does the same from there
            finally:
                self._lock.release()
                self._lock = self._writer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _place(self, drafts: Sequence[Draft], heads: Heads) -> list[Entry | int]:
        """For each draft its new entry, or the index at which the same content already stands."""
        now = self._clock().astimezone(UTC)
        claimed_at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        seen = Seen(size=self.size, root=self._checkpoint.root.hex())
        placed: list[Entry | int] = []
        index = self.size
        for draft in drafts:
            _check_author(draft.author)
            body = quick_bytes(draft.body)
            standing = heads.standing(draft, body)
            if standing.replaces is not None:
                draft = replace(draft, refs=(*draft.refs, Ref(leaf=standing.replaces, rel=SUPERSEDES)))
            entry_id = content_id(draft, body)
            there = heads.ids.get(entry_id) if standing.index is None else standing.index
            if there is not None:
                placed.append(there)
                continue
            seq, prev = heads.next_place(draft.author)
            place = Place(log=self.origin, id=entry_id, seq=seq, prev=prev, seen=seen, claimed_at=claimed_at)
            payload = payload_bytes(draft, body, place)
            if draft.author in self._signing.authors:
                entry = open_leaf(self._sealed(draft.author, payload), index)
            else:
                entry = sealed_entry(draft, body, place, payload, seal(payload), index)
            heads.note(entry)
            placed.append(entry)
            index += 1
        return placed

    def _sealed(self, author: str, payload: bytes) -> bytes:
        signer = self._signing.authors[author]
        return seal(payload, [(key_digest(signer.public), signer.sign(pae(payload)))])

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The time in which this object alone appends."""
        if self._writer is None or self._broken:
            raise RecordError(
                "the log is not open for writing",
                where=str(self.folder),
                hint="open it again; an interrupted append is then completed",
            )
        yield

    def _commit(self, entries: list[bytes]) -> None:
        assert self._writer is not None
        batch = make_batch(self._checkpoint, self._writer.edge, entries)
        self._signing.refuse_unsigned()
        # Until this has gone through, what is on the disk may be ahead of what this object knows.
        self._broken = True
        self._writer.append(batch)
        self._stand_at(batch.after)
        self._broken = False

    def _stand_at(self, checkpoint: Checkpoint) -> None:
        """Go on from another head of the same log."""
        self._checkpoint = checkpoint
        self._reader = self._tiles()
        self._bundle = None

    def _tiles(self) -> TileReader:
        return TileReader(self.folder, self._checkpoint.size)

    def _entry_data(self, index: int) -> bytes:
        number, offset = divmod(index, TILE_WIDTH)
        bundle = self._bundle
        if bundle is None or bundle[0] != number:
            bundle = self._bundle = (number, self._reader.entries(number))
        return bundle[1][offset]


def _roots(folder: Path, checkpoint: Checkpoint) -> Callable[[int], bytes]:
    reader = TileReader(folder, checkpoint.size)

    def root_at(size: int) -> bytes:
        if size == checkpoint.size:
            return checkpoint.root
        return range_root(reader.subtree, 0, size) if size else root_of([])

    return root_at


def _is_note(folder: Path) -> bool:
    return b"\n\n" in (folder / CHECKPOINT).read_bytes()


def read_checkpoint(folder: Path) -> Checkpoint:
    """The checkpoint of the log in ``folder``. Raises :class:`RecordError` when there is none."""
    path = folder / CHECKPOINT
    try:
        return parse_checkpoint(path.read_bytes(), where=str(path))
    except FileNotFoundError as error:
        raise RecordError(
            "there is no record here", where=str(path), expected="a checkpoint", hint="name the record folder of a case"
        ) from error
    except OSError as error:
        raise RecordError(f"the checkpoint cannot be read: {error.strerror}", where=str(path)) from error


def _checked_edge(folder: Path, checkpoint: Checkpoint, origin: str) -> RightEdge:
    if checkpoint.origin != origin:
        raise RecordError(
            "this folder holds another log", where=str(folder), expected=f"origin {origin}", got=checkpoint.origin
        )
    edge = RightEdge.read(TileReader(folder, checkpoint.size))
    if edge.root() != checkpoint.root:
        raise RecordError(
            "tiles and checkpoint disagree",
            where=str(folder),
            expected=f"root {checkpoint.root.hex()[:16]}",
            got=f"root {edge.root().hex()[:16]}",
            hint="run trucewatch verify to see which entry was changed; restore the record from a mirror",
        )
    return edge


def _refuse_without_checkpoint(folder: Path) -> None:
    if (folder / "tile").exists():
        raise RecordError(
            "the checkpoint is missing",
            where=str(folder / CHECKPOINT),
            hint="restore the checkpoint from a mirror; a new one is not made over entries that exist",
        )


def _check_author(author: str) -> None:
    if not author or len(author) > 200 or not is_admissible_text(author, "author") or not author.isprintable():
        raise RecordError("an author's name is not usable", expected="printable text in NFC", got=ascii(author)[:80])
