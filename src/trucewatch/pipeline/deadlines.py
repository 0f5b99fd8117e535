"""What is due: answers of parties in the procedure, and obligations of the terms."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from trucewatch.case import Case
from trucewatch.pipeline.following import follow
from trucewatch.reporting.commission import commission_at
from trucewatch.store import Store
from trucewatch.vocabulary.alerts import DeadlineAhead

__all__ = ["deadlines_ahead"]


def deadlines_ahead(case: Case, store: Store, now: dt.datetime) -> tuple[DeadlineAhead, ...]:
    """Answers that are awaited and obligations that are due, by time; what was answered or met is left out."""
    found: list[DeadlineAhead] = []
    if case.bodies:
        for item in commission_at(case, store, now).docket:
            found += [
                DeadlineAhead(kind="answer", subject=item.number or item.ref, party=answer.party, due=answer.deadline)
                for answer in item.answers
                if answer.state == "awaited"
            ]
    today = now.astimezone(ZoneInfo(case.settings.time_zone)).date().isoformat()
    for owed in follow(case, store, as_of=today).obligations:
        if owed.due is not None and owed.state in ("due", "partly_met", "unknown"):
            party = owed.bound[0] if len(owed.bound) == 1 else None
            found.append(DeadlineAhead(kind="obligation", subject=owed.id, party=party, due=owed.due))
    return tuple(sorted(found, key=lambda d: (d.due, d.kind, d.subject, d.party or "")))
