"""Rows of the UCDP GED to claims: never a direction where the dataset codes none, no row lost in silence."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.intake.support import read

from trucewatch.errors import InputError
from trucewatch.intake.datasets.refusals import TableReading
from trucewatch.intake.datasets.rows import Malformed, Row, split_rows
from trucewatch.intake.datasets.ucdp import COLUMNS, is_ucdp, read_ucdp
from trucewatch.vocabulary.claims import ActorRef, EventClaim, PlaceRef, Quantity, Voice

SHARED = Path(__file__).parents[3] / "shared" / "data" / "aleppo" / "ucdp_ged_aleppo_2016-09.csv"
DIGEST = "d" * 64
ROW = {
    "id": "308593.0",
    "type_of_violence": "1.0",
    "side_a": "Government of Exampleland",
    "side_b": "Example insurgents",
    "source_office": "Example Agency;OBS",
    "source_original": "OBS",
    "where_prec": "1.0",
    "where_coordinates": "Sampleville town",
    "latitude": "36.3747",
    "longitude": "37.17791",
    "event_clarity": "1.0",
    "date_prec": "1.0",
    "date_start": "2016-09-01",
    "date_end": "2016-09-01",
    "deaths_a": "0.0",
    "deaths_b": "0.0",
    "deaths_civilians": "4.0",
    "deaths_unknown": "0.0",
    "low": "4.0",
    "best": "4.0",
    "high": "4.0",
}


def table(*changes: dict[str, str], columns: tuple[str, ...] = COLUMNS, newline: str = "\n") -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, extrasaction="ignore", restval="", lineterminator=newline)
    writer.writeheader()
    for number, change in enumerate(changes):
        writer.writerow({**ROW, "id": str(1000 + number), **change})
    return stream.getvalue()


def one(**change: str) -> EventClaim:
    text = table(change)
    reading = read_ucdp(text, document=DIGEST)
    assert reading.refused == ()
    (claim,) = reading.claims
    assert isinstance(claim, EventClaim)
    spans_hold(claim, text)
    return claim


def spans_hold(claim: EventClaim, text: str) -> None:
    assert claim.text == text[slice(*claim.span)]
    named: list[ActorRef | Voice | PlaceRef] = [
        *claim.actors,
        *claim.attribution,
        *(q.side for q in claim.casualties if q.side),
    ]
    if claim.place is not None:
        named.append(claim.place)
    for slot in named:
        if slot.span is not None:
            assert text[slice(*slot.span)] == slot.name
    for quantity in claim.casualties:
        assert quantity.span is not None
        assert str(quantity.best) in text[slice(*quantity.span)]


def test_a_state_based_row_has_two_parties_and_no_violator() -> None:
    claim = one()
    assert [(a.role, a.name) for a in claim.actors] == [("party", ROW["side_a"]), ("party", ROW["side_b"])]
    assert (claim.act, claim.status, claim.polarity) == ("attack", "occurred", "asserted")
    assert claim.confidence == "high"
    assert {a.slot for a in claim.abstained} == {"weapon", "act"}


@pytest.mark.parametrize("kind", ["1", "2"])
def test_a_clash_needs_losses_of_fighters_on_both_sides(kind: str) -> None:
    dead = {"deaths_civilians": "0", "low": "5", "best": "5", "high": "5", "type_of_violence": kind}
    assert one(**dead, deaths_a="2", deaths_b="3").act == "armed_clash"
    assert one(**dead, deaths_a="5", deaths_b="0").act == "attack"


def test_one_sided_violence_has_a_direction_by_definition() -> None:
    claim = one(type_of_violence="3", side_b="Civilians")
    assert [a.role for a in claim.actors] == ["agent", "target"]
    assert claim.act == "attack"


def test_casualties_whole_and_parts() -> None:
    claim = one(deaths_a="1", deaths_b="2", deaths_civilians="4", deaths_unknown="1", low="6", best="8", high="12")
    whole, a, b, civilians, unknown = claim.casualties
    assert (whole.low, whole.best, whole.high, whole.qualifier, whole.who) == (6, 8, 12, "between", None)
    assert [(q.best, q.who, q.side.name if q.side else None) for q in (a, b, civilians, unknown)] == [
        (1, "combatant", ROW["side_a"]),
        (2, "combatant", ROW["side_b"]),
        (4, "civilian", None),
        (1, None, None),
    ]
    for part in (a, b, civilians, unknown):
        assert (part.low, part.high, part.qualifier, part.subset_of) == (None, None, "about", 0)


def test_certain_and_absent_deaths() -> None:
    _, civilians = one().casualties
    assert (civilians.low, civilians.best, civilians.high, civilians.qualifier) == (4, 4, 4, "exact")
    (none,) = one(deaths_civilians="0", low="0", best="0", high="0").casualties
    assert isinstance(none, Quantity)
    assert (none.low, none.high, none.qualifier) == (0, 0, "none")


def test_parts_that_do_not_add_up_are_said() -> None:
    assert any("add up to 4, not 9" in a.reason for a in one(best="9", high="9").abstained)


@pytest.mark.parametrize(
    ("where", "name", "precision", "pointed"),
    [
        ("1", "Sampleville town", "town", True),
        ("1", "Hill 12", "locality", True),
        ("2", "Sampleville town", "near", True),
        ("3", "Sample district", "admin2", False),
        ("4", "Sample governorate", "admin1", False),
        ("5", "Sample road", "line_or_area", False),
        ("6", "Exampleland", "country", False),
        ("7", "Sample sea", "sea_or_air", False),
    ],
)
def test_places_have_no_false_point(where: str, name: str, precision: str, pointed: bool) -> None:
    place = one(where_prec=where, where_coordinates=name).place
    assert place is not None
    assert (place.name, place.precision) == (name, precision)
    assert (place.lat, place.lon) == ((36.3747, 37.17791) if pointed else (None, None))


@pytest.mark.parametrize(
    ("code", "end", "precision"),
    [
        ("1", "2016-09-01", "day"),
        ("1", "2016-09-03", "range"),
        ("2", "2016-09-03", "range"),
        ("3", "2016-09-07", "week"),
        ("4", "2016-09-30", "month"),
        ("5", "2016-12-31", "year"),
    ],
)
def test_times(code: str, end: str, precision: str) -> None:
    time = one(date_prec=code, date_end=end, date_start="2016-09-01 00:00:00.000").time
    assert time is not None
    assert (time.start, time.end, time.precision) == ("2016-09-01", end, precision)


def test_the_report_speaks_and_the_dataset_relays() -> None:
    assert [(v.name, v.via) for v in one().attribution] == [
        ("OBS", False),
        ("Example Agency", True),
        ("UCDP GED", True),
    ]
    alone = one(source_original="", source_office="OBS;OBS").attribution
    assert [(v.name, v.via) for v in alone] == [("OBS", False), ("UCDP GED", True)]


def test_an_event_out_of_a_summary_is_less_sure() -> None:
    assert one(event_clarity="2").confidence == "medium"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("id", "x1"),
        ("type_of_violence", "4"),
        ("side_a", " "),
        ("where_prec", "0"),
        ("latitude", "91"),
        ("longitude", "nan"),
        ("latitude", "٣٦"),
        ("date_start", "01/09/2016"),
        ("date_start", "2016-02-30"),
        ("date_end", "2016-08-31"),
        ("deaths_a", "-1"),
        ("deaths_b", "1.5"),
        ("best", "99"),
        ("event_clarity", ""),
        ("date_prec", "6"),
    ],
)
def test_a_wrong_row_is_refused_with_line_and_field_and_the_rest_is_kept(field: str, value: str) -> None:
    reading = read_ucdp(table({}, {field: value}, {}), document=DIGEST)
    assert len(reading.claims) == 2
    (refused,) = reading.refused
    assert (refused.line, refused.field) == (3, field)
    assert refused.expected
    assert f"line 3, {field}" in refused.message()


def test_a_stray_quotation_mark_refuses_its_line_alone() -> None:
    lines = table({}, {}, {}).splitlines()
    lines[2] = lines[2].replace("Sampleville", '"Sampleville', 1)
    reading = read_ucdp("\n".join(lines), document=DIGEST)
    assert [r.line for r in reading.refused] == [3]
    assert len(reading.claims) == 2


def test_a_row_with_a_wrong_number_of_fields_or_a_repeated_id() -> None:
    lines = table({}, {}, {"id": "1000"}).splitlines()
    lines[2] += ",more"
    reading = read_ucdp("\n".join(lines), document=DIGEST)
    assert [(r.line, r.field) for r in reading.refused] == [(3, "the row"), (4, "id")]
    assert "line 2" in reading.refused[1].expected


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_quotes_and_line_ends_inside_fields_keep_the_spans(newline: str) -> None:
    text = table({"side_a": 'The "A", with\nlines', "source_office": 'O"B'}, {}, newline=newline)
    reading = read_ucdp(text, document=DIGEST)
    assert not reading.refused
    assert isinstance(reading.claims[0], EventClaim)
    assert reading.claims[0].actors[0].name == 'The "A", with\nlines'
    assert reading.claims[1].text == text[slice(*reading.claims[1].span)]
    assert reading.claims[1].text.startswith("1001,")
    assert not reading.claims[1].text.endswith(("\n", "\r"))


@pytest.mark.parametrize("text", ["", "\n", '"id\n', "id,best\n1,2\n", table({}, columns=(*COLUMNS, "id"))])
def test_a_file_without_the_columns_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_ucdp(text, document=DIGEST)
    assert not is_ucdp(text) or "id,id" in text or text.startswith("id,type")


def test_ids_are_stable_and_of_their_document() -> None:
    text = table({}, {})
    ids = [c.id for c in read_ucdp(text, document=DIGEST).claims]
    assert ids == [c.id for c in read_ucdp(text, document=DIGEST).claims]
    assert len(set(ids)) == 2
    assert ids != [c.id for c in read_ucdp(text, document="e" * 64).claims]
    assert ids[:1] == [c.id for c in read_ucdp(table({}), document=DIGEST).claims]


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=8), min_size=3, max_size=3),
        max_size=5,
    )
)
def test_rows_written_by_the_csv_module_are_read_back(rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    text = stream.getvalue()
    found = list(split_rows(text, 3))
    assert [[f.value for f in r.fields] for r in found if isinstance(r, Row)] == rows
    assert not any(isinstance(r, Malformed) for r in found)
    for row in found:
        assert isinstance(row, Row)
        assert all(text[slice(*f.span)].replace('""', '"') == f.value for f in row.fields)


@given(st.text(alphabet='a,"\r\n\x00é', max_size=60))
@settings(max_examples=200)
def test_any_text_splits_and_no_line_is_lost(text: str) -> None:
    found = list(split_rows(text))
    assert all(isinstance(r, Row | Malformed) for r in found)
    assert [r.line for r in found] == sorted({r.line for r in found})
    assert bool(found) == bool(text.strip())


@given(st.sampled_from(COLUMNS), st.text(max_size=12))
def test_any_value_in_any_field_gives_a_claim_or_a_refusal(field: str, value: str) -> None:
    reading = read_ucdp(table({}, {field: value}), document=DIGEST)
    assert len(reading.claims) + len(reading.refused) >= 2
    assert len(reading.claims) >= 1


def test_the_released_rows_of_aleppo() -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is absent")
    taken = read(SHARED.read_bytes(), SHARED.name)
    assert taken.document.media == "text/csv"
    assert is_ucdp(taken.text)
    reading: TableReading = read_ucdp(taken.text, document=taken.document.id)
    rows = list(csv.DictReader(io.StringIO(taken.text, newline="")))
    assert reading.refused == ()
    assert len(reading.claims) == len(rows) == 163
    for claim, row in zip(reading.claims, rows, strict=True):
        assert isinstance(claim, EventClaim)
        spans_hold(claim, taken.text)
        assert claim.text.startswith(row["id"])
        assert claim.casualties[0].best == int(float(row["best"]))
        assert claim.time is not None
        assert claim.time.start == row["date_start"]
        if row["type_of_violence"] != "3.0":
            assert {a.role for a in claim.actors} == {"party"}
