"""Which claims need a person, by why: the queues of the review desk and of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trucewatch.store import ClaimFilter

__all__ = ["QUEUES"]

QUEUES: Final[Mapping[str, ClaimFilter]] = {
    "low": ClaimFilter(confidences=("low",), unreviewed=True),
    "contradicting": ClaimFilter(contradicting=True, unreviewed=True),
    "proposed": ClaimFilter(proposed=True, unreviewed=True),
    "waiting": ClaimFilter(waiting=True),
    "undated": ClaimFilter(undated=True, unreviewed=True),
    "unreviewed": ClaimFilter(unreviewed=True),
    "rejected": ClaimFilter(rejected="only"),
}
"""In the order of the desk. ``low``: read with low confidence; ``contradicting``: deny or contest what others assert;
``proposed``: only a model saw them; ``waiting``: in no incident yet; ``undated``: no day is told; then all that nobody
has looked at, and what was rejected, so that it stays visible."""
