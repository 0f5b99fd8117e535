"""Observers' tables and messages: bearings, ranges, sectors and overlaps; undetermined is a value."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.errors import InputError
from trucewatch.intake.datasets.reading import read_table
from trucewatch.intake.observations.directions import bearing_in, direction_examples, range_in
from trucewatch.intake.observations.locating import destination, distance_km, locate, sector, sector_place
from trucewatch.intake.observations.messages import is_messages, read_messages
from trucewatch.intake.observations.observation_tables import code_of_word, is_observation_table, read_observations
from trucewatch.intake.observations.sector_layers import overlaps, sector_layers
from trucewatch.vocabulary.claims import EventClaim, FigureClaim
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.observations import Bearing, Observation, Range

DIGEST = "0" * 64
TABLE = """Observer position,Latitude,Longitude,Event location,Means,No.,Observation,Description,Weapon,Date,Time
Post 4,48.00,38.00,2-3km NE,Heard,12,Explosions,Undetermined,N/K,05/12/2016,14:05-14:20
Post 5,48.02,38.06,2km W,Saw,at least 3,Explosions,Impact,122mm howitzer,05/12/2016,14:06
Post 4,48.00,38.00,undetermined direction,Heard,40,Bursts,Undetermined,HMG,05/12/2016,15:00
Post 4,48.00,38.00,4km S,Heard,1,Explosion,Assessed as a controlled explosion,N/K,05/12/2016,16:00
"""
FRENCH = """Poste,Lieu,Moyen,Nombre,Événement,Description,Arme,Date,Heure
Poste 2,3 km à l'ouest,entendu,2,explosions,indéterminée,inconnue,2016-12-05,08h30
"""
ARABIC = """المراقب,الموقع,الوسيلة,العدد,المشاهدة,الوصف,السلاح,التاريخ
المركز ٢,على بعد ٣ كم شمال شرق,سماع,2,انفجارات,غير محدد,غير معروف,2016-12-05
"""


@pytest.mark.parametrize("example", direction_examples(), ids=lambda example: example.text)
def test_directions_and_distances(example: Any) -> None:
    bearing, distance = bearing_in(example.text), range_in(example.text)
    assert (bearing.degrees if bearing else None) == example.degrees
    assert ((distance.low, distance.high) if distance else (None, None)) == (example.low, example.high)


@pytest.mark.parametrize("word", ["so it was said", "no fire", "il dit que non", "est-il venu"])
def test_words_are_no_compass(word: str) -> None:
    assert word.startswith("est") or bearing_in(word) is None


def test_the_table_becomes_observations_and_claims() -> None:
    reading = read_observations(TABLE, document=DIGEST)
    assert reading.refused == ()
    first, second, third, fourth = reading.observations
    assert (first.count, first.weapon, first.description, first.means) == (12, None, "undetermined", "heard")
    assert (first.observed, first.observed_end) == ("2016-12-05T14:05", "2016-12-05T14:20")
    assert (second.count, second.at_least, second.weapon) == (3, True, "artillery")
    assert third.bearing is None
    assert fourth.description == "controlled"
    table = read_table(TABLE, document=DIGEST)
    assert table is not None
    events = [claim for claim in table.claims if isinstance(claim, EventClaim)]
    assert [claim.act for claim in events] == ["explosion", "shelling", "small_arms_fire"]
    assert events[2].place is None
    assert any(item.slot == "place" for item in events[2].abstained)
    figures = [claim.quantity for claim in table.claims if isinstance(claim, FigureClaim)]
    assert [(q.best, q.high, q.unit) for q in figures] == [(12, 12, "events"), (3, None, "events"), (40, 40, "events")]
    assert all(claim.text == TABLE[slice(*claim.span)] for claim in table.claims)
    assert all(not claim.actors for claim in events)


@pytest.mark.parametrize("table", [FRENCH, ARABIC])
def test_headings_and_words_in_other_languages(table: str) -> None:
    assert is_observation_table(table)
    (item,) = read_observations(table, document=DIGEST).observations
    assert (item.kind, item.means, item.description, item.count) == ("explosion", "heard", "undetermined", 2)
    assert item.bearing is not None
    assert item.range == Range(low=3.0, high=3.0)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("Post 4,48.00", "Post 4,98.00", "lat"),
        ("05/12/2016,14:05", "05/13/2016,14:05", "date"),
        ("14:05-14:20", "25:05", "time"),
        ("Heard,12,Explosions", "Heard,many,Explosions", "count"),
        ("12,Explosions", "12,Fireworks", "observation"),
        ("Post 4,48.00", ",48.00", "observer"),
    ],
)
def test_a_wrong_row_is_refused_with_line_and_field(old: str, new: str, field: str) -> None:
    reading = read_observations(TABLE.replace(old, new, 1), document=DIGEST)
    assert [(row.line, row.field) for row in reading.refused] == [(2, field)]
    assert len(reading.observations) == 3


def test_another_table_is_refused_whole() -> None:
    with pytest.raises(InputError, match="no table of observations"):
        read_observations("a,b\n1,2\n", document=DIGEST)


def test_the_words_lead_to_codes_of_the_lists() -> None:
    for kind, code_list in (
        ("means", "observation_means"),
        ("kind", "observation_kind"),
        ("description", "observation_description"),
        ("weapon", "weapon"),
    ):
        codes = load_code_list(code_list).names()
        for code in codes if kind != "weapon" else ("mortar", "artillery", "tank", "mine"):
            assert code_of_word(kind, code) in codes


def _seen(observer: str, lat: float, lon: float, bearing: float, low: float, high: float) -> Observation:
    return Observation(
        id=observer,
        document=DIGEST,
        span=(0, 1),
        observer=observer,
        observed="2016-12-05T14:05",
        kind="explosion",
        lat=lat,
        lon=lon,
        bearing=Bearing(degrees=bearing, error=6),
        range=Range(low=low, high=high),
    )


@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(0, 359.9), st.floats(0.5, 20), st.floats(20, 160))
def test_two_observers_of_one_place_overlap_around_it(
    lat: float, lon: float, bearing: float, km: float, turn: float
) -> None:
    where = destination(lat, lon, bearing, km)
    other = destination(*where, bearing + turn, km)
    back = _course(other, where)
    a = _seen("A", lat, lon, bearing, km * 0.8, km * 1.2)
    b = _seen("B", *other, back, km * 0.8, km * 1.2)
    found = locate((a, b))
    assert found is not None
    assert distance_km((found.lat, found.lon), where) <= found.radius_km * 1.05 + 0.01


def _course(start: tuple[float, float], end: tuple[float, float]) -> float:
    a, b = math.radians(start[0]), math.radians(end[0])
    turn = math.radians(end[1] - start[1])
    y = math.sin(turn) * math.cos(b)
    return math.degrees(math.atan2(y, math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(turn))) % 360


def test_one_observer_or_sectors_apart_give_no_place() -> None:
    a = _seen("A", 48, 38, 45, 2, 3)
    assert locate((a,)) is None
    assert locate((a, _seen("B", 48, 38.5, 90, 1, 2))) is None
    assert locate((a, a)) is None


def test_a_bearing_alone_is_a_sector_and_no_place() -> None:
    blind = Observation(
        id="x",
        document=DIGEST,
        span=(0, 1),
        observer="A",
        observed="2016-12-05",
        kind="explosion",
        lat=48.0,
        lon=38.0,
        bearing=Bearing(degrees=45, error=11.25),
    )
    assert sector(blind) is not None
    assert sector_place(blind) is None


def test_overlaps_of_the_table_are_drawn() -> None:
    items = read_observations(TABLE, document=DIGEST).observations
    (found,) = overlaps(items, minutes=2)
    assert len(found.observations) == 2
    layers = sector_layers(items, minutes=2)
    assert [f["properties"]["kind"] for f in layers["features"]].count("overlap") == 1


SALUTE = """SALUTE
S: 3 impacts
A: mortar fire
L: 2 km NE of OP4
U: Force A
T: 051430C DEC 16
E: 82mm mortar
SRC: local trader
"""


def test_a_salute_message() -> None:
    assert is_messages(SALUTE)
    reading = read_messages(SALUTE, document=DIGEST)
    assert reading.refused == ()
    (claim,) = reading.claims
    assert isinstance(claim, EventClaim)
    assert (claim.act, claim.attribution[0].name, claim.confidence) == ("shelling", "local trader", "medium")
    assert claim.time is not None
    assert claim.time.start == "2016-12-05T14:30"
    assert claim.place is not None
    assert (claim.place.precision, claim.place.lat) == ("near", None)
    assert claim.weapon is not None
    assert claim.weapon.code == "mortar"
    for part in (claim.place.span, claim.time.span, claim.weapon.span, claim.actors[0].span):
        assert part is not None
        assert SALUTE[slice(*part)].strip()


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("De: P2; Taille: 2; Activité: tirs d'artillerie; Lieu: 36.20, 37.15; Heure: 2016-12-05 08h30", "shelling"),
        ("المراقب: م٢; العدد: 3; النشاط: إطلاق نار; المكان: الحي القديم; الوقت: 2016-12-05", "small_arms_fire"),
    ],
)
def test_situation_lines_in_other_languages(text: str, act: str) -> None:
    assert is_messages(text)
    (claim,) = read_messages(text, document=DIGEST).claims
    assert isinstance(claim, EventClaim)
    assert claim.act == act


def test_a_message_without_a_time_is_refused_and_the_next_is_kept() -> None:
    text = SALUTE.replace("T: 051430C DEC 16", "T: this morning") + "\n" + SALUTE
    reading = read_messages(text, document=DIGEST)
    assert len(reading.claims) == 1
    assert [(row.line, row.field) for row in reading.refused] == [(1, "time")]


def test_news_is_no_message() -> None:
    assert not is_messages("Alep: des combats ont éclaté lundi.\nSelon l'OSDH: 12 morts.\n")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    is_messages(text)
    reading = read_messages(text, document=DIGEST)
    assert all(text[slice(*claim.span)] == claim.text for claim in reading.claims)
