"""What each test reads of an incident: two incidents that agree on it get the same verdict from that test."""

from __future__ import annotations

from typing import Final, TypeAlias

from trucewatch.assessing.act_rules import act_rules
from trucewatch.vocabulary.incidents import Incident, IncidentActor

__all__ = ["Facets", "Key"]

Key: TypeAlias = tuple[object, ...]
_NOBODY: Final[Key] = ()


class Facets:
    """The facets of one incident, each a key by which verdicts are kept. Claims are in none of them."""

    __slots__ = ("act", "mutual", "occurrence", "place", "protected", "struck", "who")

    def __init__(self, incident: Incident) -> None:
        it = incident
        self.mutual = it.act in act_rules().mutual
        agents, targets, parties = _named(it.agents), _named(it.targets), _named(it.parties)
        between = parties if self.mutual and not agents else _NOBODY
        hurt = tuple({c.who: None for c in it.casualties})
        self.act: Key = (it.act, it.family, it.weapons, "act" in it.disputed)
        self.occurrence: Key = (it.status, it.polarity)
        self.who: Key = (agents, between, "agent" in it.disputed, self.mutual)
        # where a target is named, what was hurt is not asked to tell who was struck
        told: Key = (targets,) if targets else (between,) if between else (it.objects, hurt, it.family)
        self.struck: Key = (not agents, self.mutual, told)
        self.protected: Key = (it.objects, hurt, targets)
        spot = it.place
        self.place: Key = () if spot is None else (spot.id, spot.name, spot.lat, spot.lon, spot.precision)


def _named(actors: tuple[IncidentActor, ...]) -> Key:
    return tuple((actor.id, actor.name) for actor in actors) if actors else _NOBODY
