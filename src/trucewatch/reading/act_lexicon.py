"""The words that tell acts, compiled once a language: ``acts.yaml``, ``status.yaml``, ``objects.yaml``.

A verb has senses, tried in order: the first whose conditions hold gives the act. A noun has one act
and may need a complement. Conditions name word classes (``classes`` of ``acts.yaml``) or the built-in
classes ``@place``, ``@name``, ``@actor``, ``@armed``, ``@people`` that stand for what other layers found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from msgspec import Struct

from trucewatch.reading.language_data import lexicon_files, load_lexicon
from trucewatch.reading.phrases import PhraseMatcher
from trucewatch.reading.view import fold_text, normalise

__all__ = ["ActLexicon", "Effect", "Means", "NounAct", "Sense", "load_act_lexicon"]


class Sense(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One act a verb may tell. All conditions must hold.

    ``object``: a class that what is acted on must have; ``subject``: one that the doer must have;
    ``near``: words of which one must follow the verb within a few tokens; ``unless``: words or classes
    that must not stand in the clause. ``also``: tried beside an earlier sense that holds (missiles and drones of
    one verb). ``named``: a pronoun does not stand for the object. ``status`` is fixed where the verb itself tells it
    (a siege goes on). ``behind``: who does it stands behind the verb (*the town fell to the rebels*).
    """

    act: str | None = None
    object: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unless_after: tuple[str, ...] = ()
    reflexive: bool | None = None
    passive: bool | None = None
    finite: bool = False
    tenses: tuple[str, ...] = ()
    status: str | None = None
    mutual: bool = False
    also: bool = False
    named: bool = False
    behind: bool = False


class VerbAct(Struct, frozen=True, kw_only=True):
    """A verb of ``acts.yaml``; its forms are read by the morphology."""

    lemma: str
    act: str | None = None
    senses: tuple[Sense, ...] = ()


class NounAct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nouns and noun phrases that tell an act.

    ``of``: classes of which one must follow in the noun phrase; ``near``: words of which one must stand in the
    clause; ``support``: the noun counts only with a verb of support, an argument or a time of its own.
    """

    act: str
    forms: tuple[str, ...]
    of: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    status: str | None = None
    support: bool = False
    mutual: bool = False


class Refinement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A broader act becomes a narrower one where the words of its sentence name the means.

    ``close``: only words of the trigger's own complements count (*opened fire from mortars*). ``target``: classes of
    which one must stand where the act falls (fire on a patrol of observers is an attack on monitors).
    """

    act: str
    becomes: str
    words: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    close: bool = False


class Acts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``acts.yaml`` of a language, or one of the files ``acts_*.yaml`` beside it that add to it.

    The senses of an added file are tried before those of ``acts.yaml`` for the same verb; the words of its
    classes are added to the classes of the same name.
    """

    id: str
    source: str
    classes: dict[str, tuple[str, ...]] = {}
    verbs: tuple[VerbAct, ...] = ()
    nouns: tuple[NounAct, ...] = ()
    never: tuple[str, ...] = ()
    refine: tuple[Refinement, ...] = ()
    examples: tuple[dict[str, Any], ...] = ()


class Effect(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What words around a trigger do to it: set a status or a polarity, or take the event away.

    ``status`` ``none`` means that nothing is said to have happened.
    """

    id: str
    status: str | None = None
    polarity: str | None = None
    lemmas: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class StatusWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``status.yaml``: clause grammar and the words that set status and polarity."""

    id: str
    source: str
    determiners: tuple[str, ...] = ()
    demonstratives: tuple[str, ...] = ()
    definites: tuple[str, ...] = ()
    indefinites: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    prepositions: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    subordinators: tuple[str, ...] = ()
    coordinators: tuple[str, ...] = ()
    that: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()
    adverbs: tuple[str, ...] = ()
    governors: tuple[Effect, ...] = ()
    heads: tuple[Effect, ...] = ()
    leads: tuple[Effect, ...] = ()
    followers: tuple[Effect, ...] = ()
    modals: dict[str, str] = {}
    negators: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()
    hedges: tuple[str, ...] = ()
    executions: tuple[str, ...] = ()
    accusing: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    harm: tuple[str, ...] = ()
    arrivals: tuple[str, ...] = ()
    opposing: tuple[str, ...] = ()
    committing: tuple[str, ...] = ()
    that_pronouns: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    first_person: tuple[str, ...] = ()
    ascribing: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    barring: tuple[str, ...] = ()
    dying: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    while_: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    possessives: tuple[str, ...] = ()
    plurals: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    afterwards: tuple[str, ...] = ()
    accusations: tuple[str, ...] = ()
    mutually: tuple[str, ...] = ()
    disputing: tuple[str, ...] = ()
    durations: tuple[str, ...] = ()
    still: tuple[str, ...] = ()
    speech: tuple[str, ...] = ()
    verbs: tuple[dict[str, Any], ...] = ()
    verb_first: bool = False
    superlative_pattern: str | None = None


class Coded(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code and the words that name it."""

    code: str
    forms: tuple[str, ...]


