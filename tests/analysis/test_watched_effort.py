"""The effort of a series from the observation entries of the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from trucewatch.analysis.counting import effort_statement
from trucewatch.analysis.effort import untold_efforts, watched_efforts
from trucewatch.vocabulary.series import ObservationEffort as Written
from trucewatch.vocabulary.tracking import ObservationEffort

PARENTS = {"quarter": "city", "other": "city", "city": "province"}


def chain(area: str) -> list[str]:
    found = [area]
    while found[-1] in PARENTS:
        found.append(PARENTS[found[-1]])
    return found


def week(areas: tuple[str, ...], **more: Any) -> ObservationEffort:
    told: dict[str, Any] = {"patrols": 14, "hours": 70.0, "posts": 3, **more}
    return ObservationEffort(
        id="w1", entered_by="A. Clerk", by="mission", start="2020-03-02", end="2020-03-08", areas=areas, **told
    )


def test_patrols_and_hours_are_spread_and_posts_stand_each_day() -> None:
    found = {(e.measure, e.area): e.per_day for e in watched_efforts([week(("quarter",))], chain)}
    assert found["patrols", None] == found["patrols", "city"] == 2
    assert found["observer_hours", "quarter"] == 10
    assert found["posts", "province"] == 3


def test_an_entry_of_two_places_tells_nothing_of_one_of_them() -> None:
    found = {e.area for e in watched_efforts([week(("quarter", "other"))], chain)}
    assert found == {None, "city", "province"}
    assert {e.area for e in watched_efforts([week(())], chain)} == {None}


def test_what_is_not_told_or_was_withdrawn_is_no_effort() -> None:
    assert {e.measure for e in watched_efforts([week((), hours=None, posts=None)], chain)} == {"patrols"}
    assert watched_efforts([week((), withdrawn="counted twice")], chain) == ()


@given(st.integers(1, 60), st.integers(0, 500))
def test_the_days_of_an_entry_add_up_to_what_it_tells(days: int, patrols: int) -> None:
    start = dt.date(2020, 3, 2)
    entry = ObservationEffort(
        id="e",
        entered_by="A. Clerk",
        by="mission",
        start=start.isoformat(),
        end=(start + dt.timedelta(days=days - 1)).isoformat(),
        patrols=patrols,
    )
    stated, notes = effort_statement(watched_efforts([entry], chain), start, days + 5, None, "patrols")
    assert abs(sum(value or 0 for value in stated.per_day) - patrols) < 1e-6
    assert stated.per_day[days:] == (None,) * 5
    assert [note.reason for note in notes] == ["effort_partly_unknown"]


def written(**more: Any) -> Written:
    told: dict[str, Any] = {"start": "2020-03-01", "end": "2020-03-10", "source": "mission", **more}
    return Written(id="file", measure="patrols", per_day=2.0, **told)


def test_what_an_entry_tells_is_not_counted_again_from_the_file() -> None:
    watched = watched_efforts([week(())], chain)
    left = untold_efforts([written()], watched)
    assert [(e.start, e.end) for e in left] == [("2020-03-01", "2020-03-01"), ("2020-03-09", "2020-03-10")]
    assert effort_statement([*left, *watched], dt.date(2020, 3, 1), 10, None, "patrols")[0].per_day == (2.0,) * 10
    assert untold_efforts([written(start="2020-03-03", end="2020-03-04")], watched) == ()


def test_another_source_area_or_measure_is_effort_of_its_own() -> None:
    watched = watched_efforts([week((), hours=None, posts=None)], chain)
    others = [written(source="ngo"), written(area="quarter"), replace(written(), measure="posts")]
    assert untold_efforts(others, watched) == tuple(others)
    assert len(untold_efforts([written(source=None)], watched)) == 2


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted), max_size=6))
def test_the_days_left_are_those_that_no_entry_tells(spans: list[list[int]]) -> None:
    day = [(dt.date(2020, 3, 1) + dt.timedelta(days=n)).isoformat() for n in range(31)]
    watched = [written(start=day[first], end=day[last]) for first, last in spans]
    left = untold_efforts([written(start=day[0], end=day[30])], watched)
    covered = [n for e in left for n in range(day.index(e.start), day.index(e.end) + 1)]
    assert covered == [n for n in range(31) if not any(first <= n <= last for first, last in spans)]
