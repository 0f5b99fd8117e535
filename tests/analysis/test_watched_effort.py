"""The effort of a series from the observation entries of the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.analysis.counting import effort_statement
from trucewatch.analysis.effort import watched_efforts
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
