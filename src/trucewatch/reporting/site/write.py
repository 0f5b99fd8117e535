"""Put the site into a folder: files are replaced as a whole, and what an earlier publication left is taken away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from trucewatch.errors import ProtectionError, StoreError
from trucewatch.reporting.site.published import NAME, Published

__all__ = ["LISTING", "write_site"]

LISTING = "SHA256SUMS"
"""Names every file of the site with its digest, as ``sha256sum --check`` reads it."""


def write_site(folder: Path, files: Iterable[tuple[str, bytes]], published: Published) -> tuple[int, int]:
    """Write the files and the list of what was published. Returns how many files there are, and how many changed.

    Raises :class:`ProtectionError` when the folder holds something that is no site of this program, and
    :class:`StoreError` when it cannot be written.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / LISTING).is_file():
        raise ProtectionError("the folder holds something else", where=str(folder), expected="a new folder or a site")
    known = _listed(folder)
    digests: dict[str, str] = {}
    changed = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files:
            digests[name] = hashlib.sha256(data).hexdigest()
            if known.get(name) != digests[name] or not (folder / name).is_file():
                _put(folder / name, data)
                changed += 1
        listed = msgspec.json.format(msgspec.json.encode(published), indent=1) + b"\n"
        digests[NAME] = hashlib.sha256(listed).hexdigest()
        _put(folder / NAME, listed)
        _put(folder / LISTING, "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode())
        for name in set(known) - set(digests):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"the site cannot be written: {error.strerror}", where=str(folder), hint="mend the folder and publish again"
        ) from error
    return len(digests) + 1, changed


def _listed(folder: Path) -> dict[str, str]:
    """What the last publication wrote. A name that leads out of the folder is not believed."""
    path = folder / LISTING
    if not path.is_file():
        return {}
    found = {}
    for told in path.read_text(encoding="utf-8", errors="replace").splitlines():
        digest, _, name = told.partition("  ")
        if name and not name.startswith("/") and ".." not in Path(name).parts:
            found[name] = digest
    return found


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    temporary.write_bytes(data)
    temporary.replace(path)
