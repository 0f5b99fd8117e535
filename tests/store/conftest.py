"""A log and a store side by side, and records to fill them with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.database.cluster import Cluster

from trucewatch.record import Log
from trucewatch.store import FilledStore, SqliteStore
from trucewatch.vocabulary.assessments import Assessment, Attribution
from trucewatch.vocabulary.claims import EventClaim, PlaceRef, TimeSpan
from trucewatch.vocabulary.documents import Custody, Document
from trucewatch.vocabulary.incidents import Incident, IncidentActor, IncidentPlace, IncidentTime


def clock() -> datetime:
    return datetime(2016, 12, 6, 9, 30, tzinfo=UTC)


class Make:
    """Records with the fields a test cares about."""

    @staticmethod
    def document(number: int, **changes: Any) -> Document:
        values: dict[str, Any] = {"id": f"{number:064x}", "media": "text/plain", "size": 10, "name": f"{number}.txt"}
        return Document(**(values | changes))

    @staticmethod
    def custody(number: int) -> Custody:
        return Custody(
            document=f"{number:064x}",
            received_at="2016-12-06T09:00:00Z",
            received_by="desk",
            method="folder",
            original_name="x",
            size=10,
            media="text/plain",
        )

    @staticmethod
    def claim(claim_id: str, number: int = 1, **changes: Any) -> EventClaim:
        values: dict[str, Any] = {
            "id": claim_id,
            "document": f"{number:064x}",
            "lang": "fr",
            "span": (0, 4),
            "text": "tirs",
            "confidence": "high",
            "act": "shelling",
            "status": "occurred",
            "place": PlaceRef(name="Alep", id="city", lat=36.2, lon=37.1),
            "time": TimeSpan(start="2016-12-05", end="2016-12-05", precision="day"),
        }
        return EventClaim(**(values | changes))

    @staticmethod
    def incident(incident_id: str, **changes: Any) -> Incident:
        day = changes.pop("day", "2016-12-05")
        point = changes.pop("point", (36.2, 37.1))
        values: dict[str, Any] = {
            "id": incident_id,
            "act": "shelling",
            "family": "hostilities",
            "status": "occurred",
            "polarity": "asserted",
            "time": IncidentTime(start=day, end=day, precision="day" if day else None),
            "place": IncidentPlace(name="Alep", id="city", lat=point[0], lon=point[1]),
            "agents": (IncidentActor(name="le régime", id="gov"),),
            "supporting": ("c1",),
            "corroboration": "single_source",
        }
        return Incident(**(values | changes))

    @staticmethod
    def assessment(assessment_id: str, incident: str, outcome: Any = "breach", **changes: Any) -> Assessment:
        values: dict[str, Any] = {
            "id": assessment_id,
            "incident": incident,
            "outcome": outcome,
            "instrument": "truce",
            "clause": "1",
            "attribution": Attribution(basis="unattributed"),
            "conditional": "if the claims hold",
        }
        return Assessment(**(values | changes))


@pytest.fixture
def make() -> type[Make]:
    return Make


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with Log.open(tmp_path / "record", "monitor.example/aleppo/log/1", clock) as opened:
        yield opened


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def open_store(request: pytest.FixtureRequest, tmp_path: Path, log: Log) -> Iterator[Callable[..., FilledStore]]:
    """Opens a store by name, the same one again under the same name, in one database or the other."""
    if request.param == "sqlite":
        yield lambda name="trucewatch": SqliteStore.open(tmp_path / f"{name}.db", log.files)
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    cases: dict[str, str] = {}

    def opened(name: str = "trucewatch") -> FilledStore:
        if name not in cases:
            cases[name] = cluster.new_case()
        return cluster.open_store(cases[name], log.files)

    yield opened
    for case in cases.values():
        cluster.give_back(case)


@pytest.fixture
def store(open_store: Callable[..., FilledStore]) -> Iterator[FilledStore]:
    with open_store() as opened:
        yield opened
