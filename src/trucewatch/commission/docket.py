"""The docket: where each complaint and case stands, and tallies that carry their denominators.

``received = ruled + not_ruled + unable_to_rule + pending`` always; ``vague`` and ``inquired`` are parts of what
was received. A published count of rulings without these numbers misleads: the Sri Lanka Monitoring Mission warned
that its ruled violations did not reflect the real level, as most complaints could not be ruled on.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from trucewatch.commission.state import CaseFile, Complaint, Proceedings, instant

__all__ = ["Burst", "DocketItem", "DocketState", "DocketTally", "bursts", "docket", "referral_due", "state_of", "tally"]

DocketState: TypeAlias = Literal["ruled", "not_ruled", "unable_to_rule", "pending"]


@dataclass(frozen=True)
class DocketItem:
    """One complaint, with its case where one is open, or a case opened on an incident."""

    by: str | None
    against: tuple[str, ...]
    received: dt.datetime
    state: DocketState
    vague: bool
    inquired: bool
    breach: bool
    complaint: Complaint | None
    case: CaseFile | None


@dataclass(frozen=True)
class DocketTally:
    """How many were received and what became of them. ``breaches`` and ``suspended`` are parts as well."""

    received: int
    vague: int
    inquired: int
    ruled: int
    breaches: int
    not_ruled: int
    unable_to_rule: int
    pending: int
    suspended: int


@dataclass(frozen=True)
class Burst:
    """A run of complaints by one party in few days, most of them vague.

    ``usual`` is what the party made in as many days before, on average over its earlier time (0 where none).
    """

    by: str
    start: dt.date
    end: dt.date
    complaints: int
    vague: int
    usual: float


def state_of(case: CaseFile) -> DocketState:
    """Where a case stands."""
    if case.closed is not None:
        return "not_ruled"
    breach, occurrence = case.standing("breach"), case.standing("occurrence")
    if breach is not None:
        return "unable_to_rule" if breach.finding.code == "unable_to_rule" else "ruled"
    if occurrence is not None:
        code = occurrence.finding.code
        if code == "found_not_to_have_occurred":
            return "ruled"
        if code == "unable_to_verify":
            return "unable_to_rule"
        if code == "outside_mandate":
            return "not_ruled"
    return "pending"


def docket(p: Proceedings) -> tuple[DocketItem, ...]:
    """Every complaint and every case opened on an incident, by when it was received."""
    out: list[DocketItem] = []
    for complaint in p.complaints.values():
        case = p.cases.get(complaint.case) if complaint.case else None
        state: DocketState = "not_ruled" if complaint.closed is not None else "pending"
        out.append(
            DocketItem(
                by=p.complainant(complaint),
                against=complaint.act.against,
                received=instant(complaint.act.at),
                state=state_of(case) if case is not None else state,
                vague=bool(complaint.missing),
                inquired=_inquired(case),
                breach=_breach(case),
                complaint=complaint,
                case=case,
            )
        )
    for case in p.cases.values():
        if case.complaint is None:
            out.append(
                DocketItem(
                    by=None,
                    against=case.act.parties,
                    received=case.opened,
                    state=state_of(case),
                    vague=False,
                    inquired=_inquired(case),
                    breach=_breach(case),
                    complaint=None,
                    case=case,
                )
            )
    return tuple(sorted(out, key=lambda item: (item.received, item.case.number if item.case else "")))


def tally(items: Sequence[DocketItem]) -> DocketTally:
    """Count ``items`` with every denominator."""
    states = [item.state for item in items]
    return DocketTally(
        received=len(items),
        vague=sum(item.vague for item in items),
        inquired=sum(item.inquired for item in items),
        ruled=states.count("ruled"),
        breaches=sum(item.breach for item in items),
        not_ruled=states.count("not_ruled"),
        unable_to_rule=states.count("unable_to_rule"),
        pending=states.count("pending"),
        suspended=sum(item.case is not None and item.case.suspended is not None for item in items),
    )


def bursts(p: Proceedings, *, days: int = 7, least: int = 5, factor: float = 3.0) -> tuple[Burst, ...]:
    """Runs of at least ``least`` complaints of a party within ``days`` days, half of them vague or more.

    Shown where they are also ``factor`` times what the party made before in as long. Overlapping runs are one.
    """
    by: dict[str, list[Complaint]] = defaultdict(list)
    for complaint in p.complaints.values():
        by[p.complainant(complaint)].append(complaint)
    out: list[Burst] = []
    window = dt.timedelta(days=days)
    for party, made in sorted(by.items()):
        ordered = sorted((instant(complaint.act.at), bool(complaint.missing)) for complaint in made)
        times = [time for time, _ in ordered]
        first = 0
        while first < len(ordered):
            start = times[first]
            after = bisect_left(times, start + window)
            count, vague = after - first, sum(missing for _, missing in ordered[first:after])
            span = (start - times[0]).total_seconds() / 86400
            usual = first * days / span if span >= days else 0.0
            if count < least or vague * 2 < count or count < factor * usual:
                first += 1
                continue
            out.append(Burst(party, start.date(), times[after - 1].date(), count, vague, round(usual, 2)))
            first = after
    return tuple(out)


def referral_due(p: Proceedings, case: CaseFile, now: dt.datetime) -> bool:
    """Whether the body's rule says that the case goes to the next body."""
    rule = p.bodies[case.body].refers
    if rule is None or state_of(case) != "pending":
        return False
    if rule.after_deferrals is not None and case.deferrals >= rule.after_deferrals:
        return True
    return rule.after_days is not None and now > case.opened + dt.timedelta(days=rule.after_days)


def _inquired(case: CaseFile | None) -> bool:
    return case is not None and bool(case.notices or case.visits)


def _breach(case: CaseFile | None) -> bool:
    standing = case.standing("breach") if case is not None else None
    return standing is not None and standing.finding.code == "breach"
