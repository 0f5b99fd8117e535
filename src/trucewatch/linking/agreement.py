"""What the claims of an incident agree on: time, place, actors; and what they dispute."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from trucewatch.linking.features import Features
from trucewatch.linking.place_relations import PlaceRelations
from trucewatch.linking.place_tree import PlaceNode, PlaceTree, precision_of
from trucewatch.linking.taxonomy import acts_agree
from trucewatch.vocabulary.claims import PlaceRef, TimePrecision
from trucewatch.vocabulary.incidents import IncidentActor, IncidentPlace, IncidentTime

__all__ = ["actors_of", "agreed_place", "agreed_time", "disputed_slots"]

_FINE = ("exact", "vicinity", "locality", "quarter", "town", "near", "admin2", "line_or_area", "sea_or_air", "admin1")


def agreed_time(claims: Sequence[Features]) -> IncidentTime:
    """The days common to the claims that tell of days, and all that they span when there are none.

    Claims that give only weeks or months count where no claim gives a day; then all that they span.
    """
    dated = [claim for claim in claims if claim.dated]
    if not dated:
        return IncidentTime()
    ids = tuple(claim.claim.id for claim in dated)
    told = [claim for claim in dated if claim.narrow]
    days = [(claim.start, claim.end) for claim in told or dated]
    starts = [start for start, _ in days if start is not None]
    ends = [end for _, end in days if end is not None]
    if all(c.claim.time is not None and c.claim.time.precision == "open" and c.claim.time.end is None for c in dated):
        return IncidentTime(start=_date(min(starts)), end=None, precision="open", claims=ids)
    start, end = (max(starts), min(ends)) if told else (min(starts), max(ends))
    if start > end:
        start, end = min(starts), max(ends)
    return IncidentTime(start=_date(start), end=_date(end), precision=_precision(dated, start, end), claims=ids)


def _precision(told: Sequence[Features], start: int, end: int) -> TimePrecision:
    fitting = {
        claim.claim.time.precision
        for claim in told
        if claim.claim.time is not None and (claim.start, claim.end) == (start, end)
    }
    if len(fitting) == 1 and not fitting & {"open", "range"}:
        return next(iter(fitting))
    return "day" if start == end else "range"


def _date(day: int) -> str:
    return dt.date.fromordinal(day).isoformat()


def agreed_place(claims: Sequence[Features], tree: PlaceTree, relations: PlaceRelations) -> IncidentPlace | None:
    """The most precise place on which no claim disagrees; where claims name places apart, the smallest one
    that holds them all, else the place that most claims name."""
    placed = [(claim.place, claim.claim.place, claim.claim.id) for claim in claims]
    told = [(node, place, claim) for node, place, claim in placed if node is not None and place is not None]
    if not told:
        return None
    nodes: dict[str, PlaceNode] = {}
    for node, _, _ in told:
        nodes.setdefault(node.key, node)
    order = {key: n for n, key in enumerate(nodes)}
    for node, place, _ in sorted(told, key=lambda t: (*_fineness(t[0], t[1]), order[t[0].key])):
        others = [other for key, other in nodes.items() if key != node.key]
        if not any(_apart(node, other, relations) or _holds(node, other) for other in others):
            return _incident_place(place, tuple(c for other, _, c in told if _tells_of(other, node, relations)))
    common = tree.finest_common([node.id or "" for node, _, _ in told])
    if common is not None and common in tree.places:
        known = tree.places[common]
        name = known.label.get("en") or next(iter(known.label.values()), known.id)
        ref = PlaceRef(name=name, id=known.id, lat=known.lat, lon=known.lon, precision=precision_of(known))
        return _incident_place(ref, tuple(claim for _, _, claim in told))
    counts = Counter(node.key for node, _, _ in told)
    most = min(counts, key=lambda key: (-counts[key], order[key]))
    place = next(place for node, place, _ in told if node.key == most)
    return _incident_place(place, tuple(claim for node, _, claim in told if node.key == most))


def _apart(a: PlaceNode, b: PlaceNode, relations: PlaceRelations) -> bool:
    """True when what is at one is not at the other; an unresolved name is apart from nothing."""
    if _holds(a, b) or _holds(b, a):
        return False
    return relations.between(a, b) is None or (a.id is not None and b.id is not None)


def _tells_of(other: PlaceNode, node: PlaceNode, relations: PlaceRelations) -> bool:
    relation = relations.between(other, node)
    return _holds(other, node) or (relation is not None and relation.told)


def _holds(wider: PlaceNode, finer: PlaceNode) -> bool:
    return wider.key == finer.key or (wider.id is not None and wider.id in finer.inside)


def _fineness(node: PlaceNode, place: PlaceRef) -> tuple[int, bool, int]:
    """Of two places told as closely, the one with an id first, then the one that more places hold."""
    precision = place.precision or ""
    return (_FINE.index(precision) if precision in _FINE else len(_FINE), node.id is None, -len(node.inside))


def _incident_place(place: PlaceRef, claims: tuple[str, ...]) -> IncidentPlace:
    return IncidentPlace(
        name=place.name, id=place.id, lat=place.lat, lon=place.lon, precision=place.precision, claims=claims
    )


def actors_of(claims: Sequence[Features], role: str) -> tuple[IncidentActor, ...]:
    """Those in a role, in the order in which claims name them."""
    found: dict[str, tuple[str, str | None, list[str]]] = {}
    for claim in claims:
        for actor in claim.claim.actors:
            if actor.role == role:
                key = actor.id or f"name:{' '.join(actor.name.casefold().split())}"
                found.setdefault(key, (actor.name, actor.id, []))[2].append(claim.claim.id)
    return tuple(
        IncidentActor(name=name, id=known, claims=tuple(dict.fromkeys(ids))) for name, known, ids in found.values()
    )


def disputed_slots(claims: Sequence[Features], relations: PlaceRelations) -> Iterator[str]:
    """What different claims tell differently of one occurrence: ``act``, ``agent``, ``place``, ``time``."""
    acts = sorted({claim.act for claim in claims})
    if any(not acts_agree(a, b) for a, b in combinations(acts, 2)):
        yield "act"
    blamed = list({(c.agents, c.speaker): c for c in claims if c.agents}.values())
    if any(a.agents.opposes(b.agents) and a.speaker != b.speaker for a, b in combinations(blamed, 2)):
        yield "agent"
    nodes = list({claim.place.key: claim.place for claim in claims if claim.place is not None}.values())
    if any(_apart(a, b, relations) for a, b in combinations(nodes, 2)):
        yield "place"
    days = sorted({(c.start, c.end) for c in claims if c.narrow and c.start is not None and c.end is not None})
    if any(a[1] < b[0] for a, b in combinations(days, 2)):
        yield "time"
