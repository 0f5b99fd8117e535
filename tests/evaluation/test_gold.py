"""The gold set is well formed, and what the reader reaches on it holds the floors."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from trucewatch.evaluation.checking import key_problems, split_problems
from trucewatch.evaluation.floors import load_floors, undercut
from trucewatch.evaluation.keys import GoldText, load_gold
from trucewatch.evaluation.runner import general_reader, score_all
from trucewatch.evaluation.scoring import TextScore

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
GOLD = BENCHMARKS / "gold"
FLOORS = load_floors(BENCHMARKS / "floors.yaml")
LANGUAGES = {"French": "fr", "English": "en", "Arabic": "ar"}


@cache
def texts() -> tuple[GoldText, ...]:
    return load_gold([GOLD])


@pytest.mark.parametrize("path", sorted(GOLD.rglob("*.txt")), ids=lambda path: path.stem)
def test_every_pair_is_well_formed(path: Path) -> None:
    (gold,) = load_gold([path])
    assert key_problems(gold) == ()
    assert gold.key.lang == path.parent.name
    assert gold.name == path.stem


def test_a_story_stands_in_one_split_whatever_the_language() -> None:
    assert split_problems(texts()) == ()


def test_there_is_enough_in_each_language() -> None:
    count = Counter(gold.key.lang for gold in texts())
    assert count["fr"] >= 60
    assert count["en"] >= 30
    assert count["ar"] >= 30


def test_the_page_tells_what_is_there() -> None:
    page = (GOLD / "README.md").read_text(encoding="utf-8")
    count = Counter((gold.key.lang, gold.key.split) for gold in texts())
    rows = dict(re.findall(r"^\| (French|English|Arabic) \| (\d+ \| \d+) \|$", page, re.MULTILINE))
    for language, lang in LANGUAGES.items():
        assert rows[language] == f"{count[lang, 'development']} | {count[lang, 'test']}"
    for name, words in (
        ("figures", "figures"),
        ("events", "events"),
        ("positions", "positions"),
        ("control", "assertions of control"),
        ("traps", "traps"),
    ):
        assert f"{sum(len(getattr(gold.key, name)) for gold in texts()):,} {words}" in page


@cache
def scores() -> tuple[TextScore, ...]:
    return score_all(texts(), general_reader())


@pytest.mark.parametrize("split", ["development", "test"])
def test_the_floors_hold(split: str) -> None:
    (floors,) = (one for one in FLOORS.sets if one.split == split)
    assert undercut(floors, scores()) == ()


@pytest.mark.parametrize("split", ["development", "test"])
def test_the_gate_fails_when_the_gold_is_missing(split: str) -> None:
    (floors,) = (one for one in FLOORS.sets if one.split == split)
    problems = undercut(floors, [])
    assert len(problems) == len(floors.texts) + sum(len(metrics) for metrics in floors.floors.values())
    without_arabic = [score for score in scores() if score.gold.key.lang != "ar"]
    assert any(" ar" in problem for problem in undercut(floors, without_arabic))


def test_every_claim_stands_in_the_words_it_names() -> None:
    assert [(score.gold.name, why) for score in scores() for _, why in score.ungrounded] == []
