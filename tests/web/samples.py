"""A small case: the packaged terms and places, three documents that disagree, and the incidents made of them."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trucewatch.case import Case, load_case
from trucewatch.record import Draft, Log, claims_drafts, record_draft
from trucewatch.store import SqliteStore, catch_up
from trucewatch.vocabulary.assessments import Assessment, Attribution, Reason, TestResult
from trucewatch.vocabulary.claims import (
    ActorRef,
    Claim,
    ControlClaim,
    EventClaim,
    FigureClaim,
    PlaceRef,
    PositionClaim,
    Quantity,
    Span,
    Speaker,
    TimeSpan,
    UnreadRecord,
    Voice,
)
from trucewatch.vocabulary.documents import Custody, Document
from trucewatch.vocabulary.incidents import (
    CasualtyRange,
    Incident,
    IncidentActor,
    IncidentPlace,
    IncidentTime,
    Origin,
    ReportedValue,
)

CASES = Path(__file__).resolve().parents[2] / "cases" / "aleppo-2016"
TEXTS = {
    "fr": (
        "Trêve <b>rompue</b> à Alep\n\nDes obus ont tué quatre civils dans l’est de la ville lundi, "
        "selon un observatoire. "
        "L’armée dément tout tir. Elle dit tenir 60 % de la ville.\n"
    ),
    "en": (
        "Shelling reported in Aleppo\n\nAn aid group said at least six people died. The envoy demands access for aid.\n"
    ),
    "ar": "قصف على حلب\n\nقال ناشطون إن القصف أصاب حيا في شرق المدينة يوم الاثنين.\n",
}
DIGEST = {lang: hashlib.sha256(text.encode()).hexdigest() for lang, text in TEXTS.items()}


def clock() -> datetime:
    return datetime(2016, 12, 6, 9, 30, tzinfo=UTC)


def build(root: Path) -> Case:
    """Make the case at ``root`` with its record and its read models."""
    root.mkdir(parents=True)
    for name in ("case.yaml", "actors.yaml", "sources.yaml", "places.yaml", "areas.geojson"):
        shutil.copyfile(CASES / name, root / name)
    shutil.copytree(CASES / "terms", root / "terms")
    reports = root / "reports"
    reports.mkdir()
    style = "<style>h1 { color: rgb(1, 2, 3) }</style>"
    (reports / "situation-report-2016-12-05.en.pdf").write_bytes(b"%PDF-1.7\n")
    (reports / "situation-report-2016-12-05.en.html").write_text(f"{style}<h1>Report</h1>", encoding="utf-8")
    case = load_case(root)
    with Log.open(case.folder.record, case.settings.log_origin, clock) as log:
        log.append(_drafts(log, case))
        with SqliteStore.open(case.folder.database, log.files) as store:
            catch_up(log, store)
    return case


def span_of(lang: str, words: str) -> Span:
    start = TEXTS[lang].index(words)
    return (start, start + len(words))


def _drafts(log: Log, case: Case) -> list[Draft]:
    records: list[Any] = []
    for number, (lang, text) in enumerate(TEXTS.items()):
        log.files.put(text.encode("utf-8"))
        records += [_document(lang, text, number), _custody(lang, text)]
    records.append(UnreadRecord(id="u1", document=None, reason="binary", detail="no text", name="broken.bin"))
    drafts = [record_draft(record, "trucewatch", log.files) for record in records]
    for lang in TEXTS:
        drafts += claims_drafts(DIGEST[lang], claims(lang), "trucewatch", log.files)
    made = [*incidents(case), *assessments(case)]
    return drafts + [record_draft(record, "trucewatch", log.files) for record in made]


def _document(lang: str, text: str, number: int) -> Document:
    return Document(
        id=DIGEST[lang],
        media="text/plain",
        size=len(text.encode()),
        name=f"{lang}.txt",
        lang=lang,
        title=text.splitlines()[0],
        outlet=("Dépêche", "Wire", "وكالة")[number],
        published="2016-12-05",
        published_from="given",
        text_digest=DIGEST[lang],
        text_length=len(text),
        duplicate="near_identical" if lang == "ar" else None,
        duplicate_of=DIGEST["en"] if lang == "ar" else None,
    )


def _custody(lang: str, text: str) -> Custody:
    size = len(text.encode())
    name = f"{lang}.txt"
    return Custody(
        document=DIGEST[lang],
        received_at="2016-12-06T09:00:00Z",
        received_by="desk",
        method="folder",
        original_name=name,
        size=size,
        media="text/plain",
    )


def _event(claim_id: str, lang: str, words: str, **changes: Any) -> EventClaim:
    values: dict[str, Any] = {
        "id": claim_id,
        "document": DIGEST[lang],
        "lang": lang,
        "span": span_of(lang, words),
        "text": words,
        "confidence": "medium",
        "act": "shelling",
        "status": "occurred",
        "place": PlaceRef(name="Alep", id="aleppo-city", lat=36.2, lon=37.16, precision="quarter"),
        "time": TimeSpan(start="2016-12-05", end="2016-12-05", precision="day"),
    }
    return EventClaim(**(values | changes))


def claims(lang: str) -> list[Claim]:
    if lang == "fr":
        told = "Des obus ont tué quatre civils dans l’est de la ville lundi"
        share = Quantity(low=60, best=60, high=60, qualifier="exact", unit="percent")
        dead = Quantity(low=4, best=4, high=4, qualifier="exact", unit="persons", who="civilian")
        where = span_of("fr", "quatre civils")
        holds = span_of("fr", "Elle dit tenir 60 % de la ville.")
        base: dict[str, Any] = {"document": DIGEST["fr"], "lang": "fr"}
        return [
            _event("c1", "fr", told, attribution=(Voice(name="un observatoire"),), hedged=True),
            FigureClaim(
                id="f1", span=where, text="quatre civils", confidence="high", measure="killed", quantity=dead, **base
            ),
            _event("c2", "fr", "L’armée dément tout tir.", polarity="denied", confidence="low"),
            ControlClaim(
                id="k1",
                span=holds,
                text="Elle dit tenir 60 % de la ville.",
                confidence="medium",
                holder=ActorRef(name="L’armée"),
                status="holds",
                share=share,
                **base,
            ),
        ]
    if lang == "en":
        said = "The envoy demands access for aid."
        position = PositionClaim(
            id="p1",
            document=DIGEST["en"],
            lang="en",
            span=span_of("en", said),
            text=said,
            confidence="high",
            speaker=Speaker(name="The envoy"),
            stance="demands",
            topic="aid",
        )
        return [_event("c3", "en", "An aid group said at least six people died."), position]
    return [_event("c4", "ar", "القصف أصاب حيا في شرق المدينة يوم الاثنين")]


def incidents(case: Case) -> list[Incident]:
    del case
    values = (
        ReportedValue(origin="observatoire", low=4, best=4, high=4, qualifier="exact", claim="c1"),
        ReportedValue(origin="aid-group", low=6, best=None, high=None, qualifier="at_least", claim="c3"),
    )
    toll = CasualtyRange(
        outcome="killed", who="civilian", side=None, low=4, best=None, high=None, rule="median_of_groups", values=values
    )
    origins = (
        Origin(key="observatoire", name="un observatoire", kind="monitor", claims=("c1",)),
        Origin(key="aid-group", name="aid group", kind="ngo", claims=("c3", "c4")),
        Origin(key="army", name="L’armée", kind="government", claims=("c2",), polarity="denied"),
    )
    shared: dict[str, Any] = {"status": "occurred", "polarity": "contested", "corroboration": "contradicted"}
    first = Incident(
        id="i1",
        act="shelling",
        family="hostilities",
        time=IncidentTime(start="2016-12-05", end="2016-12-05", precision="day"),
        place=IncidentPlace(name="Alep-Est", id="x", lat=36.2, lon=37.18, precision="quarter"),
        agents=(IncidentActor(name="L’armée", id="saa"),),
        supporting=("c1", "c3"),
        contradicting=("c2",),
        repeating=("c4",),
        origins=origins,
        casualties=(toll,),
        disputed=("occurrence", "toll"),
        reasons=("same act, place and day",),
        **shared,
    )
    plain: dict[str, Any] = {"status": "occurred", "polarity": "asserted", "corroboration": "single_source"}
    area = IncidentPlace(name="Syrie", id="syria", lat=35.0, lon=38.0, precision="country")
    day = IncidentTime(start="2016-09-20", end="2016-09-20", precision="day")
    second = Incident(
        id="i2", act="air_strike", family="hostilities", time=day, place=area, supporting=("c3",), **plain
    )
    third = Incident(id="i3", act="aid_obstruction", family="humanitarian", time=IncidentTime(), **plain)
    spot = IncidentPlace(name="Castello", id="y", lat=36.25, lon=37.12, precision="near")
    late = IncidentTime(start="2016-12-14", end="2016-12-16", precision="range")
    fourth = Incident(id="i4", act="evacuation", family="humanitarian", time=late, place=spot, **plain)
    return [first, second, third, fourth]


def assessments(case: Case) -> list[Assessment]:
    instrument = next(item for item in case.instruments if item.clauses)
    clause = instrument.clauses[0]
    reason = Reason(code="said_to_have_occurred", words="It is said to have occurred.")
    return [
        Assessment(
            id="a1",
            incident="i1",
            outcome="breach",
            instrument=instrument.id,
            clause=clause.id,
            article=clause.article,
            words=clause.words,
            citation=clause.citation,
            reasons=(reason,),
            tests=(TestResult(test="occurrence", result="true", reason=reason, claims=("c1",)),),
            attribution=Attribution(basis="contested", agents=("saa",)),
            claims=("c1",),
            conditional="would be a breach if the claims hold",
        ),
        Assessment(
            id="a2",
            incident="i4",
            outcome="indeterminate",
            attribution=Attribution(basis="unattributed"),
            conditional="x",
        ),
    ]
