"""The commission's section of a report: the docket as it stood, the decisions of the period. Nothing is judged here."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from trucewatch.case import Case
from trucewatch.commission import (
    CaseFile,
    DocketItem,
    DocketTally,
    Notice,
    Proceedings,
    Put,
    bursts,
    docket,
    equal_treatment,
    proceedings,
    referral_due,
    tally,
)
from trucewatch.commission.motions import QUESTION_LISTS
from trucewatch.commission.state import instant
from trucewatch.store import Store
from trucewatch.vocabulary.commission_report import (
    AnswerLine,
    BurstLine,
    CommissionSection,
    DecisionLine,
    DocketCounts,
    DocketLine,
    FindingLine,
    RemedyLine,
    VoteLine,
)
from trucewatch.vocabulary.motion_acts import MotionMoved
from trucewatch.vocabulary.reports import Period

__all__ = ["commission_at", "commission_section", "end_of", "open_motions"]

_OPEN: Final = frozenset({"moved", "voting", "under_silence"})


def end_of(period: Period, zone: str) -> dt.datetime:
    """The first moment after the period, in the zone of the case."""
    day = dt.date.fromisoformat(period.end) + dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone))


def commission_section(case: Case, store: Store, period: Period) -> CommissionSection | None:
    """The section of ``period``: the docket as it stood at its end; None for a case without a body."""
    if not case.bodies:
        return None
    zone = ZoneInfo(case.settings.time_zone)
    begin = dt.datetime.combine(dt.date.fromisoformat(period.start), dt.time(), zone)
    return commission_at(case, store, end_of(period, case.settings.time_zone), since=begin)


def commission_at(case: Case, store: Store, now: dt.datetime, *, since: dt.datetime | None = None) -> CommissionSection:
    """The procedure as it stood at ``now``, with the decisions from ``since`` on."""
    acts = [act for act in store.acts() if _before(act.at, now)]
    p = proceedings(acts, case.bodies, case.instruments, case.actors)
    items = docket(p)
    parties = sorted({item.by for item in items if item.by})
    decided = [put for put in p.puts.values() if put.decision is not None or put.ruling is not None]
    return CommissionSection(
        moment=now.isoformat(timespec="minutes"),
        counts=_counts(tally(items)),
        by_party=tuple((party, _counts(tally([i for i in items if i.by == party]))) for party in parties),
        docket=tuple(_line(p, item, now) for item in items),
        decisions=tuple(decision_line(p, put, now) for put in decided if since is None or instant(_when(put)) >= since),
        bursts=tuple(
            BurstLine(
                by=b.by,
                start=b.start.isoformat(),
                end=b.end.isoformat(),
                complaints=b.complaints,
                vague=b.vague,
                usual=b.usual,
            )
            for b in bursts(p)
        ),
        treatment=equal_treatment(p),
        names=_names(case),
        exercises=tuple(body.id for body in case.bodies if body.exercise),
        refused=len(p.refused),
    )


def open_motions(case: Case, store: Store, now: dt.datetime) -> tuple[tuple[DecisionLine, str | None], ...]:
    """Motions and amendments that nothing has decided at ``now``, with the moment at which a silence procedure ends."""
    acts = [act for act in store.acts() if _before(act.at, now)]
    p = proceedings(acts, case.bodies, case.instruments, case.actors)
    found = []
    for put in p.puts.values():
        line = decision_line(p, put, now)
        if line.state in _OPEN:
            until = put.silent_until if line.state == "under_silence" else None
            found.append((line, until.isoformat(timespec="minutes") if until else None))
    return tuple(found)


def decision_line(p: Proceedings, put: Put, now: dt.datetime) -> DecisionLine:
    """A motion or amendment with its votes and dissents."""
    counted, act = put.counted, put.act
    tallied = counted.tally if counted else None
    return DecisionLine(
        ref=put.ref,
        body=put.body,
        subject=act.subject if isinstance(act, MotionMoved) else "amendment",
        words=put.text,
        by=act.by,
        at=_when(put),
        state=put.state(now),
        decided=put.kind is not None,
        outcome=counted.outcome if counted else None,
        rule=put.rule.words or {"en": put.rule.id},
        proof=put.proof,
        yes=tallied.yes if tallied else 0,
        no=tallied.no if tallied else 0,
        abstain=tallied.abstain if tallied else 0,
        absent=tallied.absent if tallied else 0,
        members=tallied.members if tallied else 0,
        vetoed_by=counted.vetoed_by if counted else (),
        votes=tuple(
            VoteLine(member=vote.by, position=vote.position, words=vote.explanation or vote.reservation)
            for vote in put.votes.values()
        ),
        dissents=put.decision.dissents if put.decision else (),
        draft=act.draft if isinstance(act, MotionMoved) else (act.to if act.to in p.drafts else None),
    )


def _when(put: Put) -> str:
    done = put.decision or put.ruling
    return done.at if done is not None else put.act.at


def _line(p: Proceedings, item: DocketItem, now: dt.datetime) -> DocketLine:
    case, complaint = item.case, item.complaint
    said = complaint.act if complaint else None
    entered = said or (case.act if case else None)
    assert entered is not None
    return DocketLine(
        ref=case.ref if case else entered.ref,
        number=case.number if case else None,
        body=case.body if case else entered.body,
        received=item.received.isoformat(timespec="minutes"),
        state=item.state,
        vague=item.vague,
        suspended=case is not None and case.suspended is not None,
        referral_due=case is not None and referral_due(p, case, now),
        words=entered.words,
        by=item.by,
        against=item.against,
        what=said.what if said else None,
        place=said.place if said else None,
        day=said.day if said else None,
        incident=case.act.incident if case else None,
        clause=case.clause if case else None,
        missing=complaint.missing if complaint else (),
        answers=tuple(_answer(notice, now) for notice in case.notices) if case else (),
        findings=_findings(p, case) if case else (),
        remedies=tuple(
            RemedyLine(owed_by=r.remedy.owed_by, words=r.remedy.words, state=r.state(now.date()), due=r.remedy.due)
            for r in (case.remedies if case else ())
        ),
    )


def _answer(notice: Notice, now: dt.datetime) -> AnswerLine:
    answer = notice.answer
    return AnswerLine(
        party=notice.act.party,
        state=notice.state(now),
        deadline=notice.deadline.isoformat(timespec="minutes"),
        position=answer.position if answer else None,
        words=answer.words if answer else {},
        at=answer.at if answer else None,
    )


def _findings(p: Proceedings, case: CaseFile) -> tuple[FindingLine, ...]:
    return tuple(
        FindingLine(
            question=f.finding.question,
            code=f.finding.code,
            listed=QUESTION_LISTS[f.finding.question],
            kind=f.kind,
            late=f.late,
            superseded=f.superseded_by is not None,
            actors=f.finding.actors,
            proof=f.proof,
            dissents=decision.dissents if (decision := p.puts[f.motion].decision) is not None else (),
        )
        for f in case.findings
    )


def _counts(counted: DocketTally) -> DocketCounts:
    return DocketCounts(**dataclasses.asdict(counted))


def _names(case: Case) -> dict[str, dict[str, str]]:
    names: dict[str, dict[str, str]] = {}
    for body in case.bodies:
        names[body.id] = body.name
        names.update(body.groups)
        for seat in (*body.members, *body.officers):
            if seat.label:
                names.setdefault(seat.id, seat.label)
    return names


def _before(at: str, now: dt.datetime) -> bool:
    try:
        return instant(at) < now
    except ValueError:
        return True  # a day that does not exist: the fold refuses the act and it is shown as refused
