"""The test of the actor: named, through the side it counts to, or only beside a bound actor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from trucewatch.assessing.act_rules import act_rules
from trucewatch.assessing.kleene import all_of, any_of
from trucewatch.assessing.verdict import Verdict
from trucewatch.assessing.world import World
from trucewatch.vocabulary.incidents import Incident, IncidentActor
from trucewatch.vocabulary.terms import PARTIES, Clause, Instrument

__all__ = ["actor", "bound_actors", "fighters", "reach"]

_ORGANS: Final = frozenset({"government", "armed_forces", "political_body", "person"})
"""Kinds whose affiliation means that they belong to a body, so that what binds it binds them."""
_SOVEREIGN: Final = frozenset({"state", "international_organisation"})
"""Kinds that only their own consent binds: the side they stand on does not."""


def bound_actors(instrument: Instrument, clause: Clause) -> tuple[str, ...]:
    """The ids that the clause binds; ``parties`` stands for the parties and those on whose behalf they took part."""
    found: list[str] = []
    for name in clause.bound:
        if name == PARTIES:
            for party in instrument.parties:
                if party.role != "declined":
                    found += [party.actor, *party.on_behalf_of]
        else:
            found.append(name)
    return tuple(dict.fromkeys(found))


def fighters(incident: Incident) -> tuple[IncidentActor, ...]:
    """Who does it: the agents, or both sides of a clash."""
    if incident.agents or incident.act not in act_rules().mutual:
        return incident.agents
    return incident.parties


def actor(incident: Incident, instrument: Instrument, clause: Clause, world: World) -> Verdict:
    """Whether whoever is said to have done it is bound. Who did it is not judged here: see the attribution."""
    doers = fighters(incident)
    claims = tuple(sorted({c for doer in doers for c in doer.claims}))
    if not doers:
        return Verdict("unknown", "agent_untold", {}, incident.supporting, "need_agent")
    bound = bound_actors(instrument, clause)
    roles = {party.actor: party.role for party in instrument.parties}
    verdicts = [_one(doer, bound, roles, world) for doer in doers]
    names = ", ".join(doer.id or doer.name for doer in doers)
    truths = [v.truth for v in verdicts]
    mutual = not incident.agents
    if "agent" in incident.disputed or mutual:
        # different accounts of who did it, or two sides of which one began: it holds only if it holds for each
        truth = all_of(truths) if len(set(truths)) == 1 else "unknown"
    else:
        truth = any_of(truths)
    if len(verdicts) > 1 and truth == "unknown" and len(set(truths)) > 1:
        return Verdict("unknown", "agent_disputed", {"agent": names}, claims, "need_agent")
    if mutual and truth == "true" and len(verdicts) > 1:
        return Verdict("true", "mutual_all_bound", {"agent": names}, claims)
    first = next(v for v in verdicts if v.truth == truth)
    return Verdict(truth, first.code, first.values, claims, first.need)


def _one(doer: IncidentActor, bound: Sequence[str], roles: Mapping[str, str], world: World) -> Verdict:
    if doer.id is None or doer.id not in world.actors:
        if doer.id in bound:
            return Verdict("true", "agent_bound", {"agent": str(doer.id)})
        return Verdict("unknown", "agent_unidentified", {"agent": doer.name}, (), "need_agent")
    values = {"agent": doer.id}
    if doer.id in bound:
        return Verdict("true", "agent_bound", values)
    if roles.get(doer.id) == "declined":
        return Verdict("unknown", "agent_declined", values, (), "need_bound")
    by_side, beside = reach(doer.id, world)
    firm = next((b for b in bound if b in by_side), None)
    if firm is not None:
        return Verdict("true", "agent_bound_through", {**values, "bound": firm})
    loose = next((b for b in bound if b in beside), None)
    # a party that the clause does not name is left out on purpose: whom it stands beside does not bring it in
    if loose is not None and doer.id not in roles:
        return Verdict("unknown", "agent_beside_bound", {**values, "bound": loose}, (), "need_bound")
    return Verdict("false", "agent_not_bound", values)


def reach(actor_id: str, world: World) -> tuple[frozenset[str], frozenset[str]]:
    """The actors that ``actor_id`` counts to, and those it only stands beside.

    An organ or a person belongs to the body it is affiliated with; an armed group counts to its side; a state counts
    to nobody but itself. Everything else that affiliations lead to is only stood beside.
    """
    return world.once(("reach", actor_id), lambda: _reach(actor_id, world))


def _reach(actor_id: str, world: World) -> tuple[frozenset[str], frozenset[str]]:
    firm = _closure([actor_id], world, firm=True) - {actor_id}
    loose = _closure([actor_id], world, firm=False) - firm - {actor_id}
    return frozenset(firm), frozenset(loose)


def _closure(start: Iterable[str], world: World, *, firm: bool) -> set[str]:
    found: set[str] = set()
    queue = list(start)
    first = True
    while queue:
        current = queue.pop()
        if current in found:
            continue
        found.add(current)
        known = world.actors.get(current)
        if known is None:
            continue
        sovereign = known.kind in _SOVEREIGN
        # whom a state stands beside is followed from the actor itself only: a soldier does not stand beside the
        # allies of his state's allies
        if sovereign and (firm or not first):
            continue
        first = False
        serves = [a for a in known.affiliations if a in world.actors and world.actors[a].kind in _SOVEREIGN]
        # the forces and persons of a state stand where it stands and, like it, count to nobody's side but its own
        if known.side is not None and not (firm and known.kind in _ORGANS and serves):
            queue.append(known.side)
        if not firm or known.kind in _ORGANS:
            queue.extend(known.affiliations)
    return found
