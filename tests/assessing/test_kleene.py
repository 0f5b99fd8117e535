"""Three-valued logic: the tables of Kleene."""

from __future__ import annotations

from itertools import product
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.assessing.kleene import all_of, any_of
from trucewatch.vocabulary.assessments import Truth

VALUES: tuple[Truth, ...] = get_args(Truth)
RANK = {"false": 0, "unknown": 1, "true": 2}


def test_the_tables() -> None:
    for a, b in product(VALUES, repeat=2):
        assert RANK[all_of((a, b))] == min(RANK[a], RANK[b])
        assert RANK[any_of((a, b))] == max(RANK[a], RANK[b])


@given(st.lists(st.sampled_from(VALUES), min_size=1))
def test_unknown_decides_nothing_that_a_value_could_still_decide(values: list[Truth]) -> None:
    for combine in (all_of, any_of):
        if combine(values) != "unknown":
            for filled in ("true", "false"):
                assert combine([filled if v == "unknown" else v for v in values]) == combine(values)


def test_nothing_asked_is_nothing_failed() -> None:
    assert all_of(()) == "true"
    assert any_of(()) == "false"
