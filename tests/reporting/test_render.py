"""Rendering: golden files in three languages, hostile text escaped, one file that asks for nothing."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from trucewatch.case import Case, load_case
from trucewatch.errors import UsageError
from trucewatch.reporting import previous_period, render_html, render_markdown, report_period
from trucewatch.starting import start_case
from trucewatch.vocabulary.claims import EventClaim, Evidence, PositionClaim, Quantity, Speaker, Voice
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import (
    CasualtyRange,
    Incident,
    IncidentActor,
    IncidentPlace,
    IncidentTime,
    Origin,
    ReportedValue,
)
from trucewatch.vocabulary.reports import (
    AnnexEntry,
    ContestedFigure,
    Count,
    FigureValue,
    NeedsPerson,
    OriginToll,
    Period,
    QuotedClaim,
    RecordRank,
    SituationReport,
)

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
HOSTILE = '<script>alert("x")</script> & | `code` [link](javascript:x)'


@pytest.fixture
def case(tmp_path: Path) -> Case:
    root = tmp_path / "case"
    start_case(root, name="River front", zone="Africa/Juba")
    return load_case(root)


def report(words: str = "Deux civils ont été tués lundi.") -> SituationReport:
    document = Document(
        id="d" * 64, media="text/plain", size=1, name="a.txt", title=words, outlet="Radio", published="2016-12-05"
    )
    event = EventClaim(
        id="e1",
        document="d" * 64,
        lang="fr",
        span=(0, len(words)),
        text=words,
        attribution=(Voice(name="Observatoire"),),
        confidence="high",
        evidence={"act": Evidence(span=(0, 4))},
        act="air_strike",
        status="occurred",
        casualties=(Quantity(low=2, best=2, high=2, qualifier="exact", unit="persons", outcome="killed"),),
    )
    stand = PositionClaim(
        id="p1",
        document="d" * 64,
        lang="ar",
        span=(0, 4),
        text="نرفض الهدنة",
        confidence="medium",
        speaker=Speaker(name="متحدث"),
        stance="rejects",
        topic="ceasefire",
    )
    value = ReportedValue(origin="observatory", low=2, best=2, high=2, qualifier="exact", claim="e1")
    incident = Incident(
        id="incident-1",
        act="air_strike",
        family="hostilities",
        status="occurred",
        polarity="asserted",
        time=IncidentTime(start="2016-12-05", end="2016-12-05", precision="day", claims=("e1",)),
        place=IncidentPlace(name="Juba", lat=4.85, lon=31.6, precision="town", claims=("e1",)),
        agents=(IncidentActor(name="army", claims=("e1",)),),
        casualties=(
            CasualtyRange(
                outcome="killed",
                who="civilian",
                side=None,
                low=2,
                best=2,
                high=None,
                rule="median_of_groups",
                reasons=("one_group", "high_open"),
                values=(value,),
            ),
        ),
        supporting=("e1",),
        origins=(Origin(key="observatory", name="Observatoire", claims=("e1",), outlets=("radio",)),),
        corroboration="single_source",
        disputed=("toll",),
        reasons=("one claim",),
    )
    entry = AnnexEntry(
        incident=incident, claims=(QuotedClaim(claim=event, document=document, role="supporting"),), assessments=()
    )
    one = (Count(code="air_strike", now=1, before=3, unit="event", incidents=("incident-1",)),)
    figure = FigureValue(
        origin="UN", outlet="Radio", published="2016-12-05", low=8000, best=8000, high=8000, qualifier="exact",
        claim="f1", text="8 000 selon l'ONU", lang="fr",
    )  # fmt: skip
    return SituationReport(
        case="river-front",
        name={"en": "River front"},
        banner={"en": "Working copy."},
        zone="Africa/Juba",
        period=Period(start="2016-12-05", end="2016-12-06"),
        before=Period(start="2016-12-03", end="2016-12-04"),
        prepared_at="2016-12-07T08:00:00Z",
        log_origin="monitor.example/river-front/log/1",
        log_size=1234,
        log_root="ab" * 32,
        version="0.1.0",
        rules="cd" * 32,
        incidents=1,
        incidents_before=3,
        undated=2,
        documents=tuple(Count(code=c, now=n) for n, c in enumerate(("all", "read", "unread", "duplicates", "undated"))),
        by_act=one,
        by_family=(Count(code="hostilities", now=1, before=3, unit="event"),),
        by_party=(Count(code="unattributed", now=1, before=0),),
        by_area=(Count(code="Juba", now=1, before=0),),
        by_corroboration=(Count(code="single_source", now=1, before=3),),
        by_outcome=(Count(code="indeterminate", now=1),),
        by_clause=(Count(code="truce/1.a/indeterminate", now=1),),
        tolls=(
            OriginToll(origin="Observatoire", outcome="killed", who="civilian", low=2, best=2, high=None, incidents=1),
        ),
        humanitarian=(),
        positions=(QuotedClaim(claim=stand, document=document),),
        control=(),
        ahead=(),
        contested=(ContestedFigure(measure="fighters", who="combatant", place="Juba", values=(figure, figure)),),
        unresolved=(NeedsPerson(reason="place: not_told", count=2, examples=(words,)),),
        unread=(("b.pdf", "encrypted", "the file asks for a password"),),
        annex=(entry,),
    )


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
@pytest.mark.parametrize("kind", ["html", "md"])
def test_golden_files(case: Case, lang: str, kind: str) -> None:
    """Set TRUCEWATCH_WRITE_GOLDEN=1 to write them again, then read the difference."""
    text = (render_html if kind == "html" else render_markdown)(report(), case, lang)
    golden = GOLDEN / f"situation-report.{lang}.{kind}"
    if os.environ.get("TRUCEWATCH_WRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_hostile_text_is_escaped(case: Case) -> None:
    page = render_html(report(HOSTILE), case, "en")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    marked = render_markdown(report(HOSTILE), case, "en")
    assert "<script" not in marked
    assert "[link]" not in marked


def test_the_page_asks_for_nothing(case: Case) -> None:
    page = render_html(report(), case, "ar")
    assert re.findall(r"""(?:src|href)=["'](?!#)""", page) == []
    assert "@import" not in page
    assert "url(" not in page
    assert 'dir="rtl"' in page


