"""Compare two event claims: could they tell of one occurrence, and what speaks for it.

Weights are written here and explained in ``docs/explanation/linking.md``. A contradiction of place, time
or act ends the comparison; what is unknown neither supports nor excludes.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.claims import EventClaim
from trucewatch.vocabulary.codes import broader_acts, family_of

__all__ = ["Comparer", "Likeness", "LinkSettings", "acts_agree", "claim_days"]


@dataclass(frozen=True)
class LinkSettings:
    """Weights and limits. ``threshold`` is the least average likeness at which claims become one incident."""

    threshold: float = 0.5
    days: int = 1
    same_day: float = 0.3
    near_day: float = 0.12
    same_place: float = 0.35
    within_place: float = 0.22
    same_act: float = 0.2
    like_act: float = 0.1
    same_actor: float = 0.15
    opposed_actor: float = -0.1
    same_toll: float = 0.2
    same_object: float = 0.1
    same_document: float = -10.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two claims are (0 to about 1.3) and the reasons, as short words.

    Two claims of one text are what the reader (or a table) told apart: far below zero, so that no third claim
    can draw them into one incident, where one of their tolls would be lost.
    """

    score: float
    reasons: tuple[str, ...]


class Comparer:
    """Compares claims by the places and actors of a case."""

    def __init__(
        self, places: Mapping[str, GazetteerPlace], actors: Mapping[str, Actor], settings: LinkSettings
    ) -> None:
        self.places = places
        self.actors = actors
        self.settings = settings
        self._chains: dict[str, tuple[str, ...]] = {}

    def compare(self, a: EventClaim, b: EventClaim) -> Likeness | None:
        """None when they cannot be one occurrence, or when nothing but the act speaks for it."""
        if a.document == b.document:
            return Likeness(self.settings.same_document, ("told apart in one text",))
        act = self._act(a, b)
        time = self._time(a, b)
        place = self._place(a, b)
        if act is None or time is None or place is None:
            return None
        parts = [act, time, place, *self._actors(a, b), *self._details(a, b)]
        if time[0] == 0.0 and place[0] == 0.0:
            return None
        return Likeness(sum(p[0] for p in parts), tuple(p[1] for p in parts if p[1]))

    def _act(self, a: EventClaim, b: EventClaim) -> tuple[float, str] | None:
        if a.act == b.act:
            return self.settings.same_act, "same act"
        if acts_agree(a.act, b.act):
            return self.settings.like_act, "one act is a kind of the other"
        return None

    def _time(self, a: EventClaim, b: EventClaim) -> tuple[float, str] | None:
        first, second = claim_days(a), claim_days(b)
        if first is None or second is None:
            return 0.0, ""
        gap = max((first[0] - second[1]).days, (second[0] - first[1]).days, 0)
        if gap > self.settings.days:
            return None
        exact = first[0] == second[0] and first[1] == second[1] and (first[1] - first[0]).days <= 1
        if exact:
            return self.settings.same_day, "same day"
        return self.settings.near_day, "days that touch"

    def _place(self, a: EventClaim, b: EventClaim) -> tuple[float, str] | None:
        first, second = a.place, b.place
        if first is None or second is None:
            return 0.0, ""
        if first.id and first.id == second.id:
            return self.settings.same_place, "same place"
        if first.id and second.id and (first.id in self.chain(second.id) or second.id in self.chain(first.id)):
            return self.settings.within_place, "one place lies in the other"
        if first.lat is not None and second.lat is not None and first.lon is not None and second.lon is not None:
            near = _kilometres(first.lat, first.lon, second.lat, second.lon)
            reach = _radius(first.precision) + _radius(second.precision)
            if near <= min(reach, 3.0):
                return self.settings.within_place, f"places {near:.1f} km apart"
            return None
        if first.name.casefold() == second.name.casefold():
            return self.settings.same_place, "same place name"
        return None if first.id and second.id else (0.0, "")

    def chain(self, place: str) -> tuple[str, ...]:
        """A place and those that contain it, short of a whole province or country."""
        found = self._chains.get(place)
        if found is None:
            out: list[str] = []
            at: str | None = place
            while at is not None and at in self.places and at not in out:
                if self.places[at].place_class in ("admin1", "country") and out:
                    break
                out.append(at)
                at = self.places[at].parent
            found = self._chains[place] = tuple(out)
        return found

    def _actors(self, a: EventClaim, b: EventClaim) -> list[tuple[float, str]]:
        out: list[tuple[float, str]] = []
        for role in ("agent", "target", "party"):
            first = {self.side(x.id, x.name) for x in a.actors if x.role == role}
            second = {self.side(x.id, x.name) for x in b.actors if x.role == role}
            if first and second:
                if first & second:
                    out.append((self.settings.same_actor, f"same {role}"))
                elif role == "agent":
                    out.append((self.settings.opposed_actor, "the blame differs"))
        return out

    def side(self, actor: str | None, name: str) -> str:
        """The side of an actor, for which blame is compared; a name stands for itself."""
        known = self.actors.get(actor or "")
        return (known.side or known.id) if known is not None else (actor or name.casefold())

    def _details(self, a: EventClaim, b: EventClaim) -> list[tuple[float, str]]:
        out: list[tuple[float, str]] = []
        if set(a.objects) & set(b.objects):
            out.append((self.settings.same_object, "same protected object"))
        tolls = {(q.outcome, q.best) for q in a.casualties if q.best} & {(q.outcome, q.best) for q in b.casualties}
        if tolls:
            out.append((self.settings.same_toll, "same toll"))
        return out


@lru_cache(maxsize=4096)
def acts_agree(a: str, b: str) -> bool:
    """True when one act is the other or a kind of it (*air strike*, *bombardment*, *attack*)."""
    return a == b or (family_of(a) == family_of(b) and (a in broader_acts(b) or b in broader_acts(a)))


def claim_days(claim: EventClaim) -> tuple[dt.date, dt.date] | None:
    """First and last day of a claim; None when it has none or is open at both ends."""
    time = claim.time
    if time is None or (time.start is None and time.end is None):
        return None
    start = dt.date.fromisoformat((time.start or time.end or "")[:10])
    end = dt.date.fromisoformat((time.end or time.start or "")[:10])
    return (start, end) if start <= end else (end, start)


def _radius(precision: str | None) -> float:
    return {"exact": 0.1, "vicinity": 0.3, "locality": 1.0, "quarter": 1.0, "town": 3.0, "near": 5.0}.get(
        precision or "", 2.0
    )


def _kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    x = math.radians(lon2 - lon1) * math.cos(math.radians((lat1 + lat2) / 2))
    return 6371.0 * math.hypot(x, math.radians(lat2 - lat1))
