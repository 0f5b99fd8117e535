"""Names of actors in the text: those the lists know, and persons by their capitals or titles."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from trucewatch.reading.actor_lexicon import ActorLexicon, KnownName
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.phrases import PhraseMatch
from trucewatch.reading.tokens import Token

__all__ = ["ActorMention", "NameFinder"]

# Folded, the name Ali is the preposition *on*; written with two dots it is the name.
_ALI = "علي"
_ENDS_SO = frozenset({"عبده", "نزيه", "وجيه", "فقيه", "نبيه"})
# A word with a possessive pronoun behind it is a noun, no name.
_POSSESSED = ("ها", "هم", "هما")


class ActorMention(Struct, frozen=True, gc=False):
    """An actor as named over the tokens ``[first, last)``; ``[start, end)`` in the view.

    ``name_start`` and ``name_end`` delimit the name without article and title. ``cls`` is the class
    of the head noun, ``name`` for a bare name; ``id`` that of a known actor; ``of_id`` the id of the
    actor named within (*l'armée russe*: ``russia``). ``metonym`` marks a capital that stands for a
    government (behind a locative preposition it is a place and no mention).
    For a person with a title, ``title_start`` to ``title_end`` is the title. ``full_start`` to
    ``full_end`` is the full name of an earlier mention that this short one refers to.
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
    prefixed: bool = False
    full_start: int | None = None
    full_end: int | None = None

    @property
    def named(self) -> tuple[int, int]:
        """Where the name that a claim writes stands: the full one where this mention is short."""
        if self.full_start is not None and self.full_end is not None:
            return (self.full_start, self.full_end)
        return (self.name_start, self.name_end)


class NameFinder:
    """Finds one name at a time; noun phrases are built around it in :mod:`trucewatch.reading.actors`."""

    def __init__(self, text: ParsedText, lexicon: ActorLexicon) -> None:
        self.text = text
        self.tokens: Sequence[Token] = text.tokens
        self.lexicon = lexicon
        self.arabic = lexicon.lang == "ar"
        self.starts = {sentence.first for sentence in text.sentences}
        self.verb_starts = {group.head for group in text.verbs}
        self.surnames: set[str] = set()
        self.starts |= {text.token_at(q.start) for q in text.quotations}

    def _mention(self, first: int, last: int, cls: str, *, id: str | None = None, person: bool = False) -> ActorMention:  # noqa: A002
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        name = start + 1 if self.arabic and self._joined_and(first) else start
        return ActorMention(
            first, last, start, end, name, end, cls, id, person=person, prefixed=self.arabic and self._prefixed(first)
        )

    def _prefixed(self, i: int) -> bool:
        """Whether a preposition is joined to an Arabic word: not where a known name begins with that letter."""
        fold = self.tokens[i].fold
        if fold in self.lexicon.first_words or fold.removeprefix("و") in self.lexicon.first_words:
            return False
        bare = fold.removeprefix("و")
        return bare.startswith("لل") or (
            bare[:1] in ("ب", "ل", "ك") and bare[1:].removeprefix("ال") in self.lexicon.bare
        )

    # -- known names ---------------------------------------------------------------------------

    def _known(self, i: int, stop: int) -> PhraseMatch[list[KnownName]] | None:
        match = self.lexicon.known.at(self.tokens, i, stop)
        return match if match is not None and self._value(match) is not None else None

    def _value(self, match: PhraseMatch[list[KnownName]]) -> KnownName | None:
        """The actor a spelling means here. In Latin script a name is capitalised, an acronym as listed."""
        if self.arabic:
            return next((v for v in match.value if v.exact is None or self._bare(match, v.exact)), None)
        words = self.text.text(match.start, match.end)
        for value in match.value:
            if value.exact is not None:
                if words == value.exact or (len(words) > 3 and words[:1].isupper()):
                    return value
            elif (
                words[:1].isupper()
                or match.last - match.first > 1
                or self.tokens[match.first].lower in (self.lexicon.lower_names)
            ):
                return value
        return None

    def _bare(self, match: PhraseMatch[list[KnownName]], name: str) -> bool:
        """Whether an Arabic name of one word stands without an article it does not have: the Syrian is not Syria."""
        token = self.tokens[match.first]
        return name in token.forms and not token.fold.removeprefix("و").removeprefix("ب").startswith(("ال", "لل"))

    def _joined_and(self, i: int) -> bool:
        """Whether an Arabic word carries a joined *and*: it begins another phrase."""
        fold = self.tokens[i].fold
        return fold[:1] == "و" and fold not in self.lexicon.waw_words

    def _is_place(self, mention: ActorMention) -> bool:
        """A state or capital behind a locative preposition or a class word, or in a dateline: no actor."""
        value = self._known(mention.first, mention.last)
        state = mention.metonym or (value is not None and value.value[0].kind == "state" and value.last == mention.last)
        if not state or mention.cls != "name":
            return False
        words = self.text.text(mention.start, mention.end)
        if mention.metonym and len(words) > 3 and words.isupper():
            return True
        if mention.first == 0:
            return False
        token = self.tokens[mention.first - 1]
        if self.arabic:
            located = token.fold in self.lexicon.located
            return located or (mention.metonym and mention.prefixed)
        return token.lower in self.lexicon.located

    # -- proper names --------------------------------------------------------------------------

    def _proper_name(self, i: int, stop: int, *, after_title: bool = False) -> ActorMention | None:
        tokens, lexicon = self.tokens, self.lexicon
        if i >= stop:
            return None
        if self.arabic:
            if tokens[i].fold in lexicon.titles:
                return self._ranked_name(i, stop)
            if not after_title and tokens[i].fold in self.surnames and self._cued(i):
                return self._mention(i, i + 1, "name", person=True)
            cued = after_title or self._cued(i)
            return self._arabic_name(i, stop) if cued else None
        token = tokens[i]
        start = i
        if token.lower in lexicon.titles and i + 1 < stop and (token.capital or lexicon.lang == "fr"):
            i += 1
            if tokens[i].lower == "." and i + 1 < stop:
                i += 1
            after_title = True
            token = tokens[i]
        if token.kind != "word" or not token.capital or token.lower in lexicon.never_names:
            return self._demonym_noun(i) if i == start else None
        end = self._capital_run(i, stop)
        alone = end - i == 1
        if alone and not after_title:
            if token.fold in self.surnames:
                return self._mention(i, end, "name", person=True)
            return self._demonym_noun(i) or self._lone_name(i)
        if not after_title and i > 0 and tokens[i - 1].lower in lexicon.led:
            return None
        mention = self._mention(i, end, "name", person=True)
        self.surnames.add(tokens[end - 1].fold)
        return replace(mention, first=start, start=tokens[start].start)

    def _lone_name(self, i: int) -> ActorMention | None:
        """*« … », lance Gevorg*: a single capitalised word right behind a verb of a closed quotation."""
        before = self.tokens[i - 1] if i else None
        if before is None or before.kind != "word" or i in self.starts:
            return None
        groups = self.text.verbs_in(before.start, before.end)
        incise = bool(groups) and groups[0].last == i and groups[0].first > 0
        if not incise or self.tokens[groups[0].first - 1].lower not in (",", "»", '"'):
            return None
        return self._mention(i, i + 1, "name", person=True)

    def _demonym_noun(self, i: int) -> ActorMention | None:
        """*les Russes*, *the Americans*: a capitalised demonym that is no adjective."""
        token = self.tokens[i]
        actor = self.lexicon.adjective_ids.get(token.lower)
        if actor is None or not token.capital or self.arabic:
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
            particle = token.kind == "word" and j > i and token.lower in lexicon.particles
            if token.kind == "word" and token.capital and (j == i or token.lower not in lexicon.never_names):
                j += 1
                end = j
            elif particle:
                j += 1
            elif (
                token.kind == "word"
                and j > i
                and token.lower.split("-")[0] in lexicon.particles
                and ("-" in token.lower)
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

    def _cued(self, i: int) -> bool:
        """Whether the word before is a verb after which an Arabic name may follow."""
        if i == 0:
            return False
        forms = self.text.data.forms(self.tokens[i - 1])
        return bool(forms) and any(form.lemma in self.lexicon.name_cues for form in forms)

    def _ranked_name(self, i: int, stop: int) -> ActorMention | None:
        """*Dr X Y*, *the brigadier X Y*: an Arabic name behind one title or two."""
        k = i + 1
        while k < stop and k - i < 3 and self.tokens[k].fold in self.lexicon.titles:
            k += 1
        if k >= stop or self.tokens[k].fold.startswith("ال"):
            return None
        name = self._arabic_name(k, stop)
        return replace(name, first=i, start=self.tokens[i].start) if name is not None else None

    def _arabic_name(self, i: int, stop: int) -> ActorMention | None:
        """Two words behind a title or a speech verb, more behind *Abd*, *Abu* or before an article."""
        tokens, lexicon = self.tokens, self.lexicon
        if lexicon.heads.at(tokens, i, stop) is not None:
            return None
        end, wanted = i, 2
        while end < stop and end - i < min(wanted, 5):
            token = tokens[end]
            if (
                token.kind != "word"
                or (token.fold in lexicon.never_names and token.lower != _ALI)
                or (token.fold.endswith(_POSSESSED) and len(token.fold) > 4)
                or (end == i and token.lower.endswith("ه") and len(token.lower) > 3 and token.fold not in _ENDS_SO)
                or self.text.text(token.start, token.end) == ""
            ):
                break
            if end > i and (self._verbal(token) or (end - i >= 1 and self._known(end, stop) is not None)):
                break
            if len(token.fold) > 3 and token.fold[0] in "وبلف" and token.fold[1:] in lexicon.never_names:
                break
            if token.fold in lexicon.particles:
                wanted += 1
            end += 1
            if end - i == wanted and end < stop and tokens[end].fold[:2] == "ال" and not lexicon.adjective(tokens[end]):
                wanted += 1
        if end - i < 2:
            return None
        self.surnames.add(tokens[end - 1].fold)
        return self._mention(i, end, "name", person=True)

    def _verbal(self, token: Token) -> bool:
        return token.lower in self.text.data.verb_forms or token.fold in self.text.data.verb_forms
