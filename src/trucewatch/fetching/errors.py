"""What a fetch ends in when it does not bring the content."""

from __future__ import annotations

from trucewatch.errors import TrucewatchError

__all__ = ["FetchError"]


class FetchError(TrucewatchError):
    """An address was refused, did not answer, or passed a cap."""
