"""Addresses of databases: what is read, what is refused, what messages show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.database import Address, is_address
from trucewatch.database.address import schema_of
from trucewatch.errors import StoreError


def test_no_message_shows_a_password() -> None:
    address = Address.parse("postgresql://mission:secret-word@db.example:5433/truce?password=other-secret", "c")
    assert address.shown == "postgresql://mission@db.example:5433/truce"
    assert "secret" not in repr(address)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("postgresql://mission@db.example", "names no database"),
        ("postgresql+asyncpg://db/x", "store is unknown"),
        ("mysql://db/x", "store is unknown"),
        ("postgresql://host:port/x", "cannot be read"),
        ("nonsense", "cannot be read"),
    ],
)
def test_an_address_that_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        Address.parse(text, "c")


def test_sqlite_is_no_address() -> None:
    assert not is_address("sqlite")
    assert is_address("postgresql:///x")
    assert is_address("postgres://db/x")


def test_a_plain_case_gives_a_plain_schema() -> None:
    assert schema_of("aleppo-2016") == "case_aleppo_2016"


@given(one=st.text(min_size=1, max_size=90), other=st.text(min_size=1, max_size=90))
def test_every_case_has_a_schema_of_its_own(one: str, other: str) -> None:
    made = schema_of(one)
    assert len(made.encode()) <= 63
    assert made.isascii()
    assert made.replace("_", "a").isalnum()
    assert made == made.lower()
    if one != other:
        assert made != schema_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("a-b", "a_b"), ("A", "a"), ("a--b", "a-b"), ("é", "è"), ("x" * 80, "x" * 81)]
)
def test_cases_with_like_names_do_not_meet(one: str, other: str) -> None:
    assert schema_of(one) != schema_of(other)
