"""Places as named in a text, resolved by features that a person can check: no model, population last.

A name of the theatre counts wherever it stands. A name of the general gazetteer needs a locative
preposition, a class word, or support from the other places of the text. A capital without a locative
preposition stands for a government and is no place of an event. A region has no point.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from msgspec import Struct

from trucewatch.places import Candidate, Gazetteer
from trucewatch.reading.found import FoundPlace, PlaceChoice
from trucewatch.reading.language_data import load_lexicon
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.phrases import PhraseMatch, PhraseMatcher
from trucewatch.reading.tokens import Token
from trucewatch.vocabulary.claims import PlacePrecision

__all__ = ["find_places"]

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


class ClassWord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word that says what kind of place follows (*quartier de*) or stands behind (*province*)."""

    cls: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class PlaceData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``places.yaml`` of a language."""

    id: str
    source: str
    locatives: tuple[str, ...]
    near: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    classes: tuple[ClassWord, ...] = ()
    parts: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()


class _Lexicon:
    def __init__(self, lang: str) -> None:
        data = load_lexicon(lang, "places", PlaceData)
        self.data = data
        self.locatives: PhraseMatcher[bool] = PhraseMatcher()
        for word in data.locatives:
            self.locatives.add(word, True)
        self.near: PhraseMatcher[bool] = PhraseMatcher()
        for word in data.near:
            self.near.add(word, True)
        self.before: PhraseMatcher[str] = PhraseMatcher()
        self.after: PhraseMatcher[str] = PhraseMatcher()
        for item in data.classes:
            for word in item.before:
                self.before.add(word, item.cls)
            for word in item.after:
                self.after.add(word, item.cls)
        self.parts: PhraseMatcher[bool] = PhraseMatcher()
        for word in data.parts:
            self.parts.add(word, True)
        self.articles = frozenset(data.articles)
        self.never = frozenset(data.never)
        self.particles = frozenset(data.particles)
        self.capitals = frozenset(data.capitals)


@lru_cache(maxsize=8)
def _lexicon(lang: str) -> _Lexicon:
    return _Lexicon(lang)


@dataclass(frozen=True, slots=True)
class _Named:
    first: int
    last: int
    name_first: int
    candidates: tuple[Candidate, ...]
    cls: str | None
    locative: bool
    near: bool


def find_places(text: ParsedText, gazetteer: Gazetteer) -> tuple[FoundPlace, ...]:
    """All places in order; one that stays ambiguous has no id and keeps its candidates."""
    finder = _Finder(text, gazetteer, _lexicon(text.lang))
    named = finder.named()
    return tuple(finder.resolved(item, named) for item in named)


class _Finder:
    def __init__(self, text: ParsedText, gazetteer: Gazetteer, lexicon: _Lexicon) -> None:
        self.text = text
        self.tokens = text.tokens
        self.gazetteer = gazetteer
        self.lexicon = lexicon
        self.starts = {s.first for s in text.sentences} | {text.token_at(q.start) for q in text.quotations}
        self._anchors: tuple[Counter[str], list[tuple[float, float]]] | None = None

    # -- names ---------------------------------------------------------------------------------

    def named(self) -> list[_Named]:
        out: list[_Named] = []
        for sentence in self.text.sentences:
            i = sentence.first
            while i < sentence.last:
                found = self._at(i, sentence.first, sentence.last)
                if found is None:
                    i += 1
                else:
                    out.append(found)
                    i = found.last
        return out

    def _at(self, i: int, low: int, stop: int) -> _Named | None:
        token = self.tokens[i]
        if token.kind != "word" or not self._may_begin(i):
            return None
        for length in range(min(4, stop - i), 0, -1):
            last = i + length
            if self.tokens[last - 1].kind != "word" or not self._may_end(last - 1, i):
                continue
            found = self._lookup(i, last)
            if found:
                return self._dressed(i, last, found, low, stop)
        return None

    def _may_begin(self, i: int) -> bool:
        token = self.tokens[i]
        if token.lower in self.lexicon.never or token.fold in self.lexicon.never:
            return False
        if self.text.lang == "ar":
            return len(token.fold) > 2
        if token.capital:
            return True
        return token.lower in self.lexicon.particles and i + 1 < len(self.tokens) and self.tokens[i + 1].capital

    def _may_end(self, i: int, first: int) -> bool:
        return self.text.lang == "ar" or self.tokens[i].capital or i == first

    def _lookup(self, first: int, last: int) -> tuple[Candidate, ...]:
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        name = self.text.view.text[start:end]
        found = self.gazetteer.candidates(name)
        if found or self.text.lang != "ar":
            return found
        rest = self.text.view.fold[self.tokens[first].end : end]
        for form in self.tokens[first].forms[1:4]:
            if len(form) > 2:
                found = self.gazetteer.candidates(form + rest)
                if found:
                    return found
        return ()

    def _dressed(self, first: int, last: int, found: tuple[Candidate, ...], low: int, stop: int) -> _Named | None:
        """Add class word, locative preposition and parts; refuse a bare word that is no place here."""
        begin = first
        cls: str | None = None
        for back in range(1, 5):
            at = first - back
            if at < low:
                break
            match = self.lexicon.before.at(self.tokens, at, first)
            if match is not None and self._only_articles(match.last, first):
                cls, begin = match.value[0], at
                break
        behind = self.lexicon.after.at(self.tokens, last, stop) if last < stop else None
        if behind is not None and cls is None:
            cls, last = behind.value[0], behind.last
        near = locative = False
        head = begin
        close: PhraseMatch[list[bool]] | None
        for back in range(1, 5):
            at = begin - back
            if at < low:
                break
            close = self.lexicon.near.at(self.tokens, at, begin)
            if close is not None and self._only_articles(close.last, begin):
                near = locative = True
                head = at
                break
        part = self._part_before(begin, low)
        if part is not None:
            begin = head = part
        if not locative:
            locative = self._preposed(begin, low)
        if self.text.lang == "ar" and not locative:
            locative = self._joined_preposition(begin)
        if not self._accepted(first, last, found, cls, locative):
            return None
        return _Named(min(head, begin), last, first, found, cls, locative or cls is not None or part is not None, near)

    def _only_articles(self, first: int, last: int) -> bool:
        return all(t.lower in self.lexicon.articles for t in self.tokens[first:last])

    def _part_before(self, begin: int, low: int) -> int | None:
        for back in range(1, 6):
            at = begin - back
            if at < low:
                return None
            match = self.lexicon.parts.at(self.tokens, at, begin)
            if match is not None and self._only_articles(match.last, begin):
                return at
        return None

    def _preposed(self, begin: int, low: int) -> bool:
        for back in range(1, 4):
            at = begin - back
            if at < low:
                return False
            match = self.lexicon.locatives.at(self.tokens, at, begin)
            if match is not None and self._only_articles(match.last, begin):
                return True
        return False

    def _joined_preposition(self, begin: int) -> bool:
        fold = self.tokens[begin].fold
        return fold.startswith(("ب", "وب", "لل")) and len(self.tokens[begin].forms) > 1

    def _accepted(self, first: int, last: int, found: tuple[Candidate, ...], cls: str | None, locative: bool) -> bool:
        if found[0].theatre or cls is not None:
            return True
        own = any(c.id.startswith("own:") for c in found)
        if own and (last - first > 1 or locative or self.text.lang != "ar" or len(self.tokens[first].fold) > 4):
            return True
        largest = max(c.population for c in found)
        if self.text.lang == "ar":
            return locative and largest >= 50_000
        if self._person(first, last):
            return False
        if locative:
            return last - first > 1 or first not in self.starts or largest >= 20_000
        if any(c.place_class == "country" for c in found):
            return True
        return first not in self.starts and largest >= 300_000

    def _person(self, first: int, last: int) -> bool:
        """Capitalised neighbours make it part of a name (*Jean-Marc Ayrault*, *Nice Matin*)."""
        before = self.tokens[first - 1] if first else None
        after = self.tokens[last] if last < len(self.tokens) else None
        if (
            after is not None
            and after.kind == "word"
            and after.capital
            and after.start - self.tokens[last - 1].end == 1
        ):
            return True
        close = before is not None and before.kind == "word" and before.capital and first - 1 not in self.starts
        return bool(
            close and before is not None and self.tokens[first].start - before.end == 1 and len(before.lower) > 2
        )

    # -- resolving -----------------------------------------------------------------------------

    def resolved(self, item: _Named, everything: Sequence[_Named]) -> FoundPlace:
        scored = self._scored(item, everything)
        best, score = scored[0]
        margin = score - scored[1][1] if len(scored) > 1 else 1.0
        choices = tuple(
            PlaceChoice(c.name, c.id, c.lat, c.lon, round(max(0.0, min(1.0, s)), 2)) for c, s in scored[:_MOST]
        )
        clear = margin >= MARGIN or best.theatre or _same_spot(scored[0][0], scored[1][0])
        start, end = self.tokens[item.first].start, self.tokens[item.last - 1].end
        name_start = self.tokens[item.name_first].start
        found = FoundPlace(
            start=start,
            end=end,
            name_start=self._name_start(item),
            name_end=end,
            id=best.id if clear else None,
            lat=best.lat if clear else None,
            lon=best.lon if clear else None,
            precision=self._precision(item, best),
            candidates=choices if len(choices) > 1 else (),
            rules=(f"places.{'theatre' if best.theatre else 'general'}",),
            locative=item.locative,
            metonym=self._metonym(item, name_start),
            near=item.near,
            abstained=None if clear else "ambiguous_place",
        )
        return replace(found, precision="near") if item.near else found

    def _name_start(self, item: _Named) -> int:
        """The name with its part or class word (*ouest d'Alep*, *province d'Idleb*), without a preposition."""
        first = item.first
        while first < item.name_first and self.tokens[first].lower in (*self.lexicon.articles, "dans", "in", "في"):
            first += 1
        return self.tokens[first].start

    def _scored(self, item: _Named, everything: Sequence[_Named]) -> list[tuple[Candidate, float]]:
        countries, points = self._support(everything)
        others = countries.copy()
        scored: list[tuple[Candidate, float]] = []
        for candidate in item.candidates:
            score = 0.3 + (0.15 if candidate.exact else 0.0) + (0.3 if candidate.theatre else 0.0)
            score += 0.12 if candidate.id.startswith("own:") else 0.0
            if item.cls is not None:
                score += 0.2 if item.cls == candidate.place_class else 0.0
            if candidate.country and others[candidate.country] > (1 if len(item.candidates) > 1 else 0):
                score += 0.2
            score += 0.1 * _nearness(candidate, points)
            score += 0.15 if candidate.place_class == "country" else 0.0
            score += 0.02 * math.log10(1 + candidate.population)
            scored.append((candidate, score))
        scored.sort(key=lambda pair: (-pair[1], pair[0].id))
        if len(scored) == 1:
            return scored
        return scored

    def _support(self, everything: Sequence[_Named]) -> tuple[Counter[str], list[tuple[float, float]]]:
        if self._anchors is None:
            countries: Counter[str] = Counter()
            points: list[tuple[float, float]] = []
            for item in everything:
                countries.update({c.country for c in item.candidates if c.country})
                if len(item.candidates) == 1 and item.candidates[0].lat is not None:
                    points.append((item.candidates[0].lat, item.candidates[0].lon or 0.0))
            self._anchors = (countries, points[:12])
        return self._anchors

    def _precision(self, item: _Named, best: Candidate) -> PlacePrecision | None:
        if item.cls is not None and item.cls in _PRECISION:
            return _PRECISION[item.cls]
        return _PRECISION.get(best.place_class)

    def _metonym(self, item: _Named, position: int) -> bool:
        if item.locative or item.cls is not None:
            return False
        word: Token = self.tokens[item.name_first]
        del position
        return item.last - item.name_first == 1 and any(form in self.lexicon.capitals for form in word.forms)


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
