"""A small report with one incident, for the tests of renderings."""

from __future__ import annotations

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
    SituationReport,
)

__all__ = ["HOSTILE", "report"]

HOSTILE = '<script>alert("x")</script> & | `code` [link](javascript:x)'


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
