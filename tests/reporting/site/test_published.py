"""What was handed out before is remembered: revisions and withdrawals are told, and nothing vanishes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.errors import InputError
from trucewatch.reporting.site import publish_now, read_published
from trucewatch.reporting.site.published import NAME, Published
from trucewatch.vocabulary.incidents import Incident, IncidentTime

MOMENTS = [f"2016-12-{day:02}T09:00:00Z" for day in range(1, 9)]


def incident(name: str, act: str = "airstrike") -> Incident:
    return Incident(
        id=name,
        act=act,
        family="hostilities",
        status="occurred",
        polarity="asserted",
        time=IncidentTime(start="2016-12-01", end="2016-12-01"),
        corroboration="single_source",
    )


def kinds(list_: Published) -> list[tuple[str, str]]:
    return [(change.incident, change.kind) for change in list_.changes]


def test_the_same_incidents_change_nothing() -> None:
    first = publish_now(Published(), [incident("n-1"), incident("n-2")], MOMENTS[0])
    assert first.changes == ()
    assert publish_now(first, [incident("n-2"), incident("n-1")], MOMENTS[1]) == first


def test_a_revision_names_its_fields_and_a_withdrawal_stays_known() -> None:
    first = publish_now(Published(), [incident("n-1"), incident("n-2")], MOMENTS[0])
    second = publish_now(first, [incident("n-1", "shelling")], MOMENTS[1])
    assert kinds(second) == [("n-1", "revised"), ("n-2", "withdrawn")]
    assert second.changes[0].fields == ("act",)
    assert second.incidents["n-2"].stands is False
    assert second.incidents["n-1"].first == MOMENTS[0]
    assert second.incidents["n-1"].last == MOMENTS[1]
    third = publish_now(second, [incident("n-1", "shelling"), incident("n-2")], MOMENTS[2])
    assert kinds(third)[2:] == [("n-2", "restored")]


@given(st.lists(st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["airstrike", "shelling"])), max_size=7))
def test_no_permalink_is_ever_forgotten(runs: list[dict[str, str]]) -> None:
    known = Published()
    seen: set[str] = set()
    for at, run in zip(MOMENTS, runs, strict=False):
        before = known
        known = publish_now(known, [incident(name, act) for name, act in run.items()], at)
        seen |= set(run)
        assert set(known.incidents) == seen
        assert {name for name, one in known.incidents.items() if one.stands} == set(run)
        assert known.changes[: len(before.changes)] == before.changes
        assert publish_now(known, [incident(name, act) for name, act in run.items()], MOMENTS[-1]) == known


@pytest.mark.parametrize("text", ["", "{", '{"v": 2, "incidents": {}, "changes": []}', '{"incidents": 1}', '{"x": 1}'])
def test_a_list_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)
    with pytest.raises(InputError, match=NAME.replace(".", r"\.")):
        read_published(tmp_path)


def test_the_list_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = publish_now(publish_now(Published(), [incident("n-1")], MOMENTS[0]), [], MOMENTS[1])
    (tmp_path / NAME).write_bytes(msgspec.json.encode(made))
    assert read_published(tmp_path) == made
    assert read_published(tmp_path / "absent") == Published()
