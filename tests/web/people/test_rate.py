"""So many at once, as many again in the time: never more, and never a lock that stays shut."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.web.people.rate import Limit, RateLimiter

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Hands:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def test_the_eleventh_waits_and_then_one_goes_through() -> None:
    hands = Hands()
    limiter = RateLimiter(hands)
    limit = Limit(10, 900)
    assert [limiter.ask("ana", limit) for _ in range(10)] == [0] * 10
    assert limiter.ask("ana", limit) == 90
    assert limiter.ask("ben", limit) == 0
    hands.now += timedelta(seconds=90)
    assert limiter.ask("ana", limit) == 0
    assert limiter.ask("ana", limit) == 90


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 5), st.integers(1, 60))
def test_no_more_than_twice_the_count_in_any_stretch_of_the_time(steps: list[float], count: int, seconds: int) -> None:
    hands = Hands()
    limiter = RateLimiter(hands)
    passed: list[float] = []
    at = 0.0
    for step in steps:
        at += step
        hands.now = START + timedelta(seconds=at)
        wait = limiter.ask("k", Limit(count, seconds))
        assert 0 <= wait <= seconds
        if not wait:
            passed.append(at)
    for first in passed:
        assert sum(1 for later in passed if first <= later < first + seconds) <= 2 * count


def test_the_memory_is_bounded_and_a_full_one_keeps_the_busiest() -> None:
    hands = Hands()
    limiter = RateLimiter(hands, most=100)
    limit = Limit(2, 60)
    assert [limiter.ask("busy", limit) for _ in range(3)] == [0, 0, 30]
    for number in range(250):
        limiter.ask(f"k{number}", Limit(60, 60))
    assert len(limiter._due) <= 101
    assert limiter.ask("busy", limit) == 30
