"""The gold set is well formed."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from trucewatch.evaluation.checking import key_problems, split_problems
from trucewatch.evaluation.keys import GoldText, load_gold

GOLD = Path(__file__).resolve().parents[2] / "benchmarks" / "gold"
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
