"""What is remembered holds until the record grows, and is never that of another audience."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.web.remembered import Remembered


def test_many_are_made_together_and_once_until_the_record_grows() -> None:
    size, asked = [1], list[Sequence[int]]()

    def make(missing: Sequence[int]) -> list[str]:
        asked.append(tuple(missing))
        return [f"{key} of {size[0]}" for key in missing]

    kept = Remembered(lambda: size[0])
    assert kept.get_all([1, 2], make) == ["1 of 1", "2 of 1"]
    assert kept.get_all([2, 3, 1], make) == ["2 of 1", "3 of 1", "1 of 1"]
    assert kept.get_all([1], make) == ["1 of 1"]
    size[0] = 2
    assert kept.get_all([1, 3], make) == ["1 of 2", "3 of 2"]
    assert asked == [(1, 2), (3,), (1, 3)]


def test_each_audience_has_a_memory_of_its_own() -> None:
    whole, public = Remembered(lambda: 1), Remembered(lambda: 1)
    assert whole.get_all(["tile"], lambda _: ["everything"]) == ["everything"]
    assert public.get_all(["tile"], lambda _: ["what is public"]) == ["what is public"]
    assert whole.get_all(["tile"], lambda _: ["another"]) == ["everything"]
