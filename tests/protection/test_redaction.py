"""What an audience sees: planted values are found in no output, rules fail closed, figures and places stay true."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient
from tests.protection.canaries import CANARIES, DIGITS, OPEN, OPEN_TEXT, clock, plant, secret_incident
from typer.testing import CliRunner

from trucewatch.case import Case, load_case
from trucewatch.cli.main import application
from trucewatch.errors import InputError, ProtectionError
from trucewatch.protection import Request, approve, ask, audiences, carry_out, load_audience, protection_state, see
from trucewatch.protection.approvals import RequestKind
from trucewatch.protection.fields import WITHHELD, coarsened, redacted_record, suppressed_counts, widened
from trucewatch.protection.profiles import parse_profile
from trucewatch.protection.rights import ROLES, audience_of
from trucewatch.record import FileStore, Log
from trucewatch.store import IncidentFilter, SearchFilter, SqliteStore, parse_query
from trucewatch.vocabulary.incidents import Incident, IncidentActor
from trucewatch.web.app import create_app
from trucewatch.web.serving import head_of


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return plant(tmp_path_factory.mktemp("planted") / "case")


@pytest.fixture(scope="module", params=["public", "partners", "parties"])
def copy(request: pytest.FixtureRequest, case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out: Path = tmp_path_factory.mktemp("copies") / str(request.param)
    words = ["redact", str(case.folder.root), "--audience", str(request.param), "--into", str(out)]
    result = CliRunner().invoke(application(), words)
    assert result.exit_code == 0, result.output
    assert not leaks(result.output.encode())
    return out


@pytest.fixture(scope="module")
def pages(copy: Path, case: Case) -> Iterator[tuple[TestClient[Litestar], SqliteStore]]:
    shown = load_case(copy)
    files = FileStore(shown.folder.record / "files")
    with (
        SqliteStore.open(shown.folder.database, files) as store,
        TestClient(create_app(shown, store, files, lambda: head_of(case)), raise_server_exceptions=False) as client,
    ):
        yield client, store


def leaks(data: bytes) -> list[str]:
    """The planted values that stand in ``data``, in any of the ways in which JSON, HTML and addresses write them."""
    text = data.decode("utf-8", "replace")
    return [value for value in (*CANARIES.values(), *DIGITS, "secret-claim", "secret-1") if value in text]


def test_the_planted_values_are_in_the_case_itself(case: Case) -> None:
    """The search finds what is there: else the tests below could not fail."""
    found = set(leaks(case.folder.database.read_bytes()))
    wal = case.folder.database.with_name("trucewatch.db-wal")
    found |= set(leaks(wal.read_bytes())) if wal.exists() else set()
    assert found == {*CANARIES.values(), *DIGITS, "secret-claim", "secret-1"}


def test_no_file_of_a_copy_holds_a_planted_value(copy: Path) -> None:
    paths = [path for path in copy.rglob("*") if path.is_file()]
    assert {path.suffix for path in paths} >= {".db", ".html", ".md", ".json", ".yaml"}
    for path in paths:
        assert not leaks(path.read_bytes()), path.name
    assert not (copy / "vault").exists()
    assert not (copy / "record" / "checkpoint").exists()


def test_no_page_answer_error_or_log_line_holds_one(
    pages: tuple[TestClient[Litestar], SqliteStore], case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    client, store = pages
    caplog.set_level(logging.DEBUG)
    with SqliteStore.open(case.folder.database, FileStore(case.folder.record / "files")) as full:
        ids = [i.id for i in full.incidents(IncidentFilter()).items]
    ids += [i.id for i in store.incidents(IncidentFilter()).items]
    paths = [
        "/",
        "/incidents",
        "/documents",
        "/terms",
        "/docket",
        "/drafts",
        "/tracking",
        "/report",
        "/health",
        "/search?q=zq*",
        "/search?kind=incident",
    ]
    paths += ["/api/incidents", "/api/incidents.geojson", "/api/areas.geojson", "/schema/openapi.json", "/nothing"]
    paths += [f"{start}/{i}" for start in ("/incidents", "/api/incidents") for i in ids if i != "secret-1"]
    paths += [f"/documents/{'d0' * 32}", "/record/checkpoint", "/record/tile/entries/000.p/9", "/incidents?page=zz"]
    paths += [
        f"/report/{name.name}" for name in (load_case(client.app.state.site.case.folder.root).folder.reports).iterdir()
    ]
    well = 0
    for path in paths:
        for lang in ("en", "fr", "ar"):
            answered = client.get(path, headers={"accept-language": lang})
            assert answered.status_code < 500, path
            assert not leaks(answered.content + str(answered.headers).encode()), path
            well += answered.status_code == 200
    assert well > 30
    assert not leaks(caplog.text.encode())


def test_a_filter_on_what_is_hidden_finds_nothing(pages: tuple[TestClient[Litestar], SqliteStore]) -> None:
    client, store = pages
    for wanted in ("place", "agent"):
        assert not store.incidents(IncidentFilter(parties=(CANARIES[wanted],))).items
        assert not store.incidents(IncidentFilter(places=(CANARIES[wanted],))).items
    assert client.get("/api/incidents/secret-1").status_code == 404


def test_the_search_finds_nothing_that_is_hidden(pages: tuple[TestClient[Litestar], SqliteStore], case: Case) -> None:
    client, store = pages
    with SqliteStore.open(case.folder.database, FileStore(case.folder.record / "files")) as full:
        assert full.search(parse_query("zq canary")).hits
    for canary in CANARIES.values():
        assert not store.search(parse_query(f'"{canary}"')).hits
        assert not store.search(parse_query(f"{canary.split('-')[1]}* zq")).hits
    assert not store.search(parse_query("zq*")).hits
    for filters in (SearchFilter(parties=(CANARIES["agent"],)), SearchFilter(places=(CANARIES["place"],))):
        assert not store.search(parse_query(""), filters=filters).hits
    assert 'class="hit"' not in client.get("/search?q=zq*").text


def test_the_public_sees_what_the_who_table_publishes(case: Case, tmp_path: Path) -> None:
    out = tmp_path / "public"
    words = ["redact", str(case.folder.root), "--audience", "public", "--into", str(out)]
    assert CliRunner().invoke(application(), words).exit_code == 0
    told = json.loads((out / "incidents.json").read_text())
    assert len(told) == 6
    secret = next(i for i in told if any(t["outcome"] == "injured" for t in i["casualties"]))
    assert secret["act"] == "shelling"
    assert secret["time"]["start"] == "2016-12-05"
    assert secret.get("place") is None
    assert secret["corroboration"] == "single_source"
    tolls = {t["outcome"]: (t["low"], t["best"], t["high"], t["who"]) for t in secret["casualties"]}
    assert tolls == {"killed": (1, None, 4, None), "injured": (17, 17, 17, None)}
    partners = tmp_path / "partners"
    words = ["redact", str(case.folder.root), "--audience", "partners", "--into", str(partners)]
    assert CliRunner().invoke(application(), words).exit_code == 0
    there = json.loads((partners / "incidents.json").read_text())
    near = next(i["place"] for i in there if any(t["outcome"] == "injured" for t in i["casualties"]))
    assert {"name": WITHHELD, "lat": 36.25, "lon": 37.15}.items() <= near.items()


def test_parties_see_what_rests_on_published_sources_and_nothing_of_the_rest(case: Case, tmp_path: Path) -> None:
    words = ["redact", str(case.folder.root), "--audience", "parties", "--into", str(tmp_path / "parties")]
    assert CliRunner().invoke(application(), words).exit_code == 0
    shown = load_case(tmp_path / "parties")
    files = FileStore(shown.folder.record / "files")
    with SqliteStore.open(shown.folder.database, files) as store:
        (incident,) = store.incidents(IncidentFilter()).items
        assert incident.id == "open-1"
        assert incident.supporting == ("open-claim",)
        assert incident.place is None
        assert incident.agents == (IncidentActor(name="an army", claims=("open-claim",)),)
        assert [c.text for c in store.claims_of(OPEN)] == [OPEN_TEXT]
        assert [d.id for d in store.documents().items] == [OPEN]
        assert files.get(OPEN).decode() == OPEN_TEXT


def test_two_releases_are_the_same_to_the_byte(case: Case, tmp_path: Path) -> None:
    told = []
    for name in ("one", "two"):
        words = ["redact", str(case.folder.root), "--audience", "partners", "--into", str(tmp_path / name)]
        assert CliRunner().invoke(application(), words).exit_code == 0
        told.append((tmp_path / name / "incidents.json").read_bytes())
    assert told[0] == told[1]


def test_a_folder_that_holds_something_else_is_left_alone(case: Case, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    result = CliRunner().invoke(
        application(), ["redact", str(case.folder.root), "--audience", "public", "--into", str(tmp_path)]
    )
    assert isinstance(result.exception, ProtectionError)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_the_preview_names_fields_and_counts_and_no_value(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    words = ["redact", str(case.folder.root), "--audience", "public", "--audience", "parties", "--preview"]
    result = CliRunner().invoke(application(), words)
    assert result.exit_code == 0, result.output
    assert "incident.place.lat" in result.output
    assert "custody.received_by" in result.output
    assert not leaks(result.output.encode())


def test_a_field_without_a_rule_is_hidden_and_a_record_that_cannot_do_without_is_not_shown() -> None:
    profile = load_audience("public")
    rules = {name: rule for name, rule in profile.records["incident"].items() if name != "casualties"}
    incident = plant_incident()
    assert redacted_record(incident, rules, profile, number=3).casualties == ()
    assert redacted_record(incident, rules, profile, number=3).id == "n-3"
    for needed in ("act", "corroboration", "status"):
        left = {name: rule for name, rule in rules.items() if name != needed}
        if needed == "act":
            assert redacted_record(incident, left, profile, number=3).act == WITHHELD
        else:
            with pytest.raises(ProtectionError, match="cannot be without"):
                redacted_record(incident, left, profile, number=3)


def plant_incident() -> Incident:
    return secret_incident()


def test_a_profile_that_contradicts_itself_is_refused() -> None:
    base = "id: x\nlabel: {en: x}\nsource: s\nsmall_count: 3\nrecords: {incident: {place.lat: grid}}\n"
    for bad in (
        base,
        base + "grid: '0'\n",
        base + "grid: x\n",
        base.replace("3", "0") + "grid: '1'\n",
        base + "more: 1\n",
    ):
        with pytest.raises(InputError):
            parse_profile(bad, "own.yaml")
    assert parse_profile(base + "grid: '0.5'\n", "own.yaml").cell == Decimal("0.5")


def test_every_role_sees_through_a_profile_that_exists_or_reads_what_is_confidential() -> None:
    assert {audience_of(role) for role in ROLES} - {None} == set(audiences())


def test_a_sealed_entry_is_in_no_copy_and_comes_back(tmp_path: Path) -> None:
    case = plant(tmp_path / "case")
    with Log.open(case.folder.record, case.settings.log_origin, clock) as log:
        leaf = next(e.leaf for e in log.entries() if e.type == "incident" and e.body().get("id") == "i1")
        kinds: tuple[RequestKind, ...] = ("sealing", "unsealing")
        sizes = []
        for kind in kinds:
            request = Request(id=kind, kind=kind, leaf=leaf, classification="restricted", basis="order")
            log.append([ask(request, "mission", "verifier")])
            for who in ("a", "b"):
                log.append([approve(protection_state(log.entries()), request.id, who, "committee_member")])
            log.append([carry_out(protection_state(log.entries()), request.id, "mission")[1]])
            sizes.append(log.size)
        profile = load_audience("public")
        entries = tuple(log.entries())
        assert len(see(entries[: sizes[0]], log.files, case.sources, profile).incidents) == 5
        assert len(see(entries, log.files, case.sources, profile).incidents) == 6


@given(st.floats(-90, 90), st.sampled_from(["0.01", "0.1", "0.5", "1"]))
def test_a_coarse_coordinate_is_that_of_its_cell(degrees: float, cell: str) -> None:
    width = float(cell)
    coarse = coarsened(degrees, Decimal(cell))
    assert abs(coarse - degrees) <= width / 2 + 1e-9
    assert coarsened(coarse, Decimal(cell)) == coarse


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 12))
def test_a_widened_number_still_holds_the_true_one(low: int, more: int, threshold: int) -> None:
    high = low + more
    new_low, best, new_high = widened(low, None, high, threshold)
    assert new_low is not None
    assert new_high is not None
    assert new_low <= low <= high <= new_high
    assert best is None
    assert new_low in (0, 1) or new_low >= threshold or threshold == 1
    assert new_high == 0 or new_high >= threshold - 1


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 30), max_size=6), st.integers(1, 8))
def test_no_small_count_can_be_had_by_subtraction(counts: dict[str, int], threshold: int) -> None:
    told = suppressed_counts(counts, threshold)
    hidden = [code for code, count in told.items() if count is None]
    assert all(count == 0 or count >= threshold for count in told.values() if count is not None)
    assert len(hidden) != 1 or not [code for code, count in told.items() if count]
