"""A claimed time that others contradict is shown; what cannot be told is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.record.conftest import ORIGIN

from trucewatch.record import Draft, Log
from trucewatch.record.clocks import clock_warnings
from trucewatch.record.cosigned import Rank

NOON = datetime(2016, 12, 6, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with Log.open(tmp_path / "record", ORIGIN, Clock()) as opened:
        yield opened


def add(log: Log, author: str, minutes: int) -> None:
    clock = log._clock
    assert isinstance(clock, Clock)
    clock.at = NOON + timedelta(minutes=minutes)
    log.append([Draft(type="run", author=author, body={"n": log.size})])


def rank(log: Log, size: int, minutes: list[int], quorum: int = 2) -> Rank:
    parties = tuple((f"p{n}", NOON + timedelta(minutes=m)) for n, m in enumerate(minutes))
    head = type(log.checkpoint)(ORIGIN, size, log.root(size))
    return Rank(head, parties, 3, quorum, ())


@pytest.mark.parametrize(("minutes", "kinds"), [(0, []), (15, []), (16, ["late"]), (600, ["late"])])
def test_a_time_after_a_quorum_had_cosigned_it(log: Log, minutes: int, kinds: list[str]) -> None:
    add(log, "gov", minutes)
    found = clock_warnings(log.entries(), [rank(log, 1, [10, 10])])
    assert [w.kind for w in found] == kinds


def test_fewer_parties_than_the_quorum_tell_no_time(log: Log) -> None:
    add(log, "gov", 600)
    assert clock_warnings(log.entries(), [rank(log, 1, [10])]) == []


def test_one_liar_in_a_quorum_does_not_move_the_time(log: Log) -> None:
    add(log, "gov", 0)
    assert clock_warnings(log.entries(), [rank(log, 1, [-600, 10])]) == []


@pytest.mark.parametrize(("minutes", "kinds"), [(0, []), (-5, []), (-6, ["early"])])
def test_a_time_before_an_entry_that_the_author_had_seen(log: Log, minutes: int, kinds: list[str]) -> None:
    add(log, "mission", 0)
    add(log, "gov", minutes)
    found = clock_warnings(log.entries(), [])
    assert [(w.kind, w.index) for w in found] == [(kind, 1) for kind in kinds]
    assert all("entry 1 of gov claims 2016-12-06T11:54:00Z" in w.text() for w in found)
