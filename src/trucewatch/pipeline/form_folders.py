"""Folders of form exports: a table of submissions with the files that came with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from trucewatch.intake.containers.form_exports import attachment_media, is_submissions

__all__ = ["attached_files", "export_folder"]

_TABLES: Final = frozenset({".csv", ".json"})
_HEAD: Final = 65_536
_LEVELS: Final = 6


def export_folder(path: Path) -> Path | None:
    """The folder of a form export that a table or an image or recording belongs to, at most six levels above it."""
    if not (_is_table(path) or _is_attachment(path)):
        return None
    for folder in list(path.parents)[:_LEVELS]:
        tables = [file for file in sorted(folder.iterdir()) if file.suffix.lower() in _TABLES and _is_table(file)]
        if tables and any(_is_attachment(file) for file in sorted(folder.rglob("*"))[:_HEAD]):
            return folder
    return None


def attached_files(files: Sequence[Path]) -> dict[Path, tuple[Path, ...]]:
    """For each table of submissions the images and recordings at or below its folder; a file goes with one table.

    The nearest folder wins, of two tables in one folder the first by name.
    """
    tables = {path.parent: path for path in sorted(files, reverse=True) if _is_table(path)}
    found: dict[Path, list[Path]] = {}
    for path in files if tables else ():
        folder = next((parent for parent in path.parents if parent in tables), None)
        if folder is not None and _is_attachment(path):
            found.setdefault(tables[folder], []).append(path)
    return {table: tuple(others) for table, others in found.items()}


def _is_table(path: Path) -> bool:
    return path.suffix.lower() in _TABLES and is_submissions(_head(path))


def _is_attachment(path: Path) -> bool:
    return attachment_media(_head(path)) is not None


def _head(path: Path) -> bytes:
    """The first bytes of a regular file; none of a link or of what cannot be read."""
    try:
        if path.is_symlink() or not path.is_file():
            return b""
        with path.open("rb") as stream:
            return stream.read(_HEAD)
    except OSError:
        return b""
