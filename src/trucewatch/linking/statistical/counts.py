"""How often each comparison pattern occurs: in the window, and among control pairs that cannot match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from trucewatch.linking.statistical.blocking import CONTROL, WINDOW, Lag, day_spans, pairs_sql
from trucewatch.linking.statistical.levels import PATTERNS

__all__ = ["Counts", "Numbers", "count_patterns"]

Numbers: TypeAlias = npt.NDArray[np.float64]

ENOUGH = 250_000


@dataclass(frozen=True, slots=True)
class Counts:
    """Pairs by packed pattern. ``chance`` is half the control: what chance alone would put into the window.

    ``same`` and ``apart`` are pairs that people labelled as one occurrence or as two.
    """

    window: Numbers
    chance: Numbers
    sample: int
    reports: int
    same: Numbers = field(default_factory=lambda: np.zeros(PATTERNS))
    apart: Numbers = field(default_factory=lambda: np.zeros(PATTERNS))


def count_patterns(
    connection: Any, *, enough: int = ENOUGH, labels: Mapping[tuple[int, int], bool] | None = None
) -> Counts:
    """Count the patterns of the window and of the control, from about ``enough`` earlier reports.

    ``labels`` tell of pairs of report ids whether they are one occurrence; those that blocking does not pair are left.
    """
    reports = int(connection.execute("SELECT count(*) FROM report WHERE grain <= 3").fetchall()[0][0])
    sample = max(1, round(reports / enough))
    spans = list(day_spans(connection))
    window = _count(connection, spans, WINDOW, sample)
    control = _count(connection, spans, CONTROL, sample)
    days = connection.execute("SELECT min(day), max(day) FROM report WHERE grain <= 3").fetchall()[0]
    same, apart = _labelled(connection, spans, labels or {})
    return Counts(window, control / 2 * _edge(connection, days), sample, reports, same, apart)


def _labelled(
    connection: Any, spans: list[tuple[int, int]], labels: Mapping[tuple[int, int], bool]
) -> tuple[Numbers, Numbers]:
    found = {True: np.zeros(PATTERNS), False: np.zeros(PATTERNS)}
    if labels:
        both = [pair for a, b in labels for pair in ((a, b), (b, a))]
        columns = {"x": [a for a, _ in both], "y": [b for _, b in both]}
        connection.register("labelled", pa.table({**columns, "same": [s for s in labels.values() for _ in (0, 1)]}))
        for span in spans:
            pairs = pairs_sql(span, WINDOW)
            got = connection.execute(f"SELECT pattern, same FROM ({pairs}) JOIN labelled ON a = x AND b = y").fetchall()
            for pattern, same in got:
                found[same][pattern] += 1
        connection.unregister("labelled")
    return found[True], found[False]


def _count(connection: Any, spans: list[tuple[int, int]], lag: Lag, sample: int) -> Numbers:
    found = np.zeros(PATTERNS)
    for span in spans:
        pairs = pairs_sql(span, lag, sample=sample)
        got = connection.execute(f"SELECT pattern, count(*) AS n FROM ({pairs}) GROUP BY pattern").fetchnumpy()
        np.add.at(found, np.asarray(got["pattern"], dtype=np.int64), np.asarray(got["n"], dtype=np.float64))
    return found


def _edge(connection: Any, days: tuple[int | None, int | None]) -> float:
    """The last four weeks have no later control partners: the control is raised by what they would have had."""
    first, last = days
    if first is None or last is None or last - first < 2 * CONTROL.last:
        return 1.0
    rows = connection.execute("SELECT day, count(*) FROM report WHERE grain <= 3 GROUP BY day").fetchall()
    series = np.zeros(last - first + 1)
    for day, number in rows:
        series[day - first] = number
    padded = np.concatenate([series, np.zeros(CONTROL.last)])
    near = sum(series @ padded[k : k + len(series)] for k in range(1, WINDOW.last + 1)) + (series @ series) / 2
    far = sum(series @ padded[k : k + len(series)] for k in range(CONTROL.first, CONTROL.last + 1)) / 2
    return float(near / far) if far > 0 else 1.0
