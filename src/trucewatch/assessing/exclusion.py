"""The tests of exclusion and exception: actors to whom the terms do not apply, and acts that they leave allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from trucewatch.assessing.act_rules import act_rules
from trucewatch.assessing.ground import ground_held_by
from trucewatch.assessing.kleene import all_of, any_of
from trucewatch.assessing.verdict import Verdict
from trucewatch.assessing.what import covers_any
from trucewatch.assessing.when import IncidentInterval
from trucewatch.assessing.who import fighters, reach
from trucewatch.assessing.world import World
from trucewatch.terms.clock import end_of, start_of, zone_of
from trucewatch.vocabulary.assessments import Truth
from trucewatch.vocabulary.incidents import Incident, IncidentActor
from trucewatch.vocabulary.scope import DesignationList
from trucewatch.vocabulary.terms import Clause, ExceptionTerm, Instrument

__all__ = ["exception", "excluded_then", "exclusion"]

_STRUCK = frozenset({"hostilities", "civilians"})
"""Families in which somebody is struck, so that it matters who."""
_CIVILIANS = frozenset({"civilian", "child", "woman", "medical", "aid_worker", "journalist", "monitor"})


@dataclass(frozen=True)
class _Entry:
    """An exclusion as it stood: ``state`` is unknown where the time told straddles a designation."""

    actor: str
    reason: str
    ground: bool
    state: Truth


def exclusion(
    incident: Incident, when: IncidentInterval, instrument: Instrument, clause: Clause, world: World
) -> Verdict:
    """Whether the agent, or the target where the clause has no exception for it, is excluded from the terms.

    Where the terms also exclude the ground that an actor holds, the assertions of control of the day are asked.
    """
    excluded = excluded_then(instrument, clause, when)
    if not excluded:
        return Verdict("false", "none_excluded")
    by_actor = _by_actor(incident, clause, excluded, world)
    holders = [entry.actor for entry in excluded if entry.ground]
    if by_actor.truth == "true" or not holders:
        return by_actor
    by_ground = ground_held_by(holders, incident.place, when, world)
    return by_ground if any_of((by_actor.truth, by_ground.truth)) == by_ground.truth else by_actor


def _by_actor(incident: Incident, clause: Clause, excluded: Sequence[_Entry], world: World) -> Verdict:
    by_agent = _agent(incident, excluded, world)
    if by_agent.truth == "true" or any(e.kind == "against_excluded_actor" for e in clause.exceptions):
        return by_agent
    by_target = _target(incident, excluded, world)
    truth = any_of((by_agent.truth, by_target.truth))
    decisive = by_agent if by_agent.truth == truth else by_target
    if decisive is by_target and by_target.code in ("exception_target_untold", "exception_target_mixed"):
        decisive = replace(by_target, code="exclusion_actor_untold", values={"excluded": _names(excluded)})
    if decisive is by_target and by_target.truth == "false":
        return Verdict("false", "none_excluded", {}, by_target.claims)
    return decisive


def exception(
    incident: Incident, when: IncidentInterval, instrument: Instrument, clause: Clause, world: World
) -> Verdict:
    """Whether an exception allows what the clause prohibits. One that nothing in the claims raises is false."""
    if not clause.exceptions:
        return Verdict("false", "no_exception")
    excluded = excluded_then(instrument, clause, when)
    verdicts = [_exception(term, incident, excluded, world) for term in clause.exceptions]
    truth = any_of(v.truth for v in verdicts)
    return next(v for v in verdicts if v.truth == truth)


def excluded_then(instrument: Instrument, clause: Clause, when: IncidentInterval) -> tuple[_Entry, ...]:
    """The exclusions that hold, or may hold, at the time told. One on a list holds while the list names the actor."""
    zone = zone_of(instrument.zone)
    lists = {entry.id: entry for entry in instrument.designation_lists}
    found = []
    for entry in (*instrument.excluded, *clause.excluded):
        state: Truth = "true" if entry.list is None else _listed(lists[entry.list], entry.actor, when, zone)
        if state != "false":
            found.append(_Entry(entry.actor, entry.reason, entry.ground, state))
    return tuple(found)


def _listed(of: DesignationList, actor: str, when: IncidentInterval, zone: ZoneInfo) -> Truth:
    low, high = when.span
    state: Truth = "false"
    for entry in of.entries:
        if entry.actor != actor:
            continue
        start, end = start_of(entry.since, zone), end_of(entry.until, zone)
        if start <= low and high <= end:
            return "true"
        if start < high and low < end:
            state = "unknown"
    return state


def _agent(incident: Incident, excluded: Sequence[_Entry], world: World) -> Verdict:
    doers = fighters(incident)
    claims = _claims(doers)
    if not doers:
        return Verdict("unknown", "exclusion_actor_untold", {"excluded": _names(excluded)}, claims, "need_agent")
    statuses = [_status(doer, excluded, world) for doer in doers]
    truths = [s.truth for s in statuses]
    if not incident.agents and "true" in truths and len(set(truths)) > 1:
        # a clash with an excluded actor: it is the other side's target, which the test of the target sees to
        return Verdict("false", "none_excluded", {}, claims)
    truth = truths[0] if len(set(truths)) == 1 else "unknown"
    named = next(s for s in statuses if s.truth == truth or (truth == "unknown" and s.truth != "false"))
    if truth == "unknown" and named.truth == "true":
        return Verdict("unknown", "exclusion_actor_untold", {"excluded": _names(excluded)}, claims, "need_agent")
    code = {"true": "agent_excluded", "false": "none_excluded"}.get(truth, named.code)
    values = {"agent": named.values["actor"], "why": named.values["why"]} if truth == "true" else named.values
    return Verdict(truth, code, values, claims, named.need)


def _target(incident: Incident, excluded: Sequence[_Entry], world: World) -> Verdict:
    """Whether the one struck is an excluded actor, as far as the claims tell."""
    targets = incident.targets
    if not targets and not incident.agents and incident.act in act_rules().mutual:
        # of two sides of a clash the excluded one, if any, is who the other strikes
        struck = [p for p in incident.parties if _status(p, excluded, world).truth == "true"]
        targets = tuple(struck) if struck else incident.parties
    claims = _claims(targets)
    if targets:
        return replace(_of_targets(targets, excluded, world), claims=claims)
    if incident.family not in _STRUCK:
        return Verdict("false", "exception_not_raised", {}, incident.supporting)
    people = sorted({str(r.who) for r in incident.casualties if r.who in _CIVILIANS})
    fighters_hurt = any(r.who == "combatant" for r in incident.casualties)
    told = sorted({*incident.objects, *people})
    if told and not fighters_hurt:
        return Verdict("false", "target_as_told_not_excluded", {"target": ", ".join(told)}, incident.supporting)
    values = {"excluded": _names(excluded)}
    return Verdict("unknown", "exception_target_untold", values, incident.supporting, "need_target")


def _of_targets(targets: Sequence[IncidentActor], excluded: Sequence[_Entry], world: World) -> Verdict:
    statuses = [_status(target, excluded, world) for target in targets]
    truths = {s.truth for s in statuses}
    names = {"target": ", ".join(t.id or t.name for t in targets)}
    if truths == {"false"}:
        return Verdict("false", "target_as_told_not_excluded", names)
    if truths == {"true"}:
        return Verdict("true", "target_excluded", {**names, "why": statuses[0].values["why"]})
    if "true" in truths:
        return Verdict("unknown", "exception_target_mixed", names, (), "need_target")
    unsure = next(s for s in statuses if s.truth == "unknown")
    return Verdict("unknown", unsure.code, unsure.values, (), unsure.need)


def _status(actor: IncidentActor, excluded: Sequence[_Entry], world: World) -> Verdict:
    """Whether one actor is excluded: by its own id. Standing beside an excluded one leaves it open."""
    for entry in excluded:
        if actor.id == entry.actor and entry.state == "unknown":
            values = {"actor": entry.actor, "why": entry.reason}
            return Verdict("unknown", "designation_open", values, (), "need_time")
        if actor.id == entry.actor:
            return Verdict("true", "agent_excluded", {"actor": entry.actor, "why": entry.reason})
    if actor.id is None or actor.id not in world.actors:
        return Verdict("unknown", "exclusion_actor_untold", {"excluded": _names(excluded)}, (), "need_target")
    firm, loose = reach(actor.id, world)
    for entry in excluded:
        other = world.actors.get(entry.actor)
        member = other is not None and actor.id in other.affiliations and world.actors[actor.id].kind == "coalition"
        if entry.actor in firm or entry.actor in loose or member:
            values = {"actor": actor.id, "excluded": entry.actor}
            return Verdict("unknown", "near_excluded", values, (), "need_exclusion")
    return Verdict("false", "none_excluded", {"actor": actor.id})


def _exception(term: ExceptionTerm, incident: Incident, excluded: Sequence[_Entry], world: World) -> Verdict:
    if term.acts and covers_any(term.acts, incident.act) == "false":
        return Verdict("false", "exception_not_raised", {}, incident.supporting)
    if term.kind == "against_excluded_actor":
        verdict = _target(incident, excluded, world)
        code = "exception_against_excluded" if verdict.truth == "true" else verdict.code
        return replace(verdict, code=code)
    if term.kind == "self_defence":
        if incident.act in act_rules().mutual:
            return Verdict("unknown", "exception_self_defence_open", {}, incident.supporting, "need_who_began")
        return Verdict("false", "exception_not_raised", {}, incident.supporting)
    truth = all_of(
        (
            covers_any(term.acts, incident.act),
            _among(fighters(incident), term.agents, world),
            _among(incident.targets, term.targets, world),
        )
    )
    claims = incident.supporting
    if truth == "true":
        return Verdict("true", "exception_permitted_act", {"exception": term.id}, claims)
    if truth == "unknown":
        return Verdict(
            "unknown", "exception_target_untold", {"excluded": ", ".join(term.targets)}, claims, "need_target"
        )
    return Verdict("false", "exception_not_raised", {}, claims)


def _among(actors: Sequence[IncidentActor], wanted: Sequence[str], world: World) -> Truth:
    if not wanted:
        return "true"
    answers: list[Truth] = []
    for actor in actors:
        if actor.id is None:
            answers.append("unknown")
        else:
            firm, loose = reach(actor.id, world)
            known = actor.id in wanted or firm.intersection(wanted)
            answers.append("true" if known else "unknown" if loose.intersection(wanted) else "false")
    return all_of(answers) if answers else "unknown"


def _claims(actors: Sequence[IncidentActor]) -> tuple[str, ...]:
    return tuple(sorted({claim for actor in actors for claim in actor.claims}))


def _names(excluded: Sequence[_Entry]) -> str:
    return ", ".join(entry.actor for entry in excluded)
