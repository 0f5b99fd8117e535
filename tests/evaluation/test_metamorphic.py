"""One known change of a text changes its claims in one known way, over the development texts and the seeds.

No key is needed: what is tested is that a claim depends on the words it names and on nothing else.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest
from tests.evaluation.metamorphic import (
    PARTIES,
    claims_of,
    even_spaces,
    nature,
    plain,
    plain_numbers,
    read,
    reader,
    swapped,
    texts,
    values_at,
    without_number,
)

from trucewatch.evaluation.keys import GoldText
from trucewatch.vocabulary.claims import Claim, EventClaim, FigureClaim, Quantity

WEEK = dt.timedelta(days=7)
# words that count from the day of publication; "le lendemain" and "اليوم السابق" count from the story
_RELATIVE = re.compile(
    r"\b(?:hier|avant-hier|aujourd['’]hui|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"today|yesterday|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|"
    r"أمس|(?<!\w)اليوم(?! السابق| التالي)|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد",
    re.IGNORECASE,
)
_ALL = texts()
each_text = pytest.mark.parametrize("gold", _ALL, ids=lambda gold: gold.name)


@each_text
def test_a_changed_number_changes_only_itself(gold: GoldText) -> None:
    before = claims_of(gold.name)
    for at in plain_numbers(gold):
        old = gold.text[slice(*at)]
        new = old[:-1] + ("8" if old[-1] == "9" else str(int(old[-1]) + 1))
        after = read(gold, gold.text[: at[0]] + new + gold.text[at[1] :])
        assert [without_number(claim, at) for claim in after] == [without_number(claim, at) for claim in before]
        assert (int(new) in values_at(after, at)) == (int(old) in values_at(before, at))
        assert int(old) not in values_at(after, at)


def test_there_are_numbers_to_change() -> None:
    changed = [at for gold in _ALL for at in plain_numbers(gold)]
    read_there = [at for gold in _ALL for at in plain_numbers(gold) if values_at(claims_of(gold.name), at)]
    assert len(changed) >= 50
    assert len(read_there) >= 25


@each_text
@pytest.mark.parametrize("space", ["\u00a0", "\u202f"], ids=["no-break", "narrow"])
def test_every_kind_of_space_gives_the_same(gold: GoldText, space: str) -> None:
    after = read(gold, gold.text.replace(" ", space))
    assert [even_spaces(plain(claim)) for claim in after] == [even_spaces(plain(c)) for c in claims_of(gold.name)]


def later(day: str | None) -> str | None:
    return day and (dt.date.fromisoformat(day[:10]) + WEEK).isoformat() + day[10:]


def relative_dates(gold: GoldText, before: tuple[Claim, ...]) -> list[int]:
    """Indices of claims whose time counts from the day of publication."""
    found: list[int] = []
    for index, claim in enumerate(before):
        time = getattr(claim, "time", None)
        words = gold.text[slice(*time.span)] if time is not None and time.span else ""
        if _RELATIVE.search(words) and not any(letter.isdigit() for letter in words):
            found.append(index)
    return found


@each_text
def test_a_week_later_every_relative_date_is_a_week_later(gold: GoldText) -> None:
    published = dt.date.fromisoformat(gold.key.published or "")
    before, after = claims_of(gold.name), read(gold, published=published + WEEK)
    relative = relative_dates(gold, before)
    assert len(after) == len(before)
    for index, (claim, moved) in enumerate(zip(before, after, strict=True)):
        old, new = plain(claim), plain(moved)
        was, now = old.pop("time", None), new.pop("time", None)
        if index in relative:
            assert (now["start"], now["end"]) == (later(was["start"]), later(was["end"]))
        if not ahead(was, published):
            assert new == old
        assert (was is None) == (now is None)


def ahead(time: dict[str, str] | None, published: dt.date) -> bool:
    """A date that lay ahead lies behind a week later: what was planned for it may have happened."""
    return bool(time and time["start"] and time["start"][:10] >= published.isoformat())


def test_there_are_relative_dates_to_move() -> None:
    assert sum(len(relative_dates(gold, claims_of(gold.name))) for gold in _ALL) >= 150


@each_text
def test_swapped_parties_change_nothing_else(gold: GoldText) -> None:
    before = Counter(nature(claim) for claim in claims_of(gold.name))
    for pair in PARTIES[gold.key.lang]:
        text = swapped(gold.text, *pair)
        if text != gold.text:
            assert Counter(nature(claim) for claim in read(gold, text)) == before, pair


def test_there_are_parties_to_swap() -> None:
    swaps = Counter(
        gold.key.lang for gold in _ALL for pair in PARTIES[gold.key.lang] if swapped(gold.text, *pair) != gold.text
    )
    assert min(swaps[lang] for lang in ("fr", "en", "ar")) >= 8


@each_text
def test_the_same_text_gives_the_same_claims(gold: GoldText) -> None:
    assert read(gold) == claims_of(gold.name)


def quantities(lang: str, text: str) -> list[tuple[Quantity, int]]:
    """Every quantity of a short text with how many voices speak for it."""
    found: list[tuple[Quantity, int]] = []
    claims = reader().read(text, document="0" * 64, lang=lang, published=dt.date(2016, 12, 5))
    for claim in claims:
        if isinstance(claim, FigureClaim):
            found.append((claim.quantity, len(claim.attribution)))
        elif isinstance(claim, EventClaim):
            found += [(quantity, len(claim.attribution)) for quantity in claim.casualties]
    return found


@pytest.mark.parametrize(
    ("lang", "text", "source"),
    [
        ("fr", "Au moins 324 civils ont été tués depuis lundi, selon l'OSDH.", ", selon l'OSDH"),
        ("en", "At least 324 civilians have been killed, according to the Red Cross.", ", according to the Red Cross"),
        ("ar", "قتل 324 مدنيا منذ الاثنين بحسب المرصد السوري لحقوق الإنسان.", " بحسب المرصد السوري لحقوق الإنسان"),
    ],
)
def test_without_its_source_a_figure_speaks_for_itself(lang: str, text: str, source: str) -> None:
    assert [(q.best, voices) for q, voices in quantities(lang, text)] == [(324, 1)]
    assert [(q.best, voices) for q, voices in quantities(lang, text.replace(source, ""))] == [(324, 0)]


@pytest.mark.parametrize(
    ("lang", "some", "none"),
    [
        ("fr", "Douze morts ont été signalés lundi à Alep.", "Aucun mort n'a été signalé lundi à Alep."),
        ("en", "Twelve deaths were reported in Aleppo.", "No deaths were reported in Aleppo."),
    ],
)
def test_no_deaths_are_zero_deaths(lang: str, some: str, none: str) -> None:
    assert [q.best for q, _ in quantities(lang, some)] == [12]
    assert [(q.low, q.best, q.high, q.qualifier) for q, _ in quantities(lang, none)] == [(0, 0, 0, "none")]
