"""On whose word an agent is named. Attribution is a judgement of its own: it never decides the outcome."""

from __future__ import annotations

from trucewatch.assessing.who import fighters, reach
from trucewatch.assessing.world import World
from trucewatch.vocabulary.assessments import Attribution, AttributionBasis
from trucewatch.vocabulary.incidents import Incident, Origin

__all__ = ["attribution"]


def attribution(incident: Incident, world: World) -> Attribution:
    """Who is said to have done it, by whom, and who denies it."""
    doers = fighters(incident)
    denied = tuple(sorted({o.key for o in incident.origins if o.polarity != "asserted"}))
    if not doers:
        return Attribution(basis="unattributed", denied_by=denied)
    claims = {claim for doer in doers for claim in doer.claims}
    naming = [o for o in incident.origins if o.polarity == "asserted" and claims.intersection(o.claims)]
    agents = tuple(doer.id or doer.name for doer in doers)
    basis: AttributionBasis = "alleged_by"
    if "agent" in incident.disputed or denied:
        basis = "contested"
    elif incident.agents and any(_speaks_for(o, agents, world) for o in naming):
        basis = "claimed_by_actor"
    return Attribution(
        basis=basis,
        agents=agents,
        by=tuple(sorted({o.key for o in naming})),
        denied_by=denied,
        claims=tuple(sorted(claims)),
    )


def _speaks_for(origin: Origin, agents: tuple[str, ...], world: World) -> bool:
    """Whether the origin is one of the agents, or a body or person that belongs to one."""
    if origin.key in agents:
        return True
    return origin.key in world.actors and bool(reach(origin.key, world)[0].intersection(agents))
