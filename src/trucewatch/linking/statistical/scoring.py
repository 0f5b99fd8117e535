"""Links between reports under a frozen model: scored a span of days at a time and kept on disk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from trucewatch.linking.statistical.blocking import WINDOW, day_spans, pairs_sql
from trucewatch.linking.statistical.model import LinkModel

__all__ = ["SPARSE", "score_links"]

SPARSE = 0.15
"""The probability below which a pair counts as unlinked."""


def score_links(connection: Any, model: LinkModel, *, since: int | None = None, sparse: float = SPARSE) -> int:
    """Fill the table ``link`` (``a``, ``b``, ``p``, ``pattern``) and return how many pairs were compared.

    ``since``: only pairs with a report whose id is at least this are compared, and their links added to what
    stands; so a day's reports are linked without comparing the others again.
    """
    likely = np.flatnonzero(model.probability >= sparse)
    known = pa.table({"pattern": likely.astype(np.int32), "p": model.probability[likely].astype(np.float32)})
    connection.register("likely_now", known)
    connection.execute("CREATE OR REPLACE TEMP TABLE likely AS SELECT * FROM likely_now")
    connection.unregister("likely_now")
    if since is None:
        connection.execute("CREATE OR REPLACE TABLE link (a INTEGER, b INTEGER, p FLOAT, pattern INTEGER)")
    spans = list(day_spans(connection) if since is None else _spans_near(connection, since))
    for span in spans:
        pairs = pairs_sql(span, WINDOW, touching=since)
        connection.execute(f"INSERT INTO link SELECT a, b, p, pattern FROM ({pairs}) JOIN likely USING (pattern)")
    return len(spans)


def _spans_near(connection: Any, since: int) -> list[tuple[int, int]]:
    """The spans that hold an earlier report of a pair with one of the new ones."""
    found = connection.execute("SELECT min(day), max(day) FROM report WHERE id >= ?", [since]).fetchall()[0]
    if found[0] is None:
        return []
    first, last = found[0] - WINDOW.last, found[1]
    return [span for span in day_spans(connection) if span[1] > first and span[0] <= last]
