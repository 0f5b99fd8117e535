"""What the types of conditions, exclusions, registers and obligations cannot say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from trucewatch.vocabulary.citations import LocalDateTime
from trucewatch.vocabulary.scope import Condition, ExcludedActor, LineTerm, ObligationTerm, ProtectedPlace
from trucewatch.vocabulary.terms import Clause, Instrument

__all__ = ["Checker", "check_clause_scope", "check_header_scope", "check_lines"]

Steps = tuple[str | int, ...]
_LINES = ("LineString", "MultiLineString")


class Checker(Protocol):
    """What the checks of this file need of the check of a whole instrument."""

    @property
    def instrument(self) -> Instrument: ...

    def fail(
        self, message: str, steps: Steps, got: str, expected: str | None = None, hint: str | None = None
    ) -> None: ...
    def actors(self, actors: Sequence[str], steps: Steps) -> None: ...
    def acts(self, acts: Sequence[str], steps: Steps) -> None: ...
    def places(self, places: Sequence[str], steps: Steps) -> None: ...
    def area_kind(self, area: str, steps: Steps) -> str: ...
    def date(self, text: str | None, steps: Steps) -> None: ...
    def ordered(self, start: LocalDateTime | None, end: LocalDateTime | None, what: str, steps: Steps) -> None: ...


def check_header_scope(check: Checker) -> None:
    """Designation lists, excluded actors, the register of protected places and the annexes."""
    it = check.instrument
    for n, of in enumerate(it.designation_lists):
        for m, entry in enumerate(of.entries):
            where: Steps = ("designation_lists", n, "entries", m)
            check.actors((entry.actor,), (*where, "actor"))
            _span(check, entry.since, entry.until, "the designation", where)
    _excluded(check, it.excluded, ("excluded",))
    for n, place in enumerate(it.protected_places):
        _protected(check, place, ("protected_places", n))
    for n, annex in enumerate(it.annexes):
        for m, area in enumerate(annex.areas):
            check.area_kind(area, ("annexes", n, "areas", m))
    _distinct(check, [p.id for p in it.protected_places], "protected_places")
    _distinct(check, [d.id for d in it.designation_lists], "designation_lists")
    _distinct(check, [r.id for r in it.decision_rules], "decision_rules")


def check_clause_scope(check: Checker, clause: Clause, steps: Steps) -> None:
    """Conditions, exclusions and obligations of a clause, and the terms that it says are defined."""
    _excluded(check, clause.excluded, (*steps, "excluded"))
    for n, condition in enumerate(clause.conditions):
        _condition(check, condition, (*steps, "conditions", n))
    for n, obligation in enumerate(clause.obligations):
        _obligation(check, obligation, (*steps, "obligations", n))
    defined = {definition.term for definition in check.instrument.definitions}
    for n, term in enumerate(clause.definitions):
        if term not in defined:
            check.fail(
                "the term is not defined", (*steps, "definitions", n), term, "a term that stands under definitions"
            )
    if clause.replaces is not None and not (clause.validity and clause.validity[0].start):
        check.fail(
            "the new version has no beginning",
            (*steps, "validity"),
            "nothing",
            "a window with its start",
            "the version before ends when this one begins",
        )


def check_lines(check: Checker, lines: Sequence[LineTerm], steps: Steps) -> None:
    """Lines of the area of a clause."""
    for n, term in enumerate(lines):
        where: Steps = (*steps, "lines", n, "line")
        kind = check.area_kind(term.line, where)
        if kind not in _LINES:
            check.fail("the area is not a line", where, f"{term.line}, a {kind}", "a LineString")


def _excluded(check: Checker, excluded: Sequence[ExcludedActor], steps: Steps) -> None:
    lists = {of.id: of for of in check.instrument.designation_lists}
    for n, entry in enumerate(excluded):
        if entry.list is None:
            continue
        where: Steps = (*steps, n, "list")
        if entry.list not in lists:
            check.fail("the list is unknown", where, entry.list, "the id of one of the designation_lists")
        if entry.actor not in {e.actor for e in lists[entry.list].entries}:
            check.fail("the list does not name the actor", where, entry.actor, "an entry of the list for this actor")


def _condition(check: Checker, condition: Condition, steps: Steps) -> None:
    for n, finding in enumerate(condition.findings):
        where: Steps = (*steps, "findings", n)
        check.actors(finding.by, (*where, "by"))
        _span(check, finding.since, finding.until, "the finding", where)


def _obligation(check: Checker, obligation: ObligationTerm, steps: Steps) -> None:
    for name in ("bound", "beneficiaries", "supervisors"):
        check.actors(getattr(obligation, name), (*steps, name))
    for name in ("places", "route", "destination"):
        check.places(getattr(obligation, name), (*steps, name))
    for name in ("met_by", "missed_by", "blocked_by"):
        check.acts(getattr(obligation, name), (*steps, name))
    check.date(obligation.start, (*steps, "start"))
    check.date(obligation.due, (*steps, "due"))
    check.ordered(obligation.start, obligation.due, "the obligation is due before it begins", (*steps, "due"))
    for n, planned in enumerate(obligation.planned):
        if planned.high is not None and planned.high < planned.low:
            check.fail("the plan is turned round", (*steps, "planned", n, "high"), f"{planned.low} to {planned.high}")


def _protected(check: Checker, place: ProtectedPlace, steps: Steps) -> None:
    if place.place is not None:
        check.places((place.place,), (*steps, "place"))
    elif place.lat is None or place.lon is None:
        check.fail("the protected place lies nowhere", steps, place.id, "place, or lat and lon")
    _span(check, place.since, place.until, "the protection", steps)
    for n, notification in enumerate(place.notified):
        where: Steps = (*steps, "notified", n)
        check.actors((notification.party,), (*where, "party"))
        check.date(notification.at, (*where, "at"))


def _span(check: Checker, since: LocalDateTime | None, until: LocalDateTime | None, what: str, steps: Steps) -> None:
    check.date(since, (*steps, "since"))
    check.date(until, (*steps, "until"))
    check.ordered(since, until, f"{what} ends before it begins", (*steps, "until"))


def _distinct(check: Checker, ids: Sequence[str], field: str) -> None:
    for n, name in enumerate(ids):
        if name in ids[:n]:
            check.fail("the id stands twice", (field, n, "id"), name, hint="give one of them another id")
