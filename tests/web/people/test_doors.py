"""Name, password and code: right ones open once, wrong ones tell nothing and cost the same."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from tests.web.people.house import CHEAP, PASSWORD, House

from trucewatch.web.people.passwords import Passwords, acceptable
from trucewatch.web.people.second_factor import RECOVERY_CODES


def test_the_three_together_open_and_the_code_is_spent(house: House) -> None:
    house.settle("amal")
    knock = house.people.by_password.knock
    code = house.code("amal")
    assert knock("amal", "wrong", code) is None
    opened = knock(" AMAL ", PASSWORD, code)
    assert opened is not None
    assert opened.id == "amal"
    assert knock("amal", PASSWORD, code) is None  # seen over the shoulder
    house.hands.move(30)
    assert knock("amal", PASSWORD, house.code("amal")) is not None


def test_a_recovery_code_opens_once(house: House) -> None:
    codes = house.settle("amal")
    knock = house.people.by_password.knock
    assert knock("amal", PASSWORD, codes[3].lower()) is not None
    assert knock("amal", PASSWORD, codes[3]) is None
    assert house.people.by_password.recovery_left("amal") == RECOVERY_CODES - 1
    again = house.people.by_password.renew_recovery("amal")
    assert knock("amal", PASSWORD, codes[4]) is None
    assert knock("amal", PASSWORD, again[0]) is not None
    assert codes[0] not in str(house.people.file.rows("SELECT * FROM recovery"))


def test_a_code_of_one_person_does_not_serve_another(house: House) -> None:
    codes = house.settle("amal")
    house.settle("ben")
    for code in (codes[0], house.code("amal")):
        assert house.people.by_password.knock("ben", PASSWORD, code) is None


@pytest.mark.parametrize("name", ["amal", "nobody", "invited", "removed", "", "x" * 300, "'; DROP TABLE accounts"])
def test_every_refusal_does_the_same_work_and_says_the_same(
    house: House, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.settle("amal")
    house.settle("removed")
    house.people.accounts.remove("removed")
    house.add("invited")
    hashed: list[str] = []
    generated: list[int] = []
    verify, generate = PasswordHasher.verify, __import__("pyotp").TOTP.generate_otp

    def counting(self: PasswordHasher, kept: str, given: str) -> bool:
        hashed.append(kept.split("$")[3])
        return bool(verify(self, kept, given))

    def generating(self: object, counter: int) -> str:
        generated.append(counter)
        return str(generate(self, counter))

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    monkeypatch.setattr("pyotp.TOTP.generate_otp", generating)
    assert house.people.by_password.knock(name, "a wrong password", "123456") is None
    assert hashed == ["m=8,t=1,p=1"]
    assert len(generated) == 3
    assert [line.event for line in house.people.trail.lines()][-1] == "sign_in_refused"


def test_what_was_typed_as_a_name_is_not_kept(house: House) -> None:
    house.people.by_password.knock("my secret password", "x", "y")
    assert "secret" not in str(house.people.trail.lines())


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaaaa", "my name is amal yes", "x1y2z3" * 60, "ababababababab"]
)
def test_passwords_that_are_not_accepted(house: House, password: str) -> None:
    assert not acceptable(password, "amal")
    token = house.add("amal")
    secret = house.people.by_password.offered(token)
    code = __import__("pyotp").TOTP(secret).at(house.hands.now)
    assert house.people.by_password.enrol(token, password, code) == "password_refused"
    assert house.people.by_password.enrol(token, PASSWORD, "000000") in ("code_refused",)
    assert house.people.by_password.enrol("another", PASSWORD, code) == "join_gone"
    assert house.people.accounts.ways("amal") == ()
    assert house.people.accounts.invited(token) is not None


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P4ssw0rd!2016",
        "motdepasse2024",
        "azertyuiop123",
        "123456789012",
        "letmein-letmein",
        "هدنةسلام2016!!!",
    ],
)
def test_passwords_that_many_people_choose_are_refused(password: str) -> None:
    assert not acceptable(password, "amal")


@pytest.mark.parametrize("password", [PASSWORD, "river otter lantern", "8302 5719 4406", "نهر تحت التلة البعيدة"])
def test_a_phrase_of_ones_own_is_accepted(password: str) -> None:
    assert acceptable(password, "amal")


def test_one_password_in_two_writings_of_unicode_is_one() -> None:
    passwords = Passwords(CHEAP)
    kept = passwords.hash("e\u0301tangs sous la colline")
    assert passwords.verify(kept, "\u00e9tangs sous la colline")
    assert not passwords.verify(kept, "etangs sous la colline")
    assert not passwords.verify(None, "no account has this password")
    assert not passwords.verify("not a hash", "x")


def test_a_hash_of_old_costs_is_made_anew_at_the_next_sign_in(house: House) -> None:
    house.settle("amal")
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    with house.people.file.change() as connection:
        connection.execute("UPDATE passwords SET hash = ?", (old,))
    assert house.people.by_password.knock("amal", PASSWORD, house.code("amal")) is not None
    assert "m=8,t=1,p=1" in house.people.file.row("SELECT hash FROM passwords")[0]
    assert Passwords()._hasher.memory_cost == 65536


def test_a_reset_takes_everything_away_and_invites_anew(house: House) -> None:
    codes = house.settle("amal")
    session = house.session("amal")
    token = house.people.accounts.reset("amal")
    assert house.people.sessions.find(session.token or "") is None
    assert house.people.by_password.knock("amal", PASSWORD, codes[0]) is None
    assert house.people.accounts.invited(token) is not None
    assert house.people.accounts.ways("amal") == ()
