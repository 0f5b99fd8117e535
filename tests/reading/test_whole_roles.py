"""Actors of events as the whole reader tells them: voices, numbers and clauses laid together."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from trucewatch.reading.reader import Reader
from trucewatch.vocabulary.claims import EventClaim, FigureClaim, PositionClaim


@cache
def reader() -> Reader:
    return Reader.general()


def events(text: str, lang: str) -> list[EventClaim]:
    claims = reader().read(text, document="0" * 64, lang=lang, published=date(2024, 5, 15))
    return [claim for claim in claims if isinstance(claim, EventClaim)]


@pytest.mark.parametrize(
    ("lang", "text", "act", "expected"),
    [
        (
            "en",
            "Fighters stormed the village of Karo, the Madani Resistance Committee said.",
            "attack",
            {("agent", "Fighters")},
        ),
        (
            "en",
            "The town of Karo fell to the paramilitary Rapid Support Forces.",
            "territory_gain",
            {("agent", "Forces")},
        ),
        ("en", "Air strikes began after the rebels overran an army base.", "territory_gain", {("agent", "rebels")}),
        (
            "en",
            "Gunmen raided a school and abducted 300 schoolboys.",
            "abduction",
            {("agent", "Gunmen"), ("target", "schoolboys")},
        ),
        ("en", "Two women were wounded when mortar shells hit a block of flats.", "shelling", {("target", "women")}),
        ("en", "The United Nations blamed the attack on the militia.", "attack", {("agent", "militia")}),
        ("fr", "Des tirs d'artillerie ont fait cinq morts à Goma.", "shelling", set()),
        ("fr", "Des milliers de familles ont fui la ville lundi.", "flight", {("agent", "familles")}),
        (
            "fr",
            "Des affrontements ont opposé mercredi l'armée aux miliciens.",
            "armed_clash",
            {("party", "armée"), ("party", "miliciens")},
        ),
        ("fr", "Un obus est tombé sur la maternité, d'après une infirmière.", "shelling", set()),
        (
            "ar",
            "وقالت الحركة إنها سيطرت على مدينة الحزم.",
            "territory_gain",
            {("agent", "الحركة")},
        ),
        ("ar", "واتهمت الحكومة الحوثيين باستهداف المدنيين.", "attack", {("agent", "الحوثيين")}),
    ],
)
def test_who_acts_and_who_suffers(lang: str, text: str, act: str, expected: set[tuple[str, str]]) -> None:
    (event,) = [event for event in events(text, lang) if event.act == act]
    found = {(actor.role, actor.name) for actor in event.actors}
    assert found == expected or {(role, name.split()[-1]) for role, name in found} == expected


def test_nobody_takes_no_stand_and_a_refusal_to_comment_is_none() -> None:
    for text, lang in (
        ("No group has claimed responsibility for the attack.", "en"),
        ("Aucun groupe n'a revendiqué l'attaque.", "fr"),
        ("A spokesman refused to comment on the strike.", "en"),
        ("L'armée a refusé de commenter la frappe.", "fr"),
        ("ورفض المتحدث باسم الجيش التعليق على الغارة.", "ar"),
    ):
        claims = reader().read(text, document="0" * 64, lang=lang, published=None)
        assert [claim for claim in claims if isinstance(claim, PositionClaim)] == [], text


def test_a_rate_counts_nobody() -> None:
    for text, lang in (
        ("Three in ten children go hungry.", "en"),
        ("Trois enfants sur dix ont faim.", "fr"),
        ("ويعاني 3 من كل 10 أطفال من الجوع.", "ar"),
    ):
        claims = reader().read(text, document="0" * 64, lang=lang, published=None)
        figures = [claim.quantity.best for claim in claims if isinstance(claim, FigureClaim)]
        assert 10 not in figures, text


@pytest.mark.parametrize(
    ("lang", "text", "status"),
    [
        ("ar", "وطالب منسق الشؤون الإنسانية في بيان بفتح ممر آمن.", "demanded"),
        ("ar", "ومن المنتظر وصول قافلة مساعدات إلى الفاشر.", "planned"),
        ("en", "It would stop if the bombing stops.", "hypothetical"),
    ],
)
def test_what_is_wanted_has_not_happened(lang: str, text: str, status: str) -> None:
    assert [event.status for event in events(text, lang)] == [status]


def test_a_measure_since_a_year_is_no_beginning() -> None:
    (event,) = events("It was the deadliest attack since 2014.", "en")
    assert event.status == "occurred"


def test_a_participle_in_a_name_is_no_verb() -> None:
    (event,) = events("Armed men at a checkpoint prevented the patrol from entering Karo.", "en")
    assert {(actor.role, actor.name) for actor in event.actors} == {("agent", "Armed men"), ("target", "patrol")}


def test_what_is_shot_down_is_no_toll() -> None:
    for text, lang in (("The air force said 57 had been shot down.", "en"), ("L'armée a abattu 57 drones.", "fr")):
        (event,) = events(text, lang)
        assert event.act == "air_defence_fire"
        assert event.casualties == ()
        claims = reader().read(text, document="0" * 64, lang=lang, published=None)
        assert [claim for claim in claims if isinstance(claim, FigureClaim)] == []


def test_who_is_said_to_be_taken_took_nobody() -> None:
    found = events("The jihadists released 30 women abducted last month.", "en")
    roles = {event.act: {(actor.role, actor.name) for actor in event.actors} for event in found}
    assert roles["abduction"] == {("target", "women")}
