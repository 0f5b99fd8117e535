"""Tokens of forms: masked anew each time, of one secret only, and what counts as coming from here."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.web.people.form_tokens import comes_from_here, mask, matches, secret_of, unmask

SECRET = st.binary(min_size=32, max_size=32)


@given(SECRET, SECRET)
def test_a_token_gives_back_its_secret_whatever_the_mask(secret: bytes, pad: bytes) -> None:
    token = mask(secret, lambda _: pad)
    assert unmask(token) == secret
    assert matches(token, secret)


@given(SECRET, SECRET)
def test_another_secret_does_not_match(secret: bytes, other: bytes) -> None:
    assert matches(mask(secret, secrets.token_bytes), other) is (secret == other)


@given(st.text(max_size=120))
def test_what_is_no_token_is_none(text: str) -> None:
    found = unmask(text)
    assert found is None or len(found) == 32


@given(st.text(max_size=90), st.text(max_size=90), st.binary(min_size=1, max_size=40))
def test_secrets_hang_on_key_and_basis(first: str, second: str, key: bytes) -> None:
    assert (secret_of(key, first) == secret_of(key, second)) is (first == second)
    assert secret_of(key, first) != secret_of(key + b"x", first)


@pytest.mark.parametrize(
    ("origin", "site", "wanted"),
    [
        (None, None, True),
        ("https://a.example", None, True),
        ("null", None, False),
        ("https://b.example", None, False),
        ("null", "same-origin", True),
        ("https://a.example", "cross-site", False),
        (None, "same-site", False),
        (None, "none", False),
    ],
)
def test_where_a_write_comes_from(origin: str | None, site: str | None, wanted: bool) -> None:
    assert comes_from_here("https://a.example", origin, site) is wanted
