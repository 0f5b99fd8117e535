"""The fitted model is kept in the record, later days are linked under it, a refit lists what it changed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from benchmarks.linking_speed import ACTORS, SOURCES, World, build_world, generate
from msgspec.structs import replace as changed
from typer.testing import CliRunner

from trucewatch.case import Case, load_case
from trucewatch.cli.main import application
from trucewatch.errors import RecordError, UsageError
from trucewatch.linking import link, model_changes
from trucewatch.pipeline import RunCounts, Workplace, link_claims, merge_incidents, open_workplace, refit_links
from trucewatch.pipeline.models import model_in_force
from trucewatch.pipeline.workplace import AUTHOR, quiet
from trucewatch.record import claims_drafts, record_draft
from trucewatch.starting import start_case
from trucewatch.store import IncidentFilter
from trucewatch.vocabulary.claims import EventClaim
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import Incident

FROM = 1000
LATE = 250


@cache
def made() -> tuple[list[EventClaim], dict[str, Document], World]:
    dice = random.Random(11)
    world = build_world(dice, dense=False)
    near = World(world.towns[:6], world.places, 240)
    claims, documents, _ = generate(3000, near, dice)
    claims.sort(key=lambda claim: documents[claim.document].published or "")
    return claims, documents, near


def case_at(root: Path) -> Case:
    start_case(root, name="Long case", zone="UTC")
    case = load_case(root)
    object.__setattr__(case, "sources", SOURCES)
    object.__setattr__(case, "actors", ACTORS)
    object.__setattr__(case, "places", made()[2].places)
    return case


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workplace]:
    ticks = iter(range(100_000))
    with open_workplace(
        case_at(tmp_path / "case"), lambda: dt.datetime(2026, 11, 24, tzinfo=dt.UTC) + dt.timedelta(seconds=next(ticks))
    ) as place:
        yield place


def take_in(work: Workplace, claims: Sequence[EventClaim]) -> None:
    files, documents = work.log.files, made()[1]
    by_document: dict[str, list[EventClaim]] = {}
    for claim in claims:
        by_document.setdefault(claim.document, []).append(claim)
    drafts = [record_draft(documents[name], AUTHOR, files) for name in by_document]
    for name, told in by_document.items():
        drafts += claims_drafts(name, told, AUTHOR, files)
    work.append(drafts)


def linked(work: Workplace) -> tuple[Incident, ...]:
    link_claims(work, RunCounts(), quiet, fit_from=FROM)
    return work.store.incidents(IncidentFilter()).items


def test_a_days_reports_under_the_kept_model_give_what_the_whole_gives(work: Workplace) -> None:
    claims, documents, world = made()
    take_in(work, claims[:-LATE])
    linked(work)
    (kept,) = work.store.link_models()
    assert kept.reports > FROM
    assert kept.day <= "2016-08-29"
    assert {weight.comparison for weight in kept.weights} >= {"days", "place", "act", "toll"}
    take_in(work, claims[-LATE:])
    incidents = linked(work)
    assert work.store.link_models() == (kept,)
    whole = link(
        claims,
        documents=documents,
        sources=SOURCES,
        actors=ACTORS,
        places=world.places,
        frozen=model_in_force(work),
    )
    assert {i.id: i for i in incidents} == {i.id: i for i in whole.incidents}
    anew = link(claims, documents=documents, sources=SOURCES, actors=ACTORS, places=world.places, fit_from=FROM)
    assert anew.model != kept.model


def test_a_refit_is_an_entry_that_lists_what_changed(work: Workplace) -> None:
    claims = made()[0]
    take_in(work, claims[:-LATE])
    linked(work)
    take_in(work, claims[-LATE:])
    before = linked(work)
    merge_incidents(work, [before[0].id, before[1].id], by="A. Analyst", reason="one shell")
    record = refit_links(work, RunCounts(), quiet, by="A. Analyst", reason="the front moved", fit_from=FROM)
    first, second = work.store.link_models()
    assert second == record
    assert (record.replaces, record.by, record.reason) == (first.id, "A. Analyst", "the front moved")
    after = {i.id: i for i in work.store.incidents(IncidentFilter()).items}
    assert any({before[0].id, before[1].id} <= set(change.before) for change in record.changes)
    named = [name for change in record.changes for name in change.before] + list(record.unchanged)
    assert sorted(named) == sorted(i.id for i in before)
    assert all(name in after for change in record.changes for name in change.after)
    provenance = work.store.provenance("link_model", record.id)
    assert provenance is not None
    with pytest.raises(UsageError, match="in force"):
        refit_links(work, RunCounts(), quiet, by="A. Analyst", reason="again", fit_from=FROM)


def test_a_model_whose_file_was_changed_is_refused(work: Workplace) -> None:
    take_in(work, made()[0])
    linked(work)
    path = work.log.files.path(work.store.link_models()[-1].digest)
    path.chmod(0o644)
    path.write_bytes(b"other")
    with pytest.raises(RecordError, match="changed"):
        linked(work)


def test_a_small_case_has_no_model_to_refit(work: Workplace) -> None:
    take_in(work, made()[0][:40])
    linked(work)
    assert work.store.link_models() == ()
    with pytest.raises(UsageError, match="too few claims"):
        refit_links(work, RunCounts(), quiet, by="A. Analyst", reason="why not", fit_from=FROM)
    with pytest.raises(UsageError, match="author and a reason"):
        refit_links(work, RunCounts(), quiet, by=" ", reason="why not", fit_from=FROM)


def test_changes_are_told_by_the_claims_that_incidents_share(work: Workplace) -> None:
    take_in(work, made()[0][:60])
    incidents = linked(work)
    several = [i for i in incidents if len(i.supporting) > 1]
    assert several
    apart = several[0]
    halves = [
        changed(apart, supporting=apart.supporting[:1], repeating=()),
        changed(apart, id="incident-other", supporting=apart.supporting[1:]),
    ]
    rest = [i for i in incidents if i is not apart]
    changes, unchanged = model_changes(incidents, [*rest, *halves])
    assert [(c.kind, c.before) for c in changes] == [("split", (apart.id,))]
    assert unchanged == tuple(sorted(i.id for i in rest))
    backwards, _ = model_changes([*rest, *halves], incidents)
    assert [(c.kind, c.after) for c in backwards] == [("merged", (apart.id,))]


def test_the_command_links_anew_and_refuses_a_refit_of_a_small_case(tmp_path: Path) -> None:
    root = str(tmp_path / "case")
    start_case(Path(root), name="Small case", zone="UTC")
    run = CliRunner().invoke
    assert "model: none" in run(application(), ["relink", root]).output
    for options in ([], ["--by", "A. Analyst", "--reason", "why not"]):
        refused = run(application(), ["relink", root, "--refit", *options])
        assert isinstance(refused.exception, UsageError)
