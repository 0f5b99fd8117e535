"""What became of those a number counts."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from trucewatch.vocabulary.claims import Confidence, Measure, Unit, Who

__all__ = ["Lot"]


class Lot(Struct, frozen=True, gc=False):
    """What became of the counted. ``part`` is set for a part of a whole, ``earlier`` one of the sentence before."""

    what: Measure
    who: Who | None
    state: tuple[int, int] | None = None
    part: Literal["here", "earlier"] | None = None
    unit: Unit = "persons"
    confidence: Confidence = "high"
