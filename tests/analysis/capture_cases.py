"""Tables for the tests: published ones where the shared data is present, small generated ones everywhere."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from trucewatch.analysis.capture import CaptureTable

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "mse"

# Madigan and York 1997, three lists: spina bifida in upstate New York, as in the tests of the package dga
SPINA_BIFIDA = CaptureTable(("a", "b", "c"), (0, 60, 49, 4, 247, 112, 142, 12))


def published(name: str) -> CaptureTable:
    """A table of the shared data; the test is skipped where that is absent."""
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"the shared data is absent: {path}")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    lists = rows[0][:-1]
    counts = [0] * 2 ** len(lists)
    for row in rows[1:]:
        counts[sum(1 << j for j, mark in enumerate(row[:-1]) if mark == "1")] += int(row[-1])
    return CaptureTable(tuple(lists), tuple(counts))


def generated(seed: int, total: int, chances: tuple[float, ...]) -> CaptureTable:
    """Independent lists that catch each of ``total`` units with their own chance."""
    generator = np.random.default_rng(seed)
    caught = generator.random((total, len(chances))) < np.asarray(chances)
    names = tuple("abcdefgh"[: len(chances)])
    return CaptureTable.of_histories(names, [[n for n, c in zip(names, row, strict=True) if c] for row in caught])
