"""Verb groups: auxiliaries, modals, adverbs and the main verb, read as one.

A group tells tense, voice, modality, negation and hedge of its main verb. No parser: the words that
may stand inside a group, the auxiliaries and the modals are data (``verbs.yaml``); a participle or
infinitive that no lexicon knows is recognised after an auxiliary or modal by its ending.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from trucewatch.reading.language_data import LanguageData, Particle, VerbSyntax
from trucewatch.reading.morphology import VerbForm
from trucewatch.reading.tokens import Token

__all__ = ["Tense", "VerbGroup", "find_verb_groups"]

Tense: TypeAlias = Literal[
    "past",
    "present",
    "imperfect",
    "pluperfect",
    "future",
    "conditional",
    "subjunctive",
    "infinitive",
    "participle",
    "gerund",
]

_TENSE: dict[str, Tense] = {
    "inf": "infinitive",
    "pres": "present",
    "imperf": "imperfect",
    "past": "past",
    "fut": "future",
    "cond": "conditional",
    "subj": "subjunctive",
    "part": "participle",
    "ger": "gerund",
}
_PERFECT: dict[str, Tense] = {
    "pres": "past",
    "imperf": "pluperfect",
    "past": "pluperfect",
    "fut": "future",
    "cond": "conditional",
    "subj": "past",
    "ger": "past",
    "inf": "past",
    "part": "past",
}
_QUOTES = frozenset('«»"')
_REACH = 6  # tokens between an auxiliary and its verb that may be adverbs, negations or pronouns


class VerbGroup(Struct, frozen=True, gc=False):
    """A verb group over the tokens ``[first, last)``; ``head`` is the token of the main verb.

    ``lemma`` is ``None`` for a main verb that no lexicon knows. ``perfect`` marks a compound tense
    (*aurait tué* is conditional and perfect: the journalistic conditional).
    """

    first: int
    last: int
    start: int
    end: int
    head: int
    lemma: str | None
    tense: Tense
    passive: bool = False
    modal: str | None = None
    negated: bool = False
    perfect: bool = False
    progressive: bool = False
    reflexive: bool = False

    @property
    def hedged(self) -> bool:
        """The journalistic conditional: *aurait tué*, *aurait été demandé*."""
        return self.tense == "conditional" and self.perfect


def find_verb_groups(tokens: Sequence[Token], data: LanguageData) -> tuple[VerbGroup, ...]:
    """All verb groups of a text in order; a noun that looks like a verb after a determiner is left out."""
    finder = _Finder(tokens, data)
    groups: list[VerbGroup] = []
    last, known, arabic = 0, data.verb_forms, data.code == "ar"
    for token in tokens:
        if token.index < last or (token.lower not in known and not (arabic and data.forms(token))):
            continue
        group = finder.group_at(token.index)
        if group is not None:
            groups.append(group)
            last = group.last
    return finder.joined(groups)


class _Link(Struct, frozen=True, gc=False):
    token: int
    form: VerbForm
    kind: str  # have, be, modal, main
    sense: str | None = None


class _Rules:
    """The syntax of a language, compiled for the finder."""

    def __init__(self, syntax: VerbSyntax) -> None:
        self.inside = frozenset(syntax.inside) | frozenset(syntax.negations) | frozenset(syntax.reflexives)
        self.negations = frozenset(syntax.negations)
        self.reflexives = frozenset(syntax.reflexives)
        self.guard = frozenset(syntax.noun_guard)
        self.noun_before = frozenset(syntax.participle_guard)
        self.infinitive_after = frozenset(syntax.infinitive_after)
        self.modals = {modal.lemma: modal for modal in syntax.modals}
        self.particles = {particle.form: particle for particle in syntax.particles}
        self.adverb = re.compile(syntax.inside_pattern) if syntax.inside_pattern else None
        self.participle = re.compile(syntax.participle_pattern) if syntax.participle_pattern else None
        self.infinitive = re.compile(syntax.infinitive_pattern) if syntax.infinitive_pattern else None
        self.plural = re.compile(syntax.plural_pattern) if syntax.plural_pattern else None
        self.ambiguous = frozenset(syntax.ambiguous)
        self.verb_before = frozenset(syntax.verb_before)
        self.verb_behind = frozenset(syntax.verb_behind)
        self.articles = frozenset(syntax.articles)
        self.weapons = frozenset(syntax.noun_adjuncts)
        self.adjective = re.compile(syntax.adjective_pattern) if syntax.adjective_pattern else None
        self.noun = re.compile(syntax.noun_pattern) if syntax.noun_pattern else None
        self.chain_after = frozenset(syntax.chain_after)
        self.never = frozenset(syntax.never_verbs)
        self.first = frozenset(syntax.first_verbs)  # prepositions inside a clause
        self.have, self.be = frozenset(syntax.have), frozenset(syntax.be)
        self.auxiliaries = self.have | self.be
        self.copulas = self.be | frozenset(syntax.copula)


@lru_cache(maxsize=8)
def _rules(syntax: VerbSyntax) -> _Rules:
    return _Rules(syntax)


class _Finder:
    def __init__(self, tokens: Sequence[Token], data: LanguageData) -> None:
        self.tokens = tokens
        self.data = data
        self.rules = _rules(data.syntax)

    def group_at(self, i: int) -> VerbGroup | None:
        token = self.tokens[i]
        if token.kind != "word" or token.lower in self.rules.never:
            return None
        if token.lower in self.rules.first and i > 0 and self.tokens[i - 1].kind == "word":
            return None
        forms = self.data.forms(token)
        if not forms:
            return None
        form = self._choose(forms, i)
        if form is None:
            return None
        chain = [self._link(i, form)]
        while chain[-1].kind != "main":
            following = self._next(chain)
            if following is None:
                break
            chain.append(following)
        return self._resolve(chain)

    def joined(self, groups: list[VerbGroup]) -> tuple[VerbGroup, ...]:
        """A participle joined to the group before it shares its auxiliary: *ont attaqué le convoi et pillé*."""
        out: list[VerbGroup] = []
        for group in groups:
            before = out[-1] if out else None
            bare = group.tense == "participle" and not group.passive and group.last - group.first == 1
            if before is not None and bare and (before.passive or before.perfect) and self._continues(before, group):
                group = replace(group, tense=before.tense, passive=before.passive, perfect=before.perfect)
            out.append(group)
        return tuple(out)

    def _continues(self, before: VerbGroup, group: VerbGroup) -> bool:
        if group.first - before.last > 16 or self.tokens[group.first - 1].lower not in self.rules.chain_after:
            return False
        return all(token.lower not in ".;:»«" for token in self.tokens[before.last : group.first])

    def _choose(self, forms: tuple[VerbForm, ...], i: int) -> VerbForm | None:
        before = self.tokens[i - 1].lower if i else ""
        inside = i > 0 and self.tokens[i - 1].kind == "word" and self.tokens[i - 1].end + 1 == self.tokens[i].start
        if self.tokens[i].capital and (before in self.rules.guard or inside):
            return None  # *l'Est*, *the Armed Forces*: a name
        if self.tokens[i].lower in self.rules.ambiguous and not self._verbal(i):
            forms = tuple(f for f in forms if f.feature not in ("pres", "inf"))
            if not forms:
                return None
        if self.rules.noun and self.rules.noun.search(self.tokens[i].lower):
            forms = tuple(f for f in forms if f.feature not in ("pres", "subj"))
            if not forms:
                return None
        syntax = self.data.syntax
        if before in self.rules.guard:
            features = ["ger"]
            if before not in self.rules.noun_before:  # *l'armée*: a participle behind an article is a noun
                features.append("part")
            if before in self.rules.infinitive_after:
                features.append("inf")
            if (
                self.rules.plural
                and before in self.rules.infinitive_after
                and self.rules.plural.search(self.tokens[i].lower)
            ):
                return forms[0]  # *ils les attaquent*: the guard is a pronoun here
            usable = [f for f in forms if f.lemma in self.rules.auxiliaries or f.feature in features]
            usable = [f for f in usable if f.feature != "inf" or f.lemma not in self.rules.modals]
            usable = [f for f in usable if f.feature != "part" or f.lemma not in self.rules.have]
            return usable[0] if usable else None
        if before in (",", "("):  # *le pont, détruit lundi*: a participle, though it may also be a present
            for form in forms:
                if form.feature == "part":
                    return form
        following = self.tokens[i + 1].lower if i + 1 < len(self.tokens) else ""
        if following in syntax.participle_before:  # *a text drafted by Britain*
            for form in forms:
                if form.feature == "part":
                    return form
        if syntax.infinitive_marker and before not in syntax.infinitive_marker:
            for form in forms:  # a bare form without *to* is a present
                if form.feature == "pres" and forms[0].feature == "inf":
                    return form
        for form in forms:  # an auxiliary wins over its homographs
            if form.lemma in self.rules.auxiliaries:
                return form
        return forms[0]

    def _verbal(self, i: int) -> bool:
        """*rebels control the town* but *took control*: a word that is a noun unless its neighbours say otherwise."""
        if i == 0 or self.tokens[i - 1].kind != "word":
            return False
        before, word = self.tokens[i - 1], self.tokens[i].lower
        if before.lower in self.rules.verb_before:
            return True
        if i + 1 >= len(self.tokens):
            return False
        following = self.tokens[i + 1]
        if following.lower not in self.rules.verb_behind and following.kind != "number" and not following.capital:
            return False
        if self.rules.adjective and self.rules.adjective.search(before.lower):
            return False
        plural = before.lower.endswith("s") and len(before.lower) > 3
        if not word.endswith("s"):
            return plural
        return before.capital or (following.lower in self.rules.articles and before.lower not in self.rules.weapons)

    def _link(self, i: int, form: VerbForm) -> _Link:
        if form.lemma in self.rules.have:
            return _Link(i, form, "have")
        if form.lemma in self.rules.copulas:
            return _Link(i, form, "be")
        modal = self.rules.modals.get(form.lemma)
        if modal is not None:
            return _Link(i, form, "modal", modal.sense)
        return _Link(i, form, "main")

    def _next(self, chain: list[_Link]) -> _Link | None:
        last = chain[-1]
        modal = self.rules.modals.get(last.form.lemma) if last.kind == "modal" else None
        wanted = ("part", "ger") if last.kind in ("have", "be") else ("inf",)
        if last.kind == "be" and self.data.code == "ar":
            wanted = ("pres", "past")
        linked = not (modal and modal.link)
        sense: str | None = None
        for j in range(last.token + 1, min(len(self.tokens), last.token + 1 + _REACH)):
            token = self.tokens[j]
            if token.kind != "word":
                if token.lower in _QUOTES:  # a quotation may begin inside the group: avoir « pris la ville »
                    continue
                return None
            if modal and token.lower in modal.link:
                linked = True
                continue
            if last.kind == "be" and token.lower in self.data.syntax.be_link:  # *is to meet*: a plan
                wanted, sense = ("inf",), "plan"
                continue
            form = self._form(token, wanted) if linked else None
            if form is not None:
                link = self._link(j, form)
                return link if sense is None else _Link(link.token, link.form, link.kind, link.sense or sense)
            if not self._skippable(token):
                return None
        return None

    def _form(self, token: Token, wanted: tuple[str, ...]) -> VerbForm | None:
        for form in self.data.forms(token):
            auxiliary = form.lemma in self.rules.auxiliaries
            if form.feature in wanted and (token.lower not in self.rules.inside or auxiliary):
                return form
        if token.lower in self.rules.never or token.lower in self.rules.inside:
            return None
        if "part" in wanted and self.rules.participle and self.rules.participle.search(token.lower):
            return VerbForm("", "part")
        if "inf" in wanted and self.rules.infinitive and self.rules.infinitive.search(token.lower):
            return VerbForm("", "inf")
        return None

    def _skippable(self, token: Token) -> bool:
        return token.lower in self.rules.inside or bool(self.rules.adverb and self.rules.adverb.search(token.lower))

    def _resolve(self, chain: list[_Link]) -> VerbGroup:
        head, lead = chain[-1], chain[0]
        first, last = lead.token, head.token + 1
        modal: str | None = None
        passive = progressive = perfect = False
        tense: Tense | None = None
        negated = reflexive = False
        for k in range(first - 1, max(-1, first - 4), -1):
            word = self.tokens[k].lower
            if word in self.rules.reflexives:
                reflexive = True
            elif word in self.rules.negations:
                negated = True
            elif word not in self.rules.inside or word in self.rules.particles:
                break
            first = k
        between = [t.lower for t in self.tokens[first:last]]
        negated = negated or not self.rules.negations.isdisjoint(between)
        if not negated and last < len(self.tokens) and self.tokens[last].lower in self.rules.negations:
            negated = self.tokens[last].lower not in ("plus",)
        reflexive = reflexive or not self.rules.reflexives.isdisjoint(between)
        for link, following in pairwise(chain):
            feature = link.form.feature
            if following.sense and following.kind != "modal":
                modal = modal or following.sense
            if link.kind == "have":
                perfect = True
                tense = tense or _PERFECT[feature]
            elif link.kind == "be":
                if following.kind == "modal":
                    pass  # *is expected to meet*: the voice is that of the infinitive
                elif following.form.feature == "past":  # *kana qad qasafa*
                    perfect = True
                    tense = tense or ("pluperfect" if feature == "past" else "past")
                elif following.form.feature == "ger":
                    progressive = True
                elif following.form.feature == "part" and following.form.lemma not in self.rules.be:
                    if following.form.aux_be or reflexive:
                        perfect = True
                        tense = tense or _PERFECT[feature]
                    else:
                        passive = True
                tense = tense or _TENSE[feature]
            elif link.kind == "modal":
                modal = modal or link.sense
                tense = tense or _TENSE[feature]
        tense = tense or _TENSE[lead.form.feature]
        if modal == "future":
            tense, modal = ("future" if tense in ("present", "future", "infinitive") else "imperfect"), None
        particle = self._particle(first, lead.form.feature)
        if particle is not None:
            first -= 1
            negated = negated or particle.negated
            modal = modal or particle.modal
            if particle.tense and particle.tense in _TENSE.values():
                tense = particle.tense  # type: ignore[assignment]  # checked against the values of Tense
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        return VerbGroup(
            first=first,
            last=last,
            start=start,
            end=end,
            head=head.token,
            lemma=head.form.lemma or None,
            tense=tense,
            passive=passive,
            modal=modal,
            negated=negated,
            perfect=perfect,
            progressive=progressive,
            reflexive=reflexive,
        )

    def _particle(self, first: int, feature: str) -> Particle | None:
        if first == 0 or not self.rules.particles:
            return None
        word = self.tokens[first - 1]
        joined = (word.fold[1:],) if word.fold[:1] in ("و", "ف") else ()  # *wa-lam*, *wa-la*: too short to be cut
        for form in (*word.forms, *joined):
            particle = self.rules.particles.get(form)
            if particle is not None and (particle.before is None or particle.before == feature):
                return particle
        return None
