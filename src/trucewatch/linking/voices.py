"""What each independence group answers of an incident: whether, who, how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trucewatch.linking.blocs import Blocs
from trucewatch.linking.origins import OriginIndex, OriginKey
from trucewatch.vocabulary.claims import EventClaim, Quantity
from trucewatch.vocabulary.codes import family_of
from trucewatch.vocabulary.documents import Source
from trucewatch.vocabulary.grades import GradedQuestion
from trucewatch.vocabulary.incidents import Incident, Origin

__all__ = ["HARMFUL", "QUESTIONS", "Voice", "Voices", "admits", "reliability_of"]

QUESTIONS: tuple[GradedQuestion, ...] = ("occurrence", "attribution", "magnitude")
HARMFUL = frozenset({"hostilities", "civilians", "humanitarian", "posture"})
"""Families of acts that a side does not gladly own to."""
_OBSERVERS = frozenset({"monitor", "mission"})


@dataclass(frozen=True, slots=True)
class Voice:
    """One independence group: its first origin, its bloc, what it answers to each question.

    ``denies`` holds the blocs that the group clears, ``named`` by which actor it names each bloc that it blames.
    ``observed``: a monitor says it in its own text and name.
    """

    key: str
    bloc: str
    origins: tuple[Origin, ...]
    party: bool
    observed: bool
    admitted: bool
    answers: Mapping[str, str | None]
    denies: frozenset[str]
    named: Mapping[str, str]
    reliability: Mapping[str, str]


class Voices:
    """Reads the voices of incidents with the claims, sources and actors of a case."""

    def __init__(
        self, claims: Mapping[str, EventClaim], index: OriginIndex, blocs: Blocs, sources: Sequence[Source]
    ) -> None:
        self._claims = claims
        self._index = index
        self._blocs = blocs
        self._sources = {source.id: source for source in sources}

    def of(self, incident: Incident) -> tuple[Voice, ...]:
        """The groups in the order in which they were first heard."""
        grouped: dict[str, list[Origin]] = {}
        for origin in incident.origins:
            grouped.setdefault(origin.counts_with or origin.key, []).append(origin)
        return tuple(self.voice(incident, tuple(origins)) for origins in grouped.values())

    def voice(self, incident: Incident, origins: tuple[Origin, ...]) -> Voice:
        """The voice of origins that count together."""
        told = [self._claims[c] for origin in origins for c in origin.claims if c in self._claims]
        keys = {claim.id: self._index.origin(claim) for claim in told}
        asserted = [claim for claim in told if claim.polarity == "asserted"]
        bloc = keys[told[0].id].bloc if told else origins[0].key
        blamed = {bloc: actor for claim in reversed(asserted) for bloc, actor in reversed(self._agents(claim))}
        marks = {
            o.key: mark
            for o in origins
            if (mark := reliability_of(self._sources.get(o.key), incident.family, incident.time.start))
        }
        return Voice(
            key=origins[0].key,
            bloc=bloc,
            origins=origins,
            party=any(self._blocs.is_side(key.bloc) for key in keys.values()),
            observed=any(keys[c.id].kind in _OBSERVERS and keys[c.id].own for c in asserted),
            admitted=any(admits(claim, keys[claim.id], self._blocs) for claim in asserted),
            answers={
                "occurrence": _occurrence(told),
                "attribution": next(iter(blamed)) if len(blamed) == 1 else None,
                "magnitude": _magnitude(asserted),
            },
            denies=frozenset(b for claim in told if claim.polarity == "denied" for b, _ in self._agents(claim)),
            named=blamed,
            reliability=marks,
        )

    def _agents(self, claim: EventClaim) -> list[tuple[str, str]]:
        return [
            (self._blocs.of_actor(actor.id), actor.id) for actor in claim.actors if actor.role == "agent" and actor.id
        ]


def admits(claim: EventClaim, key: OriginKey, blocs: Blocs) -> bool:
    """True when a side says of itself that it did what harms others."""
    if claim.polarity != "asserted" or family_of(claim.act) not in HARMFUL or not blocs.is_side(key.bloc):
        return False
    return any(actor.role == "agent" and actor.id and blocs.of_actor(actor.id) == key.bloc for actor in claim.actors)


def reliability_of(source: Source | None, family: str, day: str | None) -> str | None:
    """The mark that holds for a family of acts on a day: the latest one given; a topic of its own first."""
    fitting = [
        mark
        for mark in (source.reliability if source is not None else ())
        if mark.topic in (None, family)
        and (mark.since is None or (day is not None and day >= mark.since))
        and (mark.until is None or (day is not None and day <= mark.until))
    ]
    if not fitting:
        return None
    # of two marks of one day the one that was given later
    return max(enumerate(fitting), key=lambda item: (item[1].topic is not None, item[1].on, item[0]))[1].grade


def _occurrence(told: Sequence[EventClaim]) -> str | None:
    polarities = {claim.polarity for claim in told}
    if polarities == {"asserted"}:
        return "asserted"
    return "denied" if polarities == {"denied"} else "contested" if polarities else None


def _magnitude(asserted: Sequence[EventClaim]) -> str | None:
    """The latest number of dead that the group tells, else of the injured, as ``outcome:low-high``."""
    for outcome in ("killed", "injured"):
        told = [q for claim in asserted for q in claim.casualties if q.outcome == outcome and q.subset_of is None]
        if told:
            return f"{outcome}:{_interval(told[-1])}"
    return None


def _interval(quantity: Quantity) -> str:
    low, high = (("" if value is None else f"{value:g}") for value in (quantity.low, quantity.high))
    return f"{low}-{high}"
