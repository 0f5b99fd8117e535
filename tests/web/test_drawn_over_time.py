"""Control bands, timetables and figure steps: every value drawn where it was told, none of them merged."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from litestar import Litestar

from trucewatch.vocabulary.tracking import ControlSpan, FigureQuestion, FigureValueOf, Obligation, TollStep
from trucewatch.web.bands import LEFT, WIDTH, control_bands, timetable
from trucewatch.web.steps import step_chart
from trucewatch.web.wording import Words


@pytest.fixture
def words(app: Litestar) -> Words:
    return Words(app.state.site, "en")


def value(by: str, day: str | None, low: float | None, high: float | None, claim: str) -> FigureValueOf:
    return FigureValueOf(
        by=by, outlet=None, published=None, day=day, low=low, best=None, high=high, qualifier="exact",
        polarity="asserted", claim=claim, document="d", text="x", lang="en",
    )  # fmt: skip


def test_every_value_of_a_question_is_drawn(words: Words) -> None:
    told = (
        value("un", "2016-12-01", 10, 10, "a"),
        value("un", "2016-12-05", 8, 8, "b"),
        value("army", "2016-12-03", 2, None, "c"),
        value("army", None, 4, 4, "d"),
    )
    steps = (TollStep(by="un", day="2016-12-05", low=8, high=8, revised_down=True, claim="b"),)
    question = FigureQuestion(
        id="q", measure="killed", who=None, side=None, place=None, values=told, contested=True, steps=steps
    )
    chart = step_chart(question, words)
    assert chart is not None
    assert {(v.href.rsplit("-", 1)[1], v.revised, v.open_high) for v in chart.values} == {
        ("a", False, False), ("b", True, False), ("c", False, True),
    }  # fmt: skip
    assert len(chart.stairs) == 2
    higher, lower = (next(v for v in chart.values if v.href.endswith(end)) for end in ("a", "c"))
    assert higher.best < lower.best
    undated = msgspec.structs.replace(question, values=told[3:], steps=())
    assert step_chart(undated, words) is None


def test_a_gap_is_no_band_of_control(words: Words) -> None:
    def span(start: str, end: str, **changes: Any) -> ControlSpan:
        return ControlSpan(
            **({"place": "hanano", "start": start, "end": end, "state": "held", "basis": "asserted"} | changes)
        )

    spans = [
        span("2016-11-01", "2016-11-10", holders=("saa",)),
        span("2016-11-11", "2016-11-15", state="unknown", basis="gap"),
        span("2016-11-16", "2016-11-30", state="contested"),
    ]
    drawn = control_bands(spans, words, "2016-11-01", "2016-11-30")
    assert len(drawn.lines) == 1
    kinds = [band.kind for band in drawn.lines[0].bands]
    assert kinds == ["control-held", "control-unknown", "control-contested"]
    assert drawn.lines[0].bands[0].x == LEFT
    last = drawn.lines[0].bands[-1]
    assert last.x + last.width == pytest.approx(WIDTH, abs=1)
    assert control_bands(spans, words, "2017-01-01", "2017-02-01").lines == ()


def test_an_obligation_without_deadline_says_so(words: Words) -> None:
    owed = Obligation(
        id="o", instrument="coh-2016-02", clause="coh-2016-02/detainees", kind="release", words={}, bound=(),
        state="due", as_of="2016-12-31", start="2016-09-10",
    )  # fmt: skip
    drawn = timetable([owed], words, "2016-09-01", "2016-12-31")
    band = drawn.lines[0].bands[0]
    assert band.kind == "due-due open"
    assert "no deadline" in band.said
    assert timetable([], words, None, None).lines == ()
