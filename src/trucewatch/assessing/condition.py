"""The test of the conditions on which a clause binds. A condition of which nobody found anything is unknown."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from trucewatch.assessing.kleene import all_of
from trucewatch.assessing.verdict import Verdict
from trucewatch.assessing.when import IncidentInterval
from trucewatch.terms.clock import END, end_of, start_of, zone_of
from trucewatch.vocabulary.assessments import Truth
from trucewatch.vocabulary.scope import Condition
from trucewatch.vocabulary.terms import Clause, Instrument

__all__ = ["condition"]


def condition(when: IncidentInterval, instrument: Instrument, clause: Clause) -> Verdict:
    """Whether every condition of the clause held over the time told, by the findings that the terms file holds."""
    zone = zone_of(instrument.zone)
    states = [(term, _state(term, when, zone)) for term in clause.conditions]
    truth = all_of(state for _, state in states)
    if truth == "true":
        return Verdict("true", "condition_met", {})
    name = next(term.id for term, state in states if state == truth)
    if truth == "false":
        return Verdict("false", "condition_not_met", {"condition": name})
    return Verdict("unknown", "condition_untold", {"condition": name}, (), "need_condition")


def _state(term: Condition, when: IncidentInterval, zone: ZoneInfo) -> Truth:
    """True or false where the findings that cover the whole time agree."""
    low, high = when.span
    said: set[Truth] = set()
    for finding in term.findings:
        start, end = start_of(finding.since, zone), END if finding.until is None else end_of(finding.until, zone)
        if start <= low and high <= end:
            said.add("true" if finding.holds else "false")
        elif start < high and low < end:
            said.add("unknown")
    return said.pop() if len(said) == 1 else "unknown"
