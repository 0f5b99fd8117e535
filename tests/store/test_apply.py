"""Entries become rows: superseding, conflicts, withdrawals, bad entries, and the same store again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from trucewatch.errors import StoreError
from trucewatch.record import (
    Correction,
    Draft,
    FileRef,
    IssuedReport,
    Log,
    Ref,
    RunMarker,
    claims_drafts,
    record_draft,
)
from trucewatch.store import FilledStore, SqliteStore, Store, catch_up, dump, rebuild
from trucewatch.vocabulary.claims import UnreadRecord

OpenStore = Callable[..., FilledStore]
ACTS = ("shelling", "attack", "withdrawn")


def clock() -> datetime:
    return datetime(2016, 12, 6, tzinfo=UTC)


def put(log: Log, store: FilledStore, *records: Struct, author: str = "desk") -> None:
    log.append(record_draft(record, author, log.files) for record in records)
    catch_up(log, store)


def fill(log: Log, make: Any) -> None:
    """Every kind of entry, some superseded, some in conflict, one withdrawn, two unusable."""
    for number in (1, 2, 3):
        log.append([record_draft(r, "desk", log.files) for r in (make.document(number), make.custody(number))])
        claims = [make.claim(f"c{number}{n}", number, span=(n, n + 4)) for n in range(3)]
        log.append(claims_drafts(f"{number:064x}", claims, "desk", log.files))
    log.append(claims_drafts(f"{2:064x}", [make.claim("c2new", 2)], "desk", log.files))
    log.append(claims_drafts(f"{3:064x}", [], "party a", log.files))
    incidents = [make.incident("i1", supporting=("c10", "c20")), make.incident("i2"), make.incident("i1")]
    entries = [log.append([record_draft(i, "desk", log.files)])[0] for i in incidents]
    large = make.incident("i3", supporting=tuple(f"{n:064x}" for n in range(900)))
    report = IssuedReport(id="r1", kind="situation", title="Week 49", issued_at="2016-12-06T10:00:00Z")
    withdrawal = Correction(id="k1", target_type="incident", target_id="i2", reason="twice", withdraws=True)
    log.append(
        [
            record_draft(make.incident("i1", act="attack"), "party a", log.files),
            record_draft(large, "desk", log.files),
            record_draft(make.assessment("a1", "i1"), "desk", log.files),
            record_draft(make.assessment("a1", "i1", "indeterminate"), "desk", log.files),
            record_draft(UnreadRecord(id="u1", document=None, reason="encrypted", detail="x"), "desk", log.files),
            record_draft(report, "desk", log.files, attached=[FileRef(sha256="0" * 64, size=1, media="text/html")]),
            record_draft(withdrawal, "desk", log.files, refs=[Ref(leaf=entries[1].leaf, rel="corrects")]),
            record_draft(RunMarker(id="run", phase="started", at="2016-12-06T09:00:00Z"), "desk", log.files),
            Draft(type="incident", author="desk", body={"id": "broken"}),
            Draft(type="document", author="desk", body={"id": "lost", "$file": "f" * 64}),
        ]
    )


def test_the_latest_form_stands_and_the_former_is_kept(log: Log, store: FilledStore, make: Any) -> None:
    first, second = make.incident("i"), make.incident("i", act="attack", supporting=("c1", "c2"))
    put(log, store, first)
    put(log, store, second)
    dossier = store.incident("i")
    assert dossier is not None
    assert dossier.incident == second
    assert dossier.provenance.entry == 1
    assert [(h.entry, h.state) for h in store.history("incident", "i")] == [(0, "superseded")]
    assert store.counts()["incident_claims"] == 2
    put(log, store, first)
    assert [h.entry for h in store.history("incident", "i")] == [0, 1]


def test_another_authors_form_is_a_conflict_and_replaces_nothing(log: Log, store: FilledStore, make: Any) -> None:
    put(log, store, make.incident("i"))
    put(log, store, make.incident("i", act="attack"), author="party a")
    dossier = store.incident("i")
    assert dossier is not None
    assert dossier.incident.act == "shelling"
    assert [(h.author, h.state) for h in store.history("incident", "i")] == [("party a", "conflicting")]
    assert [(t.entry, t.state) for t in store.troubles()] == [(1, "conflicting")]


def test_a_withdrawn_record_leaves_and_may_return(log: Log, store: FilledStore, make: Any) -> None:
    put(log, store, make.incident("i"))
    put(log, store, Correction(id="k", target_type="incident", target_id="i", reason="twice", withdraws=True))
    assert store.incident("i") is None
    assert [h.state for h in store.history("incident", "i")] == ["withdrawn"]
    assert [c.reason for c in store.corrections("incident", "i")] == ["twice"]
    put(log, store, make.incident("i"))
    assert store.incident("i") is not None
    assert log.size == 3


def test_only_its_author_withdraws_a_record(log: Log, store: FilledStore, make: Any) -> None:
    put(log, store, make.incident("i"))
    correction = Correction(id="k", target_type="incident", target_id="i", reason="lies", withdraws=True)
    put(log, store, correction, author="party a")
    assert store.incident("i") is not None
    assert len(store.corrections("incident", "i")) == 1


def test_a_new_reading_replaces_the_former_of_its_document(log: Log, store: FilledStore, make: Any) -> None:
    def read(*ids: str) -> None:
        log.append(claims_drafts(f"{1:064x}", [make.claim(i) for i in ids], "desk", log.files))
        catch_up(log, store)

    read("a", "b")
    read("b", "c")
    assert [c.id for c in store.claims_of(f"{1:064x}")] == ["b", "c"]
    assert [h.state for h in store.history("claim", "a")] == ["superseded"]
    read()
    assert store.claims_of(f"{1:064x}") == ()
    read("a", "b")
    assert [c.id for c in store.claims_of(f"{1:064x}")] == ["a", "b"]


def test_all_parts_of_a_reading_stand_together(log: Log, store: FilledStore, make: Any) -> None:
    claims = [make.claim(f"c{n}", span=(n, n + 9000), text="x" * 9000) for n in range(10)]
    drafts = claims_drafts(f"{1:064x}", claims, "desk", log.files)
    assert len(drafts) > 2
    log.append(drafts)
    catch_up(log, store)
    assert list(store.claims_of(f"{1:064x}")) == claims


def test_two_claims_with_one_id_are_both_kept(log: Log, store: FilledStore, make: Any) -> None:
    log.append(claims_drafts(f"{1:064x}", [make.claim("a"), make.claim("a", act="attack")], "desk", log.files))
    catch_up(log, store)
    claim = store.claim("a")
    assert claim is not None
    assert [h.entry for h in store.history("claim", "a")] == [0]


def test_one_bad_entry_hides_no_other(log: Log, store: FilledStore, make: Any) -> None:
    log.append(
        [
            Draft(type="incident", author="x", body={"id": "broken"}),
            Draft(type="claims", author="x", body={"claims": [{"$file": "0" * 64, "id": "c"}], "document": "d"}),
            Draft(type="document", author="x", body={"id": "d", "size": {"$int": "9" * 30}}),
            Draft(type="incident", author="x", body={"id": {"$text": "not base64"}}),
            record_draft(make.document(2, name="nul \0 and e\u0301"), "x", log.files),
        ]
    )
    assert catch_up(log, store) == 5
    assert [t.entry for t in store.troubles()] == [0, 1, 2, 3]
    assert all(t.note for t in store.troubles())
    document = store.document(f"{2:064x}")
    assert document is not None
    assert document.name == "nul \0 and e\u0301"


def test_a_rebuilt_store_is_the_same_store(log: Log, open_store: OpenStore, make: Any) -> None:
    with open_store("grown") as grown, open_store("whole") as whole:
        fill(log, make)
        for end in range(1, log.size + 1):
            grown.apply(log.entry(end - 1))
        assert catch_up(log, whole) == log.size
        first = dump(grown)
        assert dump(whole) == first
        assert rebuild(log, grown) == log.size
        assert dump(grown) == first
        assert len(first.splitlines()) > 40


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(ACTS), st.sampled_from("xy")), max_size=12))
def test_any_history_rebuilds_to_the_same_store(
    open_store: OpenStore, make: Any, steps: list[tuple[str, str, str]]
) -> None:
    """Records by two authors, replaced, contested and withdrawn in any order; taken in one by one or at once."""
    with TemporaryDirectory() as name:
        log = Log.open(Path(name) / "record", "x.example/log", clock)
        with log, open_store("grown") as grown:
            grown.clear()
            for record_id, act, author in steps:
                record: Struct = make.incident(record_id, act=act)
                if act == "withdrawn":
                    record = Correction(
                        id=f"k{log.size}", target_type="incident", target_id=record_id, reason="r", withdraws=True
                    )
                log.append([record_draft(record, author, log.files)])
                catch_up(log, grown)
            before = dump(grown)
            assert rebuild(log, grown) == log.size
            assert dump(grown) == before


def test_catching_up_takes_in_only_what_is_new(log: Log, store: FilledStore, make: Any) -> None:
    put(log, store, make.document(1))
    assert catch_up(log, store) == 0
    log.append([record_draft(make.document(2), "desk", log.files)])
    assert catch_up(log, store) == 1
    assert store.applied() == 2
    store.apply(log.entry(0))
    assert store.applied() == 2


def test_entries_come_in_order(log: Log, store: FilledStore, make: Any) -> None:
    log.append([record_draft(make.document(n), "desk", log.files) for n in range(3)])
    with pytest.raises(StoreError, match="by order"):
        store.apply(log.entry(1))
    assert store.applied() == 0
    with pytest.raises(StoreError, match="by order"):
        store.apply_all([log.entry(0), log.entry(2)])
    assert store.applied() == 0


def test_another_history_is_refused(log: Log, store: FilledStore, make: Any, tmp_path: Path) -> None:
    put(log, store, make.document(1))
    with Log.open(tmp_path / "other", log.origin, clock) as other:
        other.append([record_draft(make.document(2), "desk", other.files)])
        with pytest.raises(StoreError, match="another history"):
            catch_up(other, store)
    with Log.open(tmp_path / "third", "third.example/log", clock) as third:
        third.append([record_draft(make.document(n), "desk", third.files) for n in range(2)])
        with pytest.raises(StoreError, match="another log"):
            catch_up(third, store)
        assert rebuild(third, store) == 2


def test_a_store_ahead_of_its_log_is_told(log: Log, store: FilledStore, make: Any, tmp_path: Path) -> None:
    put(log, store, make.document(1))
    with (
        Log.open(tmp_path / "empty", log.origin, clock) as empty,
        pytest.raises(StoreError, match="ahead of the record"),
    ):
        catch_up(empty, store)


def test_a_file_that_is_no_store_is_refused(tmp_path: Path, log: Log) -> None:
    (tmp_path / "bad.db").write_bytes(b"this is not a database, and long enough to tell" * 50)
    with pytest.raises(StoreError, match="not a database"):
        SqliteStore.open(tmp_path / "bad.db", log.files)


def test_a_store_of_another_version_is_filled_again(log: Log, make: Any, tmp_path: Path) -> None:
    with SqliteStore.open(tmp_path / "old.db", log.files) as store:
        put(log, store, make.document(1))
        before = dump(store)
    with sqlite3.connect(tmp_path / "old.db") as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE name = 'schema'")
    connection.close()
    with SqliteStore.open(tmp_path / "old.db", log.files) as store:
        assert store.applied() == 0
        catch_up(log, store)
        assert dump(store) == before


def test_sqlite_is_set_up_for_readers_and_foreign_keys(log: Log, tmp_path: Path) -> None:
    with SqliteStore.open(tmp_path / "new.db", log.files) as store, store._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_the_store_is_one_of_the_port(store: FilledStore) -> None:
    port: Store = store
    assert port.runs() == ()
