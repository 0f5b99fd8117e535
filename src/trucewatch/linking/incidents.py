"""An incident from a group of claims: what they agree on, what they dispute, whose word they are."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from trucewatch.linking.agreement import actors_of, agreed_place, agreed_time, disputed_slots
from trucewatch.linking.blocs import Blocs
from trucewatch.linking.comparing import Comparer, Part
from trucewatch.linking.corroboration import corroboration, independence, list_origins
from trucewatch.linking.features import Features
from trucewatch.linking.origins import OriginIndex, OriginKey
from trucewatch.linking.place_tree import PlaceTree
from trucewatch.linking.taxonomy import agreed_act
from trucewatch.linking.tolls import TollVoices, casualty_ranges, toll_disputed
from trucewatch.linking.voices import reliability_of
from trucewatch.vocabulary.claims import EventClaim, EventStatus, Polarity
from trucewatch.vocabulary.codes import family_of
from trucewatch.vocabulary.documents import Source
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.link_reasons import LinkReason, reason_words

__all__ = ["Evidence", "IncidentMaker"]

Evidence: TypeAlias = Callable[[Features, Features], tuple[Part, ...] | None]
"""The evidence for two claims as weights and codes; None where it does not know them."""

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
        sources: Mapping[str, Source] | None = None,
    ) -> None:
        """``evidence`` comes before the comparer's where it knows of two claims; ``sources`` carry people's marks."""
        self._sources = sources or {}
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
        act = agreed_act(f.act for f in content)
        why = self._why(told, len(copies))
        time = agreed_time(content)
        voices = self._toll_voices(_claims((*told, *copies)), keys, family_of(act), time.start)
        ranges = casualty_ranges(_claims(content), {claim: key.key for claim, key in keys.items()}, voices)
        return Incident(
            id=_incident_id(told[0].claim),
            act=act,
            family=family_of(act),
            status=_status(content),
            polarity=_polarity(first),
            time=time,
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
            reasons=tuple(reason_words(reason, "en") for reason in why),
            why=why,
        )

    def _toll_voices(
        self, told: Sequence[EventClaim], keys: Mapping[str, OriginKey], family: str, day: str | None
    ) -> TollVoices:
        groups = independence(told, keys)
        marks: dict[str, set[str]] = defaultdict(set)
        for origin, group in groups.items():
            mark = reliability_of(self._sources.get(origin), family, day)
            if mark is not None:
                marks[group].add(mark)
        return TollVoices(
            group_of=groups,
            known=frozenset(key.key for key in keys.values() if key.kind is not None),
            discounted=frozenset(origin for origin, group in groups.items() if marks.get(group) == {"E"}),
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

    def _why(self, told: Sequence[Features], copies: int) -> tuple[LinkReason, ...]:
        """The evidence that ties the other claims to the founding one, most frequent first."""
        others = told[1:]
        found: Counter[Part] = Counter()
        for other in others:
            fitted = self._evidence(told[0], other) if self._evidence is not None else None
            parts = fitted or self._comparer.explain(told[0], other)
            found.update(set(parts or ((0.0, "alike_to_others"),)))
        ordered = sorted(found.items(), key=lambda item: (-item[1], -item[0][0], item[0][1]))
        why = [_reason(code, weight, count, len(others)) for (weight, code), count in ordered]
        if others:
            why.append(LinkReason(code="average_likeness", weight=self._comparer.settings.threshold))
        if copies:
            why.append(LinkReason(code="copies", count=copies))
        return tuple(why) or (LinkReason(code="one_claim"),)


def _reason(code: str, weight: float, count: int, of: int) -> LinkReason:
    name, _, level = code.partition(":")
    return LinkReason(code=name, level=level or None, weight=round(weight, 4), count=count, of=of)


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
