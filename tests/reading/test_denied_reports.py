"""A report that is called false is a denied claim of whoever calls it so, never an assertion."""

from __future__ import annotations

import datetime as dt

import pytest

from trucewatch.reading.reader import Reader
from trucewatch.vocabulary.claims import EventClaim, PositionClaim

READER = Reader.general()


def _read(text: str, lang: str) -> tuple[list[EventClaim], list[PositionClaim]]:
    claims = READER.read(text, document="0" * 64, lang=lang, published=dt.date(2025, 10, 15))
    return [c for c in claims if isinstance(c, EventClaim)], [c for c in claims if isinstance(c, PositionClaim)]


@pytest.mark.parametrize(
    ("lang", "text", "denier"),
    [
        ("en", "Reports of a convoy entering through the northern road are incorrect.", None),
        ("en", "Reports that troops shelled the village are false, the defence ministry said.", "defence ministry"),
        ("en", "The army denied reports that it had shelled the village.", "army"),
        ("fr", "Les informations faisant état d'un bombardement du pont sont dénuées de tout fondement.", None),
        ("fr", "L'armée a rejeté les accusations selon lesquelles elle avait bombardé le pont.", "armée"),
        ("ar", "نفت وزارة الدفاع صحة الأنباء التي تحدثت عن قصف السوق.", "وزارة الدفاع"),
    ],
)
def test_the_content_is_denied(lang: str, text: str, denier: str | None) -> None:
    events, _ = _read(text, lang)
    assert events
    assert {event.polarity for event in events} == {"denied"}
    assert {event.attribution[0].name if event.attribution else None for event in events} == {denier}


@pytest.mark.parametrize(
    ("lang", "text", "claimant"),
    [
        ("en", "Pakistan's military rejected India's claim that its troops had shelled the village.", "India"),
        ("fr", "Moscou a rejeté les affirmations de Kiev selon lesquelles le pont avait été bombardé.", "Kiev"),
    ],
)
def test_a_claim_denied_in_its_own_sentence_is_contested(lang: str, text: str, claimant: str) -> None:
    events, _ = _read(text, lang)
    assert [event.polarity for event in events] == ["contested"]
    assert events[0].attribution[0].name == claimant


def test_a_title_before_the_name_is_part_of_the_subject() -> None:
    _, positions = _read('"There has been no incident," spokesman Colonel Mory Keita told reporters.', "en")
    assert [(p.speaker.name, p.stance) for p in positions] == [("Mory Keita", "denies")]


def test_a_promise_to_act_is_a_stand() -> None:
    _, positions = _read("President Abiy Ahmed pledged to restore order within weeks.", "en")
    assert [(p.speaker.name, p.stance) for p in positions] == [("Abiy Ahmed", "announces")]


def test_an_aside_before_the_verb_is_no_incise() -> None:
    _, positions = _read("Antonio Díaz, writing on X, said the ELN did not carry out the attack.", "en")
    assert [p.speaker.name for p in positions] == ["Antonio Díaz"]


def test_a_communique_in_the_first_person_speaks_for_its_body() -> None:
    text = "Communiqué du Mouvement du 23 mars\n\nNous condamnons ces violations du cessez-le-feu par nos adversaires."
    _, positions = _read(text, "fr")
    assert [(p.speaker.name, p.stance) for p in positions] == [("Mouvement du 23 mars", "condemns")]


def test_an_arabic_verb_in_the_first_person_speaks_for_its_body() -> None:
    text = "بيان صادر عن حركة حماس\n\nونحمل الاحتلال المسؤولية الكاملة عن هذا التصعيد."
    _, positions = _read(text, "ar")
    assert [(p.stance) for p in positions] == ["accuses"]
    assert "حماس" in positions[0].speaker.name
