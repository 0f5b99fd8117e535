"""Copies with small edits and cited speakers collapse to one origin, in French, English and Arabic."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.intake.support import read
from tests.linking.case import ACTORS, PLACES, SOURCES, claim

from trucewatch.intake.duplicates import SeenTexts, mark_duplicate
from trucewatch.linking import LinkResult, link
from trucewatch.vocabulary.claims import Voice
from trucewatch.vocabulary.documents import Document

TEXTS = {
    "en": (
        "Shells fell on the harbour on Monday morning, residents of the quarter said by telephone. Twelve people were "
        "killed, among them three children, and the bakery beside the mosque burned down. Rescue workers dug through "
        "the rubble until the evening. The army did not comment on the shelling, which broke a week of calm."
    ),
    "fr": (
        "Des obus se sont abattus lundi matin sur le port, ont raconté par téléphone des habitants du quartier. Douze "
        "personnes ont été tuées, dont trois enfants, et la boulangerie voisine de la mosquée a brûlé. Les secouristes "
        "ont fouillé les décombres jusqu’au soir. L’armée n’a pas commenté ce tir, qui a rompu une semaine de calme."
    ),
    "ar": (
        "سقطت قذائف على الميناء صباح الاثنين، وفق ما قال سكان الحي عبر الهاتف. وقتل اثنا عشر شخصا بينهم ثلاثة أطفال "
        "واحترق المخبز المجاور للمسجد. وظل رجال الإنقاذ يبحثون بين الأنقاض حتى المساء. ولم يعلق الجيش على القصف الذي "
        "أنهى أسبوعا من الهدوء في المدينة القديمة وما حولها من أحياء."
    ),
}
EDITS = {
    "en": (("Shells fell", "(Paper) Shells fell"), ("Twelve", "12"), ("dug through", "searched")),
    "fr": (("Des obus", "(Journal) — Des obus"), ("Douze", "12"), ("jusqu’au soir", "jusqu'à la nuit")),
    "ar": (("سقطت قذائف", "(الصحيفة) سَقَطَت قذائف"), ("أطفال", "اطفال"), ("حتى المساء", "حتى الليل")),
}
NAMES = {"en": "the Observatory", "fr": "l’Observatoire", "ar": "المرصد"}


def edited(lang: str) -> str:
    text = TEXTS[lang]
    for old, new in EDITS[lang]:
        assert old in text
        text = text.replace(old, new)
    return text


def taken(*texts: tuple[str, str]) -> list[Document]:
    """Documents of texts as intake marks them, each with its source."""
    seen = SeenTexts()
    return [
        replace(mark_duplicate(read(text.encode("utf-8")), seen).document, source=source, published="2016-12-05")
        for text, source in texts
    ]


def linked(documents: list[Document], **told: object) -> LinkResult:
    names = {lang: (name,) for lang, name in NAMES.items()}
    sources = tuple(replace(s, names=names) if s.id == "observatory" else s for s in SOURCES)
    claims = [claim(f"c{n}", d.id, killed=12) for n, d in enumerate(documents)]
    voices = told.get("voices")
    if isinstance(voices, list):
        claims = [replace(c, attribution=v) for c, v in zip(claims, voices, strict=True)]
    by_id = {d.id: d for d in documents}
    return link(claims, documents=by_id, sources=sources, actors=ACTORS, places=PLACES)


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_a_copy_with_small_edits_is_no_second_voice(lang: str) -> None:
    documents = taken((TEXTS[lang], "wire-agency"), (edited(lang), "paper"))
    assert documents[1].duplicate == "near_identical"
    (incident,) = linked(documents).incidents
    assert (incident.supporting, incident.repeating) == (("c0",), ("c1",))
    assert incident.independent == 1
    assert [origin.key for origin in incident.origins] == ["wire-agency"]


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_a_chain_of_copies_goes_back_to_the_first(lang: str) -> None:
    further = edited(lang).replace(",", " –").replace("،", " –")
    documents = taken((TEXTS[lang], "wire-agency"), (edited(lang), "paper"), (further, "site"))
    (incident,) = linked(documents).incidents
    assert incident.corroboration == "repeated_not_independent"
    assert incident.origins[0].outlets[0] == "wire-agency"
    assert set(incident.origins[0].outlets) == {"wire-agency", "paper", "site"}


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_another_text_of_the_same_event_stays_a_voice(lang: str) -> None:
    other = " ".join(reversed(TEXTS[lang].split()))
    documents = taken((TEXTS[lang], "wire-agency"), (other, "paper"))
    assert documents[1].duplicate is None
    (incident,) = linked(documents).incidents
    assert incident.independent == 2


@pytest.mark.parametrize("first", ["en", "fr", "ar"])
@pytest.mark.parametrize("second", ["en", "fr", "ar"])
def test_two_outlets_that_cite_the_observatory_are_one_origin(first: str, second: str) -> None:
    other = TEXTS[second] if first != second else " ".join(reversed(TEXTS[second].split()))
    documents = taken((TEXTS[first], "wire-agency"), (other, "paper"))
    voices = [(Voice(name=NAMES[first]),), (Voice(name=NAMES[second]), Voice(name="Second Agency", via=True))]
    (incident,) = linked(documents, voices=voices).incidents
    assert [origin.key for origin in incident.origins] == ["observatory"]
    assert incident.corroboration == "repeated_not_independent"
    assert incident.independent == 1


def test_a_name_in_no_language_of_the_case_is_another_origin() -> None:
    documents = taken((TEXTS["en"], "wire-agency"), (TEXTS["fr"], "paper"))
    voices = [(Voice(name=NAMES["en"]),), (Voice(name="Une autre organisation"),)]
    (incident,) = linked(documents, voices=voices).incidents
    assert incident.independent == 2
