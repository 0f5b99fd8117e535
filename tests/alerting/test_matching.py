"""Which rules hold for which incidents and deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.alerting import match_alerts
from trucewatch.vocabulary.alerts import Alert, AlertFile, AlertRule, AtomChannel, DeadlineAhead
from trucewatch.vocabulary.incidents import CasualtyRange, Incident, IncidentTime

ZONE = ZoneInfo("Asia/Damascus")
NOW = dt.datetime(2016, 12, 5, 12, tzinfo=dt.UTC)


def incident(name: str, day: str | None = "2016-12-01", act: str = "air_strike", **more: Any) -> Incident:
    given_ = {"status": "occurred", "polarity": "asserted", "corroboration": "single_source"} | more
    return Incident(id=name, act=act, family="hostilities", time=IncidentTime(start=day, end=day), **given_)


def dead(low: float, outcome: str = "killed") -> tuple[CasualtyRange, ...]:
    return (CasualtyRange(outcome=outcome, who=None, side=None, low=low, best=low, high=low, rule="one_origin"),)  # type: ignore[arg-type]


def found(
    incidents: Sequence[Incident], deadlines: Sequence[DeadlineAhead] = (), now: dt.datetime = NOW, **rule: Any
) -> tuple[Alert, ...]:
    file = AlertFile(
        channels=(AtomChannel(id="feed"),), rules=(AlertRule(id="r", label={"en": "Rule"}, to=("feed",), **rule),)
    )
    return match_alerts(
        file, incidents, assessments=lambda _: (), areas=lambda _: ("aleppo",), deadlines=deadlines, now=now, zone=ZONE
    )


def test_an_act_includes_the_acts_that_say_more_than_it() -> None:
    some = [incident("a", act="drone_strike"), incident("b", act="abduction")]
    assert [alert.subjects for alert in found(some, acts=("air_strike",))] == [("a",)]


@pytest.mark.parametrize("change", [{"status": "planned"}, {"status": "demanded"}, {"polarity": "denied"}])
def test_what_did_not_occur_or_is_denied_wakes_nobody(change: dict[str, str]) -> None:
    assert found([incident("a", **change)], acts=("air_strike",)) == ()


def test_a_toll_counts_by_its_least_and_only_the_dead() -> None:
    some = [
        incident("a", casualties=dead(10)),
        incident("b", casualties=dead(9)),
        incident("c", casualties=dead(50, "injured")),
        incident("d"),
    ]
    assert [alert.subjects for alert in found(some, killed_at_least=10)] == [("a",)]


def test_places_and_corroboration_must_both_hold() -> None:
    some = [incident("a"), incident("b", corroboration="two_independent")]
    assert [a.subjects for a in found(some, places=("aleppo",), corroboration=("two_independent",))] == [("b",)]
    assert found(some, places=("homs",)) == ()


def test_a_burst_is_one_alert_and_keeps_its_key_while_it_goes_on() -> None:
    days = ["2016-12-01", "2016-12-01", "2016-12-02", "2016-12-20"]
    some = [incident(f"i{n}", day) for n, day in enumerate(days)]
    first = found(some, acts=("air_strike",), count_at_least=3, within_days=2)
    assert [(alert.kind, len(alert.subjects)) for alert in first] == [("burst", 3)]
    more = found([*some, incident("i9", "2016-12-03")], acts=("air_strike",), count_at_least=3, within_days=2)
    assert [alert.key for alert in more] == [first[0].key]
    assert found([incident("x", None)] * 9, acts=("air_strike",), count_at_least=3, within_days=9) == ()


@given(st.lists(st.integers(0, 30), max_size=25), st.integers(2, 5), st.integers(1, 5))
def test_bursts_do_not_depend_on_order_and_hold_what_they_say(days: list[int], least: int, within: int) -> None:
    start = dt.date(2016, 12, 1)
    some = [incident(f"i{n:02}", (start + dt.timedelta(days=day)).isoformat()) for n, day in enumerate(days)]
    told = found(some, acts=("air_strike",), count_at_least=least, within_days=within)
    assert told == found(some[::-1], acts=("air_strike",), count_at_least=least, within_days=within)
    inside = [name for alert in told for name in alert.subjects]
    assert len(inside) == len(set(inside))
    dense = any(sum(day <= other < day + within for other in days) >= least for day in days)
    assert bool(told) is dense
    assert all(len(alert.subjects) >= least for alert in told)


def test_deadlines_are_told_within_their_hours_and_not_when_they_are_over() -> None:
    due = [
        DeadlineAhead(kind="answer", subject="c1", party="gov", due="2016-12-05T20:00:00+00:00"),
        DeadlineAhead(kind="answer", subject="c2", party="gov", due="2016-12-05T11:00:00+00:00"),
        DeadlineAhead(kind="obligation", subject="o1", party=None, due="2016-12-05"),
        DeadlineAhead(kind="obligation", subject="o2", party=None, due="2016-12-07"),
    ]
    # the local day 5 December ends in Damascus at 21:59:59 UTC
    assert [alert.subjects[0] for alert in found([], due, deadline_within=12)] == ["o1", "c1"]
    assert [alert.subjects[0] for alert in found([], due, NOW + dt.timedelta(hours=9), deadline_within=12)] == ["o1"]
