"""Names of general places by their id, in the language of the reader as far as the lists have one."""

from __future__ import annotations

import sqlite3
from functools import lru_cache

from trucewatch.places.build import gazetteer_file, supplement

__all__ = ["general_name"]

_OWN = "own:"


def general_name(place_id: str, lang: str) -> str | None:
    """The name of a place of the general gazetteer in ``en``, ``fr`` or ``ar``; null where it has no such place.

    The project's own list has English first, French second for countries, and Arabic by its script. Where a language
    is missing, and for places of GeoNames, the chief name stands.
    """
    if place_id.startswith(_OWN):
        return _own().get(place_id.removeprefix(_OWN), {}).get(lang)
    return _chief(place_id) if ":" in place_id else None


@lru_cache(maxsize=1)
def _own() -> dict[str, dict[str, str]]:
    found = {}
    for place in supplement():
        chief, *others = place.names
        arabic = next((name for name in place.names if "\u0600" <= name[0] <= "\u06ff"), chief)
        second = others[0] if others and place.cls == "country" and others[0] != arabic else chief
        found[place.id] = {"en": chief, "fr": second, "ar": arabic}
    return found


@lru_cache(maxsize=10_000)
def _chief(place_id: str) -> str | None:
    connection = sqlite3.connect(f"file:{gazetteer_file()}?mode=ro&immutable=1", uri=True)
    try:
        row = connection.execute("SELECT name FROM places WHERE id = ?", (place_id,)).fetchone()
    finally:
        connection.close()
    return str(row[0]) if row else None
