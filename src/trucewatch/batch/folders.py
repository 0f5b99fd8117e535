"""Where a batch keeps what it makes: a folder on this machine; on a cluster, one in object storage."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

__all__ = ["Folder", "LocalFolder"]


class Folder(Protocol):
    """A folder for the output of a batch. Names are relative, with ``/``."""

    where: str

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, null where there is none."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """A file, whole or not at all."""
        ...

    def names(self, name: str) -> Sequence[str]:
        """The names of what lies in a folder, sorted; none where it is missing."""
        ...

    def remove(self, name: str) -> None:
        """A file, or a folder with what it holds; nothing where it is missing."""
        ...


class LocalFolder:
    """A folder on this machine. A file gets its name once its bytes are on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.where = str(root)

    def read(self, name: str) -> bytes | None:
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        made = target.with_name(f".{target.name}.new")
        with made.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        made.replace(target)

    def names(self, name: str) -> Sequence[str]:
        folder = self.root / name
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else ()

    def remove(self, name: str) -> None:
        target = self.root / name
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
