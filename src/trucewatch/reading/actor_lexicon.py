"""The names and nouns from which mentions of actors are built, compiled for one language.

Names come from the case and from the built-in list (``lexicon/world_actors.yaml``); where both know a
spelling, the case wins. Head nouns, demonyms, capitals and function words are ``lexicon/<lang>/actors.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from msgspec import Struct

from trucewatch.reading.language_data import LANGUAGES, load_lexicon
from trucewatch.reading.phrases import PhraseMatcher
from trucewatch.reading.tokens import Token
from trucewatch.reading.view import fold_text, lower_text, normalise
from trucewatch.reading.world_actors import world_actors
from trucewatch.vocabulary.actors import Actor

__all__ = ["ActorLexicon", "ActorSyntax", "Capital", "Demonym", "Head", "KnownName", "actor_lexicon"]

Order: TypeAlias = Literal["head_first", "modifier_first"]


class Head(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nouns that head the name of an actor. ``cls`` says what the phrase stands for.

    Classes: ``armed_forces``, ``armed_group``, ``state_body``, ``organisation``, ``person``,
    ``source`` (anonymous), ``population``, ``document`` (a text that demands), ``media``.
    ``alone`` is false where the noun needs a complement or an adjective to name anybody.
    """

    cls: str
    forms: tuple[str, ...]
    alone: bool = True
    id: str | None = None


