"""Accounts: kept apart and closed to others, never given twice, and set up by a link that works once."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from tests.web.people.house import Hands, people_at

from trucewatch.errors import StoreError, UsageError
from trucewatch.web.people.accounts import INVITATION_SECONDS, account_id, check_roles
from trucewatch.web.people.database import PeopleFile, people_path
from trucewatch.web.people.keeping import People, open_people


def test_the_file_is_its_owners_alone_and_no_part_of_the_record(tmp_path: Path, hands: Hands) -> None:
    people_at(tmp_path, hands)
    path = people_path(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "record" not in path.relative_to(tmp_path).parts
    path.chmod(0o644)
    if os.name == "posix":
        with pytest.raises(StoreError, match="others on this machine"):
            PeopleFile.open(path)
    with pytest.raises(StoreError, match="no accounts"):
        open_people(tmp_path / "elsewhere", "x")


def test_a_damaged_file_and_one_of_another_version_are_refused(tmp_path: Path, hands: Hands) -> None:
    people = people_at(tmp_path, hands)
    with people.file.change() as connection:
        connection.execute("PRAGMA user_version = 9")
    people.file.close()
    with pytest.raises(StoreError, match="another version"):
        people_at(tmp_path, hands)
    people_path(tmp_path).write_bytes(b"no database at all, and long enough to be looked at" * 40)
    with pytest.raises(StoreError, match="cannot be opened"):
        people_at(tmp_path, hands)


def test_an_account_is_never_given_to_another_person(people: People) -> None:
    people.accounts.add("amal", "Amal", "syria-gov", ["party_submitter"])
    with pytest.raises(UsageError, match="there was one"):
        people.accounts.add("amal", "Other", None, ["observer"])
    people.accounts.remove("amal")
    assert people.accounts.find("amal") is None
    with pytest.raises(UsageError, match="there was one"):
        people.accounts.add("amal", "Other", None, ["observer"])
    assert [account.removed is not None for account in people.accounts.all()] == [True]


@pytest.mark.parametrize("name", ["", "a", "Amal", "a b", "-x", "é1", "x" * 41, "keeper", "local", "a/b", "a\n"])
def test_names_that_cannot_be(people: People, name: str) -> None:
    with pytest.raises(UsageError):
        people.accounts.add(name, "A", None, ["observer"])


def test_typed_names_are_forgiven_case_and_space() -> None:
    assert account_id("  Amal ") == "amal"
    assert account_id("a" * 500) is None


def test_who_opens_does_not_approve() -> None:
    assert check_roles(["auditor", "observer"]) == ("observer", "auditor")
    for roles in (["custodian", "verifier"], ["guarantor", "custodian"]):
        with pytest.raises(UsageError, match="does not approve"):
            check_roles(roles)
    for roles in ([], ["nobody"]):
        with pytest.raises(UsageError, match="not those of the list"):
            check_roles(roles)


def test_an_invitation_works_once_for_three_days_and_the_last_one_counts(people: People, hands: Hands) -> None:
    people.accounts.add("amal", "Amal", None, ["observer"])
    first = people.accounts.invite("amal")
    second = people.accounts.invite("amal")
    assert people.accounts.invited(first) is None
    assert people.accounts.invited(second) is not None
    hands.move(INVITATION_SECONDS - 1)
    assert people.accounts.invited(second) is not None
    hands.move(1)
    assert people.accounts.invited(second) is None
    third = people.accounts.invite("amal")
    assert [people.accounts.accept(third) for _ in range(2)] == [True, False]
    kept = str(people.file.rows("SELECT * FROM invitations"))
    assert third not in kept


def test_a_change_of_roles_counts_at_once(people: People) -> None:
    people.accounts.add("amal", "Amal", None, ["observer"])
    people.accounts.change("amal", "syria-gov", ["party_submitter"])
    found = people.accounts.get("amal").visitor
    assert (found.party, found.roles, found.audience, found.signed_in) == (
        "syria-gov",
        ("party_submitter",),
        "parties",
        True,
    )
    with pytest.raises(UsageError):
        people.accounts.change("nobody", None, ["observer"])


def test_the_trail_shows_a_line_that_was_changed_or_taken_out(people: People) -> None:
    for name in ("amal", "ben", "dana"):
        people.accounts.add(name, name, None, ["observer"])
    assert people.trail.broken_at() is None
    assert [line.event for line in people.trail.lines()] == ["account_added"] * 3
    with people.file.change() as connection:
        connection.execute("UPDATE trail SET who = 'other' WHERE number = 2")
    assert people.trail.broken_at() == 2
    with people.file.change() as connection:
        connection.execute("UPDATE trail SET who = 'keeper' WHERE number = 2")
        connection.execute("DELETE FROM trail WHERE number = 1")
    assert people.trail.broken_at() == 1
    with pytest.raises(ValueError, match="flew"):
        people.trail.add("amal", "flew")


def test_what_fails_half_way_leaves_nothing(people: People) -> None:
    people.accounts.add("amal", "Amal", None, ["observer"])

    def fail() -> None:
        with people.file.change() as connection:
            connection.execute("UPDATE accounts SET name = 'X'")
            people.trail.add("amal", "flew")

    with pytest.raises(ValueError, match="flew"):
        fail()
    assert people.accounts.get("amal").name == "Amal"
