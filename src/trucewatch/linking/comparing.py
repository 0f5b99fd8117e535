"""Compare two event claims: could they tell of one occurrence, and what speaks for it and against it.

What excludes one occurrence (other days, other places, acts of which neither is a kind of the other) ends
the comparison. What is unknown or vague weakens it. Opposed blame does not exclude: it is a dispute.
"""

from __future__ import annotations

from typing import TypeAlias

from trucewatch.linking.coreference import told_again
from trucewatch.linking.features import Features, Toll, tolls_clash
from trucewatch.linking.place_relations import PlaceRelation, PlaceRelations
from trucewatch.linking.settings import LinkSettings
from trucewatch.linking.taxonomy import acts_agree, is_rare

__all__ = ["Comparer", "Part"]

Part: TypeAlias = tuple[float, str]
"""A weight and its code: one of the list ``link_reason``, or ``comparison:level`` of a fitted model."""

_HOURS = 3.0
_LARGE_TOLL = 5
_FAR_TOLLS = 5
_SAME_WORDS = 0.5
_LIKE_WORDS = 0.3
_FEWEST_WORDS = 5
_SAME_PERIOD = 0.7


class Comparer:
    """Weighs what two claims have in common."""

    def __init__(self, settings: LinkSettings, relations: PlaceRelations) -> None:
        self.settings = settings
        self.relations = relations

    def score(self, a: Features, b: Features, relation: PlaceRelation) -> float | None:
        """The likeness of two claims whose places stand in ``relation``; None when they cannot be one occurrence."""
        parts = self._parts(a, b, relation)
        return None if parts is None else round(sum(part[0] for part in parts), 4)

    def explain(self, a: Features, b: Features) -> tuple[Part, ...] | None:
        """The evidence as weights and codes; None when the two cannot be one occurrence."""
        relation = self.relations.between(a.place, b.place, bound=a.bound)
        parts = None if relation is None else self._parts(a, b, relation)
        return None if parts is None else tuple(part for part in parts if part[1])

    def _parts(self, a: Features, b: Features, relation: PlaceRelation) -> list[Part] | None:
        if not acts_agree(a.act, b.act):
            return None
        again = a.text == b.text
        if again and not told_again(a, b):
            return None
        time = self._time(a, b)
        if time is None:
            return None
        parts = [self._act(a, b), time, (relation.weight, relation.reason)]
        self._actors(a, b, relation, parts)
        self._details(a, b, parts)
        if again:
            parts.append((self.settings.told_again, "told_again"))
        return parts

    def _act(self, a: Features, b: Features) -> Part:
        if a.act != b.act:
            return self.settings.kind_of_act, "kind_of_act"
        if is_rare(a.act):
            return self.settings.rare_act, "rare_act"
        return self.settings.same_act, "same_act"

    def _time(self, a: Features, b: Features) -> Part | None:
        s = self.settings
        if a.state and b.state and not (a.dated and b.dated):
            return s.still_going_on, "still_going_on"
        if a.start is None or a.end is None or b.start is None or b.end is None:
            return (s.vague_day, "day_not_told") if a.text == b.text else None
        gap = max(a.start - b.end, b.start - a.end)
        if gap > s.days:
            return None
        if not (a.dated and b.dated):
            return s.vague_day, "day_not_told"
        if not (a.narrow and b.narrow):
            shared = min(a.end, b.end) - max(a.start, b.start) + 1
            whole = max(a.end, b.end) - min(a.start, b.start) + 1
            same = shared / whole >= _SAME_PERIOD
            return (s.same_period, "same_period") if same else (s.vague_day, "day_told_roughly")
        if gap > 0:
            return s.day_apart, "day_apart"
        if a.hour is not None and b.hour is not None and abs(a.hour - b.hour) > _HOURS and a.start == b.start:
            return s.hours_apart, "hours_apart"
        same = a.start == b.start and a.end == b.end
        return (s.same_day, "same_day") if same else (s.days_overlap, "days_overlap")

    def _actors(self, a: Features, b: Features, relation: PlaceRelation, parts: list[Part]) -> None:
        s = self.settings
        if a.agents and b.agents:
            if a.agents.meets(b.agents):
                parts.append((s.same_agent, "same_agent"))
            elif a.agents.opposes(b.agents):
                # in one street two sides blame each other for one act; over a city they tell of two
                parts.append((s.blame_differs if relation.close else s.blame_differs_far, "blame_differs"))
        if a.targets and b.targets:
            if a.targets.meets(b.targets):
                parts.append((s.same_target, "same_target"))
            elif a.targets.opposes(b.targets):
                parts.append((s.other_parties, "other_targets"))
        if a.parties and b.parties:
            if a.parties.meets(b.parties):
                parts.append((s.same_party, "same_party"))
            elif a.parties.opposes(b.parties):
                parts.append((s.other_parties, "other_parties"))

    def _details(self, a: Features, b: Features, parts: list[Part]) -> None:
        s = self.settings
        if a.objects and b.objects:
            same = not a.objects.isdisjoint(b.objects)
            parts.append((s.same_object, "same_object") if same else (s.other_objects, "other_objects"))
        if a.weapon is not None and a.weapon == b.weapon:
            parts.append((s.same_weapon, "same_weapon"))
        if a.tolls and b.tolls:
            found = [self._toll(a.tolls[key], b.tolls[key]) for key in a.tolls.keys() & b.tolls.keys()]
            told = [part for part in found if part is not None]
            if told:
                parts.append(max(told))
        if a.claim.lang == b.claim.lang:
            self._words(a, b, parts)

    def _toll(self, a: Toll, b: Toll) -> Part | None:
        s = self.settings
        clash = tolls_clash(a, b)
        if clash is not None:
            return (s.tolls_far_apart, "tolls_far_apart") if clash[0] > _FAR_TOLLS * max(clash[1], 1) else None
        if a[1] is None or a[1] != b[1]:
            return s.tolls_overlap, "tolls_overlap"
        if a[1] >= _LARGE_TOLL:
            return s.same_large_toll, "same_large_toll"
        if a[1] > 1:
            return s.same_toll, "same_toll"
        return (s.same_single_victim, "one_victim") if a[1] == 1 else None

    def _words(self, a: Features, b: Features, parts: list[Part]) -> None:
        if min(len(a.words), len(b.words)) < _FEWEST_WORDS:
            return
        shared = len(a.words & b.words)
        share = shared / (len(a.words) + len(b.words) - shared)
        if share >= _SAME_WORDS:
            parts.append((self.settings.same_words, "same_words"))
        elif share >= _LIKE_WORDS:
            parts.append((self.settings.like_words, "similar_words"))
