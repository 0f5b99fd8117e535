"""The words around place names of a language (``places.yaml``), compiled once a process."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from trucewatch.reading.language_data import load_lexicon
from trucewatch.reading.phrases import PhraseMatcher
from trucewatch.reading.view import fold_text

__all__ = ["ClassWord", "Generic", "PlaceData", "PlaceLexicon", "place_lexicon"]


class ClassWord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word that says what kind of place follows (*quartier de*) or stands behind (*province*)."""

    cls: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Generic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Definite words that refer back to a place already named (*la ville*, *the enclave*): ``kin`` are the precisions
    of what they can mean; with ``open`` they are a place of their own where nothing named fits."""

    words: tuple[str, ...]
    kin: tuple[str, ...]
    cls: str
    open: bool = False


class PlaceData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``places.yaml`` of a language.

    ``locatives`` are all prepositions that can stand before a place; those among them that lead away from it
    (``origins``), toward it (``directions``) or only tell whose something is (``genitives``) are listed again.
    ``unknown_after`` are the prepositions behind which a name that no gazetteer has is taken for a place,
    ``unknown_nouns`` the nouns whose genitive is one (*habitants de X*). ``seats`` are towns where envoys meet.
    """

    id: str
    source: str
    locatives: tuple[str, ...]
    origins: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    genitives: tuple[str, ...] = ()
    unknown_after: tuple[str, ...] = ()
    unknown_never: tuple[str, ...] = ()
    unknown_nouns: tuple[str, ...] = ()
    distances: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    classes: tuple[ClassWord, ...] = ()
    parts: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    generics: tuple[Generic, ...] = ()


def _matcher(words: tuple[str, ...]) -> PhraseMatcher[bool]:
    matcher: PhraseMatcher[bool] = PhraseMatcher()
    for word in words:
        matcher.add(word, True)
    return matcher


class PlaceLexicon:
    """The phrases of ``places.yaml``, ready to be found in tokens."""

    def __init__(self, lang: str) -> None:
        data = load_lexicon(lang, "places", PlaceData)
        self.data = data
        self.locatives = _matcher(data.locatives)
        self.origins = _matcher(data.origins)
        self.directions = _matcher(data.directions)
        self.genitives = _matcher(data.genitives)
        self.near = _matcher(data.near)
        self.parts = _matcher(data.parts)
        self.before: PhraseMatcher[str] = PhraseMatcher()
        self.after: PhraseMatcher[str] = PhraseMatcher()
        for item in data.classes:
            for word in item.before:
                self.before.add(word, item.cls)
            for word in item.after:
                self.after.add(word, item.cls)
        self.generics: PhraseMatcher[Generic] = PhraseMatcher(accents=lang != "ar")
        for generic in data.generics:
            for word in generic.words:
                self.generics.add(word, generic)
        self.unknown_after = frozenset(data.unknown_after)
        self.unknown_never = frozenset(data.unknown_never)
        self.unknown_nouns = frozenset(data.unknown_nouns)
        self.class_endings = tuple(fold_text(w.split()[-1]) for item in data.classes for w in item.before)
        self.distances = frozenset(data.distances)
        self.articles = frozenset(data.articles)
        self.never = frozenset(data.never)
        self.particles = frozenset(data.particles)
        self.capitals = frozenset(data.capitals)
        self.seats = frozenset((*data.capitals, *data.seats))


@lru_cache(maxsize=8)
def place_lexicon(lang: str) -> PlaceLexicon:
    """The lexicon of a language."""
    return PlaceLexicon(lang)
