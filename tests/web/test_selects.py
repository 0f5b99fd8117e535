"""Options of a select: the chosen one and no other, whatever the words and values are written with."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from trucewatch.web.selects import Select

WORDS = st.text("ab<>&\"' selected", max_size=12)


@given(st.lists(st.tuples(WORDS, WORDS), unique_by=lambda pair: pair[0], max_size=6), WORDS)
def test_one_option_is_selected_where_there_is_one(options: list[tuple[str, str]], chosen: str) -> None:
    written = str(Select("x", "y", options).choosing(chosen))
    expected = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen and chosen else ""}>{escape(words)}</option>'
        for value, words in options
    )
    assert written == expected


@pytest.mark.parametrize("chosen", ["", None, "nothing"])
def test_none_is_selected_where_none_is_chosen(chosen: str | None) -> None:
    assert not re.search(r"\sselected", str(Select("x", "y", [("a", "A")]).choosing(chosen)))
