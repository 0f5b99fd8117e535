"""Many incidents under the same terms: what :func:`assess` gives, with everything that repeats worked out once.

Each test reads only some facets of an incident, so its verdict is made once for each value of them, with marks in
place of claims; an incident fills its own claims in. Equal verdicts are one part, and an assessment is composed once
for each set of parts. Clauses are passed over by act and by time before any test is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from trucewatch.assessing.assess import (
    DECIDED,
    Rule,
    assessment_id,
    each_once,
    lead,
    made_by,
    need_of,
    outcome_of,
    rules_of,
    silent,
    tests_of,
)
from trucewatch.assessing.attribution import attribution
from trucewatch.assessing.facets import Facets, Key
from trucewatch.assessing.marks import Marks, marked
from trucewatch.assessing.verdict import Verdict
from trucewatch.assessing.what import act, covers_any
from trucewatch.assessing.when import IncidentInterval, incident_interval, is_near, time, widened
from trucewatch.assessing.wording import conditional, make_reason
from trucewatch.assessing.world import World
from trucewatch.vocabulary.assessments import Assessment, AssessmentOutcome, Attribution, Reason, TestName, TestResult
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.terms import Instrument

__all__ = ["Assessor"]

_K = TypeVar("_K")
_V = TypeVar("_V")
_KEPT: Final = 200_000
"""Entries that a cache may hold before it is emptied, so that memory stays bounded."""


@dataclass(frozen=True)
class _Part:
    """A verdict with its words, and a number that stands for it."""

    number: int
    test: TestName
    verdict: Verdict
    reason: Reason
    need: Reason | None


@dataclass(frozen=True)
class _Plan:
    """What follows from the truths of a clause's tests: which parts give the reasons, and whether needs are told."""

    outcome: AssessmentOutcome
    lead: tuple[Reason, ...]
    decisive: tuple[int, ...]
    needs: bool
    conditional: str


class Assessor:
    """The terms and the world of a case, made ready for many incidents. Not for use by two threads at once."""

    def __init__(self, instruments: Iterable[Instrument], *, world: World) -> None:
        self._world = world
        self._rules = rules_of(instruments)
        self._tests = tuple(tests_of(rule.instrument, rule.clause) for rule in self._rules)
        self._read = tuple(_Reading(rule, self._rules) for rule in self._rules)
        self._speaking: dict[Key, tuple[int, ...]] = {}
        self._whens: dict[Key, IncidentInterval] = {}
        self._times: dict[Key, _Part | None] = {}
        self._parts: dict[Key, _Part] = {}
        self._numbers: dict[Key, _Part] = {}
        self._plans: dict[Key, _Plan] = {}
        self._count = 0

    def assess(self, incident: Incident) -> tuple[Assessment, ...]:
        """The same as :func:`assess` of the incident under these terms."""
        facets = Facets(incident)
        when = self._when(incident)
        near = widened(when)
        found: list[Assessment] = []
        filled: _Filled | None = None
        for number in self._clauses(incident, facets):
            timely = self._time(number, incident, when) if self._rules[number].clock.may_meet(near) else None
            if timely is None:
                continue
            parts = [
                timely if test == "time" else self._part(test, number, incident, facets, when)
                for test in self._tests[number]
            ]
            filled = filled or _Filled(incident, attribution(incident, self._world))
            found.append(self._composed(number, filled, parts))
        if found:
            return tuple(found)
        in_force = any(rule.clock.force(when.span).state != "false" for rule in self._rules)
        return (silent(incident, in_force, self._world),)

    def _composed(self, number: int, filled: _Filled, parts: list[_Part]) -> Assessment:
        plan = self._plan(number, parts)
        instrument, clause = self._rules[number].instrument, self._rules[number].clause
        return Assessment(
            id=assessment_id(filled.incident.id, instrument.id, clause.id),
            incident=filled.incident.id,
            outcome=plan.outcome,
            instrument=instrument.id,
            clause=clause.id,
            article=clause.article,
            words=clause.words,
            citation=clause.citation or instrument.citations[0],
            reasons=(*plan.lead, *[parts[n].reason for n in plan.decisive]),
            tests=tuple([filled.test(part) for part in parts]),
            needed=each_once([part.need for part in parts if part.test != "known"]) if plan.needs else (),
            attribution=filled.credit,
            claims=filled.marks.union(*[part.verdict.claims for part in parts]),
            conditional=plan.conditional,
        )

    def _plan(self, number: int, parts: list[_Part]) -> _Plan:
        key = (
            number,
            *[part.verdict.truth for part in parts],
            *[p.verdict.code for p in parts if p.test == "exclusion"],
        )
        plan = self._plans.get(key)
        if plan is None:
            clause, tests = self._rules[number].clause, self._tests[number]
            outcome, decisive = outcome_of({part.test: part.verdict for part in parts}, clause)
            places = tuple(tests.index(name) for name in decisive)
            opening = lead(outcome, clause, self._world)
            plan = _Plan(outcome, opening, places, outcome not in DECIDED, conditional(outcome))
            _room(self._plans)[key] = plan
        return plan

    def _clauses(self, incident: Incident, facets: Facets) -> tuple[int, ...]:
        """The clauses that speak, or may speak, of the act."""
        found = self._speaking.get(facets.act)
        if found is None:
            found = tuple(n for n, rule in enumerate(self._rules) if act(incident, rule.clause).truth != "false")
            _room(self._speaking)[facets.act] = found
        return found

    def _when(self, incident: Incident) -> IncidentInterval:
        told = incident.time
        key = (told.start, told.end, incident.status == "ongoing")
        found = self._whens.get(key)
        if found is None:
            found = _room(self._whens)[key] = incident_interval(incident, self._world.zone)
        return found

    def _time(self, number: int, incident: Incident, when: IncidentInterval) -> _Part | None:
        """The verdict on time; None where the clause is too far off in time to be named."""
        key = (number, when.span, when.words)
        if key in self._times:
            return self._times[key]
        clock = self._rules[number].clock
        verdict = time(marked(incident), when, clock)
        far = verdict.truth == "false" and not (when.told and is_near(when, clock))
        part = _room(self._times)[key] = None if far else self._numbered("time", verdict)
        return part

    def _part(self, test: TestName, number: int, incident: Incident, facets: Facets, when: IncidentInterval) -> _Part:
        key = (test, *self._read[number].key(test, incident, facets, when))
        part = self._parts.get(key)
        if part is None:
            verdict = made_by(test, marked(incident), self._rules[number], self._world)
            part = _room(self._parts)[key] = self._numbered(test, verdict)
        return part

    def _numbered(self, test: TestName, verdict: Verdict) -> _Part:
        v = verdict
        key = (test, v.truth, v.code, tuple(v.values.items()), v.claims, v.need)
        part = self._numbers.get(key)
        if part is None:
            # numbers are never given twice, so that emptying this cache cannot confuse those that hold them
            self._count += 1
            reason = make_reason(v.code, v.values, self._world)
            part = _Part(self._count, test, verdict, reason, need_of(verdict, self._world))
            _room(self._numbers)[key] = part
        return part