class Demonym(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Adjectives (and nouns) of nationality or allegiance and the actor they point to."""

    id: str
    forms: tuple[str, ...]


class Capital(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Seats of government that stand for a government."""

    id: str
    forms: tuple[str, ...]


class ActorExample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text, a name that is found in it and its id; run as a test."""

    text: str
    name: str
    id: str | None = None


class ActorSyntax(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``actors.yaml`` of a language: how the name of an actor is built.

    ``complements`` are nouns that complete a head (*defence*, *foreign affairs*); ``name_cues`` verbs
    after which a person's name may follow without a title (Arabic); ``places`` words before a place name;
    ``bodies`` and ``anaphors`` nouns that, definite and alone, stand for the body or person named last.
    """

    id: str
    source: str
    order: Order = "head_first"
    heads: tuple[Head, ...]
    demonyms: tuple[Demonym, ...] = ()
    capitals: tuple[Capital, ...] = ()
    adjectives: tuple[str, ...] = ()
    complements: tuple[str, ...] = ()
    determiners: tuple[str, ...] = ()
    definite: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    possessives: tuple[str, ...] = ()
    anaphors: tuple[str, ...] = ()
    posts: tuple[tuple[str, ...], ...] = ()
    of: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    locatives: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    name_particles: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    never_names: tuple[str, ...] = ()
    lower_names: tuple[str, ...] = ()
    name_cues: tuple[str, ...] = ()
    examples: tuple[ActorExample, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownName:
    """A spelling of a known actor. ``exact`` is set for an acronym: it matches in this case only."""

    id: str
    kind: str
    person: bool
    metonym: bool
    exact: str | None = None


@lru_cache(maxsize=4)
def actor_lexicon(lang: str) -> ActorLexicon:
    """The lexicon of a language with the built-in actors only, compiled once."""
    return ActorLexicon(lang)


class ActorLexicon:
    """The names and nouns of one language, compiled, with the actors of a case over the built-in ones."""

    def __init__(self, lang: str, actors: Iterable[Actor] = ()) -> None:
        self.lang = lang
        syntax = load_lexicon(lang, "actors", ActorSyntax)
        self.syntax = syntax
        self.modifier_first = syntax.order == "modifier_first"
        self.known: PhraseMatcher[KnownName] = PhraseMatcher()
        self.heads: PhraseMatcher[Head] = PhraseMatcher()
        self.complements: PhraseMatcher[bool] = PhraseMatcher()
        self.kinds: dict[str, str] = {}
        case = tuple(actors)
        own = {actor.id for actor in case}
        for actor in (*case, *(a for a in world_actors() if a.id not in own)):
            self._add_actor(actor)
        for actor in world_actors():
            if actor.id in own:
                self._add_actor(actor)
        for head in syntax.heads:
            for form in head.forms:
                self.heads.add(form, head)
        for word in syntax.complements:
            self.complements.add(word, True)
        self.adjective_ids = {self._key(form): d.id for d in syntax.demonyms for form in d.forms}
        for capital in syntax.capitals:
            for form in capital.forms:
                bare = self.lang == "ar" and " " not in form and not form.startswith("ال")
                exact = fold_text(normalise(form)) if bare else None
                self.known.add(form, KnownName(capital.id, "state", False, True, exact))
        self.adjectives = frozenset(map(self._key, syntax.adjectives))
        self.adjective_words = self.adjectives | self.adjective_ids.keys()
        self.determiners = frozenset(map(self._key, syntax.determiners))
        self.possessives = frozenset(map(self._key, syntax.possessives))
        self.anaphors = frozenset(fold_text(normalise(word)) for word in syntax.anaphors)
        self.posts = tuple(
            (tuple(fold_text(normalise(word)) for word in name.split()), rank)
            for rank, names in enumerate(syntax.posts)
            for name in names
        )
        self.bodies = frozenset(fold_text(normalise(word)) for word in syntax.bodies)
        self.definite = frozenset(map(self._key, syntax.definite))
        self.of = frozenset(map(self._key, syntax.of))
        self.seats = frozenset(map(self._key, syntax.seats))
        self.at = frozenset(map(self._key, syntax.at))
        self.locatives = frozenset(map(self._key, syntax.locatives))
        self.places = frozenset(map(self._key, syntax.places))
        self.particles = frozenset(map(self._key, syntax.name_particles))
        self.titles = frozenset(map(self._key, syntax.titles))
        self.never_names = frozenset(map(self._key, syntax.never_names))
        self.located = self.locatives | self.places
        self.led = self.locatives | self.of | self.places
        self.lower_names = frozenset(map(self._key, syntax.lower_names))
        written = [form for head in syntax.heads for form in head.forms] + list(syntax.complements)
        written += [name for actor in (*case, *world_actors()) for name in actor.names.get("ar", ())]
        written += [form for capital in syntax.capitals for form in capital.forms]
        self.first_words = frozenset(fold_text(normalise(form)).split()[0] for form in written if form.strip())
        self.bare = frozenset(word.removeprefix("ال") for word in self.first_words)
        self.waw_words = frozenset(w for form in written for w in fold_text(normalise(form)).split() if w[:1] == "و")
        self.name_cues = frozenset(syntax.name_cues)

    def _key(self, word: str) -> str:
        text = normalise(word)
        return fold_text(text) if self.lang == "ar" else lower_text(text)

    def _add_actor(self, actor: Actor) -> None:
        self.kinds.setdefault(actor.id, actor.kind)
        seen: set[str] = set()
        for language in (self.lang, *(other for other in LANGUAGES if other != self.lang)):
            if (self.lang == "ar") != (language == "ar"):
                continue
            label = actor.label.get(language)
            for name in (*actor.names.get(language, ()), *((label,) if label else ())):
                foreign = language != self.lang and " " not in name and len(name) < 3
                if name not in seen and not foreign:
                    seen.add(name)
                    exact = name if len(name) <= 4 and name.isupper() else None
                    if self.lang == "ar" and " " not in name and actor.kind == "state" and not name.startswith("ال"):
                        exact = fold_text(normalise(name))
                    self.known.add(name, KnownName(actor.id, actor.kind, actor.kind == "person", False, exact))

    def post(self, words: tuple[str, ...]) -> int | None:
        """The number of the post that folded words name first, whatever its other names: *chef de l'État*."""
        for name, rank in self.posts:
            if words[: len(name)] == name:
                return rank
        return None

    def word(self, token: Token, words: frozenset[str]) -> bool:
        """Whether a token is one of the words of a list, joined Arabic particles taken off."""
        if token.lower in words:
            return True
        return self.lang == "ar" and not words.isdisjoint(token.forms)

    def adjective(self, token: Token) -> bool:
        """Whether a token is an adjective of actors or a demonym."""
        if len(token.forms) == 1:
            return token.lower in self.adjective_words
        return not self.adjective_words.isdisjoint(keys(token))

    def adjective_id(self, tokens: Iterable[Token]) -> str | None:
        """The actor the first demonym among the tokens points to."""
        for token in tokens:
            for key in keys(token):
                if key in self.adjective_ids:
                    return self.adjective_ids[key]
        return None


def keys(token: Token) -> tuple[str, ...]:
    """The forms under which a token is looked up in lists of words."""
    return (token.lower, *token.forms) if len(token.forms) > 1 else (token.lower,)
