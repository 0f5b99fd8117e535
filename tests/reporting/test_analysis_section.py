"""The section on series and undercount: words and plots in three languages, hostile names escaped, lone SVG."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from xml.dom.minidom import Document as XmlDocument

import msgspec
import numpy as np
import pytest
from defusedxml.minidom import parseString

from trucewatch.analysis.before_after import Change
from trucewatch.analysis.capture import CaptureTable
from trucewatch.analysis.counting import DailySeries
from trucewatch.analysis.nowcast import Completeness
from trucewatch.analysis.series import analyse_series
from trucewatch.analysis.undercount import SamplerLength, undercount
from trucewatch.case import Case, load_case
from trucewatch.errors import InputError
from trucewatch.reporting.analysis_markdown import analysis_markdown
from trucewatch.reporting.analysis_words import series_title
from trucewatch.reporting.plots import draw_series, draw_undercount
from trucewatch.reporting.render import render_html, render_markdown
from trucewatch.reporting.wording import LANGUAGES, Wording
from trucewatch.starting import start_case
from trucewatch.vocabulary.analysis_report import AnalysisSection
from trucewatch.vocabulary.reports import Period, SituationReport
from trucewatch.vocabulary.series import EffortStatement, SeriesAnalysis
from trucewatch.vocabulary.undercount import CaptureList, UndercountDiagnostic

HOSTILE = '<script>alert("x")</script> & | `code`'
START = dt.date(2020, 1, 1)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    root = tmp_path / "case"
    start_case(root, name="River front", zone="Africa/Juba")
    return load_case(root)


def a_series(code: str = "hostilities") -> SeriesAnalysis:
    generator = np.random.default_rng(12)
    counts = np.concatenate([generator.poisson(8, 150), generator.poisson(2, 90)])
    effort = EffortStatement(measure="patrols", per_day=tuple(float(4 + n % 3) for n in range(240)), adjusted=True)
    late = Completeness(by_age=tuple(1 - 0.5 ** (age + 1) for age in range(12)), reports=200)
    dimension = "family" if code == "hostilities" else "party"
    return analyse_series(
        DailySeries(dimension, code, START, tuple(int(c) for c in counts), 3),  # type: ignore[arg-type]
        unit="event",
        effort=effort,
        known=late,
        as_of=START + dt.timedelta(days=239),
        changes=[Change("truce", ("1",), START + dt.timedelta(days=150))],
    )


def estimates() -> UndercountDiagnostic:
    table = CaptureTable(("a", "b", "c"), (0, 60, 50, 20, 40, 18, 15, 6))
    lists = [CaptureList(key="a", name=HOSTILE), CaptureList(key="b", name="B"), CaptureList(key="c", name="C")]
    length = SamplerLength(burn_in=50, draws=50)
    return undercount([table], lists, np.random.default_rng(1), length=length, seed=1)


def section(refused: bool = False) -> AnalysisSection:
    found = estimates()
    if refused:
        table = CaptureTable(("a", "b"), (0, 5, 4, 1))
        found = undercount([table], [], np.random.default_rng(1))
    return AnalysisSection(
        start="2020-01-01", end="2020-08-27", series=(a_series(), a_series(HOSTILE)), undercount=found
    )


def a_report(analysis: AnalysisSection) -> SituationReport:
    return SituationReport(
        case="river-front",
        name={"en": "River front"},
        banner={},
        zone="Africa/Juba",
        period=Period(start="2020-08-21", end="2020-08-27"),
        before=Period(start="2020-08-14", end="2020-08-20"),
        prepared_at="2020-08-28T08:00:00Z",
        log_origin="monitor.example/log",
        log_size=1,
        log_root="ab" * 32,
        version="0",
        rules="cd" * 32,
        incidents=0,
        incidents_before=0,
        undated=0,
        documents=(),
        by_act=(),
        by_family=(),
        by_party=(),
        by_area=(),
        by_corroboration=(),
        by_outcome=(),
        by_clause=(),
        tolls=(),
        humanitarian=(),
        positions=(),
        control=(),
        ahead=(),
        contested=(),
        unresolved=(),
        unread=(),
        annex=(),
        analysis=analysis,
    )


def svg(text: str) -> XmlDocument:
    parsed: XmlDocument = parseString(text)
    return parsed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_shows_series_and_undercount_in_each_language(case: Case, lang: str) -> None:
    wording = Wording(lang, case)
    page = render_html(a_report(section()), case, lang)
    assert HOSTILE not in page
    assert "<script" not in page
    assert page.count('class="plot"') == 3
    for key in ("series", "undercount", "at_this_rate"):
        assert wording.word(key) in page
    text = render_markdown(a_report(section()), case, lang)
    assert wording.word("undercount_note") in text
    assert wording.code("projection_assumption", "rate_holds") in text
    assert wording.code("undercount_estimator", "graph_averaging") in text


def test_a_refusal_is_shown_with_its_reasons_and_without_figures(case: Case) -> None:
    page = render_html(a_report(section(refused=True)), case, "fr")
    assert "moins de trois listes indépendantes" in page
    assert page.count('class="plot"') == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plot_is_well_formed_and_asks_for_nothing(case: Case, lang: str) -> None:
    wording = Wording(lang, case)
    found = a_series(HOSTILE)
    for drawn in (
        draw_series(found, wording, series_title(found, wording)),
        draw_undercount(estimates(), wording, HOSTILE),
    ):
        text = str(drawn)
        root = svg(text).documentElement
        assert root is not None
        assert root.tagName == "svg"
        assert not re.search(r"<script|href|url\(|style=|onload", text)
        assert "NaN" not in text
        assert "inf" not in re.sub(r"<title>.*?</title>|aria-label=\"[^\"]*\"", "", text)


def test_an_unbroken_empty_series_is_drawn(case: Case) -> None:
    found = analyse_series(DailySeries("family", "hostilities", START, (0,), 0), unit="event", effort=EffortStatement())
    assert "<svg" in draw_series(found, Wording("en", case), "t")


def test_records_of_the_section_survive_the_wire() -> None:
    one = section()
    assert msgspec.json.decode(msgspec.json.encode(one), type=AnalysisSection) == one


def test_markdown_names_what_was_not_compared(case: Case) -> None:
    short = analyse_series(
        DailySeries("family", "hostilities", START, (3,) * 60, 0),
        unit="event",
        effort=EffortStatement(),
        changes=[Change("truce", ("1",), START + dt.timedelta(days=20))],
    )
    lines = analysis_markdown(
        Wording("en", case), AnalysisSection(start="2020-01-01", end="2020-02-29", series=(short,)), str
    )
    assert any(line.startswith("- Not compared, too short a time before: truce") for line in lines)


GOOD = "- {id: a, start: 2020-01-01, end: 2020-02-01, measure: patrols, per_day: 4}\n"


def test_effort_of_a_case_is_read(case: Case) -> None:
    path = case.folder.root / "effort.yaml"
    path.write_text(GOOD.replace("2020-01-01", "'2020-01-01'").replace("2020-02-01", "'2020-02-01'"), encoding="utf-8")
    assert [e.per_day for e in load_case(case.folder.root).effort] == [4.0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("'2020-02-01'", "'2019-02-01'"), "ends before it begins"),
        (("'2020-01-01'", "'January'"), "not readable"),
        (("per_day: 4", "per_day: -1"), "0 or more"),
        (("per_day: 4", "per_day: 4, area: nowhere"), "no place of the case"),
        (("patrols", "guesses"), "effort.yaml"),
    ],
)
def test_effort_that_cannot_be_is_refused(case: Case, change: tuple[str, str], said: str) -> None:
    text = GOOD.replace("2020-01-01", "'2020-01-01'").replace("2020-02-01", "'2020-02-01'").replace(*change)
    (case.folder.root / "effort.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_case(case.folder.root)
    assert said in refused.value.diagnostics()
