"""Look up place names: those of the theatre first, then the general ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from trucewatch.places.build import gazetteer_file
from trucewatch.places.keys import place_key
from trucewatch.vocabulary.actors import GazetteerPlace

__all__ = ["Candidate", "Gazetteer"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a name could mean. ``exact`` is true for its chief name, ``theatre`` for a case's own place."""

    id: str
    name: str
    place_class: str
    lat: float | None
    lon: float | None
    country: str
    population: int
    exact: bool
    theatre: bool


class Gazetteer:
    """Names to candidates. Theatre entries come first; the general file opens at the first look-up."""

    def __init__(self, theatre: Iterable[GazetteerPlace] = ()) -> None:
        self._theatre: dict[str, list[Candidate]] = {}
        self.longest = 4
        self.theatre_names: tuple[str, ...] = ()
        names: dict[str, None] = {}
        for place in theatre:
            spelled = dict.fromkeys((*place.label.values(), *(n for many in place.names.values() for n in many)))
            for position, name in enumerate(spelled):
                entry = Candidate(
                    id=place.id,
                    name=name,
                    place_class=place.place_class,
                    lat=place.lat,
                    lon=place.lon,
                    country=place.country or "",
                    population=place.population or 0,
                    exact=position == 0,
                    theatre=True,
                )
                known = self._theatre.setdefault(place_key(name), [])
                if all(other.id != place.id for other in known):
                    known.append(entry)
                names.setdefault(name)
        self.theatre_names = tuple(names)
        self._connection: sqlite3.Connection | None = None
        self._cached = lru_cache(maxsize=20_000)(self._general)
        self._leading = {key.split(" ", 1)[0] for key in self._theatre if " " in key}
        self._leads = lru_cache(maxsize=20_000)(self._begins)
        self._own_leads = {key.split(" ", 1)[0] for key in self._theatre}
        self._known = lru_cache(maxsize=20_000)(self._arabic_word)

    @classmethod
    def general(cls) -> Gazetteer:
        """The general gazetteer alone: serves any conflict."""
        return cls()

    @classmethod
    def with_theatre(cls, places: Iterable[GazetteerPlace]) -> Gazetteer:
        """A theatre's own places over the general ones."""
        return cls(places)

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """All entries of a name; those of the theatre alone where it has the name."""
        key = place_key(name)
        own = self._theatre.get(key)
        if own:
            return tuple(own)
        return self._cached(key)

    def opens_own(self, word: str) -> bool:
        """Can a name of the theatre begin with this word? It may begin with a common noun (*hôpital M10*)."""
        return place_key(word).split(" ", 1)[0] in self._own_leads

    @property
    def has_own(self) -> bool:
        """Does a case add names of its own?"""
        return bool(self._own_leads)

    def own(self, name: str) -> tuple[Candidate, ...]:
        """The entries of the theatre alone."""
        return tuple(self._theatre.get(place_key(name), ()))

    def arabic_word(self, word: str, forms: tuple[str, ...]) -> tuple[bool, tuple[Candidate, ...]]:
        """Can an Arabic name of several words begin with this one, and the entries of the word alone.

        ``forms`` are its folded forms, whole first, then without joined particles; a pronoun is never joined to
        the name of a place. Remembered, so that a text asks for few of its phrases.
        """
        return self._known(word, forms)

    def _arabic_word(self, word: str, forms: tuple[str, ...]) -> tuple[bool, tuple[Candidate, ...]]:
        whole = forms[0]
        leads = "-" in whole or any(self._leads(form) for form in forms[:4])
        found = self.candidates(word)
        for form in forms[1:4] if not found else ():
            if len(form) > 2 and whole.endswith(form):
                found = self.candidates(form)
                if found:
                    break
        return leads, found

    def _begins(self, word: str) -> bool:
        bare = place_key(word)
        bare = bare.removeprefix("ال") if len(bare) > 2 else bare
        for key in (bare, "ال" + bare, place_key(word)):
            if key in self._leading:
                return True
            row = self._open().execute("SELECT 1 FROM names WHERE key >= ? AND key < ? LIMIT 1", (key + " ", key + "!"))
            if row.fetchone() is not None:
                return True
        return False

    def in_theatre(self, name: str) -> bool:
        """True when the theatre has the name."""
        return place_key(name) in self._theatre

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            path = gazetteer_file()
            uri = f"file:{path}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        return self._connection

    def _general(self, key: str) -> tuple[Candidate, ...]:
        rows = self._open().execute(
            "SELECT p.id, p.name, p.class, p.lat, p.lon, p.country, p.population, n.exact"
            " FROM names n JOIN places p ON p.id = n.id WHERE n.key = ? ORDER BY p.population DESC, p.id LIMIT 25",
            (key,),
        )
        return tuple(
            Candidate(row[0], row[1], row[2], row[3], row[4], row[5], row[6], bool(row[7]), False) for row in rows
        )
