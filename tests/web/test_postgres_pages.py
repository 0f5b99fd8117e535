"""The pages of a case whose read models are in a database: those of SQLite, to the byte, read as an observer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from litestar.testing import TestClient
from tests.database.cluster import Cluster
from tests.web.samples import build, clock

from trucewatch.record import FileStore, Log
from trucewatch.store import IncidentFilter, SqliteStore, catch_up
from trucewatch.web.app import create_app

PAGES = (
    "/",
    "/today",
    "/incidents",
    "/incidents?family=hostilities",
    "/documents",
    "/terms",
    "/api/incidents",
    "/search?q=alep",
)


@pytest.mark.services
def test_pages_are_those_of_the_embedded_store(cluster: Cluster, tmp_path: Path) -> None:
    case = build(tmp_path / "case")
    files = FileStore(case.folder.record / "files")
    name = cluster.new_case()
    with (
        Log.open(case.folder.record, case.settings.log_origin, clock, mode="read") as log,
        cluster.open_store(name, files) as written,
    ):
        catch_up(log, written)
    with (
        SqliteStore.open(case.folder.database, files) as embedded,
        cluster.open_store(name, files, role="observer") as served,
        TestClient(create_app(case, embedded, files, lambda: None)) as plain,
        TestClient(create_app(case, served, files, lambda: None)) as remote,
    ):
        incident = embedded.incidents(IncidentFilter(), limit=1).items[0].id
        for page in (*PAGES, f"/incidents/{incident}", f"/api/incidents/{incident}"):
            one, other = plain.get(page), remote.get(page)
            assert one.status_code == other.status_code == 200, page
            assert _without_tokens(one.text) == _without_tokens(other.text), page
    cluster.give_back(name)


@pytest.mark.services
def test_pages_say_that_the_database_is_away_and_go_on_when_it_is_back(cluster: Cluster, tmp_path: Path) -> None:
    case = build(tmp_path / "case")
    files = FileStore(case.folder.record / "files")
    name = cluster.new_case()
    with (
        cluster.open_store(name, files, role="observer") as served,
        TestClient(create_app(case, served, files, lambda: None)) as remote,
    ):
        assert remote.get("/incidents").status_code == 200
        cluster.stop("immediate")
        page, answer = remote.get("/incidents"), remote.get("/api/incidents")
        cluster.start()
        assert (page.status_code, answer.status_code) == (503, 503)
        assert "cannot be reached" in page.text
        assert str(cluster.root) not in page.text + answer.text
        assert remote.get("/incidents").status_code == 200
    cluster.give_back(name)


def _without_tokens(page: str) -> str:
    """A page without what is drawn at random for each visitor."""
    return re.sub(r'(nonce|value)="[A-Za-z0-9_.~-]{20,}"', "", page)
