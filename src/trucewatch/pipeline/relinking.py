"""The mark that the incidents were linked anew outside a run, so that people see what waits for it."""

from __future__ import annotations

import datetime as dt

from trucewatch import __version__
from trucewatch.pipeline.workplace import AUTHOR, RunCounts, Workplace
from trucewatch.reading.ruleset import rule_set_digest
from trucewatch.record import RunMarker, record_draft

__all__ = ["mark_linked"]


def mark_linked(work: Workplace, counts: RunCounts) -> None:
    """Enter that linking has finished, where the last run read by the present rules; else only a run can say so."""
    rules = rule_set_digest()
    finished = [run for run in work.store.runs() if run.phase == "finished"]
    if not finished or finished[-1].rules != rules:
        return
    at = work.clock().astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    marker = RunMarker(
        id=f"link-{at}",
        phase="finished",
        at=at,
        version=__version__,
        rules=rules,
        counts=dict(sorted(counts.counts.items())),
    )
    work.append([record_draft(marker, AUTHOR, work.log.files)])
