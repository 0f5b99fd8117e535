"""The incidents of the packaged case: copies collapse into their origin and the invented convoy stays alone."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from trucewatch.case import load_case
from trucewatch.pipeline import Workplace, open_workplace, run_case
from trucewatch.store import IncidentFilter

CASE = Path(__file__).parents[2] / "cases" / "aleppo-2016"
HOAX = "2016-09-13-citadelle-info-convoi-entre-a-alep.txt"
UNBORNE = {"single_source", "contradicted"}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    root = tmp_path_factory.mktemp("case") / "aleppo"
    shutil.copytree(CASE, root, ignore=shutil.ignore_patterns("record", "*.db*", "reports"))
    with open_workplace(load_case(root), lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) as place:
        run_case(place)
        yield place


def test_the_invented_convoy_is_borne_out_by_nobody(work: Workplace) -> None:
    told = {document.id for document in work.store.documents().items if document.name.endswith(HOAX)}
    assert len(told) == 1
    claims = [claim.id for document in told for claim in work.store.claims_of(document)]
    found = {incident.id: incident for claim in claims for incident in work.store.incidents_of_claim(claim)}
    assert any(incident.act == "aid_delivery" for incident in found.values())
    for incident in found.values():
        assert incident.corroboration in UNBORNE
        assert incident.grades[0].grade in {"single_source", "contested"}


def test_a_copy_is_never_an_origin_of_its_own(work: Workplace) -> None:
    copies = {document.id for document in work.store.documents().items if document.duplicate_of}
    assert copies
    supporting = {c for incident in work.store.incidents(IncidentFilter()).items for c in incident.supporting}
    copied = [claim for document in copies for claim in work.store.claims_of(document)]
    linked = [claim for claim in copied if work.store.incidents_of_claim(claim.id)]
    riding = [claim for claim in linked if claim.id not in supporting]
    # what a copy tells beyond its original stands for itself; the rest rides
    assert len(riding) > len(linked) / 2


def test_each_incident_has_three_grades_with_reasons(work: Workplace) -> None:
    for incident in work.store.incidents(IncidentFilter()).items:
        assert [grade.question for grade in incident.grades] == ["occurrence", "attribution", "magnitude"]
        assert all(grade.reasons for grade in incident.grades)
