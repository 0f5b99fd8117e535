"""The page of the day: its numbers are the store's, its moment is refused in words, its copies leak nothing."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.protection.canaries import CANARIES, DIGITS, plant
from tests.record.parties import Cast
from tests.web.samples import assessments, build, clock, incidents
from tests.web.test_ranks import vouch

from trucewatch.case import Case, load_case
from trucewatch.pipeline import RunCounts, enter_act, enter_written_acts, open_workplace
from trucewatch.pipeline.review_queue import QUEUES
from trucewatch.pipeline.workplace import quiet
from trucewatch.record import Correction, FileStore, Log, LogSigning, record_draft
from trucewatch.record.trust_store import write_root
from trucewatch.reporting.commission import open_motions
from trucewatch.store import SqliteStore, catch_up
from trucewatch.vocabulary.commission import CommissionAct
from trucewatch.vocabulary.tracking import Obligation, ObligationState
from trucewatch.web.app import POLICY, create_app
from trucewatch.web.people.visitor import Visitor
from trucewatch.web.serving import head_of
from trucewatch.web.today import obligations_due

Client = TestClient[Litestar]
EXAMPLE = Path(__file__).parents[2] / "cases" / "aleppo-2016"
LATER = dt.datetime(2016, 12, 8, 7, 0, tzinfo=dt.UTC)


def counts(page: str, list_id: str) -> dict[str, int]:
    """The numbers of one list of the page by their words."""
    found = re.search(rf'<dl class="counts" id="{list_id}">(.*?)</dl>', page, re.DOTALL)
    assert found is not None
    rows = re.findall(r"<dt>(.*?)</dt><dd>([\d,]+)</dd>", found[1], re.DOTALL)
    return {re.sub(r"<[^>]+>", "", name).strip(): int(number.replace(",", "")) for name, number in rows}


def heading(page: str, words: str) -> int:
    """The number that stands in a heading after its words."""
    found = re.search(rf"<h[23][^>]*>{re.escape(words)} \(([\d,]+)\)", page)
    assert found is not None, words
    return int(found[1])


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Case, SqliteStore, Client]]:
    """The small case, and two days later: one incident revised, one new, one withdrawn, one outcome changed."""
    case = build(tmp_path_factory.mktemp("today") / "case")
    known = {incident.id: incident for incident in incidents(case)}
    other = next(a for a in assessments(case) if a.outcome == "breach")
    records = [
        msgspec.structs.replace(known["i2"], status="attempted"),
        msgspec.structs.replace(known["i2"], id="i9"),
        Correction(id="k1", target_type="incident", target_id="i4", reason="twice", withdraws=True),
        msgspec.structs.replace(other, outcome="indeterminate"),
    ]
    with Log.open(case.folder.record, case.settings.log_origin, lambda: LATER) as log:
        log.append([record_draft(record, "trucewatch", log.files) for record in records])
        with SqliteStore.open(case.folder.database, log.files) as store:
            catch_up(log, store)
    files = FileStore(case.folder.record / "files")
    with SqliteStore.open(case.folder.database, files) as store:
        app = create_app(case, store, files, lambda: head_of(case))
        with TestClient(app) as client:
            yield case, store, client


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
@pytest.mark.parametrize("path", ["/today", "/today?since=2016-12-01", "/today?since=2030-01-01"])
def test_it_answers_in_every_language(client: Client, path: str, lang: str) -> None:
    page = client.get(path, headers={"Accept-Language": lang})
    assert page.status_code == 200, page.text
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in page.text
    assert page.headers["Content-Security-Policy"] == POLICY
    assert not re.search(r"<script(?! type=\"module\" src=\"/static/)|<style|\sstyle=|\son\w+=", page.text)
    assert '<a href="/today" aria-current="page">' in page.text
    assert len(page.content) < 150_000


def test_what_came_in_is_what_the_store_says(changed: tuple[Case, SqliteStore, Client]) -> None:
    _, store, client = changed
    page = client.get("/today?since=2016-12-01&lang=en").text
    rows = store.entry_rows(after=None, limit=1000)
    assert heading(page, "Entries of the record") == len(rows)
    assert sum(counts(page, "entries").values()) == len(rows)
    came = counts(page, "came")
    assert came["Documents"] == store.documents(limit=0).total == 3
    assert came["Received by folder"] == 3
    assert came["Submissions of parties"] == 0
    none = client.get("/today?since=2030-01-01&lang=en").text
    assert heading(none, "Entries of the record") == 0
    assert counts(none, "came")["Documents"] == 0


def test_what_changed_is_told_apart(changed: tuple[Case, SqliteStore, Client]) -> None:
    _, store, client = changed
    page = client.get("/today?lang=en").text
    assert 'name="since" value="2016-12-07"' in page
    assert counts(page, "entries") == {"Assessments": 1, "Corrections": 1, "Incidents": 2}
    first = store.first_entry_since("2016-12-07T00:00:00Z")
    assert first is not None
    found = store.incident_changes(first)
    assert (found.new, found.revised, found.withdrawn) == (("i9",), ("i2",), ("i4",))
    for words in ("New incidents", "Revised incidents", "Withdrawn incidents", "Assessments with another outcome"):
        assert heading(page, words) == 1
    (outcome,) = store.outcomes_changed(first)
    assert (outcome.before, outcome.after) == ("breach", "indeterminate")
    assert f'href="/incidents/{outcome.incident}"' in page
    whole = client.get("/today?since=2016-12-01&lang=en").text
    assert heading(whole, "Revised incidents") == heading(whole, "Withdrawn incidents") == 0
    assert heading(whole, "New incidents") == store.counts()["incidents"]


def test_what_needs_a_person_leads_to_its_queue(changed: tuple[Case, SqliteStore, Client]) -> None:
    _, store, client = changed
    page = client.get("/today?lang=en").text
    needs = counts(page, "needs")
    for name, words in {
        "low": "Low confidence",
        "contradicting": "Contradictions",
        "proposed": "Seen by a model only",
        "waiting": "In no incident yet",
        "undated": "No day told",
    }.items():
        number = store.claims(QUEUES[name], limit=0).total
        assert needs[words] == number, name
        assert (f'href="/desk?queue={name}"' in page) == bool(number), name
        assert client.get(f"/desk?queue={name}").status_code == 200
    assert needs["Unread documents"] == len(store.unread()) == 1
    assert 'href="/documents#unread"' in page
    undated = [c.id for c in store.claims(QUEUES["undated"]).items if getattr(c, "time", None) is not None]
    assert undated == []


@pytest.mark.parametrize("asked", ["yesterday", "20161205", "2016-13-01", "2016-W49-1", "0001-01-01<b>", "2016-12-5"])
def test_a_moment_that_is_none_is_refused_in_words(client: Client, asked: str) -> None:
    page = client.get("/today", params={"since": asked}, headers={"Accept-Language": "en"})
    assert page.status_code == 400
    assert "YYYY-MM-DD" in page.text
    assert "<b>" not in page.text


@pytest.mark.parametrize("asked", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_end_in_an_answer(client: Client, asked: str) -> None:
    assert client.get(f"/today?since={asked}").status_code in (200, 400)


def test_answers_votes_and_deadlines(tmp_path: Path) -> None:
    root = tmp_path / "aleppo"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns("inbox", "record"))
    case = load_case(root)
    hostile = "<script>alert(1)</script>"
    with open_workplace(case, lambda: dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)) as work:
        enter_written_acts(work, RunCounts(), quiet)
        moved = {"act": "motion", "body": "joint-exercise", "by": "a-1", "at": "2016-12-20T10:00Z", "ref": "H1"}
        act = {**moved, "subject": "text", "draft": "P1", "words": {"en": hostile}}
        enter_act(work, msgspec.convert(act, CommissionAct))
        app = create_app(case, work.store, work.log.files, lambda: head_of(case))
        with TestClient(app) as client:
            page = client.get("/today?lang=en").text
            docket = client.get("/docket?lang=en").text
        running = open_motions(case, work.store, dt.datetime(2016, 12, 8, tzinfo=dt.UTC))
    owed = docket.count("no response</span>") + docket.count("awaited</span>")
    assert owed > 0
    assert heading(page, "Answers owed") == owed
    assert 'id="motion-H1"' in page
    assert [(line.ref, line.state) for line, _ in running] == [("P1-M", "under_silence")]
    assert [dt.datetime.fromisoformat(str(until)) for _, until in running] == [
        dt.datetime(2016, 12, 9, 8, 15, tzinfo=dt.UTC)
    ]
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_who_witnessed_the_head_stands_there_with_the_time(tmp_path: Path) -> None:
    case = build(tmp_path / "case")
    cast = Cast(log=case.settings.log_origin)
    signed = cast.signed()
    write_root(case.folder.trust / "1.json", signed)
    files = FileStore(case.folder.record / "files")
    with (
        SqliteStore.open(case.folder.database, files) as store,
        TestClient(create_app(case, store, files, lambda: head_of(case))) as client,
        Log.open(case.folder.record, cast.log, clock, signing=LogSigning(cast.signer("un", "log"))) as log,
    ):
        assert "the log alone" in client.get("/today?lang=en").text
        vouch(log, cast, signed.root, "gov", "un")
        page = client.get("/today?lang=en").text
        assert "a quorum of parties (2/3" in page
        assert page.count("2016-12-06T10:15Z") == 2


def test_obligations_stand_by_deadline_without_those_met_or_past() -> None:
    def owed(name: str, due: str | None, state: ObligationState = "due") -> Obligation:
        return Obligation(
            id=name,
            instrument="i",
            clause="c",
            kind="other",
            words={},
            bound=(),
            state=state,
            as_of="2016-12-05",
            due=due,
        )

    every = (
        owed("late", "2016-12-04", "missed"),
        owed("third", "2016-12-09T12:00", "blocked"),
        owed("first", "2016-12-05"),
        owed("done", "2016-12-06", "met"),
        owed("open", None),
        owed("second", "2016-12-06", "unknown"),
    )
    assert [o.id for o in obligations_due(every, "2016-12-05")] == ["first", "second", "third"]


def test_a_copy_for_an_audience_leaks_nothing(tmp_path: Path) -> None:
    case = plant(tmp_path / "case")
    files = FileStore(case.folder.record / "files")
    with SqliteStore.open(case.folder.database, files) as store:
        anybody = Visitor("nobody", "Nobody", None, ("public",))
        whole = create_app(case, store, files, lambda: head_of(case))
        with TestClient(whole) as client:
            assert CANARIES["place"] in client.get("/today?since=2016-12-01").text
        site = whole.state.views.of(anybody.audience)
        copied = create_app(site.case, site.store, site.files, lambda: head_of(site.case))
        with TestClient(copied) as client:
            for lang in ("en", "fr", "ar"):
                page = client.get(f"/today?since=2016-12-01&lang={lang}")
                assert page.status_code == 200
                assert not [c for c in (*CANARIES.values(), *DIGITS) if c in page.text]
        whole.state.views.close()
