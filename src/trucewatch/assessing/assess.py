"""Each incident against each clause in force or possibly in force: outcome, reasons, and what would decide."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from trucewatch.assessing.attribution import attribution
from trucewatch.assessing.exclusion import exception, exclusion
from trucewatch.assessing.verdict import Verdict
from trucewatch.assessing.what import act, protected
from trucewatch.assessing.when import IncidentInterval, incident_interval, is_near, occurrence, time
from trucewatch.assessing.where import area
from trucewatch.assessing.who import actor
from trucewatch.assessing.wording import conditional, make_reason
from trucewatch.assessing.world import World
from trucewatch.terms.force import is_binding
from trucewatch.vocabulary.assessments import Assessment, AssessmentOutcome, Reason, TestName, TestResult
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.terms import Clause, Instrument

__all__ = ["assess"]

_MUST_HOLD: Final[tuple[TestName, ...]] = ("occurrence", "time", "area", "act", "protected", "actor")
_MUST_FAIL: Final[tuple[TestName, ...]] = ("exclusion", "exception")


def assess(incident: Incident, instruments: Iterable[Instrument], *, world: World) -> tuple[Assessment, ...]:
    """What the terms say of an incident, one assessment a clause that speaks of it, in the order of the terms.

    Instruments that never entered into force (drafts, vetoed or not) are passed over. A clause that does not speak of
    the act gives nothing; where none does, one assessment says that the terms are silent. Pure: the same arguments
    give the same result.
    """
    when = incident_interval(incident, world.zone)
    binding = tuple(instrument for instrument in instruments if is_binding(instrument))
    found: list[Assessment] = []
    for instrument in binding:
        for clause in instrument.clauses:
            if act(incident, clause).truth == "false":
                continue
            timely = time(incident, when, instrument, clause)
            if timely.truth != "false" or _on_the_eve(when, instrument, clause):
                found.append(_against(incident, instrument, clause, timely, world))
    if found:
        return tuple(found)
    any_in_force = any(
        time(incident, when, instrument, clause).truth != "false"
        for instrument in binding
        for clause in instrument.clauses
    )
    return (_silent(incident, any_in_force, world),)


def _on_the_eve(when: IncidentInterval, instrument: Instrument, clause: Clause) -> bool:
    return when.told and is_near(when, instrument, clause)


def _against(incident: Incident, instrument: Instrument, clause: Clause, timely: Verdict, world: World) -> Assessment:
    verdicts = _verdicts(incident, instrument, clause, timely, world)
    outcome, decisive = _outcome(verdicts, clause)
    reasons = [make_reason(v.code, v.values, world) for v in decisive]
    if outcome == "breach":
        reasons.insert(0, make_reason("would_be_breach", {"clause": clause.id}, world))
    elif outcome == "permitted" and clause.effect != "prohibits":
        code = "permitted_by_clause" if clause.effect == "permits" else "obligation_performed"
        reasons.insert(0, make_reason(code, {"clause": clause.id}, world))
    return Assessment(
        id=_id(incident.id, instrument.id, clause.id),
        incident=incident.id,
        outcome=outcome,
        instrument=instrument.id,
        clause=clause.id,
        article=clause.article,
        words=clause.words,
        citation=clause.citation or instrument.citations[0],
        reasons=tuple(reasons),
        tests=tuple(_result(name, verdict, world) for name, verdict in verdicts.items()),
        needed=() if outcome in ("breach", "out_of_scope") else _needed(verdicts.values(), world),
        attribution=attribution(incident, world),
        claims=tuple(sorted({claim for v in verdicts.values() for claim in v.claims})),
        conditional=conditional(outcome),
    )


def _verdicts(
    incident: Incident, instrument: Instrument, clause: Clause, timely: Verdict, world: World
) -> dict[TestName, Verdict]:
    kinds = frozenset(world.actors[t.id].kind for t in incident.targets if t.id and t.id in world.actors)
    verdicts: dict[TestName, Verdict] = {
        "occurrence": occurrence(incident),
        "time": timely,
        "area": area(incident.place, clause.area, world),
        "act": act(incident, clause),
    }
    guarded = protected(incident, clause, kinds)
    if guarded is not None:
        verdicts["protected"] = guarded
    verdicts["actor"] = actor(incident, instrument, clause, world)
    verdicts["exclusion"] = exclusion(incident, instrument, clause, world)
    if clause.effect == "prohibits":
        verdicts["exception"] = exception(incident, instrument, clause, world)
    return verdicts


def _outcome(verdicts: dict[TestName, Verdict], clause: Clause) -> tuple[AssessmentOutcome, list[Verdict]]:
    """The outcome and the verdicts that decided it."""
    excluded = verdicts["exclusion"]
    if excluded.truth == "true":
        # said first; that an excluded agent is not bound either adds nothing
        passed_over = "actor" if excluded.code == "agent_excluded" else None
        failed = [v for n, v in verdicts.items() if n in _MUST_HOLD and n != passed_over and v.truth == "false"]
        return "out_of_scope", [excluded, *failed]
    failed = [v for n, v in verdicts.items() if n in _MUST_HOLD and v.truth == "false"]
    if failed:
        return "out_of_scope", failed
    allowed = verdicts.get("exception")
    if allowed is not None and allowed.truth == "true":
        return "permitted", [allowed]
    unknown = [v for v in verdicts.values() if v.truth == "unknown"]
    if unknown:
        return "indeterminate", unknown
    held = [v for n, v in verdicts.items() if n in _MUST_HOLD or n in _MUST_FAIL]
    return ("breach" if clause.effect == "prohibits" else "permitted"), held


def _result(name: TestName, verdict: Verdict, world: World) -> TestResult:
    reason = make_reason(verdict.code, verdict.values, world)
    return TestResult(test=name, result=verdict.truth, reason=reason, claims=verdict.claims)


def _needed(verdicts: Iterable[Verdict], world: World) -> tuple[Reason, ...]:
    found: dict[tuple[str, str], Reason] = {}
    for verdict in verdicts:
        if verdict.truth == "unknown" and verdict.need is not None:
            keep = {k: v for k, v in verdict.values.items() if k in ("agent", "actor")}
            reason = make_reason(verdict.need, keep, world)
            found.setdefault((reason.code, reason.words), reason)
    return tuple(found.values())


def _silent(incident: Incident, any_in_force: bool, world: World) -> Assessment:
    code = "no_clause_speaks" if any_in_force else "no_clause_in_force"
    values = {"act": incident.act} if any_in_force else {}
    return Assessment(
        id=_id(incident.id, "", ""),
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


def _id(incident: str, instrument: str, clause: str) -> str:
    """Stable: from the incident, the instrument and the clause, joined by a character that no id holds."""
    joined = "\n".join((incident, instrument, clause)).encode("utf-8")
    return "as-" + hashlib.sha256(joined).hexdigest()[:20]
