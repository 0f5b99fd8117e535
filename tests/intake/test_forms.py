"""Field forms: valid XLSForms in three languages, and their submissions as Kobo and ODK export them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

from trucewatch.intake.datasets.reading import read_table
from trucewatch.intake.documents import read_document
from trucewatch.intake.forms import form_definitions, write_xlsform
from trucewatch.intake.forms.definitions import choices
from trucewatch.vocabulary.claims import EventClaim

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ANSWERS = {
    "reporter": "Post 4",
    "means": "saw",
    "act": "shelling",
    "occurred_on": "2016-12-05",
    "place_name": "Zamalka",
    "place_point": "33.5243 36.3532 690.0 8.5",
    "alleged_agent": "Force A",
    "affected": "market",
    "killed": 2,
    "injured": None,
    "description": "Three impacts, said a trader.",
}


@pytest.mark.parametrize("form", form_definitions(), ids=lambda form: form.id)
def test_a_form_is_a_valid_xlsform_in_three_languages(form: Any) -> None:
    data = write_xlsform(form)
    assert data == write_xlsform(form)
    made = convert(xlsform=io.BytesIO(data), file_type=".xlsx", validate=False)
    assert f"trucewatch_{form.id}" in made.xform
    for language in ("English (en)", "Français (fr)", "العربية (ar)"):
        assert f'<translation lang="{language}"' in made.xform
    for question in form.questions:
        assert set(question.label) == {"en", "fr", "ar"}
        assert question.list is None or question.list in choices()


def _read(data: bytes, name: str) -> Sequence[EventClaim]:
    intaken = read_document(data, name=name, clock=lambda: NOW)
    assert intaken.unread is None, intaken.unread
    reading = read_table(intaken.text, document=intaken.document.id)
    assert reading is not None
    assert reading.mapping == "form-incident"
    assert reading.refused == ()
    assert all(isinstance(claim, EventClaim) for claim in reading.claims)
    return [claim for claim in reading.claims if isinstance(claim, EventClaim)]


def _csv(row: dict[str, Any]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(row))
    writer.writeheader()
    writer.writerow(row)
    return stream.getvalue().encode()


def _kobo_json(**more: Any) -> bytes:
    answers = {f"what/{key}" if key in ("act", "killed") else key: value for key, value in ANSWERS.items()}
    row = {"_id": 7, "_uuid": "u-1", "_attachments": [{"filename": "a.jpg"}], **answers, **more}
    return json.dumps({"count": 1, "next": None, "results": [row]}).encode()


def _kobo_csv() -> bytes:
    return _csv({**ANSWERS, "_id": 7, "_uuid": "u-1", "_validation_status": ""})


def _odk_csv() -> bytes:
    row = {"SubmissionDate": "2016-12-06T08:00:00Z", **ANSWERS}
    del row["place_point"]
    point = {"Latitude": "33.5243", "Longitude": "36.3532", "Altitude": "690", "Accuracy": "8.5"}
    return _csv({**row, **{f"place_point-{key}": value for key, value in point.items()}, "KEY": "uuid:u-1"})


def _odk_odata() -> bytes:
    point = {"type": "Point", "coordinates": [36.3532, 33.5243, 690.0], "properties": {"accuracy": 8.5}}
    return json.dumps({"value": [{"__id": "uuid:u-1", **ANSWERS, "place_point": point}]}).encode()


def _kobo_xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    row = {**ANSWERS, "_uuid": "u-1"}
    sheet.append(list(row))
    sheet.append(list(row.values()))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (_kobo_json(), "kobo.json"),
        (_kobo_csv(), "kobo.csv"),
        (_kobo_xlsx(), "kobo.xlsx"),
        (_odk_csv(), "odk.csv"),
        (_odk_odata(), "odk.json"),
    ],
    ids=["kobo-json", "kobo-csv", "kobo-xlsx", "odk-csv", "odk-odata"],
)
def test_a_submission_says_the_same_in_every_export(data: bytes, name: str) -> None:
    (claim,) = _read(data, name)
    assert (claim.act, claim.status) == ("shelling", "occurred")
    assert [(actor.name, actor.role) for actor in claim.actors] == [("Force A", "agent"), ("market", "target")]
    assert [voice.name for voice in claim.attribution] == ["Post 4"]
    assert claim.place is not None
    assert (claim.place.name, claim.place.lat, claim.place.lon) == ("Zamalka", 33.5243, 36.3532)
    assert claim.place.precision == "exact"
    assert [(q.outcome, q.best) for q in claim.casualties] == [("killed", 2)]


def test_a_repeated_export_has_the_same_claims() -> None:
    (first,) = _read(_kobo_json(), "kobo.json")
    (again,) = _read(_kobo_json(_submission_time="2016-12-06T08:00:00"), "kobo.json")
    assert first.document != again.document
    assert first.id == again.id


def test_what_a_supervisor_did_not_approve_says_so() -> None:
    status = {"uid": "validation_status_not_approved", "label": "Not Approved"}
    (claim,) = _read(_kobo_json(_validation_status=status), "kobo.json")
    assert claim.confidence == "low"
    assert any(item.slot == "validation" for item in claim.abstained)


def test_an_impossible_position_refuses_the_submission() -> None:
    intaken = read_document(_kobo_json(place_point="133.5 36.3 0 0"), name="kobo.json", clock=lambda: NOW)
    reading = read_table(intaken.text, document=intaken.document.id)
    assert reading is not None
    assert reading.claims == ()
    assert reading.refused[0].field == "place_point"


def test_a_patrol_without_restriction_is_no_event() -> None:
    row = {"reporter": "Post 4", "occurred_on": "2016-12-05", "hours": 6, "place_name": "X", "restricted": "no"}
    free, held = {**row, "_uuid": "p-1"}, {**row, "_uuid": "p-2", "restricted": "yes", "restricted_by": "Force A"}
    data = json.dumps([free, held]).encode()
    intaken = read_document(data, name="patrols.json", clock=lambda: NOW)
    reading = read_table(intaken.text, document=intaken.document.id)
    assert reading is not None
    assert (reading.mapping, reading.refused) == ("form-patrol", ())
    (claim,) = reading.claims
    assert isinstance(claim, EventClaim)
    assert claim.act == "monitor_access_denied"
