"""An incident from a group of claims: what they agree on, what they dispute, whose word they are."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from trucewatch.linking.agreement import actors_of, agreed_place, agreed_time, disputed_slots
from trucewatch.linking.blocs import Blocs
from trucewatch.linking.comparing import Comparer, Part
from trucewatch.linking.corroboration import corroboration, list_origins
from trucewatch.linking.features import Features
from trucewatch.linking.origins import OriginIndex, OriginKey
from trucewatch.linking.place_tree import PlaceTree
from trucewatch.linking.taxonomy import agreed_act
from trucewatch.linking.tolls import casualty_ranges, toll_disputed
from trucewatch.vocabulary.claims import EventClaim, EventStatus, Polarity
from trucewatch.vocabulary.codes import family_of
from trucewatch.vocabulary.incidents import Incident

__all__ = ["Evidence", "IncidentMaker"]

Evidence: TypeAlias = Callable[[Features, Features], tuple[Part, ...] | None]
"""The evidence for two claims as weights and words; None where it does not know them."""

_STATUS: tuple[EventStatus, ...] = ("occurred", "ended", "ongoing", "attempted")


class IncidentMaker:
    """Makes incidents from groups of claims of one case."""

    def __init__(
        self,
        origins: OriginIndex,
        blocs: Blocs,
        tree: PlaceTree,
        comparer: Comparer,
        evidence: Evidence | None = None,
    ) -> None:
        """``evidence`` comes before the comparer's where it knows of two claims."""
        self._evidence = evidence
        self._index = origins
        self._blocs = blocs
        self._tree = tree
        self._comparer = comparer

    def make(
        self, group: Sequence[Features], copies: Sequence[Features] = (), context: Sequence[Features] = ()
    ) -> Incident:
        """One incident.

        ``group`` are the claims that were linked, ``copies`` claims of copied texts that repeat one of them,
        ``context`` what was announced before. The id comes from the founding claim, the earliest published
        one of the group, so that a copy or a later report does not change it.
        """
        told = sorted(group, key=self._age)
        keys = {f.claim.id: self._index.origin(f.claim) for f in (*told, *copies)}
        first, again = _first_told(told, keys)
        supporting, contradicting = _sorted_out(first)
        content = _those_that_tell(told)
        repeating = sorted((*again, *copies), key=self._age)
        grade, number = corroboration(
            _claims(supporting), _claims(contradicting), _claims(repeating), keys, self._blocs
        )
        ranges = casualty_ranges(_claims(content), {claim: key.key for claim, key in keys.items()})
        act = agreed_act(f.act for f in content)
        return Incident(
            id=_incident_id(told[0].claim),
            act=act,
            family=family_of(act),
            status=_status(content),
            polarity=_polarity(first),
            time=agreed_time(content),
            place=agreed_place(content, self._tree, self._comparer.relations),
            agents=actors_of(content, "agent"),
            targets=actors_of(content, "target"),
            parties=actors_of(content, "party"),
            objects=tuple(sorted({o for f in content for o in f.claim.objects})),
            weapons=tuple(sorted({f.claim.weapon.code for f in content if f.claim.weapon})),
            casualties=ranges,
            supporting=_ids(supporting),
            contradicting=_ids(contradicting),
            repeating=_ids(repeating),
            context=_ids(sorted(context, key=self._age)),
            origins=list_origins(_claims(sorted((*told, *copies), key=self._age)), keys, self._index, self._blocs),
            independent=number,
            corroboration=grade,
            disputed=self._disputed(first, content, toll_disputed(ranges)),
            reasons=self._reasons(told, len(copies)),
        )

    def _age(self, f: Features) -> tuple[str, bool, str, int, str]:
        claim = f.claim
        copied = self._index.first_document(claim.document) != claim.document
        return self._index.published(claim), copied, claim.document, claim.span[0], claim.id

    def _disputed(self, told: Sequence[Features], content: Sequence[Features], toll: bool) -> tuple[str, ...]:
        found = set(disputed_slots(content, self._comparer.relations))
        polarities = {f.claim.polarity for f in told}
        if "contested" in polarities or len(polarities) > 1:
            found.add("occurrence")
        if toll:
            found.add("toll")
        return tuple(sorted(found))

    def _reasons(self, told: Sequence[Features], copies: int) -> tuple[str, ...]:
        """The evidence that ties the other claims to the founding one, most frequent first."""
        others = told[1:]
        found: Counter[tuple[str, float]] = Counter()
        for other in others:
            fitted = self._evidence(told[0], other) if self._evidence is not None else None
            parts = fitted or self._comparer.explain(told[0], other)
            found.update({(words, weight) for weight, words in parts or ((0.0, "alike to other claims of the group"),)})
        ordered = sorted(found.items(), key=lambda item: (-item[1], -item[0][1], item[0][0]))
        lines = [f"{words}: {count} of {len(others)} ({weight:+.2f})" for (words, weight), count in ordered]
        if others:
            lines.append(f"average likeness of the group at least {self._comparer.settings.threshold:.2f}")
        if copies:
            lines.append(f"claims in copies of one text: {copies}")
        return tuple(lines) or ("one claim",)


def _first_told(claims: Sequence[Features], keys: Mapping[str, OriginKey]) -> tuple[list[Features], list[Features]]:
    """What each origin says first, and what it or others after it repeat of its word."""
    seen: set[tuple[str, Polarity]] = set()
    first: list[Features] = []
    again: list[Features] = []
    for f in claims:
        mark = (keys[f.claim.id].key, f.claim.polarity)
        (again if mark in seen else first).append(f)
        seen.add(mark)
    return first, again


def _sorted_out(claims: Sequence[Features]) -> tuple[list[Features], list[Features]]:
    """Those that support and those that contradict. What is contested in its own sentence contradicts where
    others assert, and is all the support there is where nobody does."""
    polarities = {f.claim.polarity for f in claims}
    supports = "asserted" if "asserted" in polarities else "contested"
    return [f for f in claims if f.claim.polarity == supports], [f for f in claims if f.claim.polarity != supports]


def _those_that_tell(claims: Sequence[Features]) -> list[Features]:
    """The claims whose words describe the incident: a denial names an agent only to clear it."""
    for polarity in ("asserted", "contested", "denied"):
        found = [f for f in claims if f.claim.polarity == polarity]
        if found:
            return found
    return []


def _incident_id(founding: EventClaim) -> str:
    return "incident-" + hashlib.sha256(f"incident\0{founding.id}".encode()).hexdigest()[:20]


def _status(claims: Sequence[Features]) -> EventStatus:
    statuses = {f.claim.status for f in claims}
    return next(status for status in _STATUS if status in statuses)


def _polarity(claims: Sequence[Features]) -> Polarity:
    polarities = {f.claim.polarity for f in claims}
    return next(iter(polarities)) if len(polarities) == 1 else "contested"


def _claims(features: Sequence[Features]) -> list[EventClaim]:
    return [f.claim for f in features]


def _ids(features: Sequence[Features]) -> tuple[str, ...]:
    return tuple(f.claim.id for f in features)
