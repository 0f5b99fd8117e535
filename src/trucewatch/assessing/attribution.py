"""On whose word an agent is named. Attribution is a judgement of its own: it never decides the outcome."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.assessing.who import fighters, reach
from trucewatch.assessing.world import World
from trucewatch.vocabulary.assessments import Attribution, AttributionBasis
from trucewatch.vocabulary.incidents import Incident, IncidentActor, Origin

__all__ = ["attribution"]


def attribution(incident: Incident, world: World) -> Attribution:
    """Who is said to have done it, by whom, and who denies it.

    Claimed: only the one named says so. Acknowledged: others say so and the one named says so too. Mutually accused: of
    two that are named each accuses the other. The act itself never tells who did it.
    """
    doers = fighters(incident)
    denied = tuple(sorted({o.key for o in incident.origins if o.polarity != "asserted"}))
    if not doers:
        return Attribution(basis="unattributed", denied_by=denied)
    claims = {claim for doer in doers for claim in doer.claims}
    naming = [o for o in incident.origins if o.polarity == "asserted" and claims.intersection(o.claims)]
    agents = tuple(doer.id or doer.name for doer in doers)
    own = [o for o in naming if incident.agents and _speaks_for(o, agents, world)]
    basis: AttributionBasis = "alleged_by"
    if _mutual(naming, doers, world):
        basis = "mutually_accused"
    elif "agent" in incident.disputed or denied:
        basis = "contested"
    elif own:
        basis = "claimed" if len(own) == len(naming) else "acknowledged"
    return Attribution(
        basis=basis,
        agents=agents,
        by=tuple(sorted({o.key for o in naming})),
        denied_by=denied,
        claims=tuple(sorted(claims)),
    )


def _mutual(naming: Sequence[Origin], doers: Sequence[IncidentActor], world: World) -> bool:
    """Whether of two named actors each, or one who speaks for it, names the other and not itself."""
    for one in doers:
        for other in doers:
            if one.id is None or other.id is None or one.id == other.id:
                continue
            by_one = any(_names(o, other) and not _names(o, one) and _speaks_for(o, (one.id,), world) for o in naming)
            by_other = any(
                _names(o, one) and not _names(o, other) and _speaks_for(o, (other.id,), world) for o in naming
            )
            if by_one and by_other:
                return True
    return False


def _names(origin: Origin, doer: IncidentActor) -> bool:
    return bool(set(origin.claims).intersection(doer.claims))


def _speaks_for(origin: Origin, agents: tuple[str, ...], world: World) -> bool:
    """Whether the origin is one of the agents, or a body or person that belongs to one."""
    if origin.key in agents:
        return True
    return origin.key in world.actors and bool(reach(origin.key, world)[0].intersection(agents))
