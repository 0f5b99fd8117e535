"""Names to places: spellings, the theatre over the general list, abstention."""

from __future__ import annotations

import pytest

from trucewatch.places import Gazetteer, general_name, place_key
from trucewatch.reading.parsed import parse_text
from trucewatch.reading.places import find_places
from trucewatch.vocabulary.actors import GazetteerPlace


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Al-Bab", "el bab"),
        ("Deir ez-Zor", "Deir Zor"),
        ("Khan Younès", "khan younes"),
        ("حَلَب", "حلب"),
        ("إدلب", "ادلب"),
    ],
)
def test_spellings_meet(one: str, other: str) -> None:
    assert place_key(one) == place_key(other)


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [
        ("Alep", 36.2, 37.16),
        ("حلب", 36.2, 37.16),
        ("Homs", 34.73, 36.71),
        ("Genève", 46.2, 6.15),
        ("Khan Younès", 31.35, 34.3),
    ],
)
def test_the_general_list_knows(name: str, lat: float, lon: float) -> None:
    first = Gazetteer.general().candidates(name)[0]
    assert first.lat == pytest.approx(lat, abs=0.25)
    assert first.lon == pytest.approx(lon, abs=0.25)


def test_the_theatre_wins() -> None:
    own = GazetteerPlace(id="chaar", place_class="quarter", label={"fr": "Chaar"}, lat=36.21, lon=37.18)
    parsed = parse_text("Des combats ont éclaté dans le quartier de Chaar.", "fr")
    found = find_places(parsed, Gazetteer.with_theatre([own]))
    assert [(p.id, p.precision, p.locative) for p in found] == [("chaar", "quarter", True)]


def test_a_capital_without_a_preposition_stands_for_a_government() -> None:
    parsed = parse_text("La rupture entre Washington et Moscou. Ils se sont vus à Moscou.", "fr")
    found = find_places(parsed, Gazetteer.general())
    assert [p.metonym for p in found] == [True, True, False]


def test_a_region_has_no_false_point() -> None:
    parsed = parse_text("Des frappes ont visé le Darfour.", "fr")
    assert [(p.precision, p.lat) for p in find_places(parsed, Gazetteer.general())] == [("admin1", None)]


def test_an_arabic_word_tells_whether_a_longer_name_can_begin_with_it() -> None:
    places = Gazetteer.general()
    leads, found = places.arabic_word("حلب", ("حلب",))
    assert found == places.candidates("حلب")
    joined = places.arabic_word("بحلب", ("بحلب", "حلب"))
    assert (leads, found) == joined
    assert places.arabic_word("دير", ("دير",))[0]  # Deir ez-Zor
    assert places.arabic_word("قققق", ("قققق",)) == (False, ())


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("own:state-iraq", ("Iraq", "Irak", "العراق")),
        ("own:crimea", ("Crimea", "Crimea", "القرم")),
        ("country:FR", ("France", "France", "France")),
        ("own:nowhere", (None, None, None)),
        ("aleppo", (None, None, None)),
    ],
)
def test_a_general_place_has_a_name_for_the_reader(place: str, names: tuple[str | None, ...]) -> None:
    assert tuple(general_name(place, lang) for lang in ("en", "fr", "ar")) == names