class _Filled:
    """One incident with its claims in the place of marks; a test that two clauses share is filled in once."""

    def __init__(self, incident: Incident, credit: Attribution) -> None:
        self.incident = incident
        self.credit = credit
        self.marks = Marks(incident)
        self._tests: dict[int, TestResult] = {}

    def test(self, part: _Part) -> TestResult:
        found = self._tests.get(part.number)
        if found is None:
            claims = self.marks.claims(part.verdict.claims)
            found = TestResult(test=part.test, result=part.verdict.truth, reason=part.reason, claims=claims)
            self._tests[part.number] = found
        return found


class _Reading:
    """Which facets of an incident each test of one clause reads, and which clauses it shares verdicts with."""

    def __init__(self, rule: Rule, rules: tuple[Rule, ...]) -> None:
        clause = rule.clause
        own = _terms(rule)
        self._same = {
            test: next(n for n, other in enumerate(rules) if _terms(other)[test] == own[test]) for test in own
        }
        self._clause = clause
        self._number = rules.index(rule)
        self._by_target = not any(e.kind == "against_excluded_actor" for e in clause.exceptions)
        self._by_agent = any(e.kind == "permitted_act" for e in clause.exceptions)
        entries = (*rule.instrument.excluded, *clause.excluded)
        self._excludes = bool(entries)
        self._ground = any(entry.ground for entry in entries)
        self._dated = self._ground or any(entry.list for entry in entries)
        self._covers: dict[str, Key] = {}

    def key(self, test: TestName, incident: Incident, facets: Facets, when: IncidentInterval) -> Key:
        """What the verdict of ``test`` depends on."""
        if test == "occurrence":
            return facets.occurrence
        if test == "area":
            return (self._same["area"], facets.place)
        if test == "act":
            return (self._same["act"], facets.act)
        if test == "protected":
            return (self._same["protected"], facets.protected)
        if test == "actor":
            return (self._same["actor"], facets.who)
        dated = when.span if self._dated else None
        if test == "condition":
            return (self._number, when.span)
        if test == "known":
            return (self._number, when.span, facets.place, facets.who, incident.objects)
        if test == "exclusion":
            if not self._excludes:
                return ()
            where = facets.place if self._ground else None
            return (self._number, facets.who, facets.struck if self._by_target else None, dated, where)
        if not self._clause.exceptions:
            return ()
        who = facets.who if self._by_agent else None
        return (self._number, self._covered(incident.act), incident.family, facets.struck, who, dated)

    def _covered(self, code: str) -> Key:
        found = self._covers.get(code)
        if found is None:
            found = self._covers[code] = tuple(covers_any(e.acts, code) for e in self._clause.exceptions)
        return found


def _terms(rule: Rule) -> Mapping[str, object]:
    """What each test reads of the clause, where clauses may share it."""
    clause = rule.clause
    return {
        "area": clause.area,
        "act": (clause.acts, clause.weapons),
        "protected": (clause.protected_objects, clause.protected_persons),
        "actor": (clause.bound, rule.instrument.parties),
    }


def _room(cache: dict[_K, _V]) -> dict[_K, _V]:
    """The cache, emptied where it is full: its entries are made anew, never wrong."""
    if len(cache) >= _KEPT:
        cache.clear()
    return cache
