"""Control on a day as told, and the sectors of observers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.samples import CASES, build, clock

from trucewatch.case import load_case
from trucewatch.pipeline.following import ground_of
from trucewatch.record import FileStore, Log, record_draft
from trucewatch.store import SqliteStore, catch_up
from trucewatch.tracking import load_stated_control
from trucewatch.vocabulary.documents import Document
from trucewatch.web.ground_layers import held_on, observed_sectors
from trucewatch.web.site import Site

TABLE = (
    "observer,lat,lon,observed,time,observation,count,bearing,range,means\n"
    "Post A,36.20,37.10,2016-12-05,10:00,explosion,3,NE,2-4 km,heard\n"
    "Post B,36.25,37.20,2016-12-05,10:01,explosion,3,SW,2-8 km,heard\n"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("ground") / "case"
    build(root)
    case = load_case(root)
    digest = hashlib.sha256(TABLE.encode()).hexdigest()
    with Log.open(case.folder.record, case.settings.log_origin, clock) as log:
        log.files.put(TABLE.encode())
        table = Document(
            id=digest,
            media="text/csv",
            size=len(TABLE),
            name="posts.csv",
            text_digest=digest,
            text_length=len(TABLE),
        )
        log.append([record_draft(table, "trucewatch", log.files)])
        with SqliteStore.open(case.folder.database, log.files) as store:
            catch_up(log, store)
            stated = load_stated_control(CASES / "control.yaml", ground_of(load_case(CASES), store))
            log.append([record_draft(entry, entry.entered_by, log.files) for entry in stated])
            catch_up(log, store)
    files = FileStore(Path(case.folder.record) / "files")
    with SqliteStore.open(case.folder.database, files) as store:
        yield Site(case, store, files, lambda: None)


def test_contested_and_unknown_are_shown_as_what_they_are(site: Site) -> None:
    def told(day: str) -> dict[str, str]:
        return {held.place.id: held.state for held in held_on(site, day)}

    assert told("2016-10-01")["east-aleppo"] == "held"
    assert told("2017-03-01")["east-aleppo"] == "unknown"
    states = {state for day in ("2016-09-20", "2016-10-15", "2016-11-28", "2016-12-10") for state in told(day).values()}
    assert {"held", "contested", "unknown"} <= states
    outlined = {held.place.id: held.outlined for held in held_on(site, "2016-10-01")}
    assert outlined["east-aleppo"]
    assert not outlined["hanano"]


def test_an_observation_is_drawn_as_the_ground_it_may_concern(site: Site) -> None:
    every = observed_sectors(site, None, None)["features"]
    assert [f["properties"]["kind"] for f in every if f["properties"]["kind"] == "sector"] == ["sector", "sector"]
    assert all(f["geometry"]["type"] == "Polygon" for f in every)
    assert observed_sectors(site, "2016-12-06", None)["features"] == []
