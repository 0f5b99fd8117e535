"""The date that a text gives for its publication."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.intake.datelines import read_heading
from trucewatch.intake.dates import fold_digits, match_date, parse_iso
from trucewatch.intake.words import DatelineExample, load_words


@pytest.mark.parametrize("case", load_words().examples, ids=lambda c: c.text[:30])
def test_examples_of_the_words(case: DatelineExample) -> None:
    heading = read_heading(case.text, lang=case.lang)
    assert heading.published == case.published
    assert heading.published_from == case.source


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("BEIRUT (AP) — Talks resumed.", "AP"),
        ("حلب (سوريا) (أ ف ب) - عقد اجتماع.", "أ ف ب"),
        ("SANAA, 5 Dec 2016 (SABA) - Talks resumed.", "SABA"),
        ("عمان 18 يوليو /تموز/ - عقد اجتماع.", None),
        ("The mission (three posts) was calm - and stayed so.", None),
    ],
)
def test_the_agency_of_a_dateline(text: str, outlet: str | None) -> None:
    assert read_heading(text).outlet == outlet


def test_header_gives_title_and_sender() -> None:
    heading = read_heading("From: Post 3 <post3@example.org>\nSubject: Calm night\nDate: 2016-12-05\n\nCalm.")
    assert (heading.title, heading.outlet, heading.published) == ("Calm night", "Post 3", "2016-12-05")


def test_one_labelled_line_is_no_header() -> None:
    assert read_heading("Source: the mission\nThe camp is calm.").outlet is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2016-12-05T10:12:33.5Z", "2016-12-05T10:12+00:00"),
        ("2016-12-05 10:12+0200", "2016-12-05T10:12+02:00"),
        ("2016-13-05", None),
        ("2016-12-05T25:00", None),
        ("2016-12-051", None),
    ],
)
def test_parse_iso(text: str, iso: str | None) -> None:
    assert parse_iso(text) == iso


@given(st.dates(), st.sampled_from(["en", "fr", "ar"]), st.integers(0, 3))
def test_every_day_is_read_back_in_every_spelling(day: dt.date, lang: str, pick: int) -> None:
    spellings = load_words().months[lang][day.month - 1]
    written = f"{day.day} {spellings[pick % len(spellings)]} {day.year:04d}"
    found = match_date(written)
    assert found is not None
    assert found.iso() == day.isoformat()


@given(st.text(max_size=300))
def test_any_text_has_a_heading_or_none(text: str) -> None:
    read_heading(text, lang="fr")
    assert len(fold_digits(text)) == len(text)
