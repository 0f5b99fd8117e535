"""Two real articles with keys, where they are present, hold their floors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from trucewatch.evaluation.checking import key_problems
from trucewatch.evaluation.keys import load_gold
from trucewatch.evaluation.metrics import metrics_of
from trucewatch.evaluation.runner import general_reader, score_all
from trucewatch.evaluation.scoring import TextScore
from trucewatch.evaluation.tally import by_language

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
FLOORS = {"figures.f1": 0.85, "events.f1": 0.70, "positions.f1": 0.70, "grounded": 1.0}

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the articles of ../shared/seeds are not here")


@cache
def scores() -> Sequence[TextScore]:
    return score_all(load_gold([SEEDS]), general_reader())


def test_the_keys_are_sound() -> None:
    assert [problem for score in scores() for problem in key_problems(score.gold)] == []


@pytest.mark.parametrize("metric", FLOORS)
def test_floor(metric: str) -> None:
    assert metrics_of(by_language(scores())["fr"])[metric] >= FLOORS[metric]
