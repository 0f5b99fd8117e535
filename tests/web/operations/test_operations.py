"""Health, numbers and logs of a server: what they tell, and what they never hold."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from prometheus_client.parser import text_string_to_metric_families

from trucewatch.errors import StoreError
from trucewatch.record import Checkpoint
from trucewatch.web.operations.health import LEAST_FREE, health_of
from trucewatch.web.operations.structured_logs import LOGGER, OneLine

CANARY = "zaytuna-river-house"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged while the test runs, as the server writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLine())
    own = logging.getLogger("trucewatch")
    before = LOGGER.level
    LOGGER.setLevel(logging.INFO)
    own.addHandler(handler)
    yield stream
    own.removeHandler(handler)
    LOGGER.setLevel(before)


def test_a_server_that_is_well_says_so(client: TestClient[Litestar]) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["holds"] is True
    assert [check["name"] for check in answer.json()["checks"]] == ["read_models", "record", "caught_up", "disk"]
    assert answer.headers["cache-control"] == "no-store"


def test_each_trouble_fails_its_check_and_says_what_to_do(app: Litestar) -> None:
    site = app.state.site

    class Gone:
        def applied(self) -> int:
            raise StoreError("the database is gone")

    def failing(told: Any) -> list[str]:
        assert told.holds is False
        assert all(check.do for check in told.checks if not check.holds)
        return [check.name for check in told.checks if not check.holds]

    assert failing(health_of(site, lambda folder: LEAST_FREE - 1)) == ["disk"]
    assert failing(health_of(site, lambda folder: None)) == ["disk"]
    assert failing(health_of(replace(site, store=Gone()))) == ["read_models", "caught_up"]
    ahead = replace(site, head=lambda: Checkpoint(site.case.settings.log_origin, 1, bytes(32)))
    assert failing(health_of(ahead)) == ["caught_up"]
    assert health_of(replace(site, head=lambda: None)).holds


def test_numbers_are_in_the_format_of_prometheus(client: TestClient[Litestar]) -> None:
    client.get("/incidents")
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    rows = {s.labels["table"]: s.value for s in families["trucewatch_rows"].samples}
    assert rows["incidents"] > 0
    assert families["trucewatch_record_entries"].samples[0].value > 0
    assert {s.labels["check"]: s.value for s in families["trucewatch_check_holds"].samples}["disk"] == 1
    assert any(s.labels.get("path") == "/incidents" for s in families["trucewatch_requests"].samples)


def test_no_id_and_no_query_becomes_a_label(client: TestClient[Litestar]) -> None:
    client.get(f"/incidents/{CANARY}", params={"party": CANARY})
    client.get(f"/{CANARY}")
    assert CANARY not in client.get("/metrics").text


def test_a_request_is_logged_without_what_was_asked(client: TestClient[Litestar], lines: io.StringIO) -> None:
    client.get(f"/incidents/{CANARY}", params={"q": CANARY})
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    asked = [line for line in told if line["event"] == "request"]
    assert [(line["method"], line["status"]) for line in asked] == [("GET", 404)]
    assert asked[0]["route"].startswith("/incidents/{")
    assert CANARY not in lines.getvalue()


def test_an_error_is_logged_by_its_class_and_places(lines: io.StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        logging.getLogger("trucewatch.web").error("a page failed: %s", f"/x/{CANARY}", exc_info=error)
    told = json.loads(lines.getvalue().splitlines()[0])
    assert told["error"] == "ValueError"
    assert told["at"][0].startswith("test_an_error_is_logged_by_its_class_and_places:")
    assert CANARY not in lines.getvalue()
