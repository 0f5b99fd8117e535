"""Sessions end when they should, change their token, and end where a former token comes back."""

from __future__ import annotations

from tests.web.people.house import House

from trucewatch.web.people.sessions import ABSOLUTE, FRESH, GRACE, IDLE, ROTATE


def test_a_session_is_over_after_half_an_hour_of_nothing(house: House) -> None:
    house.add("amal")
    find, token = house.people.sessions.find, house.session("amal").token or ""
    house.hands.move(IDLE - 1)
    found = find(token)
    assert found is not None
    assert found.token is not None
    house.hands.move(IDLE)
    assert find(found.token) is None
    assert find(token) is None


def test_a_session_is_over_after_twelve_hours_whatever_is_done(house: House) -> None:
    house.add("amal")
    token = house.session("amal").token or ""
    for _ in range(ABSOLUTE // 600 - 1):
        house.hands.move(600)
        found = house.people.sessions.find(token)
        assert found is not None
        token = found.token or token
    house.hands.move(600)
    assert house.people.sessions.find(token) is None


def test_the_token_changes_and_a_former_one_counts_for_a_minute_only(house: House) -> None:
    house.add("amal")
    find, first = house.people.sessions.find, house.session("amal").token or ""
    house.hands.move(ROTATE)
    turned = find(first)
    assert turned is not None
    second = turned.token or ""
    assert second not in ("", first)
    house.hands.move(GRACE)
    under_way = find(first)
    assert under_way is not None
    assert under_way.token is None
    house.hands.move(1)
    assert find(first) is None  # copied: both copies end
    assert find(second) is None
    assert "token_replayed" in [line.event for line in house.people.trail.lines()]


def test_only_digests_are_kept(house: House) -> None:
    house.add("amal")
    token = house.session("amal").token or ""
    assert token not in str(house.people.file.rows("SELECT * FROM sessions"))
    assert house.people.sessions.find("x" * 43) is None


def test_a_person_ends_their_own_sessions_and_no_other(house: House) -> None:
    house.add("amal")
    house.add("ben")
    mine = [house.session("amal") for _ in range(3)]
    other = house.session("ben")
    assert not house.people.sessions.end(other.id, "amal")
    assert house.people.sessions.end(mine[0].id, "amal")
    assert house.people.sessions.end_others(mine[1].id, "amal") == 1
    assert [session.id for session in house.people.sessions.of("amal")] == [mine[1].id]
    assert len(house.people.sessions.of("ben")) == 1
    house.people.accounts.remove("ben")
    assert house.people.sessions.find(other.token or "") is None


def test_too_many_sessions_of_one_person_end_the_oldest(house: House) -> None:
    house.add("amal")
    made = [house.session("amal") for _ in range(23)]
    assert house.people.sessions.find(made[0].token or "") is None
    assert house.people.sessions.find(made[-1].token or "") is not None
    assert len(house.people.sessions.of("amal")) == 20


def test_fresh_is_ten_minutes(house: House) -> None:
    house.add("amal")
    session = house.session("amal")
    assert session.fresh(house.hands().timestamp() + FRESH)
    assert not session.fresh(house.hands().timestamp() + FRESH + 1)
