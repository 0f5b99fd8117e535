"""Who stands behind a claim: proposals are told apart from what people looked at, on paper and in exports."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from msgspec.structs import replace
from tests.web import samples

from trucewatch.case import load_case
from trucewatch.cli.issuing import build
from trucewatch.pipeline import Workplace, open_workplace
from trucewatch.record import record_draft
from trucewatch.reporting import render_html, render_markdown
from trucewatch.reporting.exports import EXPORT_FORMATS, Export, write_export
from trucewatch.reporting.incident_paper import gather
from trucewatch.reporting.layout import lay_out
from trucewatch.reporting.layout_dossier import dossier_sheet
from trucewatch.reporting.sheet_markdown import render_sheet_markdown
from trucewatch.reporting.standing import standings_of
from trucewatch.store import ClaimFilter, IncidentFilter
from trucewatch.vocabulary.claim_reviews import ClaimReview
from trucewatch.vocabulary.link_decisions import LinkDecision

REVIEWER = "Rosa Silva"
LINKER = "Tariq Haddad"
PROPOSED = {
    "en": "proposed by the machine, not reviewed",
    "fr": "proposée par la machine, non revue",
    "ar": "اقترحته الآلة ولم يراجعه أحد",
}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    root = tmp_path_factory.mktemp("standing") / "case"
    samples.build(root)
    with open_workplace(load_case(root), samples.clock) as opened:
        incident = next(i for i in opened.store.incidents(IncidentFilter()).items if i.time.start and i.supporting)
        claim = opened.store.claim(incident.supporting[0])
        assert claim is not None
        review = ClaimReview(
            id="r1", kind="confirm", claim=claim.id, document=claim.document, version="", read=claim, made=claim,
            by=REVIEWER, at="2016-12-06T10:00:00Z", reason="the words say so",
        )  # fmt: skip
        decision = LinkDecision(
            id="l1", kind="merge", claims=incident.supporting, by=LINKER, at="2016-12-06T10:00:00Z", reason="one event"
        )
        opened.append([record_draft(r, REVIEWER, opened.log.files) for r in (review, decision)])
        yield opened


def exported(work: Workplace, folder: Path, *, told: bool = True) -> Path:
    export = Export(
        case=work.case, store=work.store, lang="en", base="", audience="x", log_origin="a/log", log_size=1,
        log_root="00" * 32, moment=dt.datetime(2016, 12, 7, tzinfo=dt.UTC), reviews_told=told,
    )  # fmt: skip
    write_export(export, folder, EXPORT_FORMATS)
    return folder


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        names, _, *rows = list(csv.reader(file))
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_one_claim_is_confirmed_by_name_and_all_others_are_proposals(work: Workplace) -> None:
    standings = standings_of(work.store)
    found = [standings.of(claim) for claim in work.store.claims(ClaimFilter()).items]
    assert [(s.code, s.by) for s in found if s.code != "proposed"] == [("confirmed", REVIEWER)]
    assert all(s.by is None for s in found if s.code == "proposed")
    proposed = replace(work.store.claims(ClaimFilter()).items[-1], proposed=True)
    assert standings.of(proposed).read_by == "language_model"


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_every_printed_form_says_what_is_proposed_and_who_confirmed(work: Workplace, lang: str) -> None:
    report = build(work, start="2016-12-01", end="2016-12-31")
    incident = next(entry.incident for entry in report.annex if entry.claims)
    paper = gather(work.case, work.store, incident.id, log_size=1, log_root="00" * 32, prepared_at=report.prepared_at)
    sheets = (lay_out(report, work.case, lang), dossier_sheet(paper, lang))
    texts = [render_html(report, work.case, lang), render_markdown(report, work.case, lang)]
    for text in (*texts, *(render_sheet_markdown(sheet) for sheet in sheets)):
        assert PROPOSED[lang] in text
        assert REVIEWER in text
        assert LINKER in text


def test_every_export_tells_proposals_from_reviewed_claims(work: Workplace, tmp_path: Path) -> None:
    out = exported(work, tmp_path)
    rows = csv_rows(out / "claims.csv")
    assert {row["review"] for row in rows} == {"proposed", "confirmed"}
    assert {row["reviewed_by"] for row in rows if row["review"] == "confirmed"} == {REVIEWER}
    table = pq.read_table(out / "claims.parquet").to_pylist()
    assert [row["review"] for row in table] == [row["review"] for row in rows]
    lines = [json.loads(line) for line in (out / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["standing"]["review"] for line in lines] == [row["review"] for row in rows]
    book = openpyxl.load_workbook(out / "incidents-and-claims.xlsx", read_only=True)
    names = [cell.value for cell in next(book["incidents"].iter_rows())]
    assert {"review", "linked_by", "assessed_by", "claims_reviewed"} <= set(names)
    features = json.loads((out / "incidents.geojson").read_text(encoding="utf-8"))["features"]
    reviews = {f["id"]: (f["properties"]["review"], f["properties"]["linked_by"]) for f in features}
    assert ("partly_reviewed", LINKER) in reviews.values()
    assert ("proposed", "machine") in reviews.values()


def test_who_is_told_of_no_reviews_is_not_told_that_nobody_looked(work: Workplace, tmp_path: Path) -> None:
    assert (
        standings_of(work.store, told=False).of_incident(work.store.incidents(IncidentFilter()).items[0]).code
        == "not_told"
    )
    rows = csv_rows(exported(work, tmp_path, told=False) / "incidents.csv")
    assert {row["review"] for row in rows} == {"not_told"}
    assert {row["claims_reviewed"] for row in rows} == {""}
