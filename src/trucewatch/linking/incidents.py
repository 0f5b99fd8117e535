"""An incident from a group of claims: what they agree on, what they dispute, whose word they are."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from trucewatch.linking.comparing import Comparer, acts_agree, claim_days
from trucewatch.linking.origins import OriginIndex, OriginKey
from trucewatch.linking.tolls import casualty_ranges, toll_disputed
from trucewatch.vocabulary.claims import EventClaim, EventStatus, PlaceRef, Polarity, TimePrecision
from trucewatch.vocabulary.codes import broader_acts, family_of
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import (
    Corroboration,
    Incident,
    IncidentActor,
    IncidentPlace,
    IncidentTime,
    Origin,
)

__all__ = ["IncidentMaker"]

_FINE = ("exact", "vicinity", "locality", "quarter", "town", "near", "admin2", "admin1", "line_or_area", "country")
_STATUS: tuple[EventStatus, ...] = ("occurred", "ended", "ongoing", "attempted")
_OBSERVERS = frozenset({"monitor", "mission"})


class IncidentMaker:
    """Makes incidents from groups of claims of one case."""

    def __init__(self, origins: OriginIndex, comparer: Comparer, documents: Mapping[str, Document]) -> None:
        self.origins = origins
        self.comparer = comparer
        self.documents = documents

    def make(self, group: Sequence[EventClaim]) -> Incident:
        """One incident. The founding claim, whose identity gives the id, is the earliest published one."""
        claims = sorted(group, key=self._age)
        keys = {claim.id: self.origins.origin(claim) for claim in claims}
        repeating = self._repeating(claims, keys)
        told = [claim for claim in claims if claim.id not in repeating]
        denying = [claim for claim in told if claim.polarity == "denied"]
        supporting = [claim for claim in told if claim.polarity != "denied"]
        origins = self._origins(claims, keys)
        disputed = self._disputed(told, denying)
        origin_of = {claim_id: key.key for claim_id, key in keys.items()}
        ranges = casualty_ranges([c for c in claims if c.polarity != "denied"], origin_of, self.documents)
        if toll_disputed(ranges):
            disputed.append("toll")
        act = self._act(supporting or told)
        return Incident(
            id=self._id(claims[0]),
            act=act,
            family=family_of(act),
            status=self._status(told),
            polarity=self._polarity(supporting, denying),
            time=self._time(told),
            place=self._place(told),
            agents=self._actors(told, "agent"),
            targets=self._actors(told, "target"),
            parties=self._actors(told, "party"),
            objects=tuple(sorted({o for claim in told for o in claim.objects})),
            weapons=tuple(sorted({claim.weapon.code for claim in told if claim.weapon})),
            casualties=ranges,
            supporting=tuple(claim.id for claim in supporting),
            contradicting=tuple(claim.id for claim in denying),
            repeating=tuple(sorted(repeating)),
            origins=origins,
            corroboration=self._corroboration(claims, supporting, denying, keys),
            disputed=tuple(sorted(disputed)),
            reasons=self._reasons(claims),
        )

    def _age(self, claim: EventClaim) -> tuple[str, bool, str]:
        document = self.documents.get(claim.document)
        published = (document.published if document else None) or "9999"
        return published, self.origins.is_copy(claim), claim.id

    @staticmethod
    def _id(founding: EventClaim) -> str:
        """Stable while the founding claim is: a later report or a copy does not change it."""
        return "incident-" + hashlib.sha256(f"incident\0{founding.id}".encode()).hexdigest()[:20]

    def _repeating(self, claims: Sequence[EventClaim], keys: Mapping[str, OriginKey]) -> set[str]:
        """Claims of copies, and later claims by which an outlet repeats what another heard from the same speaker."""
        seen: set[tuple[str, str]] = set()
        out: set[str] = set()
        for claim in claims:
            mark = (keys[claim.id].key, claim.polarity)
            if self.origins.is_copy(claim) or mark in seen:
                out.add(claim.id)
            seen.add(mark)
        if len(out) == len(claims):
            out.discard(claims[0].id)
        return out

    def _origins(self, claims: Sequence[EventClaim], keys: Mapping[str, OriginKey]) -> tuple[Origin, ...]:
        found: dict[str, tuple[OriginKey, list[EventClaim]]] = {}
        for claim in claims:
            key = keys[claim.id]
            found.setdefault(key.key, (key, []))[1].append(claim)
        return tuple(
            Origin(
                key=key.key,
                name=key.name,
                kind=key.kind,
                interest=key.interest,
                claims=tuple(c.id for c in members),
                outlets=tuple(sorted({self.origins.outlet(c) for c in members})),
                polarity="denied" if all(c.polarity == "denied" for c in members) else members[0].polarity,
            )
            for _, (key, members) in sorted(found.items())
        )

    def _corroboration(
        self,
        claims: Sequence[EventClaim],
        supporting: Sequence[EventClaim],
        denying: Sequence[EventClaim],
        keys: Mapping[str, OriginKey],
    ) -> Corroboration:
        houses = {keys[claim.id].house for claim in supporting}
        if denying and supporting:
            return "contradicted"
        interests = {keys[claim.id].interest for claim in supporting if keys[claim.id].interest}
        if len(interests) > 1 and len(houses) > 1:
            return "adversarial"
        if len(houses) > 2:
            return "multiple_independent"
        if len(houses) == 2:
            return "two_independent"
        if any(keys[c.id].kind in _OBSERVERS and not c.attribution for c in supporting):
            return "direct_observation"
        documents = {claim.document for claim in claims}
        return "repeated_not_independent" if len(documents) > 1 else "single_source"

    def _disputed(self, told: Sequence[EventClaim], denying: Sequence[EventClaim]) -> list[str]:
        out: list[str] = []
        if denying or any(claim.polarity == "contested" for claim in told):
            out.append("occurrence")
        acts = [claim.act for claim in told]
        if any(not acts_agree(a, b) for a in acts for b in acts):
            out.append("act")
        blamed = [{self.comparer.side(a.id, a.name) for a in c.actors if a.role == "agent"} for c in told]
        named = [sides for sides in blamed if sides]
        if any(not a & b for a in named for b in named):
            out.append("agent")
        exact = [claim for claim in told if claim.time is not None and claim.time.precision == "day"]
        days = [claim_days(claim) for claim in exact]
        if any(a != b for a in days for b in days):
            out.append("time")
        return out

    @staticmethod
    def _act(claims: Sequence[EventClaim]) -> str:
        """The most specific act on which the claims agree, else the most frequent."""
        acts = Counter(claim.act for claim in claims)
        for act in sorted(acts, key=lambda a: (-len(broader_acts(a)), -acts[a], a)):
            if all(other == act or other in broader_acts(act) for other in acts):
                return act
        return sorted(acts, key=lambda a: (-acts[a], a))[0]

    @staticmethod
    def _status(claims: Sequence[EventClaim]) -> EventStatus:
        statuses = {claim.status for claim in claims}
        return next(status for status in _STATUS if status in statuses)

    @staticmethod
    def _polarity(supporting: Sequence[EventClaim], denying: Sequence[EventClaim]) -> Polarity:
        if not supporting:
            return "denied"
        contested = bool(denying) or any(claim.polarity == "contested" for claim in supporting)
        return "contested" if contested else "asserted"

    @staticmethod
    def _time(claims: Sequence[EventClaim]) -> IncidentTime:
        """Where claims that give days overlap, that; else all that they span."""
        dated = [(claim, days) for claim in claims if (days := claim_days(claim)) is not None]
        if not dated:
            return IncidentTime()
        start = max(days[0] for _, days in dated)
        end = min(days[1] for _, days in dated)
        if start > end:
            start, end = min(d[0] for _, d in dated), max(d[1] for _, d in dated)
        ids = tuple(claim.id for claim, _ in dated)
        first = dated[0][0].time
        is_open = all(c.time is not None and c.time.end is None for c, _ in dated)
        precision: TimePrecision = "range"
        if start == end:
            precision = "day" if first is None or first.precision == "range" else first.precision
        if is_open and first is not None and first.precision == "open":
            return IncidentTime(start=start.isoformat(), end=None, precision="open", claims=ids)
        precision = _fitting(precision, start, end)
        return IncidentTime(start=start.isoformat(), end=end.isoformat(), precision=precision, claims=ids)

    def _place(self, claims: Sequence[EventClaim]) -> IncidentPlace | None:
        """The most precise place on which no claim disagrees: one that lies in the places of the others."""
        placed = [(claim.place, claim.id) for claim in claims if claim.place is not None]
        if not placed:
            return None
        ordered = sorted(placed, key=lambda pair: (_fineness(pair[0]), pair[0].name, pair[1]))
        place = ordered[0][0]
        return IncidentPlace(
            name=place.name,
            id=place.id,
            lat=place.lat,
            lon=place.lon,
            precision=place.precision,
            claims=tuple(claim_id for other, claim_id in placed if self._same_place(place, other)),
        )

    def _same_place(self, place: PlaceRef, other: PlaceRef) -> bool:
        if place.id is not None and other.id is not None:
            return other.id in self.comparer.chain(place.id) or place.id == other.id
        return place.name == other.name

    @staticmethod
    def _actors(claims: Sequence[EventClaim], role: str) -> tuple[IncidentActor, ...]:
        found: dict[str, tuple[str, str | None, list[str]]] = {}
        for claim in claims:
            for actor in claim.actors:
                if actor.role == role:
                    key = actor.id or actor.name.casefold()
                    found.setdefault(key, (actor.name, actor.id, []))[2].append(claim.id)
        return tuple(
            IncidentActor(name=name, id=known, claims=tuple(dict.fromkeys(ids)))
            for _, (name, known, ids) in sorted(found.items())
        )

    def _reasons(self, claims: Sequence[EventClaim]) -> tuple[str, ...]:
        if len(claims) == 1:
            return ("one claim",)
        founding = claims[0]
        reasons: Counter[str] = Counter()
        for claim in claims[1:]:
            likeness = self.comparer.compare(founding, claim)
            reasons.update(likeness.reasons if likeness is not None else ("alike to other claims of the group",))
        return tuple(f"{reason} ({count})" for reason, count in sorted(reasons.items(), key=lambda r: (-r[1], r[0])))


def _fineness(place: PlaceRef) -> int:
    return _FINE.index(place.precision) if place.precision in _FINE else len(_FINE)


def _fitting(precision: TimePrecision, start: dt.date, end: dt.date) -> TimePrecision:
    """A precision that its own dates bear out."""
    if precision in ("week", "month", "year", "open") and start == end:
        return "day"
    return precision
