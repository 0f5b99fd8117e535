"""Flash report and dossier of an incident; notices of correction in later reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.reporting.examples import HOSTILE, report

from trucewatch.case import Case, load_case
from trucewatch.errors import UsageError
from trucewatch.pipeline import AUTHOR, Workplace, open_workplace
from trucewatch.record import Correction, IssuedReport, record_draft
from trucewatch.reporting import render_html, render_markdown
from trucewatch.reporting.corrections import correction_notices
from trucewatch.reporting.incident_paper import IncidentPaper, gather
from trucewatch.reporting.layout import lay_out
from trucewatch.reporting.layout_dossier import dossier_sheet
from trucewatch.reporting.layout_flash import flash_sheet
from trucewatch.reporting.printing import print_sheet
from trucewatch.reporting.sheet import Paragraph, Table
from trucewatch.reporting.wording import Wording
from trucewatch.starting import start_case
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.reports import CorrectionNotice

NOW = dt.datetime(2016, 12, 7, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workplace]:
    start_case(tmp_path / "case", name="River front", zone="Africa/Juba")
    with open_workplace(load_case(tmp_path / "case"), lambda: NOW) as opened:
        yield opened


def incident() -> Incident:
    return report().annex[0].incident


def enter(work: Workplace, record: Incident | Correction | IssuedReport) -> None:
    work.append([record_draft(record, AUTHOR, work.log.files)])


def issued(work: Workplace, title: str = "situation-report-2016-12-05") -> None:
    size = work.log.size
    at = "2016-12-07T08:00:00Z"
    enter(
        work,
        IssuedReport(
            id=title, kind="situation_report", title=title, issued_at=at, log_size=size, incidents=("incident-1",)
        ),
    )


def paper(work: Workplace) -> IncidentPaper:
    size = work.log.size
    head = work.log.root(size).hex()
    return gather(work.case, work.store, "incident-1", log_size=size, log_root=head, prepared_at="2016-12-07T08:00:00Z")


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_a_flash_report_is_marked_unverified_at_its_head_and_on_every_page(work: Workplace, lang: str) -> None:
    enter(work, incident())
    sheet = flash_sheet(paper(work), lang)
    mark = Wording(lang, work.case).word("unverified")
    first = sheet.blocks[0]
    assert isinstance(first, Paragraph)
    assert (first.tone, first.spans[0].text) == ("warning", mark)
    assert sheet.running == mark


def test_a_flash_report_says_what_is_not_known_and_every_value(work: Workplace) -> None:
    enter(work, replace(incident(), place=None, agents=(), disputed=("toll",)))
    tables = [block for block in flash_sheet(paper(work), "en").blocks if isinstance(block, Table)]
    told = {row[0][0].text: "".join(span.text for span in row[1]) for row in tables[0].rows}
    assert told["Not known"] == "place, agent"
    assert told["On what the sources disagree"] == "toll"
    assert [span.text for cell in tables[1].rows[0][3:6] for span in cell] == ["2", "2", "2"]


def test_a_dossier_holds_the_history_and_what_was_found_wrong(work: Workplace) -> None:
    enter(work, incident())
    enter(work, replace(incident(), status="ongoing"))
    enter(work, Correction(id="c1", target_type="incident", target_id="incident-1", reason=HOSTILE, by="side-a"))
    text = print_sheet(dossier_sheet(paper(work), "en"), "md").decode()
    assert "marked as wrong:** " in text
    assert "<script" not in text
    assert "| superseded |" in text
    assert "| stands |" in text


def test_an_incident_that_is_not_there_is_told(work: Workplace) -> None:
    with pytest.raises(UsageError, match="no such incident"):
        paper(work)


def notices(work: Workplace) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [(n.kind, n.reason, n.reports) for n in correction_notices(work.store, work.log.size)]


def test_a_report_tells_what_became_of_an_incident_of_an_earlier_one(work: Workplace) -> None:
    enter(work, incident())
    issued(work)
    assert notices(work) == []
    enter(work, replace(incident(), status="ongoing"))
    title = ("situation-report-2016-12-05",)
    assert notices(work) == [("revised", None, title)]
    enter(work, Correction(id="c1", target_type="incident", target_id="incident-1", reason="two places", by="side-a"))
    assert notices(work) == [("revised", None, title), ("marked", "two places", title)]
    issued(work, "later")
    enter(work, Correction(id="w", target_type="incident", target_id="incident-1", reason="a hoax", withdraws=True))
    told = notices(work)
    assert told[-1] == ("withdrawn", "a hoax", ("later", *title))
    assert ("marked", "two places", title) in told
    assert all(n.act == "air_strike" for n in correction_notices(work.store, work.log.size))


def test_a_report_on_the_same_record_is_no_correction_of_itself(work: Workplace) -> None:
    enter(work, incident())
    size = work.log.size
    issued(work)
    assert correction_notices(work.store, size) == ()


def test_notices_stand_in_every_form_of_the_report(work: Workplace) -> None:
    case: Case = work.case
    given = CorrectionNotice(
        incident="incident-1", kind="withdrawn", act="air_strike", start="2016-12-05", place=None,
        reports=("situation-report-2016-12-05",), reason=HOSTILE, by="side-a", entry=7,
    )  # fmt: skip
    corrected = replace(report(), corrections=(given,))
    page, text = render_html(corrected, case, "fr"), render_markdown(corrected, case, "fr")
    printed = print_sheet(lay_out(corrected, case, "fr"), "md").decode()
    for shown in (page, text, printed):
        assert "retiré" in shown
        assert "situation-report-2016-12-05" in shown
        assert "<script" not in shown
