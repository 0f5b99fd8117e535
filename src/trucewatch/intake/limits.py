"""How much intake takes on: sizes, counts, depth and time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trucewatch.errors import DocumentError

__all__ = ["Deadline", "Limits"]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of one document; passing one gives ``too_large`` (``timed_out`` for ``max_seconds``).

    Sizes are in bytes, ``max_text`` in code points. ``max_ratio`` is unpacked to packed size of a
    member of an archive; ``max_depth`` the nesting of elements or mail parts. ``max_seconds`` is looked
    at between pages and parts: it cannot interrupt a library in the middle of one. ``max_container`` is the
    size of a file that holds several documents, ``max_container_unpacked`` that of all its members together.
    """

    max_bytes: int = 10_000_000
    max_text: int = 10_000_000
    max_pages: int = 1_000
    max_depth: int = 200
    max_elements: int = 200_000
    max_seconds: float = 30.0
    max_members: int = 2_000
    max_unpacked: int = 60_000_000
    max_ratio: int = 200
    max_parts: int = 200
    max_container: int = 100_000_000
    max_container_unpacked: int = 200_000_000


class Deadline:
    """Says when the time for one document is over. ``timer`` gives seconds that only grow."""

    def __init__(self, seconds: float, timer: Callable[[], float]) -> None:
        self._timer = timer
        self._seconds = seconds
        self._end = timer() + seconds

    def check(self, stage: str) -> None:
        """Raise :class:`DocumentError` (``timed_out``) when the time is over; ``stage`` says where."""
        if self._timer() > self._end:
            raise DocumentError(
                f"reading took longer than {self._seconds:g} seconds ({stage})",
                reason="timed_out",
                hint="split the document or allow more time",
            )
