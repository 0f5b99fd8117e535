"""The inbox of the packaged case: every dispatch is readable, short, dated in the period and from a known source."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from trucewatch.case import Case, load_case
from trucewatch.intake.datasets.ucdp import read_ucdp
from trucewatch.intake.documents import Intaken, read_document
from trucewatch.intake.duplicates import SeenTexts, mark_duplicate
from trucewatch.vocabulary.yaml_input import parse_yaml, read_text

CASE = Path(__file__).parents[2] / "cases" / "aleppo-2016"
INBOX = CASE / "inbox"
DATASET = INBOX / "ucdp-ged-aleppo-2016-09.csv"
DISPATCHES = sorted(p for p in INBOX.iterdir() if p.suffix not in (".csv", ".yaml"))
CONVOY_STORY = {"afp", "le-monde", "lorient-le-jour", "rfi", "france24"}
MOST_WORDS = 250
READ_AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(CASE)


@pytest.fixture(scope="module")
def read() -> dict[str, Intaken]:
    return {p.name: read_document(p.read_bytes(), name=p.name, clock=lambda: READ_AT) for p in DISPATCHES}


def source_of(name: str, case: Case) -> str:
    """The source that a file name tells: ``2016-09-12-<source>-<slug>``; the longest id that fits."""
    rest = name[len("2016-09-12-") :]
    fits = [source.id for source in case.sources if rest.startswith(f"{source.id}-")]
    assert fits, f"{name}: no known source"
    return max(fits, key=len)


def test_there_are_enough_dispatches_in_each_language(read: dict[str, Intaken]) -> None:
    counts = Counter(taken.document.lang for taken in read.values())
    assert counts["fr"] >= 26
    assert counts["en"] >= 11
    assert counts["ar"] >= 7
    assert sum(counts.values()) == len(DISPATCHES) >= 44


def test_the_readme_tells_the_true_counts(read: dict[str, Intaken]) -> None:
    counts = Counter(taken.document.lang for taken in read.values())
    told = re.search(
        r"(\d+) dispatches \((\d+) in French, (\d+) in English, (\d+) in Arabic\)", read_text(CASE / "README.md")
    )
    assert told is not None
    assert [int(n) for n in told.groups()] == [len(DISPATCHES), counts["fr"], counts["en"], counts["ar"]]


def test_all_formats_come_in() -> None:
    kinds = Counter(path.suffix for path in DISPATCHES)
    assert kinds[".html"] >= 3
    assert (kinds[".eml"], kinds[".docx"], kinds[".pdf"]) == (2, 1, 1)
    assert kinds[".txt"] > 30


@pytest.mark.parametrize("path", DISPATCHES, ids=lambda p: p.name)
def test_a_dispatch_is_readable_and_short(path: Path, read: dict[str, Intaken]) -> None:
    taken = read[path.name]
    assert taken.document.unread is None
    assert 60 <= len(taken.text.split()) <= MOST_WORDS


@pytest.mark.parametrize("path", DISPATCHES, ids=lambda p: p.name)
def test_a_dispatch_tells_a_known_source_and_a_day_of_the_period(
    path: Path, case: Case, read: dict[str, Intaken]
) -> None:
    document = read[path.name].document
    source = next(s for s in case.sources if s.id == source_of(path.name, case))
    spellings = {source.id, source.name, *(n for names in source.names.values() for n in names)}
    assert document.outlet in spellings
    assert document.published is not None
    assert document.published[:10] == path.name[:10]
    assert str(case.settings.period.start) <= document.published[:10] <= str(case.settings.period.end)


def test_no_dispatch_gives_a_named_person_words_in_quotation_marks(case: Case, read: dict[str, Intaken]) -> None:
    people = [
        spelling
        for actor in case.actors
        if actor.kind == "person"
        for names in actor.names.values()
        for spelling in names
    ]
    quoted = re.compile(r"«[^»]{12,}»|[“\"][^”\"]{12,}[”\"]")
    for name, taken in read.items():
        for paragraph in taken.text.splitlines():
            for sentence in re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý«“\"])", paragraph):
                if quoted.search(sentence):
                    assert not [p for p in people if p in sentence], f"{name}: {sentence}"


def test_one_story_came_through_five_outlets(case: Case, read: dict[str, Intaken]) -> None:
    copies = {name: taken for name, taken in read.items() if "convoi-attaque-orem" in name}
    assert {source_of(name, case) for name in copies} == CONVOY_STORY
    seen = SeenTexts()
    marked = [mark_duplicate(taken, seen).document for taken in copies.values()]
    assert [document.duplicate for document in marked] == [None, *["near_identical"] * 4]


def test_one_dispatch_corrects_another(read: dict[str, Intaken]) -> None:
    assert [name for name, taken in read.items() if taken.correction] == ["2016-09-20-afp-correction-convoi.txt"]


def test_the_dataset_is_read_whole() -> None:
    reading = read_ucdp(DATASET.read_text("utf-8"), document="0" * 64)
    assert not reading.refused
    assert len(reading.claims) == 162


def test_the_dataset_names_its_source_and_licence(case: Case) -> None:
    beside: dict[str, Any] = parse_yaml(read_text(DATASET.with_suffix(".source.yaml")), "source").value
    assert beside["source"] in {source.id for source in case.sources}
    assert beside["file"] == DATASET.name
    assert beside["rows"] == len(DATASET.read_text("utf-8").splitlines()) - 1
    assert beside["attribution"] in read_text(CASE / "README.md")
