"""What an analyst must know before trusting a fit: signs that its assumptions do not hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from trucewatch.linking.statistical.model import LinkModel

__all__ = ["LinkWarning", "WarningCode", "diagnose"]

WarningCode: TypeAlias = Literal["rate_changes", "bursts", "one_point", "few_pairs", "promise_not_kept"]

_RATE = 3.0
_BURST = 2.0
_POINT = 0.10
_PAIRS = 5_000
_MONTH = 28


@dataclass(frozen=True, slots=True)
class LinkWarning:
    """A sign that an assumption does not hold (code list ``link_warning``): the value found and the limit."""

    code: WarningCode
    value: float
    limit: float


def diagnose(connection: Any, model: LinkModel) -> tuple[LinkWarning, ...]:
    """Warnings for a model and the reports it was fitted to, in the order of the code list.

    ``rate_changes``: some four weeks hold so many times the reports of the median four weeks; control pairs then come
    from days that are not alike. ``bursts``: chance pairs of the same days and spot are so many times those of the
    control. ``one_point``: that share of the closely placed reports lies on one point, as when a gazetteer gives a
    whole city one. ``few_pairs``: too few chance pairs to count on. ``promise_not_kept``: no probability is high enough
    to keep one wrong link in twenty.
    """
    found: list[LinkWarning] = []
    rows = connection.execute(
        f"SELECT floor(day / {_MONTH}) AS month, count(*) AS n FROM report WHERE grain <= 3 GROUP BY month"
    ).fetchnumpy()
    if len(rows["n"]) > 2:
        ratio = float(np.max(rows["n"]) / max(float(np.median(rows["n"])), 1.0))
        _above(found, "rate_changes", ratio, _RATE)
    _above(found, "bursts", float(model.bursts.max()), _BURST)
    share = connection.execute(
        "SELECT max(n) / sum(n) FROM"
        " (SELECT count(*) AS n FROM report WHERE grain = 1 GROUP BY round(lat, 4), round(lon, 4))"
    ).fetchall()[0][0]
    _above(found, "one_point", float(share or 0), _POINT)
    if model.expected < _PAIRS:
        found.append(LinkWarning("few_pairs", round(model.expected), _PAIRS))
    if model.bounds[0.05] > 1:
        found.append(LinkWarning("promise_not_kept", round(1 - float(model.probability.max()), 3), 0.05))
    return tuple(found)


def _above(found: list[LinkWarning], code: WarningCode, value: float, limit: float) -> None:
    if value > limit:
        found.append(LinkWarning(code, round(value, 2), limit))
