"""One writer at a time: a lock on ``record/lock`` that the system releases when the process ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType

from trucewatch.errors import RecordError

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


__all__ = ["WriterLock"]


class WriterLock:
    """Held from construction to :meth:`release`. Raises :class:`RecordError` where another holds it."""

    def __init__(self, path: Path) -> None:
        try:
            self._handle: int | None = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise RecordError(
                f"the record cannot be opened for writing: {error.strerror}",
                where=str(path),
                hint="make the folder writable for this user, or open the record for reading",
            ) from error
        try:
            _take(self._handle)
        except OSError as error:
            holder = os.read(self._handle, 32).decode("ascii", "replace").strip()
            os.close(self._handle)
            self._handle = None
            raise RecordError(
                "another process is writing to this record",
                where=str(path),
                got=f"process {holder}" if holder.isdigit() else None,
                hint="wait until it has finished, then run the command again",
            ) from error
        os.ftruncate(self._handle, 0)
        os.write(self._handle, f"{os.getpid()}\n".encode("ascii"))

    def release(self) -> None:
        """Give the lock back; doing so twice is no error."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> WriterLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
