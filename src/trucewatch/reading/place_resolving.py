"""Which entry of the gazetteer a place name means: features that a person can check, population last."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from trucewatch.places import Candidate
from trucewatch.reading.found import PlaceChoice
from trucewatch.vocabulary.claims import PlacePrecision

__all__ = ["MARGIN", "Answer", "Named", "Support", "precision_of", "resolve"]

MARGIN = 0.08
_MOST = 5
_PRECISION: dict[str, PlacePrecision] = {
    "country": "country",
    "admin1": "admin1",
    "admin2": "admin2",
    "city": "town",
    "town": "town",
    "village": "town",
    "quarter": "quarter",
    "camp": "locality",
    "crossing": "locality",
    "base": "locality",
    "hospital": "vicinity",
    "school": "vicinity",
    "market": "vicinity",
    "airport": "locality",
    "site": "locality",
    "bridge": "vicinity",
    "road": "line_or_area",
    "river": "line_or_area",
    "line": "line_or_area",
    "area": "line_or_area",
    "sea": "sea_or_air",
}


class Named(Struct, frozen=True, gc=False):
    """A place name over the tokens ``[first, last)``, the bare name from ``name_first``; no candidates: unknown.

    ``relation`` is how the words around it lead to it: ``at``, ``from``, ``to``, ``of``, ``distance``,
    ``container`` (*Djibo, dans le Sahel*: the region of the place before it) or empty. ``sure`` is false for a name
    that only the other places of the text can bear out.
    """

    first: int
    last: int
    name_first: int
    candidates: tuple[Candidate, ...]
    cls: str | None
    locative: bool
    near: bool
    relation: str = ""
    sure: bool = True


class Answer(Struct, frozen=True, gc=False):
    """The best entry, or none with the reason, and what else it could be."""

    best: Candidate | None
    clear: bool
    choices: tuple[PlaceChoice, ...]


class Support:
    """What the other places of a text say: their countries, and the points of those that can mean one place only."""

    def __init__(self, everything: Sequence[Named]) -> None:
        self.countries: Counter[str] = Counter()
        points: list[tuple[float, float]] = []
        for item in everything:
            self.countries.update({c.country for c in item.candidates if c.country})
            if len(item.candidates) == 1 and item.candidates[0].lat is not None:
                points.append((item.candidates[0].lat, item.candidates[0].lon or 0.0))
        self.points = points[:12]
        self.answers: dict[tuple[int, str | None], Answer] = {}  # by the candidates themselves, which the names hold


def resolve(item: Named, support: Support) -> Answer:
    """The entry that the features point to; not ``clear`` when two are nearly as likely and lie apart."""
    if not item.candidates:
        return Answer(None, False, ())
    known = support.answers.get((id(item.candidates), item.cls))
    if known is None:
        known = support.answers[id(item.candidates), item.cls] = _resolved(item, support)
    return known


def _resolved(item: Named, support: Support) -> Answer:
    scored = [(candidate, _score(candidate, item, support)) for candidate in item.candidates]
    scored.sort(key=lambda pair: (-pair[1], pair[0].id))
    best, score = scored[0]
    margin = score - scored[1][1] if len(scored) > 1 else 1.0
    clear = margin >= MARGIN or best.theatre or _same_spot(scored[0][0], scored[1][0])
    choices = tuple(PlaceChoice(c.name, c.id, c.lat, c.lon, round(max(0.0, min(1.0, s)), 2)) for c, s in scored[:_MOST])
    return Answer(best, clear, choices if len(choices) > 1 else ())


def precision_of(cls: str | None, best: Candidate | None) -> PlacePrecision | None:
    """The class word tells the precision, else the entry does."""
    if cls is not None and cls in _PRECISION:
        return _PRECISION[cls]
    return _PRECISION.get(best.place_class) if best is not None else None


def _score(candidate: Candidate, item: Named, support: Support) -> float:
    score = 0.3 + (0.15 if candidate.exact else 0.0) + (0.3 if candidate.theatre else 0.0)
    score += 0.12 if candidate.id.startswith("own:") else 0.0
    if item.cls is not None:
        score += 0.2 if item.cls == candidate.place_class else 0.0
    if candidate.country and support.countries[candidate.country] > (1 if len(item.candidates) > 1 else 0):
        score += 0.2
    score += 0.1 * _nearness(candidate, support.points)
    score += 0.15 if candidate.place_class == "country" else 0.0
    return score + 0.02 * math.log10(1 + candidate.population)


def _nearness(candidate: Candidate, points: Sequence[tuple[float, float]]) -> float:
    """1 beside another place of the text, falling to 0 at some ten degrees."""
    if candidate.lat is None or candidate.lon is None or not points:
        return 0.0
    nearest = min(math.hypot(candidate.lat - lat, candidate.lon - lon) for lat, lon in points)
    return max(0.0, 1.0 - nearest / 10.0)


def _same_spot(a: Candidate, b: Candidate) -> bool:
    """A town and the district of the same name are one answer."""
    if None in (a.lat, a.lon, b.lat, b.lon):
        return a.country == b.country
    assert a.lat is not None
    assert b.lat is not None
    return abs(a.lat - b.lat) < 0.25 and abs((a.lon or 0.0) - (b.lon or 0.0)) < 0.25
