"""What pages and reports ask, answered in one fixed order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from trucewatch.record import IssuedReport, Log, RunMarker, claims_drafts, record_draft
from trucewatch.store import ClaimFilter, FilledStore, IncidentFilter, catch_up
from trucewatch.vocabulary.claims import FigureClaim, PositionClaim, Quantity, Speaker, UnreadRecord
from trucewatch.vocabulary.incidents import IncidentActor, IncidentPlace, IncidentTime

TRIANGLE = Polygon([(37.0, 36.0), (38.0, 36.0), (37.0, 37.0)])


@pytest.fixture
def filled(log: Log, store: FilledStore, make: Any) -> FilledStore:
    gov, opposition = IncidentActor(name="gov forces", id="gov"), IncidentActor(name="opposition")
    incidents = [
        make.incident("late", day="2016-12-09", act="air_strike", corroboration="two_independent"),
        make.incident("early", day="2016-12-01", point=(36.9, 37.9)),
        make.incident("undated", day=None, family="political", act="talks", agents=(), parties=(gov, opposition)),
        make.incident("middle", targets=(opposition,), place=IncidentPlace(name="region", id="region"), agents=()),
        make.incident("since", time=IncidentTime(start="2016-12-02", precision="open"), act="siege", family="posture"),
        make.incident("from", time=IncidentTime(start="2016-12-02T10:00", precision="day")),
    ]
    drafts = [record_draft(i, "desk", log.files) for i in incidents]
    drafts += [
        record_draft(a, "desk", log.files)
        for a in (
            make.assessment("a2", "late", clause="2"),
            make.assessment("a1", "late", "permitted", clause="1"),
            make.assessment("a3", "early", "indeterminate"),
        )
    ]
    log.append(drafts)
    catch_up(log, store)
    return store


def ids(store: FilledStore, **wanted: Any) -> list[str]:
    page = store.incidents(IncidentFilter(**wanted))
    assert page.total == len(page.items)
    return [i.id for i in page.items]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["early", "from", "since", "middle", "late", "undated"]),
        ({"acts": ("air_strike", "talks")}, ["late", "undated"]),
        ({"families": ("posture",)}, ["since"]),
        ({"parties": ("gov",)}, ["early", "from", "since", "late", "undated"]),
        ({"parties": ("opposition",)}, ["middle", "undated"]),
        ({"places": ("region",)}, ["middle"]),
        ({"area": TRIANGLE}, ["from", "since", "late", "undated"]),
        ({"area": TRIANGLE, "places": ("region",)}, ["from", "since", "middle", "late", "undated"]),
        ({"area": TRIANGLE, "acts": ("air_strike",)}, ["late"]),
        ({"start": "2016-12-03", "end": "2016-12-06"}, ["since", "middle"]),
        ({"start": "2016-12-01", "end": "2016-12-02"}, ["early", "from", "since"]),
        ({"start": "2016-12-09"}, ["since", "late"]),
        ({"end": "2016-12-01"}, ["early"]),
        ({"start": "2016-12-09", "undated": "include"}, ["since", "late", "undated"]),
        ({"start": "2016-12-09", "undated": "only"}, ["undated"]),
        ({"corroborations": ("two_independent",)}, ["late"]),
        ({"outcomes": ("breach",)}, ["late"]),
        ({"outcomes": ("breach", "indeterminate")}, ["early", "late"]),
        ({"acts": ("nothing",)}, []),
        ({"acts": ("' OR 1=1 --",)}, []),
    ],
)
def test_incidents_by_filter(filled: FilledStore, wanted: dict[str, Any], expected: list[str]) -> None:
    assert ids(filled, **wanted) == expected


@pytest.mark.parametrize("area", [None, TRIANGLE])
def test_pages_join_to_the_whole(filled: FilledStore, area: Polygon | None) -> None:
    wanted = IncidentFilter(area=area)
    whole = filled.incidents(wanted)
    pages = [filled.incidents(wanted, limit=2, offset=n) for n in range(0, 6, 2)]
    assert [i for page in pages for i in page.items] == list(whole.items)
    assert {page.total for page in pages} == {whole.total}
    assert filled.incidents(wanted, limit=2, offset=100).items == ()


def test_counts_by_column(filled: FilledStore) -> None:
    everything = IncidentFilter()
    assert dict(filled.count_incidents(everything, "family")) == {"hostilities": 4, "political": 1, "posture": 1}
    assert filled.count_incidents(everything, "time_start")[-1] == (None, 1)
    assert filled.count_incidents(everything, "outcome") == (
        ("breach", 1), ("indeterminate", 1), ("permitted", 1), (None, 4)
    )  # fmt: skip
    within = IncidentFilter(area=TRIANGLE)
    assert dict(filled.count_incidents(within, "act")) == {"air_strike": 1, "shelling": 1, "siege": 1, "talks": 1}


def test_an_incident_leads_back_to_its_words(log: Log, store: FilledStore, make: Any) -> None:
    for number in (1, 2):
        log.append([record_draft(make.document(number), "desk", log.files)])
    log.append(claims_drafts(f"{1:064x}", [make.claim("c1", 1), make.claim("old", 1)], "desk", log.files))
    log.append(claims_drafts(f"{2:064x}", [make.claim("c2", 2)], "desk", log.files))
    log.append(claims_drafts(f"{1:064x}", [make.claim("c1", 1)], "desk", log.files))
    incident = make.incident("i", supporting=("c2", "old"), contradicting=("c1",), repeating=("gone",))
    log.append([record_draft(r, "desk", log.files) for r in (incident, make.assessment("a", "i"))])
    catch_up(log, store)
    dossier = store.incident("i")
    assert dossier is not None
    assert [(c.id, c.role, c.claim is not None, c.current) for c in dossier.claims] == [
        ("c2", "supporting", True, True),
        ("old", "supporting", True, False),
        ("gone", "repeating", False, False),
        ("c1", "contradicting", True, True),
    ]
    assert [d.name for d in dossier.documents] == ["1.txt", "2.txt"]
    assert [a.id for a in dossier.assessments] == ["a"]
    assert dossier.provenance.leaf == log.entry(dossier.provenance.entry).leaf
    assert [i.id for i in store.incidents_of_claim("c1")] == ["i"]
    assert store.incident("none") is None


def test_claims_of_every_kind_by_filter(log: Log, store: FilledStore, make: Any) -> None:
    base: dict[str, Any] = {"document": f"{1:064x}", "lang": "ar", "text": "x", "confidence": "low"}
    amount = Quantity(low=1, best=1, high=1, qualifier="exact", unit="persons")
    claims = [
        make.claim("event", span=(50, 54), act="air_strike"),
        FigureClaim(id="figure", span=(10, 12), measure="killed", quantity=amount, **base),
        PositionClaim(id="position", span=(10, 11), speaker=Speaker(name="x"), stance="rejects", topic="talks", **base),
    ]
    log.append(claims_drafts(f"{1:064x}", claims, "desk", log.files))
    catch_up(log, store)
    assert [c.id for c in store.claims_of(f"{1:064x}")] == ["position", "figure", "event"]
    assert store.claims(ClaimFilter()).total == 3
    assert [c.id for c in store.claims(ClaimFilter(kinds=("figure",))).items] == ["figure"]
    assert [c.id for c in store.claims(ClaimFilter(families=("hostilities",))).items] == ["event"]
    assert [c.id for c in store.claims(ClaimFilter(langs=("ar",)), limit=1, offset=1).items] == ["figure"]
    assert [c.id for c in store.claims(ClaimFilter(start="2016-12-05", end="2016-12-05")).items] == ["event"]
    assert store.claims(ClaimFilter(start="2016-12-06")).items == ()
    assert store.claims(ClaimFilter(documents=("none",))).items == ()
    assert store.claim("figure") == claims[1]
    assert store.claim("none") is None


def test_documents_and_their_custody(log: Log, store: FilledStore, make: Any) -> None:
    documents = [make.document(1), make.document(3, published="2016-12-01"), make.document(2, published="2016-11-01")]
    records = [*documents, make.custody(1), make.custody(1)]
    log.append(record_draft(r, "desk", log.files) for r in records)
    catch_up(log, store)
    assert [d.name for d in store.documents().items] == ["2.txt", "3.txt", "1.txt"]
    assert store.documents(limit=1).total == 3
    assert store.document(f"{1:064x}") == documents[0]
    assert len(store.custody_of(f"{1:064x}")) == 1
    assert store.provenance("document", f"{3:064x}") is not None
    assert store.provenance("nothing", "x") is None


def test_assessments_reports_runs_and_what_was_not_read(filled: FilledStore, log: Log) -> None:
    assert [a.id for a in filled.assessments_of("late")] == ["a1", "a2"]
    assert [a.id for a in filled.assessments().items] == ["a3", "a1", "a2"]
    assert filled.assessments(outcomes=("breach",), limit=5).total == 1
    report = IssuedReport(id="r", kind="flash", title="t", issued_at="2016-12-06T00:00:00Z")
    unread = UnreadRecord(id="u", document=None, reason="empty", detail="d")
    run = RunMarker(id="n", phase="finished", at="2016-12-06T00:00:00Z", counts={"claims": 3})
    log.append(record_draft(r, "desk", log.files) for r in (report, unread, run))
    catch_up(log, filled)
    assert (filled.reports(), filled.unread(), filled.runs()) == ((report,), (unread,), (run,))
    assert filled.counts()["incidents"] == 6
    assert filled.troubles() == ()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lat=st.floats(35.9, 37.1), lon=st.floats(36.9, 38.1), size=st.floats(0.001, 1.0),
)  # fmt: skip
def test_an_area_holds_what_its_shape_covers(filled: FilledStore, lat: float, lon: float, size: float) -> None:
    area = Polygon([(lon, lat), (lon + size, lat), (lon, lat + size)])
    found = {i.id for i in filled.incidents(IncidentFilter(area=area)).items}
    expected = {
        i.id
        for i in filled.incidents(IncidentFilter()).items
        if i.place
        and i.place.lat is not None
        and i.place.lon is not None
        and area.covers(Point(i.place.lon, i.place.lat))
    }
    assert found == expected


def test_a_filter_is_no_sql(open_store: Callable[..., FilledStore]) -> None:
    with open_store("empty") as store:
        assert store.incidents(IncidentFilter(parties=("'; DROP TABLE incidents; --",))).total == 0
        assert store.counts()["incidents"] == 0
