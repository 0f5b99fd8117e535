"""Each incident against each clause in force or possibly in force: outcome, reasons, and what would decide."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from trucewatch.assessing.attribution import attribution
from trucewatch.assessing.condition import condition
from trucewatch.assessing.exclusion import exception, exclusion
from trucewatch.assessing.known import known_to_party
from trucewatch.assessing.verdict import Verdict
from trucewatch.assessing.what import act, protected
from trucewatch.assessing.when import incident_interval, is_near, occurrence, time
from trucewatch.assessing.where import area
from trucewatch.assessing.who import actor
from trucewatch.assessing.wording import conditional, make_reason
from trucewatch.assessing.world import World
from trucewatch.terms.force import ClauseClock, is_binding
from trucewatch.vocabulary.assessments import Assessment, AssessmentOutcome, Reason, TestName, TestResult
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.terms import Clause, Instrument

__all__ = [
    "DECIDED",
    "Rule",
    "assess",
    "assessment_id",
    "compose",
    "each_once",
    "lead",
    "made_by",
    "need_of",
    "outcome_of",
    "rules_of",
    "silent",
    "tests_of",
]

_MUST_HOLD: Final[tuple[TestName, ...]] = ("occurrence", "time", "area", "act", "protected", "actor", "condition")
DECIDED: Final = ("breach", "out_of_scope")
"""Outcomes that nothing further would change as long as the claims hold."""
_MUST_FAIL: Final[tuple[TestName, ...]] = ("exclusion", "exception")


@dataclass(frozen=True)
class Rule:
    """A clause of an instrument that entered into force, with its clock."""

    instrument: Instrument
    clause: Clause
    clock: ClauseClock


def rules_of(instruments: Iterable[Instrument]) -> tuple[Rule, ...]:
    """The clauses of the instruments that ever entered into force, in their order. Drafts bind nobody."""
    binding = tuple(instrument for instrument in instruments if is_binding(instrument))
    return tuple(
        Rule(instrument, clause, ClauseClock(instrument, clause, binding))
        for instrument in binding
        for clause in instrument.clauses
    )


def assess(incident: Incident, instruments: Iterable[Instrument], *, world: World) -> tuple[Assessment, ...]:
    """What the terms say of an incident, one assessment a clause that speaks of it, in the order of the terms.

    Instruments that never entered into force (drafts, vetoed or not) are passed over. A clause that does not speak of
    the act gives nothing; where none does, one assessment says that the terms are silent. Pure: the same arguments
    give the same result. For many incidents under the same terms, :class:`Assessor` gives the same, faster.
    """
    when = incident_interval(incident, world.zone)
    rules = rules_of(instruments)
    found: list[Assessment] = []
    for rule in rules:
        if act(incident, rule.clause).truth == "false":
            continue
        timely = time(incident, when, rule.clock)
        if timely.truth != "false" or (when.told and is_near(when, rule.clock)):
            verdicts = {name: made_by(name, incident, rule, world) for name in tests_of(rule.instrument, rule.clause)}
            found.append(compose(incident, rule, verdicts, world))
    if found:
        return tuple(found)
    any_in_force = any(time(incident, when, rule.clock).truth != "false" for rule in rules)
    return (silent(incident, any_in_force, world),)


def compose(incident: Incident, rule: Rule, verdicts: Mapping[TestName, Verdict], world: World) -> Assessment:
    """The assessment that follows from the verdicts of all tests of the clause."""
    instrument, clause = rule.instrument, rule.clause
    outcome, decisive = outcome_of(verdicts, clause)
    reasons = tuple(make_reason(verdicts[name].code, verdicts[name].values, world) for name in decisive)
    return Assessment(
        id=assessment_id(incident.id, instrument.id, clause.id),
        incident=incident.id,
        outcome=outcome,
        instrument=instrument.id,
        clause=clause.id,
        article=clause.article,
        words=clause.words,
        citation=clause.citation or instrument.citations[0],
        reasons=(*lead(outcome, clause, world), *reasons),
        tests=tuple(
            TestResult(test=name, result=v.truth, reason=make_reason(v.code, v.values, world), claims=v.claims)
            for name, v in verdicts.items()
        ),
        needed=() if outcome in DECIDED else each_once(need_of(v, world) for n, v in verdicts.items() if n != "known"),
        attribution=attribution(incident, world),
        claims=tuple(sorted({claim for v in verdicts.values() for claim in v.claims})),
        conditional=conditional(outcome),
    )


def lead(outcome: AssessmentOutcome, clause: Clause, world: World) -> tuple[Reason, ...]:
    """The reason that opens an assessment: what follows under this clause."""
    if outcome == "breach":
        return (make_reason("would_be_breach", {"clause": clause.id}, world),)
    if outcome == "permitted" and clause.effect != "prohibits":
        code = "permitted_by_clause" if clause.effect == "permits" else "obligation_performed"
        return (make_reason(code, {"clause": clause.id}, world),)
    return ()


def tests_of(instrument: Instrument, clause: Clause) -> tuple[TestName, ...]:
    """The tests that the clause calls for, in the order in which they are shown."""
    guards = clause.protected_objects or clause.protected_persons
    asked: dict[TestName, bool] = {
        "occurrence": True,
        "time": True,
        "area": True,
        "act": True,
        "protected": bool(guards),
        "actor": True,
        "condition": bool(clause.conditions),
        "exclusion": True,
        "exception": clause.effect == "prohibits",
        "known": bool(instrument.protected_places) and (bool(guards) or clause.effect == "prohibits"),
    }
    return tuple(name for name, wanted in asked.items() if wanted)


def made_by(test: TestName, incident: Incident, rule: Rule, world: World) -> Verdict:
    """The verdict of one test of the clause on the incident."""
    instrument, clause = rule.instrument, rule.clause
    when = incident_interval(incident, world.zone)
    match test:
        case "occurrence":
            return occurrence(incident)
        case "time":
            return time(incident, when, rule.clock)
        case "area":
            return area(incident.place, clause.area, world)
        case "act":
            return act(incident, clause)
        case "protected":
            kinds = frozenset(world.actors[t.id].kind for t in incident.targets if t.id and t.id in world.actors)
            return protected(incident, clause, kinds)
        case "actor":
            return actor(incident, instrument, clause, world)
        case "condition":
            return condition(when, instrument, clause)
        case "exclusion":
            return exclusion(incident, when, instrument, clause, world)
        case "exception":
            return exception(incident, when, instrument, clause, world)
        case "known":
            return known_to_party(incident, when, instrument, world)


def outcome_of(verdicts: Mapping[TestName, Verdict], clause: Clause) -> tuple[AssessmentOutcome, tuple[TestName, ...]]:
    """The outcome and the tests that decided it. It depends on the truths and on why an exclusion holds alone."""
    excluded = verdicts["exclusion"]
    failed = tuple(n for n, v in verdicts.items() if n in _MUST_HOLD and v.truth == "false")
    if excluded.truth == "true":
        # said first; that an excluded agent is not bound either adds nothing
        passed_over = "actor" if excluded.code == "agent_excluded" else None
        return "out_of_scope", ("exclusion", *(n for n in failed if n != passed_over))
    if failed:
        return "out_of_scope", failed
    if "exception" in verdicts and verdicts["exception"].truth == "true":
        return "permitted", ("exception",)
    unknown = tuple(n for n, v in verdicts.items() if v.truth == "unknown" and n != "known")
    if unknown:
        return "indeterminate", unknown
    held = tuple(n for n in verdicts if n in _MUST_HOLD or n in _MUST_FAIL)
    return ("breach" if clause.effect == "prohibits" else "permitted"), held


def need_of(verdict: Verdict, world: World) -> Reason | None:
    """What would decide an unknown; None where it is decided."""
    if verdict.truth != "unknown" or verdict.need is None:
        return None
    keep = {k: v for k, v in verdict.values.items() if k in ("agent", "actor")}
    return make_reason(verdict.need, keep, world)


def each_once(reasons: Iterable[Reason | None]) -> tuple[Reason, ...]:
    """The reasons, none said twice."""
    found = {(reason.code, reason.words): reason for reason in reasons if reason is not None}
    return tuple(found.values())


def silent(incident: Incident, any_in_force: bool, world: World) -> Assessment:
    """The assessment of an incident of which no clause in force speaks."""
    code = "no_clause_speaks" if any_in_force else "no_clause_in_force"
    values = {"act": incident.act} if any_in_force else {}
    return Assessment(
        id=assessment_id(incident.id, "", ""),
        incident=incident.id,
        outcome="terms_silent",
        reasons=(make_reason(code, values, world),),
        attribution=attribution(incident, world),
        claims=tuple(sorted(_all_claims(incident))),
        conditional=conditional("terms_silent"),
    )


def _all_claims(incident: Incident) -> Iterator[str]:
    lists: Sequence[Sequence[str]] = (incident.supporting, incident.contradicting, incident.repeating)
    for claims in lists:
        yield from claims


def assessment_id(incident: str, instrument: str, clause: str) -> str:
    """Stable: from the incident, the instrument and the clause, joined by a character that no id holds."""
    joined = "\n".join((incident, instrument, clause)).encode("utf-8")
    return "as-" + hashlib.sha256(joined).hexdigest()[:20]
