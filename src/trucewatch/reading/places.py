"""Places as named in a text, resolved by features that a person can check: no model, population last.

A capital without a locative preposition stands for a government and is no place of an event. A region has no
point. Definite words that name no place (*la ville*, *the enclave*) mean the last place of their kind.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from trucewatch.places import Gazetteer
from trucewatch.reading.found import FoundPlace
from trucewatch.reading.headers import dateline_end
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.phrases import PhraseMatch
from trucewatch.reading.place_lexicon import Generic, PlaceLexicon, place_lexicon
from trucewatch.reading.place_names import PlaceNames
from trucewatch.reading.place_resolving import MARGIN, Named, Support, precision_of, resolve

__all__ = ["MARGIN", "find_places"]

_INSIDE = ("dans", "in", "في")


def find_places(text: ParsedText, gazetteer: Gazetteer) -> tuple[FoundPlace, ...]:
    """All places in order; one that stays ambiguous or is in no gazetteer has no id."""
    finder = _Finder(text, gazetteer, place_lexicon(text.lang))
    return finder.all()


class _Finder:
    def __init__(self, text: ParsedText, gazetteer: Gazetteer, lexicon: PlaceLexicon) -> None:
        self.text, self.tokens, self.lexicon = text, text.tokens, lexicon
        self.names = PlaceNames(text, gazetteer, lexicon)
        self.dateline = dateline_end(text.view.text)

    def all(self) -> tuple[FoundPlace, ...]:
        named = self.names.named()
        support = Support(named)
        found = [self._resolved(item, support) for item in named]
        return tuple(self._with_references(found, named))

    # -- resolving -----------------------------------------------------------------------------

    def _resolved(self, item: Named, support: Support) -> FoundPlace:
        answer = resolve(item, support)
        best, clear = answer.best, answer.clear
        start, end = self.tokens[item.first].start, self.tokens[item.last - 1].end
        rule = "unknown" if best is None else "theatre" if best.theatre else "general"
        return FoundPlace(
            start=start,
            end=end,
            name_start=self._name_start(item),
            name_end=end,
            id=best.id if best is not None and clear else None,
            lat=best.lat if best is not None and clear else None,
            lon=best.lon if best is not None and clear else None,
            precision="near" if item.near else precision_of(item.cls, best),
            candidates=answer.choices,
            rules=(f"places.{rule}",),
            locative=item.locative,
            metonym=self._metonym(item),
            near=item.near,
            abstained=None if clear else "unknown_place" if best is None else "ambiguous_place",
            relation="dateline" if end <= self.dateline else item.relation,
            seat=any(form in self.lexicon.seats for form in self.tokens[item.name_first].forms),
        )

    def _name_start(self, item: Named) -> int:
        """The name with its part or class word (*ouest d'Alep*, *province d'Idleb*), without a preposition."""
        first = item.first
        while first < item.name_first and (
            self.tokens[first].lower in self.lexicon.articles or self.tokens[first].lower in _INSIDE
        ):
            first += 1
        return self.tokens[first].start

    def _metonym(self, item: Named) -> bool:
        """A capital that stands for a government: bare, or where the words only tell whose something is."""
        if item.cls is not None or (item.locative and item.relation != "of") or item.first != item.name_first:
            return False
        if item.last - item.name_first != 1:
            return False
        return any(form in self.lexicon.capitals for form in self.tokens[item.name_first].forms)

    # -- references ------------------------------------------------------------------------------

    def _with_references(self, found: list[FoundPlace], named: list[Named]) -> list[FoundPlace]:
        taken = {k for item in named for k in range(item.first, item.last)}
        out, rest = [], list(found)
        for match in self.lexicon.generics.find(self.tokens):
            if any(k in taken for k in range(match.first, match.last)):
                continue
            start = self.tokens[match.first].start
            while rest and rest[0].start < start:
                out.append(rest.pop(0))
            reference = self._reference(match, out)
            if reference is not None:
                out.append(reference)
        return out + rest

    def _reference(self, match: PhraseMatch[list[Generic]], before: list[FoundPlace]) -> FoundPlace | None:
        """*la ville*: the span is that of these words, the name that of the place they mean."""
        generic = match.value[0]
        meant = self._meant(before, generic)
        if meant is None and not generic.open:
            return None
        sentence = self.text.sentence(match.start)
        relation = self.names.relation_at(match.first, sentence.first)
        at = self.names.back(match.first, sentence.first, self.names.part_before)
        start = self.tokens[self.names.part_before[at]].start if at is not None else match.start
        if at is not None:
            relation = self.names.relation_at(self.names.part_before[at], sentence.first) or relation
        if match.end <= self.dateline:
            return None
        if meant is None:
            return FoundPlace(
                start=start, end=match.end, name_start=match.start, name_end=match.end, id=None, lat=None, lon=None,
                precision=precision_of(generic.cls, None), candidates=(), rules=("places.generic",),
                locative=bool(relation), abstained="unknown_place", relation=relation,
            )  # fmt: skip
        return FoundPlace(
            start=start, end=match.end, name_start=meant.name_start, name_end=meant.name_end, id=meant.id,
            lat=meant.lat, lon=meant.lon, precision=meant.precision, candidates=meant.candidates,
            rules=(*meant.rules, "places.reference"), locative=bool(relation), abstained=meant.abstained,
            relation=relation, seat=meant.seat,
        )  # fmt: skip

    def _meant(self, before: list[FoundPlace], generic: Generic) -> FoundPlace | None:
        """The place of that kind that the text has named most often so far, the last one of those."""
        counts: Counter[str] = Counter()
        last: dict[str, FoundPlace] = {}
        for place in before:
            if self._can_mean(place, generic):
                key = place.id or self.text.view.fold[place.name_start : place.name_end]
                counts[key] += 1
                last.pop(key, None)
                last[key] = place
        most = max(counts.values(), default=0)
        return next((last[key] for key in reversed(last) if counts[key] == most), None)

    def _can_mean(self, place: FoundPlace, generic: Generic) -> bool:
        if "capital" in generic.kin:
            first = bisect_right(self.text.token_starts, place.name_start) - 1
            return any(form in self.lexicon.capitals for form in self.tokens[first].forms)
        if place.relation == "distance" or place.metonym:
            return False
        precision = place.precision or ("town" if place.relation == "at" else "")
        if place.name_end - place.name_start < 2 or place.relation == "from":
            return False
        return ("town" if precision == "near" else precision) in generic.kin
