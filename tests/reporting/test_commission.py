"""The commission in the report: denominators, answers beside allegations, dissents, in three languages."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from trucewatch.case import load_case
from trucewatch.pipeline import RunCounts, Workplace, enter_act, enter_written_acts, open_workplace
from trucewatch.pipeline.workplace import quiet
from trucewatch.reporting import build_report
from trucewatch.reporting.render import render_html, render_markdown
from trucewatch.vocabulary.commission import CommissionAct
from trucewatch.vocabulary.reports import Period, SituationReport

EXAMPLE = Path(__file__).parents[2] / "cases" / "aleppo-2016"
NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
HOSTILE = "<script>alert(1)</script> | [x](javascript:1)"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    root = tmp_path_factory.mktemp("case") / "aleppo"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns("inbox", "record"))
    with open_workplace(load_case(root), lambda: NOW) as opened:
        enter_written_acts(opened, RunCounts(), quiet)
        given = {"act": "complaint", "body": "joint-exercise", "by": "a-1", "at": "2016-12-20T10:00Z", "ref": "H1"}
        hostile = {"words": {"en": HOSTILE}, "what": "shelling", "place": HOSTILE, "day": "2016-12-19"}
        enter_act(opened, msgspec.convert({**given, **hostile}, CommissionAct))
        case = {**given, "act": "case", "by": "rapporteur", "ref": "HC", "complaint": "H1"}
        enter_act(opened, msgspec.convert(case, CommissionAct))
        yield opened


def report(work: Workplace, start: str, end: str) -> SituationReport:
    size = work.log.size
    root = work.log.root(size).hex()
    period = Period(start=start, end=end)
    return build_report(work.case, work.store, period, log_size=size, log_root=root, prepared_at="x", rules="0" * 64)


def test_the_docket_is_as_it_stood_at_the_end_of_the_period(work: Workplace) -> None:
    early = report(work, "2016-09-20", "2016-09-21").commission
    assert early is not None
    assert (early.counts.received, early.counts.ruled, early.decisions) == (1, 0, ())
    assert [(a.party, a.state) for a in early.docket[0].answers] == [("side-a", "awaited"), ("side-b", "awaited")]
    later = report(work, "2016-10-08", "2016-10-12").commission
    assert later is not None
    assert [(a.party, a.state) for a in later.docket[0].answers] == [("side-a", "answered"), ("side-b", "no_response")]
    assert [d.vetoed_by for d in later.decisions if d.body == "unsc"] == [("russia",), ()]
    counts = later.counts
    assert counts.received == counts.ruled + counts.not_ruled + counts.unable_to_rule + counts.pending


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("no response", "Dissent", "vetoed", "without minimum particulars", "Worked example")),
        ("fr", ("sans réponse", "Opinion dissidente", "rejeté par veto", "Égalité de traitement", "Exemple")),
        ("ar", ("لا رد", "رأي مخالف", "نُقض", "المساواة في المعاملة", "مثال")),
    ],
)
def test_both_forms_say_it_in_each_language(work: Workplace, lang: str, words: tuple[str, ...]) -> None:
    made = report(work, "2016-09-01", "2016-12-31")
    for text in (render_html(made, work.case, lang), render_markdown(made, work.case, lang)):
        assert [word for word in words if word not in text] == []
        assert "<script>" not in text


def test_markdown_links_of_others_are_text(work: Workplace) -> None:
    text = render_markdown(report(work, "2016-09-01", "2016-12-31"), work.case, "en")
    assert r"\[x\](javascript:1)" in text
    assert "[x](javascript:1)" not in text.replace(r"\[x\]", "")
