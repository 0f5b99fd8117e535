"""The wire format of records: JSON, UTF-8, keys sorted, one object a line."""

from __future__ import annotations

import msgspec
from msgspec import Struct

__all__ = ["to_json_line"]

_ENCODER = msgspec.json.Encoder(order="sorted")


def to_json_line(record: Struct) -> str:
    """One record as one line with its line break. Equal records give equal bytes."""
    return _ENCODER.encode(record).decode("utf-8") + "\n"
