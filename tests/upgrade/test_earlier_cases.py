"""A case that an earlier release wrote is opened by this one: nothing of its record changes, and work goes on."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from trucewatch.case import load_case
from trucewatch.pipeline import open_workplace, run_case
from trucewatch.record import FileStore, Log, read_checkpoint, verify_log
from trucewatch.store import SqliteStore, rebuild

CASES = sorted((Path(__file__).parent / "cases").glob("*.zip"))
ROWS = {"unsigned-0.1.0": {"documents": 7, "claims": 56, "incidents": 29, "assessments": 157}}
HEADS = {"unsigned-0.1.0": (210, "5844ca30")}


def clock() -> dt.datetime:
    return dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    with zipfile.ZipFile(request.param) as packed:
        packed.extractall(tmp_path)
    return request.param.stem, tmp_path / "aleppo-2016"


def test_every_earlier_case_has_its_numbers() -> None:
    assert {path.stem for path in CASES} == set(ROWS) == set(HEADS)


def test_its_record_verifies_and_its_read_models_are_made_again(earlier: tuple[str, Path]) -> None:
    name, root = earlier
    case = load_case(root)
    head = read_checkpoint(case.folder.record)
    assert (head.size, head.root.hex()[:8]) == HEADS[name]
    assert verify_log(case.folder.record).verified
    files = FileStore(case.folder.record / "files")
    with (
        Log.open(case.folder.record, case.settings.log_origin, clock) as log,
        SqliteStore.open(case.folder.database, files) as store,
    ):
        assert rebuild(log, store) == head.size
        counts = store.counts()
        assert store.troubles() == ()
    assert {table: counts[table] for table in ROWS[name]} == ROWS[name]


def test_work_goes_on_after_what_was_signed(earlier: tuple[str, Path]) -> None:
    _, root = earlier
    case = load_case(root)
    head = read_checkpoint(case.folder.record)
    with open_workplace(case, clock) as work:
        before = [bytes(entry.payload.body) for entry in work.log.entries()]
        run_case(work)
        after = [bytes(entry.payload.body) for entry in work.log.entries()]
    assert after[: head.size] == before
    assert len(after) > head.size
    assert verify_log(case.folder.record, kept=[head]).verified
