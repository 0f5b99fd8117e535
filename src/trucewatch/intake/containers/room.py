"""How much one container may bring: members, bytes of one, bytes of all."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Final

from trucewatch.errors import DocumentError
from trucewatch.intake.limits import Limits

__all__ = ["Room", "gunzip", "read_capped"]

_CHUNK: Final = 65_536
_RATIO_FROM: Final = 1_000_000


class Room:
    """What is left of the limits while a container is opened."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._bytes = limits.max_container_unpacked
        self._members = 0

    def member(self) -> None:
        """Count one member. Raises :class:`DocumentError` past the limit."""
        self._members += 1
        if self._members > self.limits.max_members:
            raise DocumentError(
                "the container has too many members", reason="too_large", expected=f"at most {self.limits.max_members}"
            )

    def take(self, size: int) -> None:
        """Count bytes. Raises :class:`DocumentError` past the limit."""
        self._bytes -= size
        if self._bytes < 0:
            raise DocumentError(
                "the container unpacks to too much",
                reason="too_large",
                expected=f"at most {self.limits.max_container_unpacked} bytes",
            )


def read_capped(read: Callable[[int], bytes], room: Room, packed: int | None = None) -> bytes | None:
    """The bytes of one member, or null when it is larger than one document may be.

    ``packed`` is its size in the container: a member packed too densely raises :class:`DocumentError`.
    """
    parts: list[bytes] = []
    size = 0
    while chunk := read(_CHUNK):
        size += len(chunk)
        room.take(len(chunk))
        if packed is not None and size > _RATIO_FROM and size > room.limits.max_ratio * max(packed, 1):
            raise DocumentError(
                "a member is packed too densely", reason="too_large", expected=f"at most 1:{room.limits.max_ratio}"
            )
        if size > room.limits.max_bytes:
            return None
        parts.append(chunk)
    return b"".join(parts)


def gunzip(data: bytes, limits: Limits) -> bytes:
    """A file of one or many gzip members, unpacked against the limits. Raises :class:`DocumentError`."""
    parts: list[bytes] = []
    size = 0
    while data:
        unpacker = zlib.decompressobj(wbits=31)
        while data and not unpacker.eof:
            try:
                piece = unpacker.decompress(data, _CHUNK * 16)
            except zlib.error as error:
                raise DocumentError("the packed data is damaged", reason="broken", got=str(error)[:120]) from error
            size += len(piece)
            if size > limits.max_container_unpacked:
                raise DocumentError(
                    "the container unpacks to too much",
                    reason="too_large",
                    expected=f"at most {limits.max_container_unpacked} bytes",
                )
            parts.append(piece)
            data = unpacker.unconsumed_tail
            if not data and not unpacker.eof and not piece:
                raise DocumentError("the packed data is cut off", reason="broken")
        if not unpacker.eof:
            raise DocumentError("the packed data is cut off", reason="broken")
        data = unpacker.unused_data
    return b"".join(parts)
