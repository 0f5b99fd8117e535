"""A part of a file, as HTTP range requests ask for it (RFC 9110, section 14)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from litestar import Response

__all__ = ["MOST", "ranged"]

MOST: Final = 8_000_000
"""Bytes that are given at once at most; who asks for more asks again."""
_RANGE: Final = re.compile(r"bytes=(\d{1,15})-(\d{0,15})\Z")


def ranged(path: Path, asked: str | None) -> Response[bytes]:
    """Bytes of the file from one place to another, both included; its beginning where nothing readable is asked."""
    size = path.stat().st_size
    found = _RANGE.match(asked or "")
    first = int(found[1]) if found else 0
    last = min(int(found[2]) if found and found[2] else size - 1, first + MOST - 1, size - 1)
    if first >= size or last < first:
        return Response(b"", status_code=416, headers={"Content-Range": f"bytes */{size}"})
    with path.open("rb") as file:
        file.seek(first)
        body = file.read(last - first + 1)
    headers = {"Accept-Ranges": "bytes", "Content-Range": f"bytes {first}-{last}/{size}"}
    whole = len(body) == size
    return Response(body, status_code=200 if whole else 206, headers=headers, media_type="application/octet-stream")
