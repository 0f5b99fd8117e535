"""The parts of a multipart body, under limits; a body that is cut off is refused whole."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from multipart import MultipartError, MultipartParser, parse_options_header

from trucewatch.web.api.problem import RefusalError

__all__ = ["Part", "read_parts"]

_MOST_PARTS: Final = 100


@dataclass(frozen=True)
class Part:
    """One part. ``filename`` is empty where it is no file."""

    name: str
    filename: str
    data: bytes


def read_parts(body: bytes, content_type: str, *, most: int) -> tuple[Part, ...]:
    """The parts in order. Raises :class:`RefusalError` (422) for a body that is no whole multipart body."""
    _, options = parse_options_header(content_type)
    boundary = options.get("boundary", "")
    if not boundary or len(boundary) > 200:
        raise RefusalError(422, "the body has no boundary", where="Content-Type", expected="boundary=…")
    parts: list[Part] = []
    try:
        parser = MultipartParser(
            io.BytesIO(body),
            boundary,
            content_length=len(body),
            part_limit=_MOST_PARTS,
            spool_limit=most,
            memory_limit=most + 1,
            disk_limit=0,
            partsize_limit=most,
            strict=True,
        )
        for part in parser:
            parts.append(Part(part.name or "", part.filename or "", part.raw))
            part.close()
    except (MultipartError, ValueError, UnicodeDecodeError, LookupError) as error:
        raise RefusalError(422, "the body is no whole multipart body", where="body", got=str(error)[:100]) from error
    return tuple(parts)
