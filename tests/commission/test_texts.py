"""Versions of a draft side by side lose nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.commission import SideBySide, side_by_side

texts = st.lists(st.text("ab \t", max_size=8), max_size=6).map("\n".join)


def _side(rows: tuple[SideBySide, ...], side: str) -> str:
    lines = ["".join(piece.text for piece in getattr(row, side)) for row in rows if _has(row, side)]
    return "\n".join(lines)


def _has(row: SideBySide, side: str) -> bool:
    return row.change != ("added" if side == "old" else "removed")


@given(texts, texts)
def test_each_side_gives_its_text_again(old: str, new: str) -> None:
    rows = side_by_side(old, new)
    assert (_side(rows, "old"), _side(rows, "new")) == (old, new)
    assert all(row.change == "same" for row in rows) == (old == new)


def test_the_words_that_differ_are_marked() -> None:
    (row,) = side_by_side("within seven days", "within ten days")
    assert [(p.text, p.differs) for p in row.old] == [("within ", False), ("seven", True), (" days", False)]
    assert [p.text for p in row.new if p.differs] == ["ten"]
