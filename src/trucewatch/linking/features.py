"""What of an event claim is compared, worked out once a claim: days, place, blocs, toll, words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from trucewatch.intake.shingles import normalised_words
from trucewatch.linking.blocs import Blocs
from trucewatch.linking.origins import OriginIndex
from trucewatch.linking.place_tree import PlaceNode, PlaceTree
from trucewatch.linking.settings import LinkSettings
from trucewatch.linking.taxonomy import is_bound_to_place, is_state, root_act
from trucewatch.vocabulary.claims import EventClaim, TimeSpan
from trucewatch.vocabulary.documents import Document, Source

__all__ = ["LONGEST_DAYS", "OCCURRENCES", "FeatureReader", "Features", "Party", "Toll", "claim_days", "tolls_clash"]

OCCURRENCES = frozenset({"occurred", "ongoing", "ended", "attempted"})
LONGEST_DAYS = 31

Toll: TypeAlias = tuple[float | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Party:
    """Those in one role: blocs of the known ones, folded names of the others."""

    blocs: frozenset[str]
    names: frozenset[str]

    def meets(self, other: Party) -> bool:
        """True when one of them is in both."""
        return not (self.blocs.isdisjoint(other.blocs) and self.names.isdisjoint(other.names))

    def opposes(self, other: Party) -> bool:
        """True when the known ones of both lie in different blocs. A bare name opposes nobody."""
        return bool(self.blocs and other.blocs) and not self.meets(other)

    def __bool__(self) -> bool:
        return bool(self.blocs or self.names)


@dataclass(frozen=True, slots=True)
class Features:
    """The compared side of a claim.

    ``start`` and ``end`` are day numbers, for an undated claim those of the days before publication.
    ``length`` counts the days after the first; ``narrow`` is True for a dated claim of one day or night.
    ``hour`` is set only where the text gives a clock time. ``text`` is the first document of its chain of
    copies; ``rows`` is True where every claim is a row of its own (a dataset). ``tolls`` maps outcome and
    kind of person to low, best, high.
    """

    claim: EventClaim
    act: str
    root: str
    bound: bool
    state: bool
    real: bool
    start: int | None
    end: int | None
    length: int
    dated: bool
    narrow: bool
    hour: float | None
    place: PlaceNode | None
    agents: Party
    targets: Party
    parties: Party
    objects: frozenset[str]
    weapon: str | None
    tolls: Mapping[tuple[str, str | None], Toll]
    words: frozenset[str]
    text: str
    rows: bool
    speaker: str


class FeatureReader:
    """Reads features off claims with the places, actors and documents of a case."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        sources: Mapping[str, Source],
        tree: PlaceTree,
        blocs: Blocs,
        origins: OriginIndex,
        settings: LinkSettings,
    ) -> None:
        self._documents = documents
        self._sources = sources
        self._tree = tree
        self._blocs = blocs
        self._origins = origins
        self._settings = settings

    def read(self, claim: EventClaim) -> Features:
        """The features of one claim."""
        document = self._documents.get(claim.document)
        published = _day(document.published if document else None)
        days = claim_days(claim.time, published)
        start, end = days or (None, None)
        if days is None and published is not None:
            start, end = published - self._settings.undated_days, published
        length = end - start if start is not None and end is not None else 0
        return Features(
            claim=claim,
            act=claim.act,
            root=root_act(claim.act),
            bound=is_bound_to_place(claim.act),
            state=is_state(claim.act) and claim.status == "ongoing",
            real=claim.status in OCCURRENCES,
            start=start,
            end=end,
            length=length,
            dated=days is not None,
            narrow=days is not None and length <= 1,
            hour=_hour(claim.time),
            place=self._tree.node(claim.place) if claim.place is not None else None,
            agents=self._party(claim, "agent"),
            targets=self._party(claim, "target"),
            parties=self._party(claim, "party"),
            objects=frozenset(claim.objects),
            weapon=claim.weapon.code if claim.weapon is not None and claim.weapon.code != "other" else None,
            tolls=_tolls(claim),
            words=frozenset(word for word in normalised_words(claim.text) if len(word) > 2),
            text=self._origins.first_document(claim.document),
            rows=self._in_rows(document),
            speaker=self._origins.origin(claim).key,
        )

    def _in_rows(self, document: Document | None) -> bool:
        if document is None:
            return False
        source = self._sources.get(document.source or "")
        return document.media == "text/csv" or (source is not None and source.kind == "dataset")

    def _party(self, claim: EventClaim, role: str) -> Party:
        named = [actor for actor in claim.actors if actor.role == role]
        return Party(
            frozenset(self._blocs.of_actor(actor.id) for actor in named if actor.id),
            frozenset(" ".join(normalised_words(actor.name)) for actor in named if not actor.id),
        )


def claim_days(time: TimeSpan | None, published: int | None = None) -> tuple[int, int] | None:
    """First and last day as day numbers; None when no day is told.

    What is open towards the present ends on the day of publication.
    """
    if time is None:
        return None
    start, end = _day(time.start), _day(time.end)
    if start is None and end is None:
        return None
    if end is None and time.precision == "open" and published is not None and start is not None:
        return start, max(start, published)
    first, last = start if start is not None else end, end if end is not None else start
    assert first is not None
    assert last is not None
    return min(first, last), max(first, last)


def _day(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10]).toordinal()
    except ValueError:  # a month or a year alone is no day
        return None


def _hour(time: TimeSpan | None) -> float | None:
    if time is None or time.precision != "instant" or time.start is None or "T" not in time.start:
        return None
    try:
        at = dt.datetime.fromisoformat(time.start)
    except ValueError:
        return None
    return at.hour + at.minute / 60


def _tolls(claim: EventClaim) -> dict[tuple[str, str | None], Toll]:
    found: dict[tuple[str, str | None], Toll] = {}
    for quantity in claim.casualties:
        if isinstance(quantity.outcome, str) and quantity.unit == "persons" and quantity.subset_of is None:
            found.setdefault((quantity.outcome, quantity.who), (quantity.low, quantity.best, quantity.high))
    return found


def tolls_clash(a: Toll, b: Toll) -> tuple[float, float] | None:
    """The greater low and the lesser high of two tolls that cannot both hold; None when they can."""
    low = max(a[0] or 0, b[0] or 0)
    high = min(x if x is not None else float("inf") for x in (a[2], b[2]))
    return (low, high) if low > high else None
