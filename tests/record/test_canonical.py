"""Canonical bytes and strict admission."""

from __future__ import annotations

import json
import unicodedata
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.errors import RecordError
from trucewatch.record.canonical import MAX_INTEGER, Json, admit, canonical, check_tree, quick_bytes

NAMES = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(
    lambda s: unicodedata.normalize("NFC", s)
)
LEAVES = st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXTS
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=20)
OBJECTS = st.dictionaries(NAMES.map(lambda name: f"m{name}"), VALUES, max_size=5)


@given(OBJECTS)
def test_the_fast_writer_and_rfc8785_agree_on_the_subset(value: dict[str, Json]) -> None:
    assert quick_bytes(value) == canonical(value)


@given(OBJECTS)
def test_what_is_written_is_admitted_and_means_the_same(value: dict[str, Json]) -> None:
    assert admit(canonical(value)) == value


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'{"a":1,"a":1}', "stands twice"),
        (b'{"a":1,"\\u0061":1}', "stands twice"),
        (b"\xef\xbb\xbf{}", "byte-order mark"),
        ('{"a":1}'.encode("utf-16"), "not UTF-8"),
        (b'{"a":"\xff"}', "not UTF-8"),
        (b'{"a":"\\ud800"}', "not admissible"),
        (b'{"a":NaN}', "not an integer"),
        (b'{"a":Infinity}', "not an integer"),
        (b'{"a":1.5}', "not an integer"),
        (b'{"a":1e3}', "not an integer"),
        (b'{"a":1e400}', "not an integer"),
        (b'{"a":9007199254740992}', "out of range"),
        (b'{"a":-9007199254740992}', "out of range"),
        (b'{"a":' + b"9" * 5000 + b"}", "out of range"),
        (b'{"a":-0}', "out of range"),
        (b'{"a":null}', "null"),
        (b'{"a":[null]}', "null"),
        (b'{"a":' + b"[" * 2000 + b"]" * 2000 + b"}", "nested too deeply"),
        (b'{"a":' * 17 + b"1" + b"}" * 17, "nested too deeply"),
        (b'{"a":' + b"[" * 16000 + b"]" * 16000 + b"}", "nested too deeply"),
        (b'{"a":"\\u0000"}', "not admissible"),
        ('{"a":"e\u0301"}'.encode(), "not admissible"),
        ('{"id":"a\u202eb"}'.encode(), "not admissible"),
        ('{"id":["a\u200fb"]}'.encode(), "not admissible"),
        ('{"é":1}'.encode(), "not plain"),
        (b'{"":1}', "not plain"),
        (b'{"a\\u0007":1}', "not plain"),
        (b"{} ", "not canonical"),
        (b'{"b":1,"a":2}', "not canonical"),
        (b'{"a":"\\u0041"}', "not canonical"),
        (b'{"a":"\\/"}', "not canonical"),
        (b"{}x", "not JSON"),
        (b"", "not JSON"),
        (b"[]", "not an object"),
        (b'"a"', "not an object"),
        (b'{"a":"' + b"x" * 32768 + b'"}', "too large"),
    ],
)
def test_hostile_bytes_are_refused_by_name(data: bytes, problem: str) -> None:
    with pytest.raises(RecordError, match=problem):
        admit(data)


def test_sixteen_levels_are_admitted() -> None:
    data = b'{"a":' * 16 + b"1" + b"}" * 16
    assert admit(data)


def test_quoted_words_may_hold_direction_marks() -> None:
    data = '{"text":"\u200fحلب\u200f"}'.encode()
    assert admit(data) == {"text": "\u200fحلب\u200f"}


@pytest.mark.parametrize("value", [{"a": float("nan")}, {"a": float("inf")}, {"a": 2**53}, {"a": "\ud800"}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(RecordError):
        canonical(cast("Json", value))


@given(st.binary(max_size=64) | st.text(max_size=64).map(lambda s: s.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_admitted_canonical_or_refused(data: bytes) -> None:
    try:
        value = admit(data)
    except RecordError:
        return
    assert (
        canonical(value)
        == data
        == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(ANYTHING)
def test_a_value_is_passed_exactly_when_its_bytes_are_admitted(value: Any) -> None:
    try:
        check_tree(value)
    except RecordError:
        with pytest.raises((RecordError, RecursionError)):
            admit(
                json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
                    "utf-8", "surrogatepass"
                )
            )
        return
    assert admit(quick_bytes(value)) == value


@pytest.mark.parametrize(
    "value", [{1: "a"}, {"a": object()}, {"a": b"x"}, {"a": 1.0}, {"a": {2}}, [], "a", {"a": None}]
)
def test_values_of_no_kind_of_the_record(value: Any) -> None:
    with pytest.raises(RecordError):
        check_tree(value)
