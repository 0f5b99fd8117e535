"""The written parts of the packaged case: actors, sources, places and areas agree with one another."""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from trucewatch.case import CaseSettings
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.documents import Source
from trucewatch.vocabulary.yaml_input import load_yaml

CASE = Path(__file__).parents[2] / "cases" / "aleppo-2016"
LANGUAGES = {"en", "fr", "ar"}
ACTOR_IDS = set(
    """
    syria-gov saa russia usa iran hezbollah syrian-opposition fsa ahrar-al-sham jaysh-al-islam nour-al-din-al-zenki
    jabhat-fatah-al-sham isil ypg-sdf turkey un unsc un-envoy-syria ocha who icrc sarc france spain egypt new-zealand
    china venezuela angola uk hnc civil-defence pro-government-militias
""".split()  # noqa: SIM905 - a list of words reads better so
)
PLACE_IDS = set(
    """
    syria aleppo-gov aleppo east-aleppo west-aleppo castello-road ramouseh chaar hanano bustan-al-qasr sheikh-saeed
    damascus homs idlib-gov foua kefraya madaya zabadani khan-touman rashidin urm-al-kubra
""".split()  # noqa: SIM905 - a list of words reads better so
)
AREA_OF = {"aleppo": "aleppo-city"}


@pytest.fixture(scope="module")
def settings() -> CaseSettings:
    return load_yaml(CASE / "case.yaml", CaseSettings)


@pytest.fixture(scope="module")
def actors() -> list[Actor]:
    return load_yaml(CASE / "actors.yaml", list[Actor])


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    return load_yaml(CASE / "sources.yaml", list[Source])


@pytest.fixture(scope="module")
def places() -> list[GazetteerPlace]:
    return load_yaml(CASE / "places.yaml", list[GazetteerPlace])


@pytest.fixture(scope="module")
def features() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((CASE / "areas.geojson").read_text("utf-8"))["features"]
    return found


@pytest.fixture(scope="module")
def areas(features: list[dict[str, Any]]) -> dict[str, BaseGeometry]:
    return {feature["properties"]["id"]: shape(feature["geometry"]) for feature in features}


def fold(text: str) -> str:
    """Case and accents away: two spellings that fold alike say the same to a reader of texts."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ـ", "")


def shared_spellings(items: Iterable[tuple[str, Mapping[str, tuple[str, ...]]]]) -> dict[tuple[str, str], set[str]]:
    """Spellings of one language that stand at two ids."""
    ids = defaultdict(set)
    for item_id, names in items:
        for lang, spellings in names.items():
            for spelling in spellings:
                ids[lang, fold(spelling)].add(item_id)
    return {key: owners for key, owners in ids.items() if len(owners) > 1}


def repeated(names: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Spellings listed twice once folded."""
    return [s for spellings in names.values() for s in spellings if sum(fold(s) == fold(t) for t in spellings) > 1]


def test_the_settings_name_zone_period_and_banner_in_three_languages(settings: CaseSettings) -> None:
    assert settings.id == "aleppo-2016"
    assert settings.time_zone == "Asia/Damascus"
    assert (settings.period.start, settings.period.end) == ("2016-09-01", "2016-12-31")
    assert settings.log_origin == "trucewatch.example/aleppo-2016/log/1"
    assert set(settings.name) == set(settings.banner) == LANGUAGES


def test_ids_are_unique(actors: list[Actor], sources: list[Source], places: list[GazetteerPlace]) -> None:
    for items in (actors, sources, places):
        ids = [item.id for item in items]
        assert len(ids) == len(set(ids))


def test_the_agreed_ids_exist(actors: list[Actor], places: list[GazetteerPlace]) -> None:
    assert {actor.id for actor in actors} >= ACTOR_IDS
    assert {place.id for place in places} >= PLACE_IDS


def test_sides_and_affiliations_are_actors_and_no_actor_is_its_own(actors: list[Actor]) -> None:
    ids = {actor.id for actor in actors}
    for actor in actors:
        named = {*actor.affiliations, *([actor.side] if actor.side else [])}
        assert named <= ids, actor.id
        assert actor.id not in named


def test_the_army_and_hezbollah_count_to_the_government(actors: list[Actor]) -> None:
    by_id = {actor.id: actor for actor in actors}
    assert "syria-gov" in by_id["saa"].affiliations
    assert by_id["hezbollah"].side == "syria-gov"


def test_every_actor_has_names_in_three_languages_and_a_citation(actors: list[Actor]) -> None:
    for actor in actors:
        assert set(actor.label) == set(actor.names) == LANGUAGES, actor.id
        assert actor.citation, actor.id


def test_no_spelling_stands_twice(actors: list[Actor], sources: list[Source], places: list[GazetteerPlace]) -> None:
    for items in (actors, sources, places):
        assert not [(item.id, again) for item in items if (again := repeated(item.names))]


