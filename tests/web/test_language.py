"""Which language a page is in, and that no catalogue lacks a phrase."""

from __future__ import annotations

import pytest

from trucewatch.web.language import OFFERED, choose, direction, phrases


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "chosen"),
    [
        ("ar", "fr", "en", "ar"),
        ("xx", "fr", "en", "fr"),
        (None, None, "de, fr;q=0.8, en;q=0.9", "en"),
        (None, None, "fr-CA", "fr"),
        (None, "<script>", "de", "ar"),
        (None, None, "en;q=x, ar;q=0.1", "ar"),
        (None, None, "", "ar"),
    ],
)
def test_the_language_of_a_page(asked: str | None, remembered: str | None, accepted: str, chosen: str) -> None:
    assert choose(asked, remembered, accepted, "ar") == chosen


def test_a_case_in_another_language_is_shown_in_english() -> None:
    assert choose(None, None, "", "sw") == "en"


@pytest.mark.parametrize("lang", OFFERED)
def test_catalogues_hold_the_same_phrases(lang: str) -> None:
    assert all(text.strip() for text in phrases(lang).values())


def test_directions() -> None:
    assert [direction(lang) for lang in ("ar", "ar-SY", "fr", None)] == ["rtl", "rtl", "ltr", "auto"]