def test_the_same_record_gives_the_same_bytes(case: Case) -> None:
    assert render_html(report(), case, "fr") == render_html(report(), case, "fr")


def test_periods() -> None:
    none = {"day": None, "start": None, "end": None, "case_start": None, "case_end": None, "last": None}
    day = report_period(**{**none, "day": "2016-12-05"})
    assert (day.start, day.end) == ("2016-12-05", "2016-12-05")
    assert previous_period(Period(start="2016-12-05", end="2016-12-11")) == Period(start="2016-11-28", end="2016-12-04")
    for wrong in ({"day": "5 December"}, {"start": "2016-12-05", "end": "2016-12-01"}, {"day": "1216-12-05"}):
        with pytest.raises(UsageError):
            report_period(**{**none, **wrong})


RANKED = [
    (RecordRank(), "the log alone"),
    (
        RecordRank(name="witnessed", size=12, of=3, parties=(("gov", "T1"), ("opp", "T2"))),
        "a quorum of parties (2/3: gov T1, opp T2; up to entry 12)",
    ),
    (
        RecordRank(name="acknowledged", size=9, of=2, parties=(("gov", "T1"),)),
        "the log alone (all sides 1/2: gov T1; up to entry 9)",
    ),
    (
        RecordRank(name="logged", size=12, of=3, parties=(("gov", "T1"),)),
        "the log alone (fewer parties than the quorum 1/3: gov T1; up to entry 12)",
    ),
]


@pytest.mark.parametrize(("rank", "said"), RANKED)
def test_the_head_says_how_far_parties_vouch(case: Case, rank: RecordRank, said: str) -> None:
    ranked = replace(report(), log_size=12, rank=rank)
    assert f"Vouched for by: {said}" in render_markdown(ranked, case, "en").replace("\\", "")
    assert said in render_html(ranked, case, "en")
