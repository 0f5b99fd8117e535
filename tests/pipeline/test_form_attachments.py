"""Exports of forms with their files: documents by digest, found by the submission that names them."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.containers import make_zip

from trucewatch.case import Case, load_case
from trucewatch.intake.containers.form_exports import attachment_media, is_submissions, submission_of
from trucewatch.pipeline import RunCounts, inbox_files, open_workplace, run_case, take_in, take_into_inbox
from trucewatch.pipeline.workplace import Workplace
from trucewatch.reporting.incident_paper import gather
from trucewatch.reporting.layout_dossier import dossier_sheet
from trucewatch.reporting.sheet_markdown import render_sheet_markdown
from trucewatch.starting import start_case
from trucewatch.store import ClaimFilter, IncidentFilter, dump, rebuild
from trucewatch.vocabulary.attachments import attached
from trucewatch.vocabulary.claims import EventClaim, Submission

NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
JPEG, OTHER = b"\xff\xd8\xff\xe0 one", b"\xff\xd8\xff\xe0 another"
ONE, TWO = "0f5a7f6e-2c1b-4b7e-9d2f-9a6f0f0f0f01", "0f5a7f6e-2c1b-4b7e-9d2f-9a6f0f0f0f02"
FORM = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
ANSWERS = {
    "reporter": "Post 4",
    "means": "saw",
    "act": "shelling",
    "occurred_on": "2016-12-05",
    "place_name": "Zamalka",
    "place_point": "33.5243 36.3532 690.0 8.5",
    "photo": "impact 1.jpg",
}


def kobo_json() -> bytes:
    status = {"uid": "validation_status_not_approved", "label": "Not Approved"}
    rows = [
        {**ANSWERS, "_id": 1, "_uuid": ONE, "_validation_status": status},
        {**ANSWERS, "_id": 2, "_uuid": TWO, "place_point": "33.5243 36.3532 690.0 35"},
    ]
    return json.dumps({"count": 2, "next": None, "results": rows}).encode()


def odk_csv() -> bytes:
    row = {"SubmissionDate": "2016-12-06T08:00:00Z", **ANSWERS, "photo": "1700.jpg", "KEY": f"uuid:{ONE}"}
    del row["place_point"]
    point = {"Latitude": "33.5243", "Longitude": "36.3532", "Altitude": "690", "Accuracy": "8.5"}
    row |= {f"place_point-{key}": value for key, value in point.items()}
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(row))
    writer.writeheader()
    writer.writerow(row)
    return stream.getvalue().encode()


def kobo_media() -> bytes:
    return make_zip(
        {
            f"monitors/attachments/{FORM}/{ONE}/impact_1.jpg": JPEG,
            f"monitors/attachments/{FORM}/{TWO}/impact_1.jpg": OTHER,
        }
    )


@pytest.fixture
def case(tmp_path: Path) -> Case:
    root = tmp_path / "case"
    start_case(root, name="Forms", zone="Asia/Damascus")
    return load_case(root)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def run(work: Workplace) -> RunCounts:
    return run_case(work)


def files_of(work: Workplace) -> dict[str, tuple[tuple[str, ...], ...]]:
    told = {}
    for claim in work.store.claims(ClaimFilter()).items:
        assert isinstance(claim, EventClaim)
        assert isinstance(claim.submission, Submission)
        found = attached(claim.submission, work.store.attachments())
        told[claim.submission.id] = tuple(file.documents for file in found)
    return told


def test_kobo_media_is_found_by_the_submission_of_its_path(case: Case) -> None:
    (case.folder.inbox / "submissions.json").write_bytes(kobo_json())
    (case.folder.inbox / "media.zip").write_bytes(kobo_media())
    with open_workplace(case, lambda: NOW) as work:
        counts = run(work)
        assert counts.refused == []
        assert counts.counts["attachments"] == 2
        assert files_of(work) == {ONE: ((digest(JPEG),),), TWO: ((digest(OTHER),),)}
        document = work.store.document(digest(JPEG))
        assert document is not None
        assert (document.media, document.unread, document.text_digest) == ("image/jpeg", None, None)
        told = {c.submission.id: c.submission for c in work.store.claims(ClaimFilter()).items if c.submission}
        assert [(told[k].validation, told[k].accuracy) for k in (ONE, TWO)] == [
            ("validation_status_not_approved", 8.5),
            (None, 35.0),
        ]
        before = dump(work.store)
        rebuild(work.log, work.store)
        assert dump(work.store) == before


def test_an_odk_archive_holds_its_table_and_its_media(case: Case) -> None:
    packed = make_zip({"incident.csv": odk_csv(), "media/1700.jpg": JPEG, "media/unnamed.jpg": OTHER})
    (case.folder.inbox / "odk.zip").write_bytes(packed)
    with open_workplace(case, lambda: NOW) as work:
        counts = run(work)
        assert counts.refused == []
        assert files_of(work) == {f"uuid:{ONE}": ((digest(JPEG),),)}
        (custody,) = work.store.custody_of(digest(OTHER))
        assert (custody.container, custody.member) == (digest(packed), "media/unnamed.jpg")


def test_a_folder_is_kept_together_and_a_second_export_adds_only_what_is_new(case: Case, tmp_path: Path) -> None:
    export = tmp_path / "export"
    (export / "media").mkdir(parents=True)
    (export / "incident.csv").write_bytes(odk_csv())
    (export / "media" / "other.jpg").write_bytes(OTHER)
    with open_workplace(case, lambda: NOW) as work:
        take_in(work, take_into_inbox(case.folder.inbox, (export,)), RunCounts())
        run(work)
        assert files_of(work) == {f"uuid:{ONE}": ((),)}
        (export / "media" / "1700.jpg").write_bytes(JPEG)
        take_into_inbox(case.folder.inbox, (export,))
        assert len({path.parent.name for path in inbox_files(case.folder.inbox)}) == 2
        counts = run(work)
        assert counts.refused == []
        assert counts.counts["attachments"] == 1
        assert files_of(work) == {f"uuid:{ONE}": ((digest(JPEG),),)}
        assert len(work.store.claims(ClaimFilter()).items) == 1


def test_the_dossier_shows_marks_accuracy_and_files(case: Case) -> None:
    (case.folder.inbox / "submissions.json").write_bytes(kobo_json())
    (case.folder.inbox / "media.zip").write_bytes(kobo_media())
    with open_workplace(case, lambda: NOW) as work:
        run(work)
        text = ""
        for incident in work.store.incidents(IncidentFilter()).items:
            paper = gather(
                case, work.store, incident.id, log_size=1, log_root="00", prepared_at="2026-11-24T08:00:00+00:00"
            )
            text += render_sheet_markdown(dossier_sheet(paper, "en"))
    for words in ("Submissions of forms", ONE, "validation\\_status\\_not\\_approved", "8.5 m", digest(JPEG)):
        assert words in text


def test_the_first_bytes_tell_the_medium() -> None:
    assert attachment_media(JPEG) == "image/jpeg"
    assert attachment_media(b"\0\0\0\x18ftypmp42") == "video/mp4"
    assert attachment_media(b"#!AMR\n") == "audio/amr"
    assert attachment_media(b"%PDF-1.7") is None
    assert submission_of(f"m/attachments/{FORM}/{ONE}/a.jpg") == ONE
    assert submission_of("media/a.jpg") is None
    assert is_submissions(kobo_json())
    assert is_submissions(odk_csv())
    assert not is_submissions(b"id,date,place\n1,2016-12-05,X\n")


@given(st.binary(max_size=400))
def test_any_bytes_are_told_apart_without_an_error(data: bytes) -> None:
    assert attachment_media(data) is None or "/" in str(attachment_media(data))
    assert is_submissions(data) in (True, False)
