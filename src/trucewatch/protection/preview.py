"""What each audience will see before it sees it: field by field, how many values are shown, changed or hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from trucewatch.protection.redaction import Seen, shown_entries
from trucewatch.record import Entry, FileStore
from trucewatch.record.drafts import RECORD_MEDIA
from trucewatch.record.encoding import decode_value

__all__ = ["FieldCount", "field_counts"]


@dataclass
class FieldCount:
    """What becomes of the values of one field (``incident.place.lat``) in all entries of the log."""

    shown: int = 0
    changed: int = 0
    hidden: int = 0


def field_counts(seen: Seen) -> dict[str, FieldCount]:
    """Every field of every record of the log with what the audience of ``seen`` sees of it. No value is named."""
    counts: dict[str, FieldCount] = {}
    shown = list(shown_entries(seen))
    for entry, seen_entry in zip(seen.entries, shown, strict=True):
        told = _leaves(seen_entry, seen.files) if seen_entry.type != "withheld" else {}
        for path, values in _leaves(entry, seen.files).items():
            count = counts.setdefault(path, FieldCount())
            left = Counter(told.get(path, ()))
            here = 0
            for value in values:
                if left[value] > 0:
                    left[value] -= 1
                    here += 1
            changed = min(sum(left.values()), len(values) - here)
            count.shown += here
            count.changed += changed
            count.hidden += len(values) - here - changed
    return dict(sorted(counts.items()))


def _leaves(entry: Entry, files: FileStore) -> dict[str, list[str]]:
    body: Any = entry.body()
    if isinstance(body, dict) and "$file" in body and any(f.media == RECORD_MEDIA for f in entry.payload.files):
        body = msgspec.json.decode(files.get(str(body["$file"])))
    found: dict[str, list[str]] = {}
    kind = "claim" if entry.type == "claims" else entry.type
    items = body.get("claims", []) if kind == "claim" else [body]
    for item in items:
        for path, value in _walk(decode_value(item, where=entry.where), kind):
            found.setdefault(path, []).append(value)
    return found


def _walk(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk(inner, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _walk(inner, path)
    elif value is not None and value != "":
        yield path, repr(value)
