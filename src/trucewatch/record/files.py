"""Files by content: bytes are kept untouched under their SHA-256, outside the log that names them.

Layout: ``files/ab/cdef…``, the digest in lower-case hex split after two digits.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from trucewatch.errors import RecordError
from trucewatch.record.disk import Disk

__all__ = ["FileProblem", "FileStore"]

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True)
class FileProblem:
    """A stored file whose bytes are not those of its name."""

    digest: str
    path: Path
    problem: str


class FileStore:
    """Content-addressed files under ``root``. Nothing is ever overwritten or removed."""

    def __init__(self, root: Path, disk: Disk | None = None) -> None:
        self.root = root
        self._disk = disk or Disk()

    def put(self, data: bytes) -> str:
        """Keep ``data`` durably; return its digest. Raises :class:`RecordError` for a full or read-only disk."""
        return self.put_all([data])[0]

    def put_all(self, items: Iterable[bytes]) -> list[str]:
        """Keep several files with one flush of each folder; digests in the order given."""
        digests: list[str] = []
        fresh: dict[Path, bytes] = {}
        for data in items:
            digest = hashlib.sha256(data).hexdigest()
            digests.append(digest)
            path = self.path(digest)
            if not self._holds(path, data):
                fresh[path] = data
        self._disk.write_all(sorted(fresh.items()))
        return digests

    def get(self, digest: str) -> bytes:
        """The bytes of ``digest``. Raises :class:`RecordError` when they are missing or have changed."""
        path = self.path(digest)
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise RecordError(
                "a file of the record is missing",
                where=str(path),
                hint="fetch it from a mirror or from whoever submitted it",
            ) from error
        except OSError as error:
            raise RecordError(f"a file of the record cannot be read: {error.strerror}", where=str(path)) from error
        found = hashlib.sha256(data).hexdigest()
        if found != digest:
            raise RecordError(
                "a file of the record was changed",
                where=str(path),
                expected=f"SHA-256 {digest}",
                got=found,
                hint="restore it from a mirror",
            )
        return data

    def exists(self, digest: str) -> bool:
        """Whether a file lies under ``digest``; its bytes are not read."""
        return self.path(digest).is_file()

    def path(self, digest: str) -> Path:
        """Where the bytes of ``digest`` lie or would lie."""
        if not _DIGEST.match(digest):
            raise RecordError("a digest is malformed", expected="64 lower-case hex digits", got=ascii(digest)[:80])
        return self.root / digest[:2] / digest[2:]

    def digests(self) -> Iterator[str]:
        """Digests of all stored files, sorted."""
        if not self.root.is_dir():
            return
        for folder in sorted(self.root.iterdir()):
            if folder.is_dir():
                for path in sorted(folder.iterdir()):
                    if _DIGEST.match(folder.name + path.name):
                        yield folder.name + path.name

    def verify(self) -> list[FileProblem]:
        """Hash every stored file; return those that are not what their name says."""
        problems: list[FileProblem] = []
        for digest in self.digests():
            try:
                self.get(digest)
            except RecordError as error:
                problems.append(FileProblem(digest, self.path(digest), error.message))
        return problems

    @staticmethod
    def _holds(path: Path, data: bytes) -> bool:
        # A file that a crash or a bad disk left damaged is written again, so the size alone is not enough.
        try:
            return path.stat().st_size == len(data) and path.read_bytes() == data
        except OSError:
            return False
