"""The gate holds where floors hold, and fails where they do not or where there is nothing to measure."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.evaluation.support import figure, key, key_figure

from trucewatch.errors import InputError, UsageError
from trucewatch.evaluation.floors import FloorSet, load_floors, undercut
from trucewatch.evaluation.keys import load_gold
from trucewatch.evaluation.scoring import TextScore, score_text

FILE = Path(__file__).resolve().parents[2] / "benchmarks" / "floors.yaml"


def scores(split: str = "test") -> list[TextScore]:
    gold = key(split=split, figures=[key_figure("324 civils", 324), key_figure("44 enfants", 44)])
    return [score_text(gold, [figure("324 civils", 324)])]


def floors(**metrics: float) -> FloorSet:
    named = {name.replace("_", "."): value for name, value in metrics.items()}
    return FloorSet(split="test", texts={"fr": 1}, floors={"fr": named})


def test_floors_that_hold() -> None:
    assert undercut(floors(figures_f1=0.66, figures_qualifier=1), scores()) == ()


def test_floors_that_are_undercut() -> None:
    (problem,) = undercut(floors(figures_f1=0.67), scores())
    assert "figures.f1: 0.667" in problem


def test_missing_texts_fail() -> None:
    problems = undercut(floors(figures_f1=0.5), [])
    assert "0 texts" in problems[0]
    assert "nothing to measure" in problems[1]
    assert undercut(floors(figures_f1=0.5), scores("development")) == problems


def test_a_metric_that_stands_on_nothing_fails() -> None:
    (problem,) = undercut(floors(positions_f1=0.5), scores())
    assert "nothing to measure" in problem


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load_gold([tmp_path / "gold"])
    with pytest.raises(UsageError):
        load_gold([tmp_path])


def test_the_file_is_sound() -> None:
    found = load_floors(FILE)
    assert {one.split for one in found.sets} == {"development", "test"}
    for one in found.sets:
        assert set(one.texts) == {"fr", "en", "ar"}
        for lang in ("fr", "en", "ar"):
            assert one.floors[lang]["grounded"] == 1
            assert {"figures.f1", "events.f1", "positions.f1", "traps.avoided"} <= set(one.floors[lang])


def test_an_unknown_metric_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "floors.yaml"
    path.write_text("id: x\nsource: x\nsets:\n  - {split: test, texts: {fr: 1}, floors: {fr: {figures.g1: 0.5}}}\n")
    with pytest.raises(InputError, match="no metric"):
        load_floors(path)
