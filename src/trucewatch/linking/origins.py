"""Whose word it first was: copies and relays collapse into the first origin.

A copy of a text adds nothing, and what is compiled from others is no voice beside them.
Two outlets that both cite one speaker are one origin for what it says.
Independence is counted between blocs, never between outlets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from trucewatch.intake.shingles import normalised_words
from trucewatch.linking.blocs import Blocs
from trucewatch.vocabulary.actors import Actor
from trucewatch.vocabulary.claims import Claim
from trucewatch.vocabulary.documents import TABLE_MEDIA, Document, Source

__all__ = ["OriginIndex", "OriginKey", "first_documents"]

_PARTIES = frozenset({"state", "government", "armed_forces", "armed_group", "coalition", "political_body"})
_LONGEST_NAME = 8
_SHORTEST_NAME = 5


@dataclass(frozen=True, slots=True)
class OriginKey:
    """The first origin of a claim. ``bloc`` is whom it counts with; ``own`` is True when it speaks in its own text.

    ``upstream`` are blocs from which it may have what it says: it adds no voice beside any of them.
    """

    key: str
    name: str
    kind: str | None
    interest: str | None
    bloc: str
    own: bool = False
    upstream: frozenset[str] = frozenset()


class OriginIndex:
    """Finds the origin of each claim."""

    def __init__(
        self, documents: Mapping[str, Document], sources: Sequence[Source], actors: Sequence[Actor], blocs: Blocs
    ) -> None:
        self._documents = documents
        self._first = first_documents(documents)
        self._sources = {source.id: source for source in sources}
        self._actors = {actor.id: actor for actor in actors}
        self._blocs = blocs
        self._names: dict[str, str] = {}
        self._acronyms: dict[str, str] = {}
        spoken = [(s.id, (s.name, *_spellings(s.names))) for s in sorted(sources, key=lambda s: s.id)]
        spoken += [(a.id, (*a.label.values(), *_spellings(a.names))) for a in sorted(actors, key=lambda a: a.id)]
        for known, names in spoken:
            for name in names:
                if folded := fold(name):
                    self._names.setdefault(folded, known)
                if name.isupper() and name.isalpha():
                    self._acronyms.setdefault(name, known)

    def first_document(self, document: str) -> str:
        """The document that a copy repeats, at the end of the chain."""
        return self._first.get(document, document)

    def steps_to_first(self, document: str) -> int:
        """How many copies lie between a document and the first one of its chain; 0 for that one."""
        first, steps = self.first_document(document), 0
        while document != first and steps < len(self._documents):
            document = self._documents[document].duplicate_of or first
            steps += 1
        return steps

    def published(self, claim: Claim) -> str:
        """When a claim's document was published; last of all where it is not known."""
        document = self._documents.get(claim.document)
        return (document.published if document else None) or "9999"

    def origin(self, claim: Claim) -> OriginKey:
        """The innermost speaker, else the relay that alone is named, else the outlet of the first text."""
        outlet = self._outlet(claim)
        if not claim.attribution:
            return outlet
        voices = [voice for voice in claim.attribution if not voice.via] or [claim.attribution[0]]
        speaker = self._named(voices[0].id, voices[0].name) or self._unknown(voices[0].name, outlet)
        if speaker.key == outlet.key:
            return outlet
        # a row that names several originals may have its words from any of them
        others = [self._named(v.id, v.name) or self._unknown(v.name, outlet) for v in voices[1:]]
        if others and self._is_table(claim):
            return replace(speaker, upstream=speaker.upstream | {other.bloc for other in others} - {speaker.bloc})
        return speaker

    def outlet(self, claim: Claim) -> str:
        """Through whom the claim was heard: the document's source or outlet."""
        document = self._documents.get(claim.document)
        if document is None:
            return claim.document[:16]
        return document.source or document.outlet or document.name

    def _outlet(self, claim: Claim) -> OriginKey:
        first = self.first_document(claim.document)
        document = self._documents.get(first)
        name = (document.source or document.outlet) if document is not None else None
        if document is None or name is None:
            shown = document.name if document is not None else first[:16]
            return OriginKey(f"document:{first[:16]}", shown, None, None, f"document:{first}", own=True)
        found = self._named(document.source, name)
        if found is None:
            key = f"name:{fold(name)}"
            return OriginKey(key, name, None, None, key, own=True)
        return OriginKey(found.key, found.name, found.kind, found.interest, found.bloc, True, found.upstream)

    def _is_table(self, claim: Claim) -> bool:
        document = self._documents.get(claim.document)
        source = self._sources.get(document.source or "") if document is not None else None
        return (document is not None and document.media in TABLE_MEDIA) or (
            source is not None and source.kind == "dataset"
        )

    def _compiled_from(self, source: Source) -> frozenset[str]:
        """The blocs of what a source is made of, and of what these are made of in turn."""
        found: dict[str, None] = {}
        ahead = [*source.compiled_from]
        while ahead:
            name = ahead.pop()
            if name not in found and name != source.id:
                found[name] = None
                above = self._sources.get(name)
                ahead += above.compiled_from if above is not None else ()
        blocs = {self._blocs.of_actor(name) if name in self._actors else self._blocs.of_source(name) for name in found}
        return frozenset(blocs)

    def _named(self, known: str | None, name: str) -> OriginKey | None:
        """The source or actor of an id, else of a name; None for a speaker whom the case does not know."""
        wanted = known if known is not None else self._names.get(fold(name), "")
        source = self._sources.get(wanted)
        if source is not None:
            bloc = self._blocs.of_source(source.id)
            upstream = self._compiled_from(source)
            return OriginKey(source.id, source.name, source.kind, source.interest, bloc, upstream=upstream)
        actor = self._actors.get(wanted)
        if actor is not None:
            label = actor.label.get("en") or next(iter(actor.label.values()), actor.id)
            return OriginKey(actor.id, label, actor.kind, self._interest(actor), self._blocs.of_actor(actor.id))
        return OriginKey(known, name, None, None, self._blocs.of_actor(known)) if known is not None else None

    def _unknown(self, name: str, outlet: OriginKey) -> OriginKey:
        """A speaker without an id counts with the body that its name holds ("officer of the ..."), else with
        the outlet that vouches for it: an unnamed witness is no second voice beside the outlet."""
        held = self._held_in(name)
        known = self._named(held, name) if held else None
        return OriginKey(
            f"name:{fold(name)}",
            name,
            None,
            known.interest if known is not None else None,
            known.bloc if known is not None else outlet.bloc,
        )

    def _held_in(self, name: str) -> str | None:
        words = normalised_words(name)
        for length in range(min(len(words), _LONGEST_NAME), 0, -1):
            for at in range(len(words) - length + 1):
                part = " ".join(words[at : at + length])
                # a short word is often an ordinary one ("who"): it must be written as the acronym is
                if part in self._names and len(part) >= _SHORTEST_NAME:
                    return self._names[part]
        spelled = [word for token in name.split() for word in token.replace("’", "'").split("'")]
        return next((self._acronyms[word] for word in spelled if word in self._acronyms), None)

    def _interest(self, actor: Actor) -> str | None:
        """A party speaks in its own interest; a person in that of the body he or she belongs to."""
        if actor.side is not None:
            return actor.side
        if actor.kind in _PARTIES:
            return actor.id
        for other in actor.affiliations:
            above = self._actors.get(other)
            if above is not None and above.id != actor.id and (above.side or above.kind in _PARTIES):
                return above.side or above.id
        return None


def fold(name: str) -> str:
    """A name without what spelling alone changes."""
    return " ".join(normalised_words(name))


def first_documents(documents: Mapping[str, Document]) -> dict[str, str]:
    """For each document the one at the end of its chain of copies; in a loop the least id of the loop."""
    found: dict[str, str] = {}
    for start in documents:
        path: dict[str, int] = {}
        at = start
        while at not in found and at not in path:
            path[at] = len(path)
            record = documents.get(at)
            if record is None or record.duplicate is None or record.duplicate_of is None:
                break
            at = record.duplicate_of
        first = found.get(at, at)
        closes = documents.get(at)
        if at not in found and at in path and closes is not None and closes.duplicate and closes.duplicate_of in path:
            first = min(list(path)[path[at] :])
        found.update(dict.fromkeys(path, first))
    return found


def _spellings(names: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    return tuple(name for language in sorted(names) for name in names[language])
