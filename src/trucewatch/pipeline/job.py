"""The main job on a case: intake, reading, linking, assessing; the report is a step of its own."""

from __future__ import annotations

import datetime as dt

from trucewatch import __version__
from trucewatch.intake.parsing import Parser
from trucewatch.pipeline.acts import enter_written_acts
from trucewatch.pipeline.arrivals import inbox_files, take_in
from trucewatch.pipeline.findings import assess_incidents, link_claims
from trucewatch.pipeline.readings import read_by_these_rules, read_documents
from trucewatch.pipeline.stated import enter_stated
from trucewatch.pipeline.workplace import AUTHOR, Clock, Progress, RunCounts, Workplace, quiet
from trucewatch.reading.ruleset import rule_set_digest
from trucewatch.record import Draft, RunMarker, record_draft

__all__ = ["run_case"]


def run_case(work: Workplace, *, progress: Progress = quiet, parser: Parser | None = None) -> RunCounts:
    """Take in the inbox, read, link, assess, enter what people wrote down. Returns what was made, without a report."""
    counts = RunCounts()
    rules = rule_set_digest()
    fresh = read_by_these_rules(work, rules)
    started = _instant(work.clock)
    work.append([_marker(work, "started", started, rules, {})])
    take_in(work, inbox_files(work.case.folder.inbox), counts, progress=progress, parser=parser)
    read_documents(work, counts, progress, skip=fresh)
    enter_stated(work, counts, progress)
    incidents = link_claims(work, counts, progress)
    assess_incidents(work, incidents, counts, progress)
    enter_written_acts(work, counts, progress)
    work.append([_marker(work, "finished", started, rules, counts.counts)])
    return counts


def _marker(work: Workplace, phase: str, started: str, rules: str, counts: dict[str, int]) -> Draft:
    at = started if phase == "started" else _instant(work.clock)
    marker = RunMarker(
        id=f"run-{started}-{work.log.size if phase == 'started' else 'end'}",
        phase="started" if phase == "started" else "finished",
        at=at,
        version=__version__,
        rules=rules,
        counts=dict(sorted(counts.items())),
    )
    return record_draft(marker, AUTHOR, work.log.files)


def _instant(clock: Clock) -> str:
    return clock().astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
