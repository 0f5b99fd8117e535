"""Control, steps and effort that people write down: entries under their author, corrected by new entries, rebuilt."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from trucewatch.case import Case, load_case
from trucewatch.pipeline import RunCounts, Workplace, enter_stated, follow, open_workplace
from trucewatch.pipeline.workplace import quiet
from trucewatch.record import verify_log
from trucewatch.store import dump, rebuild
from trucewatch.tracking import WrittenEntry

NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
EXAMPLE = Path(__file__).parents[2] / "cases" / "aleppo-2016"
KINDS = ("control", "follow_up", "observation")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    root = tmp_path / "aleppo"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns("inbox", "record", "acts"))
    return load_case(root)


def entered(work: Workplace) -> RunCounts:
    counts = RunCounts()
    enter_stated(work, counts, quiet)
    return counts


def rewrite(case: Case, name: str, old: str, new: str) -> None:
    file = case.folder.root / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_each_written_entry_stands_in_the_record_under_its_author(case: Case) -> None:
    with open_workplace(case, lambda: NOW) as work:
        counts = entered(work)
        assert counts.refused == []
        stored: tuple[WrittenEntry, ...] = (
            *work.store.stated_control(),
            *work.store.follow_up(),
            *work.store.observation(),
        )
        assert sum(counts.counts[kind] for kind in KINDS) == len(stored) == work.log.size
        logged = {(entry.type, entry.body()["id"], entry.author) for entry in work.log.entries()}
        assert {entry.author for entry in work.log.entries()} == {
            "joint-exercise/rapporteur",
            "joint-exercise/observer",
            "joint-exercise/b-1",
        }
        assert {(name, author) for _, name, author in logged} == {(one.id, one.entered_by) for one in stored}
        assert entered(work).counts == {}
        before, told = dump(work.store), follow(case, work.store, as_of="2016-12-31")
        for name in KINDS:
            (case.folder.root / f"{name}.yaml").unlink()
        rebuild(work.log, work.store)
        assert dump(work.store) == before
        assert follow(case, work.store, as_of="2016-12-31") == told
        assert told.effort
        assert told.control
        assert any(o.steps for o in told.obligations)
    assert verify_log(case.folder.record).verified


def test_a_corrected_file_supersedes_and_the_former_is_kept(case: Case) -> None:
    with open_workplace(case, lambda: NOW) as work:
        entered(work)
        former = next(e for e in work.store.stated_control() if e.id == "urm-opposition")
        rewrite(case, "control.yaml", "end: 2016-09-20", "end: 2016-09-21")
        assert entered(work).counts == {"control": 1}
        now = next(e for e in work.store.stated_control() if e.id == "urm-opposition")
        assert now == replace(former, end="2016-09-21")
        (kept,) = work.store.history("control", "urm-opposition")
        assert (kept.state, kept.author) == ("superseded", "joint-exercise/rapporteur")
        assert [ref.rel for ref in work.log.entry(work.log.size - 1).payload.refs] == ["supersedes"]


def test_a_withdrawn_entry_stays_in_the_record_and_says_nothing(case: Case) -> None:
    with open_workplace(case, lambda: NOW) as work:
        entered(work)
        rewrite(case, "control.yaml", "place: al-bab\n", "place: al-bab\n  withdrawn: read from another sheet\n")
        rewrite(case, "follow_up.yaml", "id: said-forced\n", "id: said-forced\n  withdrawn: said of another convoy\n")
        rewrite(case, "observation.yaml", "id: effort-1\n", "id: effort-1\n  withdrawn: counted twice\n")
        assert entered(work).counts == dict.fromkeys(KINDS, 1)
        told = follow(case, work.store, as_of="2016-12-31")
        assert all(span.place != "al-bab" for span in told.control)
        assert all(step.consent is None for o in told.obligations for step in o.steps)
        assert len(told.effort) == 2
        assert any(entry.withdrawn for entry in work.store.stated_control())


def test_another_author_corrects_nothing(case: Case) -> None:
    with open_workplace(case, lambda: NOW) as work:
        entered(work)
        before = work.store.follow_up()
        rewrite(case, "follow_up.yaml", "entered_by: joint-exercise/b-1", "entered_by: joint-exercise/a-1")
        counts = entered(work)
        assert counts.counts == {}
        assert counts.refused == [
            "follow_up.yaml, said-forced: joint-exercise/b-1 entered it and alone corrects it, "
            "got entered_by joint-exercise/a-1"
        ]
        assert work.store.follow_up() == before


def test_a_wrong_file_is_told_with_its_line_and_the_others_are_entered(case: Case) -> None:
    rewrite(case, "control.yaml", "place: east-aleppo\n", "place: nowhere\n")
    with open_workplace(case, lambda: NOW) as work:
        counts = entered(work)
        (line,) = counts.refused
        assert line.startswith("control.yaml:")
        assert "field [0].place: the place is not in places.yaml, got nowhere" in line
        assert work.store.stated_control() == ()
        assert work.store.follow_up()
