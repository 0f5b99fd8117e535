"""Levels on which two reports are compared, packed into one whole number.

Everything after blocking works on the few thousand patterns that occur and not on pairs, so it costs the
same at any size. The levels follow Fellegi and Sunter (1969); nearness is told in parts of the sum of both
reaches, because a place told to the district cannot lie nearer than its reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["COMPARISONS", "PATTERNS", "Comparison", "Patterns", "unpack"]

Patterns: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison: its name, its levels, and the SQL that gives the level of a pair of reports ``l``, ``r``.

    ``distance`` in the SQL is the distance in kilometres, ``gap`` the days apart (0 to 7); the columns of the two
    reports begin with ``l_`` and ``r_``.
    """

    name: str
    levels: tuple[str, ...]
    sql: str


_GRAINS = ("spot_spot", "spot_district", "district_district", "spot_province", "district_province", "province_province")
_NEAR = ("same_point", "sixteenth", "eighth", "quarter", "half", "reach")


def _toll() -> str:
    lower, greater = "least(l_toll, r_toll)", "greatest(l_toll, r_toll)"
    return (
        "CASE WHEN l_toll IS NULL OR r_toll IS NULL THEN 0 "
        f"WHEN {greater} = 0 THEN 1 "
        "WHEN l_toll = r_toll AND l_toll >= 5 THEN 3 "
        "WHEN l_toll = r_toll THEN 2 "
        f"WHEN {greater} - {lower} <= greatest(1, 0.25 * {greater}) THEN 4 "
        f"WHEN {greater} <= 3 * {lower} THEN 5 ELSE 6 END"
    )


def _distance() -> str:
    pair = (
        "CASE WHEN l_grain + r_grain = 2 THEN 0 WHEN l_grain + r_grain = 3 THEN 1 "
        "WHEN l_grain = 2 AND r_grain = 2 THEN 2 WHEN l_grain + r_grain = 4 THEN 3 "
        "WHEN l_grain + r_grain = 5 THEN 4 ELSE 5 END"
    )
    part = "distance / (l_reach + r_reach)"
    near = (
        f"CASE WHEN distance < 0.02 THEN 0 WHEN {part} <= 0.0625 THEN 1 WHEN {part} <= 0.125 THEN 2 "
        f"WHEN {part} <= 0.25 THEN 3 WHEN {part} <= 0.5 THEN 4 ELSE 5 END"
    )
    return f"({pair}) * {len(_NEAR)} + ({near})"


def _actor(column: str) -> str:
    return f"CASE WHEN l_{column} < 0 OR r_{column} < 0 THEN 1 WHEN l_{column} = r_{column} THEN 0 ELSE 2 END"


COMPARISONS = (
    Comparison("days", tuple(str(day) for day in range(8)), "gap"),
    Comparison("place", tuple(f"{grain}:{near}" for grain in _GRAINS for near in _NEAR), _distance()),
    Comparison(
        "act",
        ("same", "same_kind_one_broader", "same_kind", "same_family", "different"),
        "CASE WHEN l_act3 >= 0 AND l_act3 = r_act3 THEN 0 "
        "WHEN l_act2 = r_act2 AND (l_act3 < 0 OR r_act3 < 0) THEN 1 "
        "WHEN l_act2 = r_act2 THEN 2 WHEN l_act1 = r_act1 THEN 3 ELSE 4 END",
    ),
    Comparison("first_actor", ("same", "unknown", "different"), _actor("actor1")),
    Comparison("second_actor", ("same", "unknown", "different"), _actor("actor2")),
    Comparison("toll", ("unknown", "none", "same", "same_large", "close", "different", "far_apart"), _toll()),
    Comparison("source", ("different", "same"), "CASE WHEN l_source >= 0 AND l_source = r_source THEN 1 ELSE 0 END"),
)
"""In the order in which they are packed, the first one most significant."""

PATTERNS = int(np.prod([len(c.levels) for c in COMPARISONS]))


def pattern_sql() -> str:
    """SQL for the packed pattern of a pair."""
    packed = "0"
    for comparison in COMPARISONS:
        packed = f"({packed}) * {len(comparison.levels)} + ({comparison.sql})"
    return f"CAST({packed} AS INTEGER)"


def unpack(patterns: Patterns) -> npt.NDArray[np.int16]:
    """The level of each pattern on each comparison: one row a pattern, one column a comparison."""
    rest = patterns.copy()
    found = np.empty((len(patterns), len(COMPARISONS)), dtype=np.int16)
    for column in range(len(COMPARISONS) - 1, -1, -1):
        rest, level = np.divmod(rest, len(COMPARISONS[column].levels))
        found[:, column] = level
    return found
