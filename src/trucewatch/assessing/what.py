"""The tests of the act and of what the clause protects."""

from __future__ import annotations

from functools import cache
from typing import Final

from trucewatch.assessing.act_rules import act_rules, expand
from trucewatch.assessing.kleene import all_of, any_of
from trucewatch.assessing.verdict import Verdict
from trucewatch.vocabulary.assessments import Truth
from trucewatch.vocabulary.codes import broader_acts, load_code_list
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.terms import Clause

__all__ = ["act", "covers_any", "protected"]

_PEOPLE: Final = frozenset({"population"})


def act(incident: Incident, clause: Clause) -> Verdict:
    """Whether the clause speaks of the act. A bombardment of untold means may or may not be an air strike: unknown."""
    claims = incident.supporting
    named = expand(clause.acts)
    truth = _speaks_of(incident, named)
    values = {"act": incident.act}
    if truth == "false":
        return Verdict("false", "act_not_named", values, claims)
    if truth == "unknown":
        return Verdict("unknown", "act_vague", values, claims, "need_act")
    if clause.weapons:
        used = set(incident.weapons)
        if not used:
            return Verdict("unknown", "weapon_untold", values, claims, "need_weapon")
        if not used.intersection(clause.weapons):
            return Verdict("false", "act_not_named", values, claims)
    if "act" in incident.disputed and not _whole_family(incident.family, named):
        return Verdict("unknown", "act_disputed", values, claims, "need_act")
    if incident.act in named:
        return Verdict("true", "act_named", values, claims)
    broader = next((b for b in _broader(incident.act) if b in named), None)
    if broader is None:
        return Verdict("true", "act_named", values, claims)
    return Verdict("true", "act_covered", {**values, "broader": broader}, claims)


def protected(incident: Incident, clause: Clause, target_kinds: frozenset[str]) -> Verdict:
    """Whether what was struck is what the clause protects. Asked only of a clause that depends on it.

    ``target_kinds`` are the kinds of the actors named as targets.
    """
    people = {r.who for r in incident.casualties if r.who is not None and r.who != "person"}
    if target_kinds & _PEOPLE:
        people.add("civilian")
    struck = sorted({*incident.objects, *people})
    guarded = {*clause.protected_objects, *clause.protected_persons}
    if "civilian" in guarded:
        # children, women, medical and aid workers and the press are civilians
        guarded |= {"child", "woman", "medical", "aid_worker", "journalist"}
    met = sorted(guarded.intersection(struck))
    claims = incident.supporting
    if met:
        return Verdict("true", "protected_named", {"protected": ", ".join(met)}, claims)
    if struck:
        return Verdict("false", "protected_other", {"struck": ", ".join(struck)}, claims)
    return Verdict("unknown", "protected_untold", {}, claims, "need_struck")


def _speaks_of(incident: Incident, named: frozenset[str]) -> Truth:
    told = _told_by_weapon(incident)
    if told:
        answers = [_covers(code, named) for code in sorted(told)]
        return answers[0] if len(set(answers)) == 1 else "unknown"
    return _covers(incident.act, named)


def _told_by_weapon(incident: Incident) -> frozenset[str]:
    """The acts that the weapons tell, where the act itself leaves them open and every weapon tells one."""
    if not incident.weapons or not _narrower(incident.act):
        return frozenset()
    by_weapon = {rule.weapon: rule.act for rule in act_rules().weapons}
    told = {by_weapon.get(weapon) for weapon in incident.weapons}
    open_to = _narrower(incident.act)
    return frozenset(code for code in told if code in open_to) if told <= open_to else frozenset()


@cache
def _covers(code: str, named: frozenset[str]) -> Truth:
    """Whether the acts ``named`` in a clause include ``code``."""
    may_be = next((rule.may_be for rule in act_rules().vague if rule.act == code), None)
    if may_be is not None:
        # what it was is open by its nature: even where a family lists the code itself the clause is not met
        if named.intersection(expand(may_be)) or any(_covers(m, named) != "false" for m in may_be if _known(m)):
            return "unknown"
        return "false"
    if code in named or named.intersection(_broader(code)):
        return "true"
    return "unknown" if named.intersection(_narrower(code)) else "false"


def _broader(code: str) -> tuple[str, ...]:
    return broader_acts(code) if _known(code) else ()


@cache
def _narrower(code: str) -> frozenset[str]:
    found = {a.code for a in load_code_list("acts").codes if code in _broader(a.code)}
    for rule in act_rules().vague:
        if rule.act == code:
            found |= expand(rule.may_be)
            found |= {n for m in rule.may_be if _known(m) for n in _narrower(m)}
    return frozenset(found)


def _known(code: str) -> bool:
    return load_code_list("acts").get(code) is not None


@cache
def _whole_family(family: str, named: frozenset[str]) -> bool:
    return all_of(_covers(a.code, named) for a in load_code_list("acts").codes if a.family == family) == "true"


def covers_any(acts: tuple[str, ...], code: str) -> Truth:
    """Whether an exception that lists ``acts`` speaks of ``code``; an empty list speaks of any."""
    return "true" if not acts else any_of([_covers(code, expand(acts))])
