"""What tracking knows of a case: its places, actors and documents, and the words for who speaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.claims import Claim, PlaceRef
from trucewatch.vocabulary.documents import Document

__all__ = ["Ground"]


@dataclass(frozen=True)
class Ground:
    """Indexes of a case. ``zone`` is the IANA zone of its local days, ``seats`` are ``<body>/<seat>`` of its bodies."""

    places: Mapping[str, GazetteerPlace]
    actors: Mapping[str, Actor]
    documents: Mapping[str, Document]
    zone: str
    seats: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        *,
        places: Iterable[GazetteerPlace],
        actors: Iterable[Actor],
        documents: Iterable[Document],
        zone: str,
        seats: Iterable[str] = (),
    ) -> Ground:
        """Index the records of a case."""
        return cls(
            {p.id: p for p in places}, {a.id: a for a in actors}, {d.id: d for d in documents}, zone, frozenset(seats)
        )

    def chain(self, place_id: str | None) -> Iterator[str]:
        """The place and those that contain it, nearest first."""
        seen: set[str] = set()
        while place_id is not None and place_id in self.places and place_id not in seen:
            seen.add(place_id)
            yield place_id
            place_id = self.places[place_id].parent

    def within(self, place_id: str | None, wanted: Iterable[str]) -> bool:
        """Whether a place is one of ``wanted`` or lies in one; anywhere where nothing is wanted."""
        asked = set(wanted)
        return not asked or bool(asked.intersection(self.chain(place_id))) or place_id in asked

    def neighbourhoods(self, area: str) -> tuple[str, ...]:
        """The quarters, villages and camps that lie in ``area`` and contain none of these themselves."""
        inside = [p for p in self.places.values() if p.id != area and area in self.chain(p.id)]
        parents = {p.parent for p in inside if p.place_class in _NEIGHBOURHOOD}
        return tuple(sorted(p.id for p in inside if p.place_class in _NEIGHBOURHOOD and p.id not in parents))

    def voice(self, claim: Claim) -> str:
        """The key of the origin: who is quoted, else the source or outlet of the document."""
        for speaker in claim.attribution:
            if not speaker.via:
                return speaker.id or speaker.name
        document = self.documents.get(claim.document)
        if document is None:
            return claim.document[:12]
        return document.source or document.outlet or document.name

    def published(self, claim: Claim) -> str | None:
        """The local day on which the document was published."""
        document = self.documents.get(claim.document)
        return document.published[:10] if document is not None and document.published else None

    def is_copy(self, claim: Claim) -> bool:
        """Whether the document repeats another."""
        document = self.documents.get(claim.document)
        return document is not None and document.duplicate is not None

    def where(self, place: PlaceRef | None) -> str | None:
        """The id of a place, else its name as told."""
        return None if place is None else place.id or place.name


_NEIGHBOURHOOD = frozenset({"quarter", "village", "camp"})
