"""A party's witness (C2SP tlog-witness): its own key, its own memory of each log, check and set before it signs.

State is one SQLite file with full synchronisation. The head is stored before the signature is given, so that a
witness which is stopped in between has at most seen more than it said. A witness that lost its state is retired:
it gets a new key and never signs again with the old one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from trucewatch.errors import NoteError, RecordError, UsageError
from trucewatch.record.checkpoint import Checkpoint, parse_checkpoint, parse_signed
from trucewatch.record.disk import Disk
from trucewatch.record.merkle import verify_consistency
from trucewatch.record.misconduct import equivocation
from trucewatch.record.note import ED25519, VerifierKey, open_note, parse_vkey
from trucewatch.record.proof import WitnessRequest, parse_request
from trucewatch.record.signers import Signer, cosign

__all__ = ["Answer", "Witness"]

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS witness (name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS key (origin TEXT NOT NULL, vkey TEXT NOT NULL PRIMARY KEY);
CREATE TABLE IF NOT EXISTS head (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, note BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS refused (at TEXT NOT NULL, status INTEGER NOT NULL, why TEXT NOT NULL, request BLOB);
"""
_SIZE_TYPE: Final = "text/x.tlog.size"


@dataclass(frozen=True)
class Answer:
    """The answer to a request: an HTTP status, the body, its media type."""

    status: int
    body: bytes
    media: str = "text/plain; charset=utf-8"


class Witness:
    """A witness in ``folder``. ``clock`` gives the present instant with its zone."""

    def __init__(self, folder: Path, signer: Signer | None, clock: Callable[[], datetime]) -> None:
        if not (folder / "witness.db").is_file():
            raise UsageError("there is no witness here", where=str(folder), hint="trucewatch witness init")
        self.folder = folder
        self._signer = signer
        self._clock = clock
        with self._state() as state:
            self.name = str(state.execute("SELECT name FROM witness").fetchone()[0])

    @classmethod
    def create(cls, folder: Path, name: str) -> None:
        """Make the state of a new witness. Raises :class:`UsageError` where one is."""
        if (folder / "witness.db").exists():
            raise UsageError("a witness is here already", where=str(folder), hint="a witness is never started twice")
        folder.mkdir(parents=True, exist_ok=True)
        with _connected(folder) as state:
            state.executescript(_TABLES)
            state.execute("INSERT INTO witness VALUES (?)", (name,))

    def trust(self, vkey: str) -> VerifierKey:
        """Sign for the log of this key from now on. The key's name is the log's origin."""
        key = parse_vkey(vkey, kinds=(ED25519,))
        if self._signer is not None and key.public == self._signer.public:
            raise RecordError("a log's key cannot be the witness's own", where=key.name)
        with self._state() as state:
            state.execute("INSERT OR IGNORE INTO key VALUES (?, ?)", (key.name, key.vkey))
        return key

    def head(self, origin: str) -> tuple[Checkpoint, bytes] | None:
        """The latest checkpoint that this witness cosigned, with the note as it came."""
        with self._state() as state:
            row = state.execute("SELECT note FROM head WHERE origin = ?", (origin,)).fetchone()
        return None if row is None else (parse_checkpoint(row[0]), row[0])

    def refusals(self) -> list[tuple[str, int, str]]:
        """When, with which status and why requests were refused, oldest first."""
        with self._state() as state:
            return list(state.execute("SELECT at, status, why FROM refused ORDER BY rowid"))

    def add_checkpoint(self, body: bytes) -> Answer:
        """Check a request and cosign. Statuses are those of the specification: 200, 400, 403, 404, 409, 422."""
        if self._signer is None:
            raise UsageError("the witness has no key to sign with", where=str(self.folder))
        try:
            request = parse_request(body)
            head, note = parse_signed(request.checkpoint)
        except RecordError as error:
            return _refused(400, error.message)
        with self._state() as state:
            keys = [
                parse_vkey(row[0]) for row in state.execute("SELECT vkey FROM key WHERE origin = ?", (head.origin,))
            ]
        if not keys:
            return _refused(404, "the log is not known to this witness")
        try:
            open_note(note, keys)
        except NoteError as error:
            return _refused(403, error.message)
        if request.old > head.size:
            return _refused(400, "the old size is larger than the checkpoint's")
        answer = self._check_and_set(request, head)
        if answer is not None:
            return answer
        line = cosign(note.text, self.name, self._signer, int(self._clock().timestamp()))
        return Answer(200, line.line().encode("utf-8"))

    def _check_and_set(self, request: WitnessRequest, head: Checkpoint) -> Answer | None:
        """In one transaction: compare with the head that is held, then hold this one. None when it may be signed."""
        with self._state() as state:
            state.execute("BEGIN IMMEDIATE")
            row = state.execute("SELECT note FROM head WHERE origin = ?", (head.origin,)).fetchone()
            held = parse_checkpoint(row[0]) if row else None
            refusal = self._refusal(request, head, held, row[0] if row else b"")
            if refusal is None:
                state.execute(
                    "INSERT OR REPLACE INTO head VALUES (?, ?, ?)", (head.origin, head.size, request.checkpoint)
                )
            else:
                entry = (self._clock().isoformat(), refusal[0].status, refusal[1], request.encode())
                state.execute("INSERT INTO refused VALUES (?, ?, ?, ?)", entry)
            state.execute("COMMIT")
        return refusal[0] if refusal else None

    def _refusal(
        self, request: WitnessRequest, head: Checkpoint, held: Checkpoint | None, note: bytes
    ) -> tuple[Answer, str] | None:
        size = held.size if held else 0
        conflict = Answer(409, f"{size}\n".encode("ascii"), _SIZE_TYPE)
        if held is not None and held.size == head.size and held.root != head.root:
            path = self.folder / "misconduct" / f"equivocation-{head.size}.json"
            Disk().write(path, equivocation(note, request.checkpoint).encode())
            return conflict, f"the log signed two roots for {head.size} entries; see {path.name}"
        if request.old != size:
            return conflict, f"the witness holds {size} entries, the request begins at {request.old}"
        if held is None or held.size == 0:
            return (_refused(422, "a first checkpoint has no proof"), "a proof from nothing") if request.path else None
        if not verify_consistency(held.size, head.size, request.path, held.root, head.root):
            return _refused(422, "the consistency proof does not hold"), "the consistency proof does not hold"
        return None

    @contextmanager
    def _state(self) -> Iterator[sqlite3.Connection]:
        with _connected(self.folder) as state:
            yield state


@contextmanager
def _connected(folder: Path) -> Iterator[sqlite3.Connection]:
    state = sqlite3.connect(folder / "witness.db", isolation_level=None, timeout=30)
    try:
        state.execute("PRAGMA journal_mode=WAL")
        state.execute("PRAGMA synchronous=FULL")
        yield state
    except sqlite3.Error as error:
        raise RecordError(
            "the witness's state cannot be used", where=str(folder / "witness.db"), got=str(error)[:120]
        ) from error
    finally:
        state.close()


def _refused(status: int, why: str) -> Answer:
    return Answer(status, f"{why}\n".encode())


def request_for(head: bytes, old: int, path: Sequence[bytes]) -> bytes:
    """The body of a request for the signed checkpoint ``head`` to a witness that holds ``old`` entries."""
    return WitnessRequest(old, tuple(path), head).encode()
