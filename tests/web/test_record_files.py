"""The record over HTTP is the record on the disk, byte for byte, and nothing beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from trucewatch.record import Draft, Log
from trucewatch.web.witness import record_routes


@pytest.fixture
def record(tmp_path: Path) -> Path:
    with Log.open(tmp_path / "record", "monitor.example/a/log/1", lambda: datetime(2016, 12, 6, tzinfo=UTC)) as log:
        log.append(Draft(type="run", author="a", body={"n": n}) for n in range(300))
        log.files.put(b"secret")
    return tmp_path / "record"


def test_checkpoint_tiles_and_bundles_as_they_lie(record: Path) -> None:
    with TestClient(Litestar(record_routes(lambda _: record), openapi_config=None)) as client:
        answer = client.get("/record/checkpoint")
        assert answer.content == (record / "checkpoint").read_bytes()
        assert answer.headers["cache-control"] == "no-cache"
        for name in ("0/000", "0/001.p/44", "1/000.p/1", "entries/000", "entries/001.p/44"):
            answer = client.get(f"/record/tile/{name}")
            assert answer.content == (record / "tile" / name).read_bytes(), name
            assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "name",
    [
        "tile/0/002", "tile/%2e%2e/checkpoint", "tile/0/../../lock", "lock", "pending",
        "files/ab/cd", "tile/0/000.p/300x", "tile/-1/000", "cosigned/0",
    ],
)  # fmt: skip
def test_nothing_else_is_given_out(record: Path, name: str) -> None:
    with TestClient(Litestar(record_routes(lambda _: record), openapi_config=None)) as client:
        assert client.get(f"/record/{name}").status_code in (400, 404)
