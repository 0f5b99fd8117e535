"""Matching is one to one and takes the largest overlap first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.evaluation.matching import match, overlap

SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda p: (p[0], p[0] + p[1])), max_size=8)


def test_touching_is_no_overlap() -> None:
    assert overlap((0, 5), (5, 9)) == 0
    assert overlap((0, 6), (5, 9)) == 1


def test_the_largest_overlap_goes_first() -> None:
    assert match([(0, 10), (8, 20)], [(5, 18)], lambda k, f: True) == {1: 0}


def test_with_equal_overlap_the_tighter_goes_first() -> None:
    assert match([(5, 10)], [(0, 40), (4, 11)], lambda k, f: True) == {0: 1}


def test_only_what_agrees() -> None:
    assert match([(0, 10)], [(0, 10), (0, 3)], lambda k, f: f == 1) == {0: 1}


@given(SPANS, SPANS)
def test_one_to_one_and_nothing_left_over(expected: list[tuple[int, int]], found: list[tuple[int, int]]) -> None:
    pairs = match(expected, found, lambda k, f: True)
    assert len(set(pairs.values())) == len(pairs)
    for k, f in pairs.items():
        assert overlap(expected[k], found[f]) > 0
    left = set(range(len(found))) - set(pairs.values())
    for k in set(range(len(expected))) - set(pairs):
        assert all(overlap(expected[k], found[f]) == 0 for f in left)
