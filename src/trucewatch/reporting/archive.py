"""ZIP archives with the same bytes whenever they are made: entries in order, one date for all."""

from __future__ import annotations

import io
import zipfile

__all__ = ["settled_archive"]

_DATE = (1980, 1, 1, 0, 0, 0)
_FIRST = "[Content_Types].xml"


def settled_archive(data: bytes) -> bytes:
    """The archive with its entries sorted, the table of contents of an office file first, and fixed dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as settled:
        for name in sorted(given.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            settled.writestr(entry, given.read(name))
    return out.getvalue()
