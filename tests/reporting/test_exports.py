"""Exports, opened again with the libraries that people open them with."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.reporting.examples import report

from trucewatch.case import load_case
from trucewatch.pipeline import AUTHOR, Workplace, open_workplace
from trucewatch.record import record_draft
from trucewatch.reporting.exports import EXPORT_FORMATS, Export, write_export
from trucewatch.reporting.exports.cells import harmless
from trucewatch.reporting.exports.columns import codes_of_place
from trucewatch.starting import start_case
from trucewatch.vocabulary.actors import GazetteerPlace
from trucewatch.vocabulary.incidents import IncidentPlace

MOMENT = dt.datetime(2016, 12, 7, 8, 0, tzinfo=dt.UTC)
FORMULA = '=HYPERLINK("https://x.example","تقرير")'


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workplace]:
    start_case(tmp_path / "case", name="River front", zone="Africa/Juba")
    with open_workplace(load_case(tmp_path / "case"), lambda: MOMENT) as opened:
        incident = report().annex[0].incident
        hostile = IncidentPlace(name=FORMULA)
        entries = [
            incident,
            replace(incident, id="incident-2", place=hostile, casualties=()),
            replace(incident, id="incident-3", place=None),
        ]
        opened.append([record_draft(entry, AUTHOR, opened.log.files) for entry in entries])
        yield opened


@pytest.fixture
def written(work: Workplace, tmp_path: Path) -> Path:
    write_export(exported(work), tmp_path / "out", EXPORT_FORMATS)
    return tmp_path / "out"


def exported(work: Workplace) -> Export:
    return Export(
        case=work.case, store=work.store, lang="fr", base="https://monitor.example/", audience="public",
        log_origin="a.example/log", log_size=3, log_root="ab" * 32, moment=MOMENT,
    )  # fmt: skip


def rows_of(path: Path) -> tuple[list[str], list[str], list[dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        names, tags, *rows = list(csv.reader(file))
    return names, tags, [dict(zip(names, row, strict=True)) for row in rows]


def test_csv_has_names_hashtags_and_permalinks(written: Path) -> None:
    names, tags, rows = rows_of(written / "incidents.csv")
    assert all(tag.startswith("#") and tag == tag.lower() for tag in tags)
    assert len(set(tags)) == len(tags) == len(names)
    assert dict(zip(names, tags, strict=True))["adm1_pcode"] == "#adm1+code"
    first = next(row for row in rows if row["id"] == "incident-1")
    assert first["url"] == "https://monitor.example/incidents/incident-1"
    assert first["act_label"] == "frappe aérienne"
    assert (first["killed_low"], first["killed_best"], first["killed_high"]) == ("2.0", "2.0", "")
    assert (float(first["lat"]), float(first["lon"])) == (4.85, 31.6)


def test_csv_neutralises_formulas_and_loses_nothing(written: Path) -> None:
    _, _, rows = rows_of(written / "incidents.csv")
    hostile = next(row for row in rows if row["id"] == "incident-2")
    assert hostile["place"] == f"'{FORMULA}"
    assert len(rows) == 3


def test_xlsx_holds_text_as_text(written: Path) -> None:
    book = openpyxl.load_workbook(written / "incidents-and-claims.xlsx")
    assert book.sheetnames == ["incidents", "claims", "about"]
    page = book["incidents"]
    names = [cell.value for cell in page[1]]
    cells = {str(row[0].value): row for row in page.iter_rows(min_row=3)}
    place = cells["incident-2"][names.index("place")]
    assert (place.value, place.data_type) == (FORMULA, "s")
    assert place.quotePrefix
    assert isinstance(cells["incident-1"][names.index("lat")].value, float)
    with zipfile.ZipFile(written / "incidents-and-claims.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    about = {str(row[0].value): row[1].value for row in book["about"].iter_rows()}
    assert about["audience"] == "public"
    assert about["root"] == "ab" * 32


def test_geojson_keeps_what_has_no_point(written: Path) -> None:
    found = json.loads((written / "incidents.geojson").read_text(encoding="utf-8"))
    geometry = {feature["id"]: feature["geometry"] for feature in found["features"]}
    assert geometry == {
        "incident-1": {"type": "Point", "coordinates": [31.6, 4.85]},
        "incident-2": None,
        "incident-3": None,
    }
    assert found["hxl"]["lat"] == "#geo+lat"


def test_geopackage_opens_with_its_layer(written: Path) -> None:
    meta, _, geometry, fields = pyogrio.raw.read(written / "incidents.gpkg", layer="incidents")
    told = dict(zip(meta["fields"], fields, strict=True))
    at = list(told["id"]).index("incident-1")
    assert meta["crs"] == "EPSG:4326"
    assert shapely.from_wkb(geometry[at]) == shapely.Point(31.6, 4.85)
    assert [g is None for g in geometry].count(True) == 2
    assert told["killed_low"][at] == 2.0
    assert told["place"][list(told["id"]).index("incident-2")] == FORMULA


def test_parquet_carries_types_and_hashtags(written: Path) -> None:
    table = pq.read_table(written / "incidents.parquet")
    assert table.schema.field("lat").metadata == {b"hxl": b"#geo+lat"}
    assert table.schema.metadata[b"audience"] == b"public"
    rows = {row["id"]: row for row in table.to_pylist()}
    assert rows["incident-1"]["independent"] == 0
    assert rows["incident-1"]["killed_high"] is None
    assert rows["incident-2"]["place"] == FORMULA
    assert pq.read_table(written / "claims.parquet").num_rows == 0


def test_json_lines_hold_whole_records(written: Path, work: Workplace) -> None:
    lines = (written / "incidents.jsonl").read_text(encoding="utf-8").splitlines()
    found = {record["id"]: record for record in map(json.loads, lines)}
    assert found["incident-1"]["casualties"][0]["values"][0]["claim"] == "e1"
    assert found["incident-1"]["url"] == "https://monitor.example/incidents/incident-1"


def test_the_same_read_models_give_the_same_bytes(work: Workplace, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write_export(exported(work), tmp_path / folder, EXPORT_FORMATS)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_libhxl_reads_the_table(written: Path) -> None:
    hxl = pytest.importorskip("hxl", reason="libhxl is not installed: it needs a library under the GPL")
    source = hxl.data(str(written / "incidents.csv"), hxl.InputOptions(allow_local=True))
    assert "#geo+lat" in source.display_tags


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    shown = harmless(text)
    assert isinstance(shown, str)
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert shown in (text, f"'{text}")
    out = io.StringIO()
    csv.writer(out).writerow([shown, "x"])
    assert next(csv.reader(io.StringIO(out.getvalue(), newline="")))[0] == shown


def test_numbers_stay_numbers() -> None:
    assert [harmless(value) for value in (-1.5, 0, None, "", "a")] == [-1.5, 0, None, "", "a"]


def test_codes_of_a_place_are_those_of_what_contains_it() -> None:
    def place(name: str, kind: str, pcode: str | None, parent: str | None) -> GazetteerPlace:
        return GazetteerPlace(id=name, place_class=kind, label={}, pcode=pcode, parent=parent)  # type: ignore[arg-type]

    places = {
        "syria": place("syria", "country", "SY", None),
        "gov": place("gov", "admin1", "SY02", "syria"),
        "city": place("city", "city", None, "gov"),
        "quarter": place("quarter", "neighbourhood", "SY02001", "city"),
        "loop": place("loop", "city", "L", "loop"),
    }
    assert codes_of_place("quarter", places) == {"loc": "SY02001", "adm1": "SY02", "country": "SY"}
    assert codes_of_place("city", places) == {"adm1": "SY02", "country": "SY"}
    assert codes_of_place("loop", places) == {"loc": "L"}
    assert codes_of_place(None, places) == codes_of_place("nowhere", places) == {}
