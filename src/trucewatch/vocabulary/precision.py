"""How far the true place may lie from a point, by the precision of the words. A region has no such reach."""

from __future__ import annotations

from typing import Final

__all__ = ["REACH_METRES", "reach_metres"]

REACH_METRES: Final = {"exact": 50, "vicinity": 500, "locality": 1000, "quarter": 800, "town": 3000, "near": 5000}
"""Metres around the point. Exact, vicinity and locality follow the scale of field practice (within metres, some hundred
metres, about a kilometre); quarter, town and near are conventions of this project."""


def reach_metres(precision: str | None) -> int | None:
    """Metres within which a place lies; None for a region and for a precision that nobody told."""
    return REACH_METRES.get(precision or "")
