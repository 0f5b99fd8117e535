"""The map and the timeline drawn by the server."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.store import DayCount
from trucewatch.vocabulary.incidents import Incident, IncidentPlace, IncidentTime
from trucewatch.web.geo import has_point, radius
from trucewatch.web.timeline import timeline

DAYS = [f"2016-12-{day:02d}" for day in range(1, 29)]


def incident(day: str | None, family: str = "hostilities", **place: Any) -> Incident:
    return Incident(
        id="i",
        act="shelling",
        family=family,
        status="occurred",
        polarity="asserted",
        time=IncidentTime(start=day, end=day),
        place=IncidentPlace(name="x", **place) if place else None,
        corroboration="single_source",
    )


@given(st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from(["hostilities", "humanitarian"])), max_size=30))
def test_the_bars_count_every_dated_incident_once(told: list[tuple[str, str]]) -> None:
    counts = [DayCount(day, family, number) for (day, family), number in Counter(told).items()]
    drawn = timeline(counts, "2016-12-01", "2016-12-31")
    assert sum(bar.count for bar in drawn.bars) == len(told)
    assert len(drawn.slots) == 31
    for bar in drawn.bars:
        assert 0 <= bar.y < bar.y + bar.height <= drawn.base + 0.5
        assert bar.x + bar.width <= drawn.width


def test_nothing_counted_is_no_bar() -> None:
    assert timeline([], "2016-12-01", "2016-12-31").bars == ()
    assert timeline([], None, None).slots == ()


def test_without_a_period_the_incidents_set_it() -> None:
    drawn = timeline([DayCount("2016-12-03", "hostilities", 2), DayCount("2016-12-05", "civilians", 1)], None, None)
    assert [(slot.day, slot.count) for slot in drawn.slots] == [("2016-12-03", 2), ("2016-12-04", 0), ("2016-12-05", 1)]


def test_a_long_span_is_drawn_by_more_days_and_loses_no_incident() -> None:
    counts = [DayCount(f"{year}-06-{day:02d}", "hostilities", 3) for year in range(2011, 2021) for day in (1, 15, 30)]
    drawn = timeline(counts, "2011-01-01", "2020-12-31")
    assert drawn.each == 10
    assert len(drawn.slots) <= 400
    assert sum(bar.count for bar in drawn.bars) == 90
    assert drawn.slots[-1].until == "2020-12-31"
    for first, second in pairwise(drawn.slots):
        assert date.fromisoformat(first.until) + timedelta(1) == date.fromisoformat(second.day)


def test_a_region_is_no_point() -> None:
    assert has_point(incident(None, lat=36.2, lon=37.1, precision="town"))
    assert not has_point(incident(None, lat=36.2, lon=37.1, precision="admin1"))
    assert not has_point(incident(None, precision="town"))
    assert not has_point(incident(None))
    assert radius("country") is None


def test_the_islands_colour_families_as_the_pages_do() -> None:
    from trucewatch.vocabulary.codes import load_code_list
    from trucewatch.web.site import STATIC

    style = (STATIC / "style.css").read_text(encoding="utf-8")
    for family in load_code_list("acts").families:
        assert re.search(rf"\.family-{family.code} \{{", style), family.code
