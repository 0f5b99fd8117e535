"""Codes by time, each good once, and recovery codes."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import UTC, datetime

import pyotp
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.web.people.second_factor import digest_of, enrolment_secret, fresh_counter, recovery_codes

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def test_vectors_of_rfc_6238() -> None:
    # appendix B, SHA-1, the last six digits
    for second, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert fresh_counter(SECRET, code, at(second), -1) == second // 30


@given(st.integers(300, 2_000_000_000), st.integers(-4, 4))
def test_one_step_to_either_side_and_no_further(second: int, away: int) -> None:
    code = pyotp.TOTP(SECRET).at(at(second + 30 * away))
    found = fresh_counter(SECRET, code, at(second), -1)
    assert (found == second // 30 + away) if abs(away) <= 1 else (found is None or abs(found - second // 30) <= 1)


@given(st.integers(60, 2_000_000_000))
def test_a_spent_step_opens_nothing(second: int) -> None:
    code = pyotp.TOTP(SECRET).at(at(second))
    counter = fresh_counter(SECRET, code, at(second), -1)
    assert counter is not None
    assert fresh_counter(SECRET, code, at(second), counter) is None
    assert fresh_counter(SECRET, code, at(second + 29), counter) is None


@given(st.text(max_size=12))
def test_what_is_no_code_opens_nothing(text: str) -> None:
    found = fresh_counter(SECRET, text, at(59), -1)
    assert found is None or "".join(text.split()) in {pyotp.TOTP(SECRET).at(s) for s in (29, 59, 89)}


@given(st.binary(min_size=1, max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_the_offered_secret_hangs_on_key_and_invitation(key: bytes, first: str, second: str) -> None:
    made = enrolment_secret(key, first)
    assert len(made) == 32
    assert (made == enrolment_secret(key, second)) is (first == second)


def test_recovery_codes_differ_and_forgive_how_they_are_typed() -> None:
    codes = recovery_codes(secrets.token_bytes)
    assert len(set(codes)) == 10
    for code in codes:
        assert [len(part) for part in code.split("-")] == [4] * 6
        assert digest_of(code) == digest_of(f" {code.lower().replace('-', ' ')} ")
    assert recovery_codes(lambda size: bytes(size))[0] == "-".join(["AAAA"] * 6)


def test_letters_of_recovery_codes_are_equally_likely() -> None:
    def first(byte: int) -> str:
        return recovery_codes(lambda size: bytes([byte]) * size)[0][0]

    counted = Counter(first(byte) for byte in range(240))
    assert len(counted) == 30
    assert set(counted.values()) == {8}
    used = iter([255, 240, 7])
    assert recovery_codes(lambda size: bytes([next(used, 7)] * size))[0] == first(7) * 4 + f"-{first(7) * 4}" * 5
