"""Merges and splits by people hold in later runs, and are withdrawn rather than erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from trucewatch.case import load_case
from trucewatch.errors import UsageError
from trucewatch.pipeline import (
    Workplace,
    merge_incidents,
    open_workplace,
    run_case,
    split_incident,
    withdraw_link_decision,
)
from trucewatch.starting import start_case
from trucewatch.store import IncidentFilter
from trucewatch.vocabulary.incidents import Incident

SAID = {"by": "A. Analyst", "reason": "the same shell"}


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workplace]:
    root = tmp_path / "case"
    start_case(root, name="Small case", zone="UTC")
    (root / "inbox").mkdir(exist_ok=True)
    for name, day in (("one", "5 December 2016"), ("two", "9 December 2016")):
        text = f"Shelling killed three people in Riverton on {day}, the agency said.\n"
        (root / "inbox" / f"{name}.txt").write_text(text, encoding="utf-8")
    ticks = iter(range(10_000))
    with open_workplace(
        load_case(root), lambda: dt.datetime(2026, 11, 24, tzinfo=dt.UTC) + dt.timedelta(seconds=next(ticks))
    ) as place:
        run_case(place)
        yield place


def standing(work: Workplace) -> tuple[Incident, ...]:
    return work.store.incidents(IncidentFilter()).items


def test_a_merge_holds_in_later_runs_until_it_is_withdrawn(work: Workplace) -> None:
    before = standing(work)
    assert len(before) > 1
    decision = merge_incidents(work, [i.id for i in before], **SAID)
    run_case(work)
    run_case(work)
    merged = standing(work)
    assert len(merged) == 1
    assert merged[0].reasons[0] == "put together by A. Analyst on 2026-11-24: the same shell"
    withdraw_link_decision(work, decision.id, **SAID)
    run_case(work)
    assert standing(work) == before
    assert work.store.link_decisions() == ()
    assert len(work.store.history("link_decision", decision.id)) == 1


def test_a_split_holds_against_an_earlier_merge(work: Workplace) -> None:
    before = standing(work)
    merge_incidents(work, [i.id for i in before], **SAID)
    run_case(work)
    merged = standing(work)[0]
    apart = list(before[0].supporting)
    split_incident(work, merged.id, apart, by="B. Analyst", reason="other day")
    run_case(work)
    after = standing(work)
    assert len(after) == 2
    assert all("set apart by B. Analyst" in " ".join(i.reasons) for i in after)


def test_what_makes_no_decision_is_refused(work: Workplace) -> None:
    incident = standing(work)[0]
    with pytest.raises(UsageError, match="two incidents"):
        merge_incidents(work, [incident.id], **SAID)
    with pytest.raises(UsageError, match="no such incident"):
        merge_incidents(work, [incident.id, "incident-none"], **SAID)
    with pytest.raises(UsageError, match="not of the incident"):
        split_incident(work, incident.id, ["none"], **SAID)
    with pytest.raises(UsageError, match="leaves some"):
        split_incident(work, incident.id, list(incident.supporting), **SAID)
    with pytest.raises(UsageError, match="author and a reason"):
        merge_incidents(work, [i.id for i in standing(work)], by="A", reason=" ")
    with pytest.raises(UsageError, match="no such merge"):
        withdraw_link_decision(work, "link-none", **SAID)


def test_only_who_entered_it_withdraws_it(work: Workplace) -> None:
    decision = merge_incidents(work, [i.id for i in standing(work)], **SAID)
    with pytest.raises(UsageError, match="by who entered it"):
        withdraw_link_decision(work, decision.id, by="B. Analyst", reason="mine")
    assert work.store.link_decisions() == (decision,)
