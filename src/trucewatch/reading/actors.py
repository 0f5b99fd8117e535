"""Who is named: parties, bodies, groups, offices and persons, as mentions in the text.

Three kinds of evidence: names that the case or the built-in lists know; noun phrases built on a head
noun of the lexicon (*les forces gouvernementales*, *un haut responsable de l'ONU*); and person names,
by capitals or behind a title. A title and a name in apposition are one mention.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from msgspec import Struct

from trucewatch.reading.language_data import LANGUAGES, load_lexicon
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.phrases import PhraseMatcher
from trucewatch.reading.tokens import Token
from trucewatch.vocabulary.actors import Actor

__all__ = ["ActorLexicon", "ActorMention", "ActorSyntax", "Demonym", "Head", "find_actors"]


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


class ActorSyntax(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``actors.yaml`` of a language: how the name of an actor is built."""

    id: str
    source: str
    heads: tuple[Head, ...]
    demonyms: tuple[Demonym, ...] = ()
    capitals: tuple[Capital, ...] = ()
    adjectives: tuple[str, ...] = ()
    determiners: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    locatives: tuple[str, ...] = ()
    name_particles: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    never_names: tuple[str, ...] = ()
    numerals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActorMention:
    """An actor as named over the tokens ``[first, last)``; ``[start, end)`` in the view.

    ``name_start`` and ``name_end`` delimit the name without article and title. ``cls`` is the class
    of the head noun, ``name`` for a bare name; ``id`` that of a known actor; ``of_id`` the id of the
    actor named within (*l'armée russe*: ``russia``). ``metonym`` marks a capital that stands for a
    government, unless it is a place here. For a person with a title, ``title_start`` to ``title_end``
    is the title.
    """

    first: int
    last: int
    start: int
    end: int
    name_start: int
    name_end: int
    cls: str
    id: str | None = None
    of_id: str | None = None
    person: bool = False
    metonym: bool = False
    plural: bool = False
    title_start: int | None = None
    title_end: int | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    id: str
    kind: str
    person: bool
    metonym: bool


class ActorLexicon:
    """The names and nouns of one language, compiled, with the actors of a case over the built-in ones."""

    def __init__(self, lang: str, actors: Iterable[Actor]) -> None:
        self.lang = lang
        syntax = load_lexicon(lang, "actors", ActorSyntax)
        self.syntax = syntax
        self.known: PhraseMatcher[_Known] = PhraseMatcher()
        self.heads: PhraseMatcher[Head] = PhraseMatcher()
        self.adjective_ids: dict[str, str] = {}
        for actor in actors:
            person = actor.kind == "person"
            seen: set[str] = set()
            for language in (lang, *(other for other in LANGUAGES if other != lang)):
                if language != lang and (lang == "ar") != (language == "ar"):
                    continue
                label = actor.label.get(language)
                for name in (*actor.names.get(language, ()), *((label,) if label else ())):
                    if name not in seen:
                        seen.add(name)
                        self.known.add(name, _Known(actor.id, actor.kind, person, False))
        for head in syntax.heads:
            for form in head.forms:
                self.heads.add(form, head)
        for demonym in syntax.demonyms:
            for form in demonym.forms:
                self.adjective_ids[form] = demonym.id
        for capital in syntax.capitals:
            for form in capital.forms:
                self.known.add(form, _Known(capital.id, "state", False, True))
        self.adjectives = frozenset(syntax.adjectives)
        self.determiners = frozenset(syntax.determiners)
        self.of = frozenset(syntax.of)
        self.at = frozenset(syntax.at)
        self.locatives = frozenset(syntax.locatives)
        self.particles = frozenset(syntax.name_particles)
        self.titles = frozenset(syntax.titles)
        self.never_names = frozenset(syntax.never_names)
        self.numerals = frozenset(syntax.numerals)


def find_actors(text: ParsedText, lexicon: ActorLexicon) -> tuple[ActorMention, ...]:
    """All mentions in order, none inside another, titles joined to the persons they name."""
    return _Finder(text, lexicon).all()


