"""Acts in the record: entered by their seats, once, rebuilt from it, and refused with file and line."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import msgspec
import pytest
from tests.commission.world import BODIES

from trucewatch.case import Case, load_case
from trucewatch.errors import ActError
from trucewatch.pipeline import RunCounts, enter_act, enter_written_acts, open_workplace, standing
from trucewatch.pipeline.workplace import quiet
from trucewatch.record import verify_log
from trucewatch.starting import start_case
from trucewatch.store import dump, rebuild
from trucewatch.vocabulary.commission import CommissionAct

NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
EXAMPLE = Path(__file__).parents[2] / "cases" / "aleppo-2016"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    root = tmp_path / "case"
    start_case(root, name="Small case", zone="UTC")
    bodies = BODIES.replace("actor: red,", "").replace("actor: blue,", "")
    (root / "commission.yaml").write_text(bodies, encoding="utf-8")
    return load_case(root)


def act(**given: object) -> CommissionAct:
    said = {"body": "jmc", "at": "2020-03-01T10:00Z", "words": {"en": "Words."}, **given}
    made: CommissionAct = msgspec.convert(said, CommissionAct)
    return made


def test_an_act_is_an_entry_of_its_seat_and_rebuilds(case: Case) -> None:
    with open_workplace(case, lambda: NOW) as work:
        made = enter_act(work, act(act="motion", by="blue-1", ref="M1", subject="procedural"))
        entry = work.log.entry(work.log.size - 1)
        assert (entry.type, entry.author) == ("act", "jmc/blue-1")
        assert made.id
        assert standing(work).puts["M1"].state(NOW) == "moved"
        with pytest.raises(ActError):
            enter_act(work, act(act="ruling", by="blue-1", ref="R1"))
        assert work.store.acts() == (made,)
        before = dump(work.store)
        rebuild(work.log, work.store)
        assert dump(work.store) == before
        assert work.store.provenance("act", made.id) is not None
    assert verify_log(case.folder.record).verified


def test_written_acts_are_entered_once_and_the_refused_ones_told(case: Case) -> None:
    case.folder.acts.mkdir()
    text = (
        "- {act: motion, body: jmc, by: blue-1, at: 2020-03-01, ref: M1, subject: procedural, words: {en: Meet.}}\n"
        "- {act: vote, body: jmc, by: nobody, at: 2020-03-01, on: M1, position: yes}\n"
        "- {act: vote, body: jmc, by: red-1, at: 2020-03-01, on: M1, position: yes}\n"
    )
    (case.folder.acts / "a.yaml").write_text(text, encoding="utf-8")
    with open_workplace(case, lambda: NOW) as work:
        for added in (2, 0):
            counts = RunCounts()
            enter_written_acts(work, counts, quiet)
            assert counts.counts.get("acts", 0) == added
            assert [line.split(":")[:2] for line in counts.refused] == [["a.yaml", "2, field by"]]
        assert len(work.store.acts()) == 2


def test_the_packaged_acts_go_through_the_record(tmp_path: Path) -> None:
    root = tmp_path / "aleppo"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns("inbox", "record"))
    case = load_case(root)
    with open_workplace(case, lambda: NOW) as work:
        counts = RunCounts()
        enter_written_acts(work, counts, quiet)
        assert counts.refused == []
        p = standing(work)
        assert p.refused == []
        assert len(p.acts) == counts.counts["acts"] > 130
        assert p.puts["vote-S-2016-1026"].kind == "not_adopted"
