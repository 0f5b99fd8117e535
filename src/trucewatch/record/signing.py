"""What a writer signs with: the log's key over checkpoints, and authors' keys over entries.

Keys lie in the case's ``keys/`` folder, outside the record. Beside the log's key lies the head that it signed
last; a record older than that, or with another beginning, is not signed: it comes from an old backup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.errors import RecordError
from trucewatch.record.checkpoint import Checkpoint, parse_checkpoint
from trucewatch.record.disk import Disk
from trucewatch.record.note import SignedNote
from trucewatch.record.signers import Signer, load_signer, new_key_file, sign_note

__all__ = ["HEADS", "LOG_KEY", "MACHINE_KEY", "LogSigning", "case_signing", "make_case_keys"]

LOG_KEY = "log.key"
MACHINE_KEY = "machine.key"
HEADS = "heads"
_SIGNED = "signed"


@dataclass(frozen=True)
class LogSigning:
    """The log's key, signers by author, and the folder that keeps heads."""

    log: Signer | None = None
    authors: Mapping[str, Signer] = field(default_factory=dict)
    heads: Path | None = None
    disk: Disk = field(default_factory=Disk)
    refused: str | None = None
    """The signed checkpoint of a log whose key is not here: nothing is appended to it."""

    def refuse_unsigned(self) -> None:
        """Raise :class:`RecordError` where the log is signed and its key is missing."""
        if self.refused:
            raise RecordError(
                "the log is signed and its key is not here: nothing is appended",
                where=self.refused,
                expected=f"keys/{LOG_KEY} of the case",
                hint="work where the log's key is, or read this copy",
            )

    def note(self, head: Checkpoint) -> bytes:
        """The checkpoint as it is published. The head is kept before it is given out."""
        self.refuse_unsigned()
        if self.log is None:
            return head.text().encode("utf-8")
        for path, kept in self._kept(head.origin):
            if kept.size > head.size or (kept.size == head.size and kept.root != head.root):
                raise self._older(path, kept, head)
        note = SignedNote(head.text(), (sign_note(head.text(), head.origin, self.log),)).encode()
        if self.heads is not None:
            self.disk.replace(self.heads / _SIGNED, note)
        return note

    def check(self, head: Checkpoint, root_at: Callable[[int], bytes]) -> None:
        """Refuse to go on from a record that is older than a head that was signed or cosigned.

        Raises :class:`RecordError`. ``root_at`` gives the root over the first entries of the record.
        """
        for path, kept in self._kept(head.origin):
            if kept.size > head.size or root_at(kept.size) != kept.root:
                raise self._older(path, kept, head)

    def check_prefix(self, head: Checkpoint, root_at: Callable[[int], bytes]) -> None:
        """The same for kept heads no larger than the record: before an interrupted append is completed."""
        for path, kept in self._kept(head.origin):
            if kept.size <= head.size and root_at(kept.size) != kept.root:
                raise self._older(path, kept, head)

    def _kept(self, origin: str) -> Iterator[tuple[Path, Checkpoint]]:
        if self.log is not None:
            yield from ((path, kept) for path, kept in kept_heads(self.heads) if kept.origin == origin)

    @staticmethod
    def _older(path: Path, kept: Checkpoint, head: Checkpoint) -> RecordError:
        return RecordError(
            "the record is older than a head that was signed, or another history: nothing is signed",
            where=str(path),
            expected=f"{kept.size} entries, root {kept.root.hex()[:16]}",
            got=f"{head.size} entries, root {head.root.hex()[:16]}",
            hint="restore a later backup or a party's copy: trucewatch restore",
        )


def kept_heads(folder: Path | None) -> Iterator[tuple[Path, Checkpoint]]:
    """The heads kept in a folder, by name. Raises :class:`RecordError` for one that cannot be read."""
    if folder is None or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            yield path, parse_checkpoint(path.read_bytes(), where=str(path))


def make_case_keys(keys: Path) -> bool:
    """Make the log's and the machine's key in ``keys`` where there are none; whether they were made."""
    if (keys / LOG_KEY).exists():
        return False
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    (keys / ".gitignore").write_text("*\n", encoding="utf-8")
    new_key_file(keys / LOG_KEY, None)
    new_key_file(keys / MACHINE_KEY, None)
    return True


def case_signing(keys: Path, author: str, others: Mapping[str, Signer] | None = None) -> LogSigning | None:
    """The keys of a case, or None for a case without: its record stays unsigned."""
    if not (keys / LOG_KEY).is_file():
        return None
    authors: dict[str, Signer] = dict(others or {})
    if (keys / MACHINE_KEY).is_file():
        authors.setdefault(author, load_signer(keys / MACHINE_KEY))
    return LogSigning(load_signer(keys / LOG_KEY), authors, keys / HEADS)
