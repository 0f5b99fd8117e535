"""The matrix of clause by day: silence is no compliance, the gravest outcome leads, drafts stay out."""

from __future__ import annotations

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.web.samples import CASES

from trucewatch.case import Case, load_case
from trucewatch.store import ClaimFilter, ClauseDay, IncidentFilter, Store
from trucewatch.web.compliance import matrix

DAYS = [f"2016-09-{day:02d}" for day in range(8, 25)]


@pytest.fixture(scope="module")
def packaged() -> Case:
    return load_case(Path(CASES))


def test_a_cell_tells_force_and_outcomes_apart(packaged: Case) -> None:
    counted = [
        ClauseDay("arrangement-2016-09", "arrangement-2016-09/flights", "2016-09-14", "indeterminate", 4),
        ClauseDay("arrangement-2016-09", "arrangement-2016-09/flights", "2016-09-14", "breach", 1),
        ClauseDay("pause-2016-10", "pause-2016-10/fire", "2016-09-14", "out_of_scope", 2),
    ]
    rows = {
        row.clause.id: {cell.day: cell for cell in row.cells} for row in matrix(packaged.instruments, counted, DAYS)
    }
    flights = rows["arrangement-2016-09/flights"]
    assert flights["2016-09-14"].outcomes == (("breach", 1), ("indeterminate", 4))
    assert flights["2016-09-14"].gravest == "breach"
    assert (flights["2016-09-14"].force, flights["2016-09-15"].force) == ("true", "true")
    assert flights["2016-09-15"].gravest is None
    assert flights["2016-09-08"].force == "false"
    assert flights["2016-09-20"].force == "unknown"
    assert "pause-2016-10/fire" not in rows
    assert not any(clause.startswith("draft-") for clause in rows)


def test_the_page_says_what_the_machine_proposes(client: TestClient[Litestar]) -> None:
    page = client.get("/compliance?month=2016-12", headers={"Accept-Language": "en"}).text
    assert "silence, never compliance" in page
    assert "/incidents?start=2016-12-05&amp;end=2016-12-05&amp;outcome=breach" in page
    assert client.get("/compliance?month=soon").status_code == 400
    assert client.get("/compliance?month=0000-00").status_code == 400


def test_clause_days_count_assessments_of_dated_incidents(app: Litestar) -> None:
    store: Store = app.state.site.store
    assert store.incidents(IncidentFilter()).total == 4
    assert [(d.day, d.outcome, d.number) for d in store.clause_days("2016-12-01", "2016-12-31")] == [
        ("2016-12-05", "breach", 1)
    ]
    assert store.clause_days("2017-01-01", "2017-12-31") == ()
    documents = {claim.document for claim in store.claims(ClaimFilter()).items}
    assert sum(store.claims_by_document(sorted(documents)).values()) == store.claims(ClaimFilter()).total
