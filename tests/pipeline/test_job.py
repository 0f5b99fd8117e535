"""The main job on a small case: recorded, resumable, rebuildable, verifiable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from tests.database.cluster import Cluster

from trucewatch.case import Case, load_case
from trucewatch.cli.issuing import issue
from trucewatch.pipeline import RunCounts, inbox_files, open_workplace, run_case, take_in
from trucewatch.record import verify_log
from trucewatch.starting import start_case
from trucewatch.store import IncidentFilter, dump, rebuild

NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
HEAD = "Source: {outlet}\nDate: 2016-12-05\nTitle: Dépêche\n\n"
STORY = (
    "Au moins 12 civils, dont trois enfants, ont été tués lundi dans une frappe aérienne sur Homs, a annoncé une "
    "source médicale. Les secours ont cherché des survivants toute la nuit dans les décombres d'un immeuble du centre."
)


def clock() -> dt.datetime:
    return NOW


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    """A small case, embedded as by default, or with read models and record in a database."""
    root = tmp_path / "case"
    start_case(root, name="Small case", zone="Asia/Damascus")
    if request.param == "sqlite":
        yield _filled(root)
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = cluster.new_case()
    settings = (root / "case.yaml").read_text("utf-8").replace("store: sqlite", f"store: {cluster.url()}")
    settings = settings.replace("id: small-case", f"id: {name}") + "record: database\n"
    (root / "case.yaml").write_text(settings, encoding="utf-8")
    yield _filled(root)
    cluster.give_back(name)


def _filled(root: Path) -> Case:
    (root / "inbox" / "a.txt").write_text(HEAD.format(outlet="Agence A") + STORY, encoding="utf-8")
    (root / "inbox" / "b.txt").write_text(HEAD.format(outlet="Journal B") + STORY, encoding="utf-8")
    (root / "inbox" / "empty.txt").write_bytes(b"")
    (root / "inbox" / "binary.dat").write_bytes(bytes(range(256)) * 10)
    return load_case(root)


def test_a_run_takes_in_reads_links_and_records(case: Case) -> None:
    with open_workplace(case, clock) as work:
        counts = run_case(work)
        assert counts.counts["documents"] == 4
        assert counts.counts["unread"] == 2
        assert len(counts.refused) == 2
        assert {u.reason for u in work.store.unread()} == {"empty", "binary"}
        (strike,) = work.store.incidents(IncidentFilter(acts=("air_strike",))).items
        assert strike.corroboration == "repeated_not_independent"
        assert [(c.low, c.best) for c in strike.casualties if c.who == "civilian"] == [(12, 12)]
    assert verify_log(case.folder.record).verified


def test_every_claim_rests_on_its_words(case: Case) -> None:
    with open_workplace(case, clock) as work:
        run_case(work)
        for document in work.store.documents().items:
            if document.text_digest is None or not work.log.files.exists(document.text_digest):
                continue
            text = work.log.files.get(document.text_digest).decode("utf-8")
            for claim in work.store.claims_of(document.id):
                assert text[claim.span[0] : claim.span[1]] == claim.text


def test_a_second_run_adds_no_document_claim_or_incident(case: Case) -> None:
    with open_workplace(case, clock) as work:
        run_case(work)
        before = (work.store.counts(), work.log.size)
    with open_workplace(case, clock) as work:
        counts = run_case(work)
        assert counts.counts["known"] == 4
        after = work.store.counts()
        assert {k: after[k] for k in ("documents", "claims", "incidents", "assessments")} == {
            k: before[0][k] for k in ("documents", "claims", "incidents", "assessments")
        }


def test_an_interrupted_run_resumes_to_the_same(case: Case, tmp_path: Path) -> None:
    class StopHereError(Exception):
        pass

    def stop(stage: str, done: int, total: int) -> None:
        del total
        if stage == "reading" and done == 1:
            raise StopHereError

    with pytest.raises(StopHereError), open_workplace(case, clock) as work:
        run_case(work, progress=stop)
    with open_workplace(case, clock) as work:
        run_case(work)
        resumed = {i.id for i in work.store.incidents(IncidentFilter()).items}
    root = tmp_path / "other"
    start_case(root, name="Small case", zone="Asia/Damascus")
    for path in case.folder.inbox.iterdir():
        (root / "inbox" / path.name).write_bytes(path.read_bytes())
    with open_workplace(load_case(root), clock) as work:
        run_case(work)
        assert resumed == {i.id for i in work.store.incidents(IncidentFilter()).items}
    assert verify_log(case.folder.record).verified


def test_rebuilding_gives_the_same_store_and_the_same_report(case: Case) -> None:
    with open_workplace(case, clock) as work:
        run_case(work)
        first = [path.read_bytes() for path in issue(work)]
        before = dump(work.store)
        rebuild(work.log, work.store)
        assert dump(work.store) == before
        assert [path.read_bytes() for path in issue(work)] == first


def test_an_incident_that_no_longer_follows_is_withdrawn_and_kept_in_history(case: Case) -> None:
    with open_workplace(case, clock) as work:
        run_case(work)
        (strike,) = work.store.incidents(IncidentFilter(acts=("air_strike",))).items
    earlier = HEAD.format(outlet="Agence C").replace("2016-12-05", "2016-12-04") + STORY.replace(
        "lundi", "lundi 5 décembre"
    )
    (case.folder.inbox / "0.txt").write_text(earlier, encoding="utf-8")
    with open_workplace(case, clock) as work:
        run_case(work)
        standing = {i.id for i in work.store.incidents(IncidentFilter()).items}
        if strike.id not in standing:
            assert [h.state for h in work.store.history("incident", strike.id)] == ["withdrawn"]
    assert verify_log(case.folder.record).verified


def test_a_language_that_is_not_read_becomes_a_record(case: Case) -> None:
    text = (
        "Die Bundesregierung hat am Montag in Berlin mitgeteilt, dass die Waffenruhe weiter gilt und beobachtet wird."
    )
    (case.folder.inbox / "de.txt").write_text(text * 3, encoding="utf-8")
    with open_workplace(case, clock) as work:
        run_case(work)
        assert "unsupported" in {u.reason for u in work.store.unread()}


def test_a_source_note_beside_a_file_is_no_document(case: Case) -> None:
    (case.folder.inbox / "a.source.yaml").write_text("source: agency\npublished: 2016-12-06\n", encoding="utf-8")
    assert [p.name for p in inbox_files(case.folder.inbox)] == ["a.txt", "b.txt", "binary.dat", "empty.txt"]
    with open_workplace(case, clock) as work:
        counts = RunCounts()
        take_in(work, inbox_files(case.folder.inbox), counts)
        found = {d.name: d for d in work.store.documents().items}
        assert (found["a.txt"].source, found["a.txt"].published) == ("agency", "2016-12-06")


def test_both_databases_give_the_same_read_models_and_the_same_report(case: Case, tmp_path: Path) -> None:
    """The record of the run, taken in by SQLite: every row and every byte of the report."""
    with open_workplace(case, clock) as work:
        run_case(work)
        first = {path.name: path.read_bytes() for path in issue(work)}
        rows = dump(work.store)
        size = work.log.size
    settings = msgspec.structs.replace(case.settings, store="sqlite", record="folder")
    with open_workplace(replace(case, settings=settings), clock) as work:
        assert work.log.size == size
        assert dump(work.store) == rows
        assert {path.name: path.read_bytes() for path in issue(work)} == first