def test_a_spelling_names_one_actor_and_one_place(actors: list[Actor], places: list[GazetteerPlace]) -> None:
    assert not shared_spellings((actor.id, actor.names) for actor in actors)
    assert not shared_spellings((place.id, place.names) for place in places)


def test_interests_are_parties_and_relays_are_sources(actors: list[Actor], sources: list[Source]) -> None:
    actor_ids = {actor.id for actor in actors}
    source_ids = {source.id for source in sources}
    for source in sources:
        assert source.interest is None or source.interest in actor_ids, source.id
        assert set(source.relays) <= source_ids - {source.id}, source.id
        assert set(source.names) == LANGUAGES, source.id
        assert source.citation, source.id


def test_every_place_has_names_in_three_languages(places: list[GazetteerPlace]) -> None:
    for place in places:
        assert set(place.label) == set(place.names) == LANGUAGES, place.id
        assert place.citation or place.note or place.lat is None, f"{place.id}: whence the point?"
        assert (place.lat is None) == (place.lon is None), place.id


def test_p_codes_are_unique(places: list[GazetteerPlace]) -> None:
    codes = [place.pcode for place in places if place.pcode]
    assert len(codes) == len(set(codes))
    assert sum(code.startswith("N0") for code in codes) == 109


def chain(place: GazetteerPlace, by_id: Mapping[str, GazetteerPlace]) -> list[str]:
    """Ids of the places that contain ``place``, nearest first."""
    found: list[str] = []
    while place.parent is not None:
        assert place.parent not in found, f"{place.id}: its parents run in a circle"
        found.append(place.parent)
        place = by_id[place.parent]
    return found


def test_parents_exist_and_syrian_places_end_in_syria(places: list[GazetteerPlace]) -> None:
    by_id = {place.id: place for place in places}
    for place in places:
        up = chain(place, by_id)
        if place.country == "SY" and place.id != "syria":
            assert up[-1] == "syria", place.id


def test_quarters_hang_in_the_two_parts_of_the_city(places: list[GazetteerPlace]) -> None:
    by_id = {place.id: place for place in places}
    for quarter, part in (("chaar", "east-aleppo"), ("hanano", "east-aleppo"), ("aziziyeh", "west-aleppo")):
        assert chain(by_id[quarter], by_id) == [part, "aleppo", "aleppo-gov", "syria"]


def test_the_areas_are_valid_polygons_by_the_right_hand_rule(areas: dict[str, BaseGeometry]) -> None:
    assert set(areas) == {"syria", "aleppo-gov", "aleppo-city", "east-aleppo", "west-aleppo", "castello-road"}
    for area_id, area in areas.items():
        assert area.geom_type == "Polygon", area_id
        assert area.is_valid, area_id
        assert area.exterior.is_ccw, area_id


def test_the_areas_say_that_they_are_simplified(features: list[dict[str, Any]]) -> None:
    for feature in features:
        assert set(feature["properties"]["name"]) == LANGUAGES
        assert feature["properties"]["note"].startswith("Own ")


def test_areas_of_places_exist(places: list[GazetteerPlace], areas: dict[str, BaseGeometry]) -> None:
    assert {place.area for place in places if place.area} == set(areas)


def test_areas_nest_and_the_two_parts_do_not_overlap(areas: dict[str, BaseGeometry]) -> None:
    assert areas["syria"].covers(areas["aleppo-gov"])
    assert areas["aleppo-gov"].covers(areas["aleppo-city"])
    assert areas["aleppo-gov"].covers(areas["castello-road"])
    for part in ("east-aleppo", "west-aleppo"):
        assert areas["aleppo-city"].buffer(1e-9).covers(areas[part])
    assert areas["east-aleppo"].intersection(areas["west-aleppo"]).area == 0


def test_every_point_lies_in_the_areas_of_its_parents(
    places: list[GazetteerPlace], areas: dict[str, BaseGeometry]
) -> None:
    by_id = {place.id: place for place in places}
    for place in places:
        if place.lat is None or place.lon is None:
            continue
        point = Point(place.lon, place.lat)
        for container in chain(place, by_id):
            area = areas.get(AREA_OF.get(container, container))
            assert area is None or area.contains(point), f"{place.id} does not lie in {container}"


def test_a_quarter_lies_in_no_other_part(places: list[GazetteerPlace], areas: dict[str, BaseGeometry]) -> None:
    other = {"east-aleppo": "west-aleppo", "west-aleppo": "east-aleppo"}
    coded = [p for p in places if p.pcode and p.pcode.startswith("N0") and p.parent in other]
    assert len(coded) > 100
    for place in coded:
        assert place.lat is not None
        assert place.lon is not None
        assert not areas[other[str(place.parent)]].contains(Point(place.lon, place.lat)), place.id
