"""Obligations of the terms and how they stand on a day, each state with the claims it cites.

Silence is not a miss: a deadline that passed with nobody telling anything leaves the state unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from trucewatch.terms import is_binding
from trucewatch.tracking.access import constraint_of
from trucewatch.tracking.acts import expand
from trucewatch.tracking.days import after, day_of, span_of
from trucewatch.tracking.follow_up import LATE_DAYS, aid_account, source_accounts, steps_of
from trucewatch.tracking.ground import Ground
from trucewatch.vocabulary.claims import Claim, FigureClaim, Measure
from trucewatch.vocabulary.follow_up import FollowUp, Step
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.scope import ObligationTerm
from trucewatch.vocabulary.terms import PARTIES, Clause, Instrument
from trucewatch.vocabulary.tracking import Obligation, ObligationState, Obstruction, PlannedAgainst

__all__ = ["track_obligations"]

_EACH: Final = frozenset({"withdrawal", "weapons_storage", "release", "exchange", "demining"})
"""Kinds that every bound party must carry out itself."""
_COUNTED: Final[dict[str, frozenset[Measure]]] = {
    "aid": frozenset({"aid_deliveries"}),
    "evacuation": frozenset({"evacuated"}),
}
"""What sources count of an obligation even where the terms plan no number."""
_TOLD = frozenset({"occurred", "ongoing", "ended"})


@dataclass(frozen=True)
class _Evidence:
    done: tuple[Incident, ...]
    denied: tuple[Incident, ...]
    missed: tuple[Incident, ...]
    blocked: tuple[Incident, ...]
    forced: tuple[Incident, ...]
    counts: tuple[PlannedAgainst, ...]
    steps: tuple[Step, ...]


def track_obligations(
    instruments: Iterable[Instrument],
    incidents: Sequence[Incident],
    claims: Sequence[Claim],
    ground: Ground,
    *,
    as_of: str,
    entered: Sequence[FollowUp] = (),
) -> tuple[Obligation, ...]:
    """Every obligation of terms that entered into force, as it stands on the local day ``as_of``.

    ``entered`` are steps that people wrote down; they stand beside what claims tell and decide no state.
    """
    figures = [c for c in claims if isinstance(c, FigureClaim) and not ground.is_copy(c)]
    return tuple(
        _stand(
            instrument,
            clause,
            term,
            _evidence(term, incidents, figures, steps_of(term, entered, claims, ground, as_of), ground, as_of),
            ground,
            as_of,
        )
        for instrument in instruments
        if is_binding(instrument)
        for clause in instrument.clauses
        for term in clause.obligations
    )


def _evidence(
    term: ObligationTerm,
    incidents: Sequence[Incident],
    figures: Sequence[FigureClaim],
    steps: tuple[Step, ...],
    ground: Ground,
    as_of: str,
) -> _Evidence:
    near = [i for i in incidents if _here(i, term, ground) and _then(i, term, as_of)]
    told = [i for i in near if i.status in _TOLD and i.polarity != "denied"]
    met, missed, blocked = expand(term.met_by), expand(term.missed_by), expand(term.blocked_by)
    return _Evidence(
        done=tuple(i for i in told if i.act in met),
        denied=tuple(i for i in near if i.act in met and i.polarity == "denied"),
        missed=tuple(i for i in told if i.act in missed),
        blocked=tuple(i for i in told if i.act in blocked),
        forced=tuple(i for i in told if i.act == "forced_displacement"),
        counts=_counts(term, figures, ground, as_of),
        steps=steps,
    )


def _here(incident: Incident, term: ObligationTerm, ground: Ground) -> bool:
    wanted = (*term.places, *term.route)
    if not wanted:
        return True
    return incident.place is not None and ground.within(incident.place.id or incident.place.name, wanted)


def _then(incident: Incident, term: ObligationTerm, as_of: str) -> bool:
    """An undated incident tells nothing of an obligation with dates."""
    span = span_of(incident.time.start, incident.time.end)
    if span is None:
        return term.start is None and term.due is None
    return span[0] <= min(as_of, _last(term, as_of)) and (term.start is None or span[1] >= term.start[:10])


def _last(term: ObligationTerm, as_of: str) -> str:
    """The last day on which what is done answers to the obligation."""
    return as_of if term.due is None else after(term.due[:10], LATE_DAYS)


def _counts(
    term: ObligationTerm, figures: Sequence[FigureClaim], ground: Ground, as_of: str
) -> tuple[PlannedAgainst, ...]:
    measures = {p.measure for p in term.planned if p.measure is not None} | _COUNTED.get(term.kind, frozenset())
    found = []
    for claim in figures:
        told = day_of(claim.time.end or claim.time.start) if claim.time else None
        day = told or ground.published(claim)
        place = claim.place.id if claim.place else None
        early = day is not None and term.start is not None and day < term.start[:10]
        if (
            claim.measure not in measures
            or claim.polarity != "asserted"
            or day is None
            or day > min(as_of, _last(term, as_of))
            or early
        ):
            continue
        if place is not None and not ground.within(place, (*term.places, *term.route, *term.destination)):
            continue
        quantity = claim.quantity
        found.append(
            PlannedAgainst(
                by=ground.voice(claim),
                day=day,
                low=quantity.low,
                high=quantity.high,
                qualifier=quantity.qualifier,
                measure=claim.measure,
                claim=claim.id,
            )
        )
    return tuple(sorted(found, key=lambda c: (c.day or "", c.by, c.claim)))


def _stand(
    instrument: Instrument, clause: Clause, term: ObligationTerm, evidence: _Evidence, ground: Ground, as_of: str
) -> Obligation:
    bound = term.bound or _bound(instrument, clause)
    state, late, reasons, used = _state(term, evidence, as_of)
    if state == "met" and term.kind in _EACH and not _by_each(bound, evidence.done, ground):
        state, reasons = "partly_met", ("done_by_some", *reasons[1:])
    counted = evidence.counts if state in ("met", "partly_met", "unknown", "due") else ()
    obstructions = tuple(_obstruction(i) for i in evidence.blocked)
    claims = {c for i in used for c in (*i.supporting, *i.contradicting)} | {c.claim for c in counted}
    return Obligation(
        id=term.id,
        instrument=instrument.id,
        clause=clause.id,
        kind=term.kind,
        words=term.words,
        bound=bound,
        state=state,
        as_of=as_of,
        start=term.start,
        due=term.due,
        late=late,
        beneficiaries=term.beneficiaries,
        route=term.route,
        destination=term.destination,
        arms_carried=term.arms_carried,
        supervisors=term.supervisors,
        planned=term.planned,
        counts=evidence.counts,
        incidents=tuple(i.id for i in used),
        obstructions=obstructions,
        said_forced=tuple(sorted({c for i in evidence.forced for c in i.supporting})),
        steps=evidence.steps,
        aid=aid_account(evidence.steps, obstructions) if term.kind == "aid" else None,
        departures=source_accounts(evidence.steps, "departure"),
        precedents=term.precedents,
        reasons=reasons,
        claims=tuple(sorted(claims)),
    )


def _state(
    term: ObligationTerm, evidence: _Evidence, as_of: str
) -> tuple[ObligationState, bool, tuple[str, ...], tuple[Incident, ...]]:
    """The state, whether it was met late, why, and the incidents that decide it."""
    passed = term.due is not None and as_of > term.due[:10]
    done = evidence.done
    if done:
        late = term.due is not None and all((_day(i) or as_of) > term.due[:10] for i in done)
        used = (*done, *evidence.denied, *evidence.blocked)
        timely = ("after_deadline",) if late else ()
        if evidence.denied and all(i.polarity == "contested" for i in done):
            return "unknown", late, ("told_and_denied",), used
        short = _short_of_plan(term, evidence.counts)
        if short:
            return "partly_met", late, ("counts_below_plan", *timely), used
        if short is None and evidence.blocked:
            return "partly_met", late, ("done_and_blocked", *timely), used
        return "met", late, ("told_done", *timely), used
    if evidence.blocked:
        return "blocked", False, ("told_blocked",), evidence.blocked
    if evidence.missed:
        return "missed", False, ("told_not_done",), evidence.missed
    if evidence.denied and passed:
        return "missed", False, ("denied_done",), evidence.denied
    if passed:
        return "unknown", False, ("deadline_passed_in_silence",), ()
    return "due", False, ("not_due_yet" if term.due else "no_deadline",), ()


def _by_each(bound: Sequence[str], done: Sequence[Incident], ground: Ground) -> bool:
    """Whether of several bound parties each is named as having done it, itself or by one that counts to it."""
    if len(bound) < 2:
        return True
    named = {a.id for i in done for a in (*i.agents, *i.parties) if a.id is not None}
    sides = {ground.actors[a].side for a in named if a in ground.actors}
    bodies = {b for a in named if a in ground.actors for b in ground.actors[a].affiliations}
    return all(party in named or party in sides or party in bodies for party in bound)


def _short_of_plan(term: ObligationTerm, counts: Sequence[PlannedAgainst]) -> bool | None:
    """Whether every count stays below the plan; None where nothing was planned or nobody counts."""
    plans = {p.measure: p.low for p in term.planned if p.measure is not None}
    told = [(c, plans[c.measure]) for c in counts if c.measure in plans]
    if not told:
        return None
    # a running count: the last of each source is what it says in the end
    last = {(c.by, c.measure): (c, plan) for c, plan in told}
    return all(c.high is not None and c.high < plan for c, plan in last.values())


def _obstruction(incident: Incident) -> Obstruction:
    return Obstruction(
        incident=incident.id,
        act=incident.act,
        constraint=constraint_of(incident),
        by=tuple(a.id or a.name for a in incident.agents),
        claims=incident.supporting,
    )


def _bound(instrument: Instrument, clause: Clause) -> tuple[str, ...]:
    named = [b for b in clause.bound if b != PARTIES]
    if PARTIES in clause.bound:
        named += [p.actor for p in instrument.parties if p.role != "declined"]
    return tuple(dict.fromkeys(named))


def _day(incident: Incident) -> str | None:
    span = span_of(incident.time.start, incident.time.end)
    return span[0] if span else None
