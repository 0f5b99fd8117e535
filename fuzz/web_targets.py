"""The pages as a target: any address and query gets a page, a refusal or a not-found, never a failure of the server."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from litestar.testing import TestClient
from tests.web.samples import build

from trucewatch.record import FileStore
from trucewatch.store import SqliteStore
from trucewatch.web.app import create_app
from trucewatch.web.serving import head_of

__all__ = ["SEEDS", "get_any_page"]

SEEDS = (
    b"/?start=2016-09-12&end=2016-09-19&act=airstrike",
    b"/incidents?party=gov&place=aleppo&page=2&undated=only",
    b"/documents?lang=ar&page=1",
    b"/claims?kind=event&lang=fr",
    b"/search?q=%D8%AD%D9%84%D8%A8&kind=claim",
    b"/map/incidents.geojson?bbox=36.9,36.0,37.4,36.4",
    b"/timeline?from=2016-09-01",
    b"/incidents/00000000-0000-8000-8000-000000000000",
    b"/terms?at=2016-09-12T19:00:00",
    b"/docket?state=pending",
    b"/api/incidents?limit=10&cursor=abc",
    b"/record/checkpoint",
)


@cache
def _client() -> TestClient[Any]:
    # the folder lives as long as the process: the pages are asked many times
    case = build(Path(tempfile.mkdtemp(prefix="trucewatch-fuzz-")) / "small")
    files = FileStore(case.folder.record / "files")
    store = SqliteStore.open(case.folder.database, files).__enter__()
    return TestClient(create_app(case, store, files, lambda: head_of(case))).__enter__()


def get_any_page(data: bytes) -> None:
    """Ask for an address. Raises :class:`AssertionError` when the server fails."""
    address = data.decode("utf-8", "replace")
    path, _, query = address.partition("?")
    # as a browser sends it: what is not allowed in an address is written as %XX
    sent = quote("/" + path.lstrip("/")[:500], safe="/%") + "?" + quote(query[:2000], safe="&=+%/:,")
    answer = _client().get(sent, follow_redirects=False)
    assert answer.status_code < 500, (answer.status_code, address)
