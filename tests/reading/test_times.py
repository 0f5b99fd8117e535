"""Times as a newspaper reader resolves them, around 5 December 2016, a Monday."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.reading.found import FoundTime
from trucewatch.reading.parsed import parse_text
from trucewatch.reading.times import find_times

MONDAY = dt.date(2016, 12, 5)


def times(lang: str, text: str, published: dt.date | None = MONDAY) -> tuple[FoundTime, ...]:
    return find_times(parse_text(text, lang), published=published)


@pytest.mark.parametrize(
    ("lang", "text", "start", "end", "precision"),
    [
        ("fr", "Deux civils ont été tués lundi.", "2016-12-05", "2016-12-05", "day"),
        ("fr", "Deux civils ont été tués mardi.", "2016-11-29", "2016-11-29", "day"),
        ("fr", "Une réunion est prévue mardi à Genève.", "2016-12-06", "2016-12-06", "day"),
        ("fr", "La rupture, lundi 3 octobre, entre eux", "2016-10-03", "2016-10-03", "day"),
        ("fr", "dans la nuit de mercredi à jeudi", "2016-11-30", "2016-12-01", "range"),
        ("fr", "il y a trois semaines", "2016-11-14", "2016-11-14", "day"),
        ("fr", "avant-hier", "2016-12-03", "2016-12-03", "day"),
        ("fr", "cette semaine", "2016-12-05", "2016-12-11", "week"),
        ("fr", "fin août 2015", "2015-08-21", "2015-08-31", "range"),
        ("fr", "du 20 au 22 octobre", "2016-10-20", "2016-10-22", "range"),
        ("fr", "depuis 2011", "2011-01-01", None, "open"),
        ("fr", "En 2014, ils avaient fui.", "2014-01-01", "2014-12-31", "year"),
        ("en", "on October 3, 2016", "2016-10-03", "2016-10-03", "day"),
        ("en", "Talks will begin on Tuesday.", "2016-12-06", "2016-12-06", "day"),
        ("en", "three weeks ago", "2016-11-14", "2016-11-14", "day"),
        ("ar", "5 كانون الأول/ديسمبر 2016", "2016-12-05", "2016-12-05", "day"),
        ("ar", "يوم الاثنين", "2016-12-05", "2016-12-05", "day"),
        ("ar", "أمس", "2016-12-04", "2016-12-04", "day"),
        ("ar", "الثلاثاء المقبل", "2016-12-06", "2016-12-06", "day"),
    ],
)
def test_resolved(lang: str, text: str, start: str, end: str | None, precision: str) -> None:
    found = times(lang, text)
    assert [(t.value_start, t.value_end, t.precision) for t in found] == [(start, end, precision)]


def test_a_duration_is_no_position_in_time() -> None:
    assert [(t.duration, t.value_start) for t in times("fr", "pendant deux heures")] == [(True, None)]


def test_the_participle_is_no_summer() -> None:
    assert times("fr", "Ils ont été tués.") == ()


def test_without_a_day_of_publication_relative_times_stay_unresolved() -> None:
    assert [(t.value_start, t.value_end) for t in times("fr", "hier", None)] == [(None, None)]


@given(st.integers(min_value=0, max_value=3000), st.sampled_from(["lundi", "hier", "cette semaine", "vendredi soir"]))
def test_a_week_later_every_relative_date_is_a_week_later(days: int, text: str) -> None:
    first = dt.date(2012, 1, 1) + dt.timedelta(days=days)
    one, two = times("fr", text, first)[0], times("fr", text, first + dt.timedelta(days=7))[0]
    assert one.value_start is not None
    assert two.value_start is not None
    assert dt.date.fromisoformat(two.value_start) - dt.date.fromisoformat(one.value_start) == dt.timedelta(days=7)
