"""Durable writes: a file is either its old bytes or its new bytes, whatever happens in between.

Data goes to a temporary name, is flushed to the disk, takes the final name in one step, and the folder is
flushed. A growing file is flushed as it grows. ``on_step`` is called before every step with its name: tests
stop a process there or raise.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from trucewatch.errors import RecordError

__all__ = ["AHEAD", "Disk", "Step", "temporary_name"]

Step: TypeAlias = Callable[[str], None]

AHEAD = 64 * 1024
"""How many zeros are put ahead in a growing file when its room is used up."""
_FULL = {errno.ENOSPC, errno.EDQUOT}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}


def temporary_name(path: Path) -> Path:
    """Where the bytes of ``path`` lie until they are complete. One writer, so one name."""
    return path.with_name(f".{path.name}.tmp")


class Disk:
    """The disk as the record uses it. Raises :class:`RecordError` for a full, read-only or failing disk."""

    def __init__(self, on_step: Step | None = None) -> None:
        self._step: Step = on_step or (lambda _: None)

    def write(self, path: Path, data: bytes) -> None:
        """Put ``data`` at ``path`` atomically and durably."""
        self.write_all([(path, data)])

    def write_all(self, files: Iterable[tuple[Path, bytes]]) -> None:
        """Put several files, each atomically and in order; their folders are flushed once, at the end."""
        folders: dict[Path, None] = {}
        for path, data in files:
            with _explained(path):
                for made in self._make_folder(path.parent):
                    folders[made] = None
                self._replace(path, data)
                folders[path.parent] = None
        self._flush_folders(list(folders))

    def append(self, path: Path, data: bytes, at: int, room: int = 0) -> int:
        """Put ``data`` at byte ``at`` of a growing file, durably: one flush, and one of the folder for a new file.

        Zeros are put behind where ``room``, the length that the file has, is used up; the new length is returned. A
        flush within the room is that of the data alone, one that makes a file longer is also that of the file system.
        """
        half = len(data) // 2
        ahead = b"" if at + len(data) <= room else bytes(AHEAD)
        with _explained(path):
            self._step(f"open {path.name}")
            handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
            try:
                with os.fdopen(handle, "r+b", buffering=0, closefd=False) as stream:
                    stream.seek(at)
                    stream.write(data[:half])
                    self._step(f"write second half of {path.name}")
                    stream.write(data[half:] + ahead)
                self._step(f"flush {path.name}")
                _flush(handle)
            finally:
                os.close(handle)
            if at == 0:
                self._flush_folders([path.parent])
        return max(room, at + len(data) + len(ahead))

    def put(self, files: Iterable[tuple[Path, bytes]]) -> set[Path]:
        """Put files, each atomically for whoever reads, in order; nothing is flushed.

        What a killed process has put is there; after a loss of power it may not be. Returns the files and the folders
        that are to be given to :meth:`flush`.
        """
        changed: set[Path] = set()
        for path, data in files:
            temporary = temporary_name(path)
            with _explained(path):
                self._step(f"open {path.name}")
                try:
                    _write_new(temporary, data, reserve=os.path.exists(path))  # noqa: PTH110  # on the way of every append
                except FileNotFoundError:
                    changed.update(self._make_folder(path.parent))
                    _write_new(temporary, data)
                self._step(f"rename {path.name}")
                os.replace(temporary, path)  # noqa: PTH105  # on the way of every append
                changed.add(path)
        return changed | {path.parent for path in changed}

    def flush(self, paths: Iterable[Path]) -> None:
        """Flush what :meth:`put` has put, as far as it is still there: files first, then folders.

        Files are flushed side by side: a disk that gathers flushes does them in the time of one.
        """
        there = [path for path in sorted(paths) if path.exists()]
        self._step("flush files together")
        _side_by_side(_flush_file, [path for path in there if not path.is_dir()])
        self._flush_folders([path for path in there if path.is_dir()])

    def replace(self, path: Path, data: bytes) -> None:
        """Put a small file atomically with one flush: after a loss of power it is the old one or the new one."""
        fresh = not path.exists()
        with _explained(path):
            made = self._make_folder(path.parent)
            self._replace(path, data)
        if fresh:
            self._flush_folders([*made, path.parent])

    def _flush_folders(self, folders: list[Path]) -> None:
        for folder in folders:
            self._step(f"flush folder {folder.name}")
        _side_by_side(_flush_folder, folders)

    def remove(self, path: Path) -> None:
        """Remove a file; one that is gone already is no error."""
        with _explained(path):
            self._step(f"remove {path.name}")
            path.unlink(missing_ok=True)

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        with _explained(path):
            self._step(f"remove folder {path.name}")
            path.rmdir()

    def set_aside(self, path: Path, base: Path) -> Path:
        """Move a file that cannot be used to ``base/set-aside`` under a free name; return where it lies."""
        folder = base / "set-aside"
        flat = "-".join(path.relative_to(base).parts).lstrip(".")
        with _explained(path):
            self._make_folder(folder)
            number = 0
            while (target := folder / f"{number:04}-{flat}").exists():
                number += 1
            self._step(f"set aside {path.name}")
            path.rename(target)
            _flush_folder(folder)
            _flush_folder(path.parent)
        return target

    def _make_folder(self, folder: Path) -> list[Path]:
        """Make a folder and its parents; return the folders whose listing changed."""
        changed: list[Path] = []
        missing: list[Path] = []
        while not folder.exists():
            missing.append(folder)
            folder = folder.parent
        for path in reversed(missing):
            self._step(f"make folder {path.name}")
            path.mkdir(exist_ok=True)
            changed.append(path.parent)
        return changed

    def _replace(self, path: Path, data: bytes) -> None:
        temporary = temporary_name(path)
        half = len(data) // 2
        self._step(f"open {path.name}")
        with temporary.open("wb") as stream:
            stream.write(data[:half])
            stream.flush()
            self._step(f"write second half of {path.name}")
            stream.write(data[half:])
            stream.flush()
            self._step(f"flush {path.name}")
            _flush(stream.fileno())
        self._step(f"rename {path.name}")
        temporary.replace(path)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            problem, hint = (
                "the disk is full",
                "free some space and run it again; nothing acknowledged is lost",
            )
        elif error.errno in _DENIED:
            problem, hint = "the folder is read-only", "make it writable for this user, or work on a copy"
        else:
            problem, hint = f"the disk refuses: {error.strerror or error}", "check the disk and run the command again"
        raise RecordError(problem, where=str(path), hint=hint) from error


def _side_by_side(flush: Callable[[Path], None], paths: list[Path]) -> None:
    """Flush each path; several in threads of their own, so that the disk can gather them."""

    def explained(path: Path) -> None:
        with _explained(path):
            flush(path)

    if len(paths) < 2:
        for path in paths:
            explained(path)
        return
    with ThreadPoolExecutor(max_workers=min(8, len(paths))) as pool:
        for done in [pool.submit(explained, path) for path in paths]:
            done.result()


def _write_new(path: Path, data: bytes, *, reserve: bool = False) -> None:
    """Write a file. With ``reserve`` its place on the disk is reserved first: for a file that takes another's name a
    file system that reserves late, such as ext4, would begin to write it out at the renaming, and every append would
    wait for that."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o644)
    try:
        if reserve and data and hasattr(os, "posix_fallocate"):
            with suppress(OSError):  # a file system that cannot: writing reserves what it needs, or says what is wrong
                os.posix_fallocate(handle, 0, len(data))
        at = 0
        while at < len(data):
            at += os.write(handle, data[at:])
    finally:
        os.close(handle)


def _flush(handle: int) -> None:
    """Data and size on the disk; times are left to the system where it can tell them apart."""
    getattr(os, "fdatasync", os.fsync)(handle)


def _flush_file(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        _flush(handle)
    finally:
        os.close(handle)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened for flushing there; renames are journalled
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