class _Finder:
    def __init__(self, text: ParsedText, lexicon: ActorLexicon) -> None:
        self.text = text
        self.tokens: Sequence[Token] = text.tokens
        self.lexicon = lexicon
        self.starts = {sentence.first for sentence in text.sentences}
        self.starts |= {text.token_at(q.start) for q in text.quotations}

    def all(self) -> tuple[ActorMention, ...]:
        found: list[ActorMention] = []
        for sentence in self.text.sentences:
            i = sentence.first
            while i < sentence.last:
                mention = self.mention_at(i, sentence.last)
                if mention is None:
                    i += 1
                else:
                    found.append(mention)
                    i = mention.last
        return tuple(self._appositions(found))

    # -- one mention ---------------------------------------------------------------------------

    def mention_at(self, i: int, stop: int) -> ActorMention | None:
        token = self.tokens[i]
        if token.kind != "word":
            return None
        head = self._head_phrase(i, stop)
        known = self.lexicon.known.at(self.tokens, i, stop)
        if known is not None and self._is_name(known.first, known.last):
            value = known.value[0]
            if head is None or head.last <= known.last:
                mention = self._mention(known.first, known.last, "name", id=value.id, person=value.person)
                return replace(mention, metonym=value.metonym, cls=self._known_class(value))
        if head is not None:
            return head
        return self._proper_name(i, stop)

    @staticmethod
    def _known_class(value: _Known) -> str:
        classes = {
            "armed_forces": "armed_forces",
            "armed_group": "armed_group",
            "coalition": "armed_forces",
            "government": "state_body",
            "political_body": "state_body",
            "international_organisation": "organisation",
            "humanitarian": "organisation",
            "monitor": "organisation",
            "media": "media",
            "population": "population",
        }
        return classes.get(value.kind, "name")

    def _is_name(self, first: int, last: int) -> bool:
        """A known name in Latin script must be capitalised somewhere, else it is an ordinary word."""
        if self.lexicon.lang == "ar" or last - first > 1:
            return True
        token = self.tokens[first]
        text = self.text.view.text[token.start : token.end]
        return any(c.isupper() for c in text) or text.lower() in self._lower_known

    @property
    def _lower_known(self) -> frozenset[str]:
        return _LOWER_KNOWN.get(self.lexicon.lang, frozenset())

    def _head_phrase(self, i: int, stop: int) -> ActorMention | None:
        tokens, lexicon = self.tokens, self.lexicon
        first = i
        while i < stop and i - first < 3 and self._adjective(i) and tokens[i].kind == "word":
            if lexicon.heads.at(tokens, i, stop) is not None:
                break
            i += 1
        match = lexicon.heads.at(tokens, i, stop)
        if match is None or (i > first and self._noun_of(first)):
            return None
        head = match.value[0]
        last = match.last
        of_id, modified = self._adjective_id(first, i), i > first
        last, extra, more = self._modifiers(last, stop)
        of_id, modified = of_id or extra, modified or more
        if not head.alone and not modified:
            return None
        plural = tokens[match.last - 1].lower.endswith(("s", "x", "ين", "ون", "ات"))
        mention = self._mention(first, last, head.cls, id=head.id, person=head.cls == "person")
        mention = replace(mention, of_id=of_id, plural=plural)
        if head.cls == "person":
            name = self._proper_name(last, stop, after_title=True) if last < stop else None
            if name is not None:
                return replace(
                    name,
                    first=first,
                    start=tokens[first].start,
                    title_start=mention.start,
                    title_end=mention.end,
                    of_id=of_id,
                    person=True,
                    cls="person",
                )
        return mention

    def _noun_of(self, i: int) -> bool:
        return self.tokens[i].lower in self.lexicon.adjective_ids and self.tokens[i].capital

    def _modifiers(self, i: int, stop: int) -> tuple[int, str | None, bool]:
        """Adjectives and complements behind a head noun, at most four."""
        tokens = self.tokens
        of_id: str | None = None
        modified = False
        for _ in range(5):
            if i >= stop:
                break
            token = tokens[i]
            if token.kind == "word" and self._adjective(i):
                of_id = of_id or self._adjective_id(i, i + 1)
                modified = True
                i += 1
                continue
            end = self._complement(i, stop)
            if end is None:
                break
            inner = self._inner_id(i, end)
            of_id = of_id or inner
            modified = True
            i = end
        return i, of_id, modified

    def _complement(self, i: int, stop: int) -> int | None:
        """End of a complement (*de la défense russe*, *of the Syrian army*, *à l'ONU*) that starts at ``i``."""
        tokens, lexicon = self.tokens, self.lexicon
        word = tokens[i].lower
        arabic = lexicon.lang == "ar"
        if word not in lexicon.of and word not in lexicon.at:
            if not arabic or tokens[i].kind != "word":
                return None
            j = i  # the construct state has no preposition
        else:
            j = i + 1
        locative = word in lexicon.at
        while j < stop and tokens[j].lower in lexicon.determiners:
            j += 1
        if j >= stop or tokens[j].kind != "word":
            return None
        known = lexicon.known.at(tokens, j, stop)
        if known is not None and self._is_name(known.first, known.last):
            return known.last
        head = lexicon.heads.at(tokens, j, stop)
        if head is not None and not locative:
            return head.last
        if arabic or locative:
            return None
        if tokens[j].capital:
            k = self._capital_run(j, stop)
            return k if k > j else None
        return None

    def _inner_id(self, first: int, last: int) -> str | None:
        for j in range(first, last):
            known = self.lexicon.known.at(self.tokens, j, last)
            if known is not None and self._is_name(known.first, known.last):
                return known.value[0].id
        return None

    def _adjective(self, i: int) -> bool:
        token = self.tokens[i]
        return any(form in self.lexicon.adjectives or form in self.lexicon.adjective_ids for form in _keys(token))

    def _adjective_id(self, first: int, last: int) -> str | None:
        for token in self.tokens[first:last]:
            for form in _keys(token):
                if form in self.lexicon.adjective_ids:
                    return self.lexicon.adjective_ids[form]
        return None

    # -- proper names --------------------------------------------------------------------------

    def _proper_name(self, i: int, stop: int, *, after_title: bool = False) -> ActorMention | None:
        tokens, lexicon = self.tokens, self.lexicon
        if i >= stop:
            return None
        if lexicon.lang == "ar":
            return self._arabic_name(i, stop) if after_title else None
        token = tokens[i]
        start = i
        if token.lower in lexicon.titles and i + 1 < stop:
            i += 1
            if tokens[i].lower == "." and i + 1 < stop:
                i += 1
            after_title = True
            token = tokens[i]
        if token.kind != "word" or not token.capital or token.lower in lexicon.never_names:
            return self._demonym_noun(i) if i == start else None
        known = lexicon.known.at(tokens, i, stop)
        end = self._capital_run(i, stop)
        if known is not None and known.last >= end:
            return None
        alone = end - i == 1
        if alone and not after_title:
            demonym = self._demonym_noun(i)
            return demonym
        if alone and i in self.starts and not after_title:
            return None
        if i in self.starts and tokens[i].lower in lexicon.determiners:
            return None
        mention = self._mention(i, end, "name", person=True)
        return replace(mention, first=start, start=tokens[start].start)

    def _demonym_noun(self, i: int) -> ActorMention | None:
        """*les Russes*, *the Americans*: a capitalised demonym that is no adjective."""
        token = self.tokens[i]
        actor = self.lexicon.adjective_ids.get(token.lower)
        if actor is None or not token.capital or self.lexicon.lang == "ar":
            return None
        if self.lexicon.lang == "en" and not token.lower.endswith("s"):
            return None
        return replace(self._mention(i, i + 1, "name", id=actor), plural=True)

    def _capital_run(self, i: int, stop: int) -> int:
        """End of a run of capitalised words, with the particles of names between them."""
        tokens, lexicon = self.tokens, self.lexicon
        end = i
        j = i
        while j < stop and j - i < 7:
            token = tokens[j]
            if token.kind == "word" and token.capital and (j == i or token.lower not in lexicon.never_names):
                j += 1
                end = j
            elif token.kind == "word" and token.lower in lexicon.particles and j > i:
                j += 1
            elif (
                token.kind == "word" and "-" in token.lower and j > i and token.lower.split("-")[0] in lexicon.particles
            ):
                j += 1
                end = j
            elif (
                token.lower == "." and j > i and tokens[j - 1].end - tokens[j - 1].start <= 2 and tokens[j - 1].capital
            ):
                j += 1
            else:
                break
        return end

    def _arabic_name(self, i: int, stop: int) -> ActorMention | None:
        """Two or three words behind a title that are no verb, no particle and no head noun."""
        tokens, lexicon = self.tokens, self.lexicon
        end = i
        while end < stop and end - i < 3:
            token = tokens[end]
            if token.kind != "word" or token.fold in lexicon.never_names or self.text.data.forms(token):
                break
            if lexicon.heads.at(tokens, end, stop) is not None and end > i:
                break
            end += 1
        if end - i < 2:
            return None
        return self._mention(i, end, "name", person=True)

    # -- joining -------------------------------------------------------------------------------

    def _mention(self, first: int, last: int, cls: str, *, id: str | None = None, person: bool = False) -> ActorMention:  # noqa: A002
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        return ActorMention(first, last, start, end, start, end, cls, id, person=person)

    def _appositions(self, found: list[ActorMention]) -> list[ActorMention]:
        """Join *the ambassador, Name,* and *Name, the ambassador* into one mention of the person."""
        out: list[ActorMention] = []
        for mention in found:
            before = out[-1] if out else None
            joined = self._joined(before, mention) if before is not None else None
            if joined is not None:
                out[-1] = joined
            else:
                out.append(mention)
        return out

    def _joined(self, before: ActorMention, mention: ActorMention) -> ActorMention | None:
        tokens = self.tokens
        between = [t.lower for t in tokens[before.last : mention.first] if t.lower not in self.lexicon.determiners]
        if between not in ([","], []) or mention.first - before.last > 3:
            return None
        if between == [] and before.title_start is None and before.cls != "person":
            return None
        titled = before.cls == "person" and before.title_start is None and not before.id
        named = mention.person and mention.title_start is None and mention.cls == "name"
        if titled and named:
            return replace(
                mention,
                first=before.first,
                start=before.start,
                title_start=before.name_start,
                title_end=before.name_end,
                of_id=before.of_id,
                cls="person",
            )
        name_first = before.person and before.cls == "name" and before.title_start is None
        if between == [","] and name_first and mention.cls == "person" and mention.title_start is None:
            return replace(
                before,
                last=mention.last,
                end=mention.end,
                title_start=mention.name_start,
                title_end=mention.name_end,
                of_id=mention.of_id,
                cls="person",
            )
        return None


def _keys(token: Token) -> tuple[str, ...]:
    return (token.lower, *token.forms) if len(token.forms) > 1 else (token.lower,)


# Common nouns of the built-in lists that are written without a capital.
_LOWER_KNOWN: dict[str, frozenset[str]] = {
    "fr": frozenset({"régime", "rebelles", "insurgés", "séparatistes", "djihadistes"}),
    "en": frozenset({"rebels", "insurgents", "separatists", "regime"}),
}
