"""Times as a newspaper reader resolves them, around 5 December 2016, a Monday."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.reading.found import FoundTime
from trucewatch.reading.language_data import LANGUAGES
from trucewatch.reading.parsed import parse_text
from trucewatch.reading.times import find_times
from trucewatch.reading.times_lexicon import TimeExample, time_lexicon

MONDAY = dt.date(2016, 12, 5)
SPECS = Path(__file__).parents[3] / "shared" / "data" / "time_and_numbers" / "DateTime"


def times(lang: str, text: str, published: dt.date | None = MONDAY) -> tuple[FoundTime, ...]:
    return find_times(parse_text(text, lang), published=published)


@pytest.mark.parametrize(
    ("lang", "example"), [(lang, example) for lang in LANGUAGES for example in time_lexicon(lang).data.examples]
)
def test_examples_of_the_lexicon(lang: str, example: TimeExample) -> None:
    found = [t for t in times(lang, example.text, dt.date.fromisoformat(example.published)) if not t.duration]
    assert [(t.value_start, t.value_end, t.precision) for t in found] == [
        (example.start, example.end, example.precision)
    ]


@pytest.mark.parametrize(
    ("lang", "text", "start", "end", "precision"),
    [
        ("fr", "Des combats ont éclaté mardi dernier.", "2016-11-29", "2016-11-29", "day"),
        ("fr", "Ils se verront lundi prochain.", "2016-12-12", "2016-12-12", "day"),
        ("fr", "Deux raids avant-hier.", "2016-12-03", "2016-12-03", "day"),
        ("fr", "Vendredi soir, des tirs ont repris.", "2016-12-02", "2016-12-02", "part_of_day"),
        ("fr", "Ils se rencontrent dans la matinée de vendredi.", "2016-12-02", "2016-12-02", "part_of_day"),
        ("fr", "2 000 civils exécutés dimanche et lundi.", "2016-12-04", "2016-12-05", "range"),
        ("fr", "La trêve a tenu jusqu'à mercredi.", None, "2016-11-30", "open"),
        ("fr", "Un cessez-le-feu à compter de minuit.", "2016-12-06", None, "open"),
        ("en", "He left on 2016-11-30.", "2016-11-30", "2016-11-30", "day"),
        ("en", "Signed on 13/11/2016 in Geneva.", "2016-11-13", "2016-11-13", "day"),
        ("en", "Raids last week killed five.", "2016-11-28", "2016-12-04", "week"),
        ("en", "They fled in the last ten days of October.", "2016-10-22", "2016-10-31", "range"),
        ("en", "The strike came at 5 a.m. on Saturday.", "2016-12-03T05:00", "2016-12-03T05:00", "instant"),
        ("ar", "قتل مدنيان بالأمس.", "2016-12-04", "2016-12-04", "day"),
        ("ar", "وقع الاتفاق في الحادي والعشرين من مايو.", "2016-05-21", "2016-05-21", "day"),
        ("ar", "ليل السبت الأحد", "2016-12-03", "2016-12-04", "range"),
    ],
)
def test_resolved(lang: str, text: str, start: str | None, end: str | None, precision: str) -> None:
    assert [(t.value_start, t.value_end, t.precision) for t in times(lang, text)] == [(start, end, precision)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Des tirs ont visé la ville jeudi. La veille, un convoi avait été bloqué.", "2016-11-30"),
        ("Des tirs ont visé la ville jeudi. Le lendemain, un convoi est entré.", "2016-12-02"),
        ("Des tirs ont visé la ville le 17 août. Deux jours plus tard, un convoi est entré.", "2016-08-19"),
    ],
)
def test_the_story_moves_on(text: str, day: str) -> None:
    last = times("fr", text)[-1]
    assert (last.value_start, last.from_story) == (day, True)


@pytest.mark.parametrize(
    ("lang", "text", "start"),
    [
        ("fr", "Après cinq jours d'affrontements, la ville est calme.", "2016-12-01"),
        ("fr", "Le bilan a été revu au lendemain d'un raid.", "2016-12-04"),
        ("en", "The town fell two days after fighters entered it.", "2016-12-03"),
        ("ar", "سقطت المدينة بعد يومين من دخول المقاتلين.", "2016-12-03"),
    ],
)
def test_a_time_may_belong_to_the_noun_behind_it(lang: str, text: str, start: str) -> None:
    assert [(t.value_start, t.of_next) for t in times(lang, text)] == [(start, True)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "pendant deux heures"),
        ("fr", "une trêve de six semaines avant les élections"),
        ("en", "a 72-hour or 30 minutes pause"),
    ],
)
def test_a_duration_is_no_position_in_time(lang: str, text: str) -> None:
    assert [(t.duration, t.value_start) for t in times(lang, text)] == [(True, None)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Ils ont été tués."),
        ("fr", "Un convoi parti de Mai Tsebri."),
        ("fr", "Environ 2 000 personnes ont fui."),
        ("fr", "la résolution 2254 du Conseil"),
        ("en", "Protesters may march on the palace."),
        ("ar", "معبر باب الهوى"),
        ("ar", "في اليوم الثالث للهدنة"),
    ],
)
def test_no_time_at_all(lang: str, text: str) -> None:
    assert [t for t in times(lang, text) if t.value_start] == []


def test_a_season_is_found_and_left_open() -> None:
    assert [(t.value_start, t.value_end) for t in times("fr", "À l'été 2014, la ville est tombée.")] == [(None, None)]


def test_without_a_day_of_publication_relative_times_stay_unresolved() -> None:
    assert [(t.value_start, t.value_end) for t in times("fr", "hier", None)] == [(None, None)]
    assert [t.value_start for t in times("fr", "le 3 octobre 2016", None)] == ["2016-10-03"]


@given(st.integers(min_value=0, max_value=3000), st.sampled_from(["lundi", "hier", "cette semaine", "vendredi soir"]))
def test_a_week_later_every_relative_date_is_a_week_later(days: int, text: str) -> None:
    first = dt.date(2012, 1, 1) + dt.timedelta(days=days)
    one, two = times("fr", text, first)[0], times("fr", text, first + dt.timedelta(days=7))[0]
    assert one.value_start is not None
    assert two.value_start is not None
    assert dt.date.fromisoformat(two.value_start) - dt.date.fromisoformat(one.value_start) == dt.timedelta(days=7)


@given(st.sampled_from(LANGUAGES), st.text(alphabet="12 /-:.,hdelunimars depuis jours à منذ اليوم من", max_size=60))
def test_any_text_gives_ordered_times_inside_it(lang: str, text: str) -> None:
    found = times(lang, text)
    edges = [edge for t in found for edge in (t.start, t.end)]
    assert edges == sorted(edges)
    assert all(0 <= t.start < t.end <= len(text) for t in found)
    for t in found:
        if t.value_start and t.value_end:
            assert t.value_start[:10] <= t.value_end[:10]


@pytest.mark.parametrize(
    ("lang", "name", "floor"), [("fr", "French", 0.45), ("en", "English", 0.25), ("ar", "Arabic", 0.3)]
)
def test_specification_of_an_assistant(lang: str, name: str, floor: float) -> None:
    """Dates as a calendar assistant reads them. A newspaper reader differs where the assistant takes *next Sunday* to
    be that of next week, *a month ago* to be a day, *4.22* and *22/04* to be dates without a year, and words like
    *2/29*, *my day*, *two Sundays from now* or *four business days* to be dates at all."""
    path = SPECS / name / "DateParser.json"
    if not path.is_file():
        pytest.skip(f"the specification is not here: {path.name}")
    right = total = 0
    for case in json.loads(path.read_text(encoding="utf-8-sig")):
        reference = case.get("Context", {}).get("ReferenceDateTime")
        value = (case["Results"] or [{}])[0].get("Value") or {}
        wanted = {v["date"] for k in ("PastResolution", "FutureResolution") if "date" in (v := value.get(k) or {})}
        if not reference or not wanted:
            continue
        total += 1
        got = {t.value_start for t in times(lang, case["Input"], dt.date.fromisoformat(reference[:10]))}
        right += not wanted.isdisjoint(got)
    assert right / total >= floor, f"{right} of {total} as the assistant reads them"
