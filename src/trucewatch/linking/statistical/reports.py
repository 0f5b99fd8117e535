"""Reports as a table of numbers in DuckDB: what the statistical linker compares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from trucewatch.errors import UsageError

__all__ = ["CELL", "WIDE_CELL", "add_reports", "open_table", "report_count"]

CELL = 0.25
"""Side of a cell for places told to the spot or district, in degrees."""
WIDE_CELL = 1.25
"""Side of a cell for places told only to the province, in degrees."""

_COLUMNS = ("id", "day", "lat", "lon", "reach", "act1", "act2", "act3", "actor1", "actor2", "toll", "source")


def open_table(path: Path | None, *, memory_mb: int = 800, threads: int = 2, spill: Path | None = None) -> Any:
    """A connection to an empty table of reports, on disk at ``path`` or in memory.

    What does not fit ``memory_mb`` goes to ``spill``. No extension is loaded and no network is used.
    """
    connection = duckdb.connect(
        str(path) if path else ":memory:",
        config={
            "memory_limit": f"{memory_mb}MB",
            "threads": str(threads),
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    if spill is not None:
        connection.execute("SET temp_directory = ?", [str(spill)])
    connection.execute(
        "CREATE TABLE report (id INTEGER, day INTEGER, lat DOUBLE, lon DOUBLE, shrink DOUBLE, reach FLOAT,"
        " grain TINYINT, act1 SMALLINT, act2 SMALLINT, act3 SMALLINT, actor1 INTEGER, actor2 INTEGER, toll FLOAT,"
        " source INTEGER, row INTEGER, col INTEGER, wide_row INTEGER, wide_col INTEGER)"
    )
    return connection


def add_reports(connection: Any, relation: str, columns: dict[str, str] | None = None) -> int:
    """Add the rows of a table, view or ``read_parquet(...)`` to the reports; returns how many.

    ``columns`` maps ``id`` (unique whole numbers), ``day`` (day number), ``lat``, ``lon`` (degrees, null without
    a place), ``reach`` (kilometres within which the place lies), ``act1`` to ``act3`` (the act from broad to
    specific as numbers, -1 where not told), ``actor1``, ``actor2``, ``source`` (-1 where not known) and ``toll``
    (null where not told) to SQL over ``relation``. Rows are laid down by day, so that days are read alone.
    Raises :class:`UsageError` for a column that is no part of a report.
    """
    named = {name: name for name in _COLUMNS} | (columns or {})
    if unknown := sorted(set(named) - set(_COLUMNS)):
        raise UsageError("columns of a report", got=", ".join(unknown))
    selected = ", ".join(f"{named[name]} AS {name}" for name in _COLUMNS)
    before = report_count(connection)
    connection.execute(
        "INSERT INTO report SELECT id, day, lat, lon, cos(radians(lat)), reach,"
        " CASE WHEN lat IS NULL OR lon IS NULL THEN 4 WHEN reach <= 5 THEN 1 WHEN reach <= 20 THEN 2 ELSE 3 END,"
        " act1, act2, act3, actor1, actor2, toll, source,"
        f" floor(lat / {CELL}), floor(lon / {CELL}), floor(lat / {WIDE_CELL}), floor(lon / {WIDE_CELL})"
        f" FROM (SELECT {selected} FROM {relation}) ORDER BY day, id"
    )
    return report_count(connection) - before


def report_count(connection: Any) -> int:
    """How many reports the table holds."""
    return int(connection.execute("SELECT count(*) FROM report").fetchall()[0][0])
