"""Whose word it first was: copies and relays collapse into the first origin.

A copy of a text adds nothing. Two outlets that both cite one speaker are one origin for what it says.
Outlets of one owner are one house. Independence is counted between houses, never between outlets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trucewatch.vocabulary.actors import Actor
from trucewatch.vocabulary.claims import Claim
from trucewatch.vocabulary.documents import Document, Source

__all__ = ["OriginIndex", "OriginKey"]


@dataclass(frozen=True, slots=True)
class OriginKey:
    """The first origin of a claim: a stable key, the name, its kind, interest and house."""

    key: str
    name: str
    kind: str | None
    interest: str | None
    house: str


class OriginIndex:
    """Finds the origin of each claim."""

    def __init__(self, documents: Mapping[str, Document], sources: Sequence[Source], actors: Sequence[Actor]) -> None:
        self._documents = documents
        self._sources = {source.id: source for source in sources}
        self._actors = {actor.id: actor for actor in actors}
        self._by_name: dict[str, str] = {}
        for source in sources:
            for name in (source.name, *(n for many in source.names.values() for n in many)):
                self._by_name.setdefault(_key(name), source.id)

    def first_document(self, document: str) -> str:
        """The document that a copy repeats, at the end of the chain; a loop ends where it closes."""
        seen: set[str] = set()
        while document not in seen:
            seen.add(document)
            record = self._documents.get(document)
            if record is None or record.duplicate is None or record.duplicate_of is None:
                break
            document = record.duplicate_of
        return document

    def is_copy(self, claim: Claim) -> bool:
        """True when the claim stands in a copy of an earlier text."""
        return self.first_document(claim.document) != claim.document

    def origin(self, claim: Claim) -> OriginKey:
        """The origin of a claim: its innermost speaker, else the outlet of the first text."""
        for voice in claim.attribution:
            if not voice.via:
                return self._named(voice.id, voice.name)
        document = self._documents.get(self.first_document(claim.document))
        if document is None:
            return OriginKey(f"document:{claim.document[:16]}", claim.document[:16], None, None, claim.document)
        if document.source:
            return self._named(document.source, document.source)
        if document.outlet:
            return self._named(None, document.outlet)
        return OriginKey(f"document:{document.id[:16]}", document.name, None, None, document.id)

    def outlet(self, claim: Claim) -> str:
        """Through whom the claim was heard: the document's source or outlet."""
        document = self._documents.get(claim.document)
        if document is None:
            return claim.document[:16]
        return document.source or document.outlet or document.name

    def _named(self, known: str | None, name: str) -> OriginKey:
        source = self._sources.get(known or "") or self._sources.get(self._by_name.get(_key(name), ""))
        if source is not None:
            house = source.owner or source.id
            return OriginKey(source.id, source.name, source.kind, source.interest, house)
        actor = self._actors.get(known or "")
        if actor is not None:
            label = actor.label.get("en") or next(iter(actor.label.values()), actor.id)
            return OriginKey(actor.id, label, actor.kind, self._interest(actor), self._house(actor))
        return OriginKey(known or f"name:{_key(name)}", name, None, None, known or f"name:{_key(name)}")

    def _interest(self, actor: Actor) -> str | None:
        """A party speaks in its own interest; a person in that of the body he or she belongs to."""
        if actor.side is not None:
            return actor.side
        if actor.kind in ("state", "government", "armed_forces", "armed_group", "coalition", "political_body"):
            return actor.id
        for other in actor.affiliations:
            if other in self._actors and other != actor.id:
                return self._actors[other].side or other
        return None

    def _house(self, actor: Actor) -> str:
        return actor.affiliations[0] if actor.kind == "person" and actor.affiliations else actor.side or actor.id


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
