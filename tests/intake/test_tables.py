"""Tables of every dress: packaged mappings, mappings of users, hashtags, workbooks, features and answers of an API."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.errors import InputError
from trucewatch.intake.datasets.mapping import keep_mapping, load_mapping, packaged_mappings
from trucewatch.intake.datasets.reading import read_table
from trucewatch.intake.datasets.refusals import TableReading
from trucewatch.intake.documents import Intaken, read_document
from trucewatch.vocabulary.claims import Claim, EventClaim, FigureClaim

DIGEST = "0" * 64
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
MINE = """
id: patrol-log
name: Patrol log
source: "The log's own legend"
columns: [no, day, where, what]
id_columns: [no]
date: {start: day, formats: ["%d.%m.%Y"]}
place: {name: [where], levels: {where: town}}
act: {columns: [what], codes: {boom: explosion}}
counts:
  - {column: dead, outcome: killed}
"""


def taken(data: bytes, name: str) -> Intaken:
    return read_document(data, name=name, clock=lambda: NOW)


def told(reading: TableReading | None) -> tuple[Claim, ...]:
    assert reading is not None
    return reading.claims


@pytest.mark.parametrize("mapping", packaged_mappings(), ids=lambda mapping: mapping.id)
def test_the_example_of_a_packaged_mapping_is_read_whole(mapping: Any) -> None:
    assert mapping.example
    reading = read_table(mapping.example, document=DIGEST)
    assert reading is not None
    assert reading.mapping == mapping.id
    assert reading.refused == ()
    (claim,) = reading.claims
    assert isinstance(claim, EventClaim)
    assert claim.text == mapping.example[slice(*claim.span)]
    assert claim.time is not None
    assert claim.place is not None
    assert all(actor.role == "party" for actor in claim.actors)
    spans = [claim.time.span, claim.place.span, *(a.span for a in claim.actors), *(v.span for v in claim.attribution)]
    assert all(mapping.example[slice(*span)].strip() for span in spans if span)


def _acled(**change: str) -> str:
    example = next(m.example for m in packaged_mappings() if m.id == "acled")
    (row,) = csv.DictReader(io.StringIO(example))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(row), lineterminator="\n")
    writer.writeheader()
    writer.writerow({**row, **change})
    return stream.getvalue()


def test_the_first_actor_is_never_the_violator_and_zero_dead_is_not_told() -> None:
    (claim,) = told(read_table(_acled(fatalities="0"), document=DIGEST))
    assert isinstance(claim, EventClaim)
    assert {actor.role for actor in claim.actors} == {"party"}
    assert claim.casualties == ()
    assert any(a.slot == "casualties" for a in claim.abstained)
    assert [voice.name for voice in claim.attribution] == ["Monitor A", "Agency B", "ACLED"]
    assert claim.attribution[-1].via


@pytest.mark.parametrize(
    ("code", "start", "end", "precision"),
    [
        ("1", "2016-12-05", "2016-12-05", "day"),
        ("2", "2016-12-02", "2016-12-08", "week"),
        ("3", "2016-12-01", "2016-12-31", "month"),
    ],
)
def test_precision_codes_widen_the_time(code: str, start: str, end: str, precision: str) -> None:
    (claim,) = told(read_table(_acled(time_precision=code), document=DIGEST))
    assert isinstance(claim, EventClaim)
    assert claim.time is not None
    assert (claim.time.start, claim.time.end, claim.time.precision) == (start, end, precision)


def test_the_middle_of_a_province_is_no_point() -> None:
    (claim,) = told(read_table(_acled(geo_precision="3"), document=DIGEST))
    assert isinstance(claim, EventClaim)
    assert claim.place is not None
    assert (claim.place.precision, claim.place.lat) == ("admin1", None)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("event_date", "2016-13-05", "a day"),
        ("event_date", "1816-12-05", "a year"),
        ("time_precision", "9", "1 or 2 or 3"),
        ("latitude", "91", "degrees"),
        ("longitude", "", "both coordinates"),
        ("fatalities", "-3", "a whole number"),
        ("sub_event_type", "Tea party", "an event type"),
        ("event_id_cnty", "", "an id"),
    ],
)
def test_a_wrong_row_is_refused_with_line_and_field(column: str, value: str, expected: str) -> None:
    change = {column: value, **({"event_type": "Tea party"} if column == "sub_event_type" else {})}
    sound = _acled(event_id_cnty="XXX2").splitlines()[1]
    reading = read_table(_acled(**change) + sound + "\n", document=DIGEST)
    assert reading is not None
    assert len(reading.claims) == 1
    (row,) = reading.refused
    assert row.line == 2
    assert column in row.field
    assert expected in row.expected


def test_a_mapping_of_a_user(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(MINE, encoding="utf-8")
    kept = keep_mapping(tmp_path / "mappings", path)
    table = "no,day,where,what,dead\n1,05.12.2016,Zamalka,boom,2\n2,06.12.2016,Zamalka,air strike,0\n3,x,y,boom,\n"
    reading = read_table(table, document=DIGEST, mappings=(load_mapping(kept),))
    assert reading is not None
    first, second = reading.claims
    assert isinstance(first, EventClaim)
    assert isinstance(second, EventClaim)
    assert (first.act, first.casualties[0].best) == ("explosion", 2)
    assert (second.act, second.casualties[0].qualifier) == ("air_strike", "none")
    assert [row.line for row in reading.refused] == [4]
    path.write_text(MINE.replace("boom", "bang"), encoding="utf-8")
    with pytest.raises(InputError, match="another mapping"):
        keep_mapping(tmp_path / "mappings", path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("explosion", "kaboom", "act is unknown"),
        ("columns: [no, day, where, what]", "columns: []", "needs the columns"),
        ("counts:", "actors:\n  - {column: who, role: agent}\ncounts:", "direction"),
        ("name: [where]", "name: [where], colour: red", "colour"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(MINE.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        load_mapping(path)
    assert "mine.yaml:" in str(caught.value)


HXL = """Situation,,,,
Date,Gouvernorat,Tués,Déplacés,Source
#date,#adm1 +name,#affected+killed,#affected +idps,#meta+source
2016-12-05,Alep,12,3000,OCHA
2016-12-06,Alep,,x,OCHA
"""


def test_hashtags_are_a_mapping_under_any_header() -> None:
    reading = read_table(HXL, document=DIGEST)
    assert reading is not None
    assert all(isinstance(claim, FigureClaim) for claim in reading.claims)
    figures = [(c.measure, c.quantity.best) for c in reading.claims if isinstance(c, FigureClaim)]
    assert figures == [("killed", 12), ("displaced", 3000)]
    assert [row.line for row in reading.refused] == [5]


def test_a_workbook_is_stored_as_its_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in csv.reader(io.StringIO(HXL)):
        sheet.append([int(value) if value.isdigit() else value or None for value in line])
    sheet["A4"] = dt.datetime(2016, 12, 5)
    book.create_sheet("notes").append(["free text"])
    stream = io.BytesIO()
    book.save(stream)
    intaken = taken(stream.getvalue(), "situation.xlsx")
    assert intaken.unread is None
    assert any("notes" in note for note in intaken.notes)
    reading = read_table(intaken.text, document=intaken.document.id)
    assert len(told(reading)) == 2
    assert intaken.text.splitlines()[3].startswith("2016-12-05,Alep,12,3000")


def test_features_and_answers_of_an_api_become_rows() -> None:
    row = next(csv.DictReader(io.StringIO(_acled())))
    point = {"type": "Point", "coordinates": [float(row.pop("longitude")), float(row.pop("latitude"))]}
    collection = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": point, "properties": row}]}
    answer = {"TotalCount": 1, "Result": [next(csv.DictReader(io.StringIO(_acled())))]}
    for value, name in ((collection, "x.geojson"), (answer, "x.json")):
        intaken = taken(json.dumps(value).encode(), name)
        assert intaken.unread is None, intaken.unread
        (claim,) = told(read_table(intaken.text, document=intaken.document.id))
        assert isinstance(claim, EventClaim)
        assert claim.place is not None
        assert (claim.place.lat, claim.act) == (36.2012, "air_strike")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"a": 1}', "broken"),
        ('[{"a": NaN}]', "broken"),
        ('{"results": ' + "[" * 5000 + "]" * 5000 + "}", "too_large"),
        ('{"results": []}', "no_text"),
        ('{"results": 3}', "unsupported"),
    ],
)
def test_hostile_json_becomes_a_record(text: str, reason: str) -> None:
    unread = taken(text.encode(), "x.json").unread
    assert unread is not None
    assert unread.reason == reason


@given(st.text(max_size=300))
def test_any_text_under_a_known_header_is_read_or_refused(body: str) -> None:
    header = _acled().splitlines()[0]
    reading = read_table(f"{header}\n{body}\n", document=DIGEST)
    assert reading is not None
    assert all(claim.text for claim in reading.claims)


@given(st.binary(max_size=200), st.sampled_from(["x.json", "x.csv", "x.xlsx", "x.geojson"]))
def test_any_bytes_are_a_text_or_a_record(data: bytes, name: str) -> None:
    intaken = taken(data, name)
    assert intaken.unread is not None or intaken.text
