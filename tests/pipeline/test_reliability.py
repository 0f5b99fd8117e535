"""People mark sources; the history stays; the machine grades by the mark that holds and gives none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.linking.case import ACTORS, PLACES, SOURCES, claim, document, linked
from typer.testing import CliRunner

from trucewatch.case import load_case
from trucewatch.cli.main import application
from trucewatch.errors import UsageError
from trucewatch.linking import TrackRecord, track_records
from trucewatch.pipeline import RunCounts, Workplace, link_claims, open_workplace
from trucewatch.pipeline.reliability import by_topic, mark_source, marked_sources
from trucewatch.pipeline.workplace import AUTHOR, quiet
from trucewatch.record import claims_drafts, record_draft
from trucewatch.starting import start_case
from trucewatch.store import IncidentFilter

SAID = {"by": "A. Analyst", "reason": "two claims withdrawn"}


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workplace]:
    start_case(tmp_path / "case", name="Small case", zone="UTC")
    case = load_case(tmp_path / "case")
    for name, value in (("sources", SOURCES), ("actors", ACTORS), ("places", PLACES)):
        object.__setattr__(case, name, value)
    ticks = iter(range(10_000))
    start = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    with open_workplace(case, lambda: start + dt.timedelta(seconds=next(ticks))) as place:
        for n, (source, number) in enumerate((("paper", 12), ("wire-agency", 3))):
            name = f"{n:064x}"
            told = claim(f"c{n}", name, killed=number)
            place.append([record_draft(document(name, source), AUTHOR, place.log.files)])
            place.append(claims_drafts(name, [told], AUTHOR, place.log.files))
        yield place


def best(work: Workplace) -> tuple[float | None, str]:
    link_claims(work, RunCounts(), quiet)
    (incident,) = work.store.incidents(IncidentFilter()).items
    return incident.casualties[0].best, incident.grades[0].grade


def test_a_mark_holds_from_the_next_run_and_a_later_one_takes_its_place(work: Workplace) -> None:
    assert best(work) == (3, "confirmed")
    mark_source(work, "wire-agency", grade="E", topic="hostilities", **SAID)
    assert best(work) == (12, "single_source")
    mark_source(work, "wire-agency", grade="B", topic="hostilities", by="B. Analyst", reason="corrected since")
    assert best(work) == (3, "confirmed")
    source = next(s for s in marked_sources(work) if s.id == "wire-agency")
    assert [mark.grade for mark in by_topic(source.reliability)["hostilities"]] == ["E", "B"]
    assert [mark.mark.by for mark in work.store.reliability_marks()] == ["A. Analyst", "B. Analyst"]


def test_a_mark_of_another_topic_or_period_changes_nothing(work: Workplace) -> None:
    mark_source(work, "wire-agency", grade="E", topic="humanitarian", **SAID)
    mark_source(work, "wire-agency", grade="E", since="2017-01-01", **SAID)
    mark_source(work, "wire-agency", grade="F", **SAID)
    assert best(work) == (3, "confirmed")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"source": "nobody"}, "no such source"),
        ({"grade": "G"}, "no grade"),
        ({"topic": "weather"}, "family of acts"),
        ({"reason": " "}, "author and a reason"),
        ({"by": AUTHOR}, "only people"),
        ({"since": "yesterday"}, "--since is a day"),
        ({"since": "2017-02-01", "until": "2017-01-01"}, "ends after it begins"),
    ],
)
def test_what_is_no_mark_is_refused(work: Workplace, changed: dict[str, str], message: str) -> None:
    given = {"source": "paper", "grade": "B", **SAID, **changed}
    with pytest.raises(UsageError, match=message):
        mark_source(work, given.pop("source"), **given)
    assert work.store.reliability_marks() == ()


def test_how_claims_fared() -> None:
    documents = {n: document(n, s) for n, s in (("1", "paper"), ("2", "wire-agency"), ("3", "paper"), ("4", "paper"))}
    claims = [
        claim("a", "1", killed=12),
        claim("b", "2", killed=3),
        claim("c", "3", place="old-town", day="2016-12-01"),
        claim("d", "4", act="air_strike", place="far"),
        claim("e", "2", act="air_strike", place="far", polarity="denied"),
    ]
    incidents = linked(claims, documents).incidents
    told = TrackRecord("hostilities", supported=1, contradicted=1, single=1, toll_apart=1)
    assert track_records(incidents, "paper") == (told,)
    assert track_records(incidents, "nobody") == ()


def test_outlets_of_one_owner_do_not_support_each_other() -> None:
    documents = {"1": document("1", "radio"), "2": document("2", "tv")}
    incidents = linked([claim("a", "1"), claim("b", "2")], documents).incidents
    assert track_records(incidents, "radio")[0].single == 1


def test_the_command_shows_and_enters(tmp_path: Path) -> None:
    root = tmp_path / "case"
    start_case(root, name="Small case", zone="UTC")
    (root / "sources.yaml").write_text("- {id: radio, name: Radio, kind: broadcaster}\n", encoding="utf-8")
    run = CliRunner().invoke
    assert "nobody has judged it" in run(application(), ["reliability", str(root), "radio"]).output
    given = ["--grade", "C", "--topic", "hostilities", "--by", "A. Analyst", "--reason", "late"]
    assert run(application(), ["reliability", str(root), "radio", *given]).exit_code == 0
    shown = run(application(), ["reliability", str(root), "radio"]).output
    assert " C by A. Analyst: late" in shown
