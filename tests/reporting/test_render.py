"""Rendering: golden files in three languages, hostile text escaped, one file that asks for nothing."""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path

import pytest
import shapely
from msgspec.structs import replace
from tests.reporting.examples import HOSTILE, report

from trucewatch.case import Case, load_case
from trucewatch.errors import UsageError
from trucewatch.reporting import previous_period, render_html, render_markdown, report_period
from trucewatch.reporting.drawing import outside_map
from trucewatch.starting import start_case
from trucewatch.vocabulary.incidents import IncidentPlace
from trucewatch.vocabulary.reports import Period, RecordRank

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    root = tmp_path / "case"
    start_case(root, name="River front", zone="Africa/Juba")
    return load_case(root)


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
@pytest.mark.parametrize("kind", ["html", "md"])
def test_golden_files(case: Case, lang: str, kind: str) -> None:
    """Set TRUCEWATCH_WRITE_GOLDEN=1 to write them again, then read the difference."""
    text = (render_html if kind == "html" else render_markdown)(report(), case, lang)
    golden = GOLDEN / f"situation-report.{lang}.{kind}"
    if os.environ.get("TRUCEWATCH_WRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_hostile_text_is_escaped(case: Case) -> None:
    page = render_html(report(HOSTILE), case, "en")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    marked = render_markdown(report(HOSTILE), case, "en")
    assert "<script" not in marked
    assert "[link]" not in marked


def test_the_page_asks_for_nothing(case: Case) -> None:
    page = render_html(report(), case, "ar")
    assert re.findall(r"""(?:src|href)=["'](?!#)""", page) == []
    assert "@import" not in page
    assert "url(" not in page
    assert 'dir="rtl"' in page


def test_the_same_record_gives_the_same_bytes(case: Case) -> None:
    assert render_html(report(), case, "fr") == render_html(report(), case, "fr")


def test_periods() -> None:
    none = {"day": None, "start": None, "end": None, "case_start": None, "case_end": None, "last": None}
    day = report_period(**{**none, "day": "2016-12-05"})
    assert (day.start, day.end) == ("2016-12-05", "2016-12-05")
    assert previous_period(Period(start="2016-12-05", end="2016-12-11")) == Period(start="2016-11-28", end="2016-12-04")
    for wrong in ({"day": "5 December"}, {"start": "2016-12-05", "end": "2016-12-01"}, {"day": "1216-12-05"}):
        with pytest.raises(UsageError):
            report_period(**{**none, **wrong})


RANKED = [
    (RecordRank(), "the log alone"),
    (
        RecordRank(name="witnessed", size=12, of=3, parties=(("gov", "T1"), ("opp", "T2"))),
        "a quorum of parties (2/3: gov T1, opp T2; up to entry 12)",
    ),
    (
        RecordRank(name="acknowledged", size=9, of=2, parties=(("gov", "T1"),)),
        "the log alone (all sides 1/2: gov T1; up to entry 9)",
    ),
    (
        RecordRank(name="logged", size=12, of=3, parties=(("gov", "T1"),)),
        "the log alone (fewer parties than the quorum 1/3: gov T1; up to entry 12)",
    ),
]


@pytest.mark.parametrize(("rank", "said"), RANKED)
def test_the_head_says_how_far_parties_vouch(case: Case, rank: RecordRank, said: str) -> None:
    ranked = replace(report(), log_size=12, rank=rank)
    assert f"Vouched for by: {said}" in render_markdown(ranked, case, "en").replace("\\", "")
    assert said in render_html(ranked, case, "en")


def test_a_point_beyond_the_map_is_named_beside_it(case: Case) -> None:
    entry = report().annex[0]
    elsewhere = IncidentPlace(name="Elsewhere", lat=-33.0, lon=151.0, precision="town")
    far = replace(entry.incident, id="far", place=elsewhere)
    both = [entry.incident, far]
    settings = replace(case.settings, theatre=replace(case.settings.theatre, area="theatre"))
    placed = dataclasses.replace(case, areas={"theatre": shapely.box(31.0, 4.0, 32.0, 5.0)}, settings=settings)
    assert [i.id for i in outside_map(placed, both)] == ["far"]
