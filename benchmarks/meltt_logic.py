"""MELTT's logic as a baseline, written from its paper and not from its code.

Donnay, Dunford, McGrath, Backer and Cunningham, "Integrating Conflict Event Data", Journal of Conflict Resolution
63(5), 2019: events of different datasets that lie within a window of kilometres and days are candidates; taxonomies
decide which of them agree, the more specific the level the better; each event is matched with its best counterpart
in each other dataset, and matched events are one. Here each source is a dataset, with 5 km and one day.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

__all__ = ["match"]

_KM = 111.2


def match(connection: Any, *, kilometres: float = 5.0, days: int = 1) -> tuple[Any, npt.NDArray[np.int64]]:
    """Matched pairs (columns ``a``, ``b``) and the cluster of each report of the table ``report``."""
    cell = 0.25
    cells = (
        f"SELECT *, unnest(generate_series(CAST(floor((lon - {kilometres} / ({_KM} * shrink)) / {cell}) AS INTEGER),"
        f" CAST(floor((lon + {kilometres} / ({_KM} * shrink)) / {cell}) AS INTEGER))) AS at_col FROM (SELECT *,"
        f" unnest(generate_series(CAST(floor((lat - {kilometres / _KM}) / {cell}) AS INTEGER),"
        f" CAST(floor((lat + {kilometres / _KM}) / {cell}) AS INTEGER))) AS at_row"
        f" FROM (SELECT *, unnest(generate_series(day - {days}, day + {days})) AS at_day FROM report WHERE grain <= 3))"
    )
    level = (
        "CASE WHEN l.act3 >= 0 AND l.act3 = r.act3 THEN 0 WHEN l.act2 = r.act2 THEN 1 "
        "WHEN l.act1 = r.act1 THEN 2 ELSE 9 END"
    )
    distance = f"{_KM} * sqrt(power(l.lat - r.lat, 2) + power((l.lon - r.lon) * l.shrink, 2))"
    agree = "(l.{0} < 0 OR r.{0} < 0 OR l.{0} = r.{0})"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE agreed AS SELECT * FROM ("
        f"SELECT l.id AS a, r.id AS b, l.source AS source_a, r.source AS source_b, {level} AS level, {distance} AS km"
        f" FROM ({cells}) l JOIN report r ON r.day = l.at_day AND r.row = l.at_row AND r.col = l.at_col"
        f" AND r.grain <= 3 AND r.source <> l.source"
        f" WHERE {distance} <= {kilometres} AND {agree.format('actor1')} AND {agree.format('actor2')}) WHERE level < 9"
    )
    # the best counterpart in each other dataset, kept where both choose each other
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE chosen AS SELECT a, b FROM agreed"
        " QUALIFY row_number() OVER (PARTITION BY a, source_b ORDER BY level, km, b) = 1"
    )
    pairs = connection.execute(
        "SELECT x.a, x.b FROM chosen x JOIN chosen y ON x.a = y.b AND x.b = y.a WHERE x.a < x.b"
    ).fetchnumpy()
    size = int(connection.execute("SELECT max(id) + 1 FROM report").fetchall()[0][0])
    ones = np.ones(len(pairs["a"]), dtype=np.int8)
    part = connected_components(coo_array((ones, (pairs["a"], pairs["b"])), shape=(size, size)), directed=False)[1]
    return pairs, part.astype(np.int64)
