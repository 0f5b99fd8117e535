"""Reports of known incidents for the tests of the statistical linker."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from benchmarks.linking_reports import PLAIN, happen, report

from trucewatch.linking.statistical import LinkModel, add_reports, fit_model, open_table

COLUMNS = {
    "reach": "CASE grain WHEN 1 THEN 4 WHEN 2 THEN 14 ELSE 62 END",
    "actor1": "first",
    "actor2": "second",
}


@cache
def reports(incidents: int = 1500, seed: int = 7) -> pa.Table:
    """Reports of a small dense theatre."""
    dice = np.random.default_rng(seed)
    return report(*happen(incidents, PLAIN, dice), PLAIN, dice)


def table_of(rows: pa.Table) -> Any:
    """A table in memory that holds ``rows``."""
    connection = open_table(None, memory_mb=400)
    connection.register("rows", rows)
    add_reports(connection, "rows", COLUMNS)
    return connection


@cache
def model() -> LinkModel:
    """The model fitted to :func:`reports`."""
    return fit_model(table_of(reports()))