class Objects(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``objects.yaml`` and ``weapons.yaml``: protected objects and weapons by their names."""

    id: str
    source: str
    entries: tuple[Coded, ...]
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """A compiled :class:`Refinement`; ``worded`` where it takes words, which ``ActLexicon.means`` finds."""

    becomes: str
    worded: bool
    target: tuple[str, ...]
    close: bool


@dataclass(frozen=True)
class ActLexicon:
    """The compiled lexicon of one language."""

    lang: str
    words: StatusWords
    senses: dict[str, tuple[Sense, ...]]
    nouns: PhraseMatcher[NounAct | None]
    classes: PhraseMatcher[str]
    class_names: frozenset[str]
    refine: dict[str, tuple[Means, ...]]
    means: PhraseMatcher[Means]
    objects: PhraseMatcher[str | None]
    weapons: PhraseMatcher[str | None]
    governors: dict[str, Effect]
    governor_words: PhraseMatcher[Effect]
    heads: PhraseMatcher[Effect]
    leads: PhraseMatcher[Effect]
    followers: PhraseMatcher[Effect]
    sets: dict[str, frozenset[str]] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    superlative: re.Pattern[str] | None = None

    def has(self, name: str, word: str) -> bool:
        """Is a lower-case word in a closed list of ``status.yaml``?"""
        return word in self.sets[name]


_SETS = (
    "determiners", "demonstratives", "definites", "indefinites", "of", "by", "against", "between", "prepositions",
    "relatives", "subordinators", "coordinators", "that", "conditions", "pronouns", "purpose", "adverbs", "negators",
    "hedges", "since", "afterwards", "accusations", "mutually", "disputing", "without", "nobody", "durations", "still",
    "sides", "that_pronouns", "quantities", "when", "before", "barring", "first_person", "personal",
    "possessives", "plurals",
)  # fmt: skip
# Lists that are asked together.
_UNIONS = {
    "clauses": ("relatives", "subordinators"),
    "joins": ("coordinators", "relatives", "subordinators"),
    "behind_noun": ("prepositions", "coordinators", "relatives", "subordinators", "adverbs"),
    "before_noun": ("determiners", "prepositions", "coordinators"),
    "linking": ("prepositions", "coordinators"),
    "leading": ("of", "with", "by"),
    "owning": ("by", "of"),
}
_LEMMAS = (
    "opposing",
    "ascribing",
    "dying",
    "committing",
    "results",
    "executions",
    "speech",
    "accusing",
    "support",
    "harm",
    "arrivals",
)


def _cases(form: str, lang: str) -> tuple[str, ...]:
    """An indefinite Arabic noun also stands in the accusative, written with a final alif (*mamarran insaniyyan*)."""
    words = form.split()
    if lang != "ar" or any(w.startswith("ال") or w[-1] in "ةاىيءئه" or w.endswith("ات") for w in words):
        return (form,)
    if any(len(w) < 3 for w in words) or len(words) > 2:
        return (form,)
    return (form, " ".join(w + "ا" for w in words), words[0] + "ا" + form[len(words[0]) :])


def _act_files(lang: str) -> tuple[Acts, ...]:
    """The added files, then ``acts.yaml``: the more special frames come first."""
    names = [name.removesuffix(".yaml") for name in lexicon_files(lang) if name.startswith("acts_")]
    return tuple(load_lexicon(lang, name, Acts) for name in (*names, "acts"))


def _classes(files: tuple[Acts, ...], lang: str) -> dict[str, set[str]]:
    """The classes of each word or phrase; a phrase is also of the classes of its head (*guided missiles*)."""
    own: dict[str, set[str]] = {}
    for acts in files:
        for name, forms in acts.classes.items():
            for form in forms:
                for written in _cases(form, lang):
                    own.setdefault(written, set()).add(name)
    found = {form: set(names) for form, names in own.items()}
    for form, names in found.items():
        words = form.split()
        for k in range(1, len(words)):
            head = words[k:] if lang == "en" else words[:k]
            names |= own.get(" ".join(head), set())
    return found


def _folded(word: str) -> str:
    return fold_text(normalise(word))


@lru_cache(maxsize=8)
def load_act_lexicon(lang: str) -> ActLexicon:
    """The act lexicon of a language. Raises :class:`InputError` where a file is wrong."""
    key = _folded if lang == "ar" else str
    files = _act_files(lang)
    words = load_lexicon(lang, "status", StatusWords)
    nouns: PhraseMatcher[NounAct | None] = PhraseMatcher()
    for acts in files:
        for noun in acts.nouns:
            for form in noun.forms:
                for written in _cases(form, lang):
                    nouns.add(written, noun)
        for form in acts.never:
            nouns.add(form, None)
    classes: PhraseMatcher[str] = PhraseMatcher()
    for form, names in _classes(files, lang).items():
        for name in sorted(names):
            classes.add(form, name)
    senses: dict[str, tuple[Sense, ...]] = {}
    refine: dict[str, list[Means]] = {}
    means_words: PhraseMatcher[Means] = PhraseMatcher()
    for acts in files:
        for verb in acts.verbs:
            if verb.act or verb.senses:
                senses[verb.lemma] = (*senses.get(verb.lemma, ()), *(verb.senses or (Sense(act=verb.act),)))
        for entry in acts.refine:
            means = Means(entry.becomes, bool(entry.words), entry.target, entry.close)
            refine.setdefault(entry.act, []).append(means)
            for form in entry.words:
                means_words.add(form, means)
    governor_words: PhraseMatcher[Effect] = PhraseMatcher(accents=lang != "ar")
    for effect in words.governors:
        for form in effect.words:
            governor_words.add(form, effect)
    sets = {name: frozenset(map(key, getattr(words, name))) for name in _SETS}
    closed = frozenset[str]().union(*sets.values())
    sets |= {"with": frozenset(map(key, words.with_)), "while": frozenset(map(key, words.while_))}
    sets |= {name: frozenset().union(*(sets[one] for one in many)) for name, many in _UNIONS.items()}
    return ActLexicon(
        lang=lang,
        words=words,
        senses=senses,
        nouns=nouns,
        classes=classes,
        class_names=frozenset(name for acts in files for name in acts.classes),
        refine={act: tuple(entries) for act, entries in refine.items()},
        means=means_words,
        objects=_coded(load_lexicon(lang, "objects", Objects)),
        weapons=_coded(load_lexicon(lang, "weapons", Objects)),
        governors={lemma: effect for effect in words.governors for lemma in effect.lemmas},
        governor_words=governor_words,
        heads=_effects(words.heads, accents=lang != "ar"),
        leads=_effects(words.leads, accents=lang != "ar"),
        followers=_effects(words.followers, accents=lang != "ar"),
        sets=sets | {name: frozenset(getattr(words, name)) for name in _LEMMAS},
        closed=closed,
        superlative=re.compile(words.superlative_pattern) if words.superlative_pattern else None,
    )


def _coded(objects: Objects) -> PhraseMatcher[str | None]:
    matcher: PhraseMatcher[str | None] = PhraseMatcher()
    for entry in objects.entries:
        for form in entry.forms:
            matcher.add(form, entry.code)
    for form in objects.never:
        matcher.add(form, None)
    return matcher


def _effects(effects: tuple[Effect, ...], *, accents: bool) -> PhraseMatcher[Effect]:
    matcher: PhraseMatcher[Effect] = PhraseMatcher(accents=accents)
    for effect in effects:
        for form in effect.words:
            matcher.add(form, effect)
    return matcher
