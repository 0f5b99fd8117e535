"""What other layers found, laid over the tokens: who, where and when stands at each word.

Grammar here is shallow: zones before and after a verb group or a noun, ended by marks, relatives,
subordinators and other verbs. No parser: what a zone cannot tell stays open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from trucewatch.reading.act_lexicon import ActLexicon, Means
from trucewatch.reading.actors import ActorMention
from trucewatch.reading.found import FoundAttribution, FoundFigure, FoundPlace, FoundTime
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.scene_marks import dateline, incises
from trucewatch.reading.sentences import Sentence
from trucewatch.reading.tokens import Token
from trucewatch.reading.verbs import VerbGroup
from trucewatch.reading.view import fold_text

__all__ = ["Scene", "Zone", "make_scene"]

Zone = tuple[int, int]  # tokens [first, last)

_JOINED_AND = frozenset("وف")
_HARD = frozenset(";:.!?()–[]…")
_ARMED = frozenset({"armed_forces", "armed_group"})
_PEOPLE = frozenset({"population", "person"})
_NONFINITE = frozenset({"participle", "gerund", "infinitive"})


@dataclass
class Scene:
    """A text with everything that bears on its events."""

    text: ParsedText
    lex: ActLexicon
    actors: tuple[ActorMention, ...]
    places: tuple[FoundPlace, ...]
    times: tuple[FoundTime, ...]
    figures: tuple[FoundFigure, ...]
    attributions: tuple[FoundAttribution, ...]
    group_of: list[int] = field(default_factory=list)
    class_at: dict[int, tuple[str, ...]] = field(default_factory=dict)
    actor_at: dict[int, ActorMention] = field(default_factory=dict)
    place_at: dict[int, FoundPlace] = field(default_factory=dict)
    time_at: dict[int, FoundTime] = field(default_factory=dict)
    figure_at: dict[int, FoundFigure] = field(default_factory=dict)
    dateline: int = 0  # tokens of the dateline at the head of the text
    class_names: frozenset[str] = frozenset()
    keys: list[str] = field(default_factory=list)
    hard_at: frozenset[int] = frozenset()
    breaks_at: frozenset[int] = frozenset()
    incise_at: frozenset[int] = frozenset()  # where words that name a speaker begin (*, the army said*; *selon*)
    open_perfects: frozenset[int] = frozenset()
    means_at: tuple[tuple[int, int, tuple[Means, ...]], ...] = ()
    staged: tuple[int, FoundPlace] | None = None  # paragraph and place of the last event that told its place
    dated: tuple[int, FoundTime] | None = None  # sentence and time of the last event that told its time
    tokens: tuple[Token, ...] = field(init=False)
    days: tuple[tuple[FoundTime, VerbGroup | None], ...] | None = None  # times with the verb of saying before them

    def __post_init__(self) -> None:
        self.tokens = self.text.tokens

    def sentence(self, i: int) -> Sentence:
        """The sentence that holds token ``i``."""
        return self.text.sentence(self.text.tokens[i].start)

    def group(self, i: int) -> VerbGroup | None:
        """The verb group over token ``i``."""
        k = self.group_of[i]
        return self.text.verbs[k] if k >= 0 else None

    def in_dateline(self, i: int) -> bool:
        """Does token ``i`` stand in the dateline?"""
        return i < self.dateline and self.sentence(i).index == self.sentence(self.dateline - 1).index

    def hard(self, i: int) -> bool:
        """Does a mark end the clause at token ``i``?"""
        return i in self.hard_at

    def breaks(self, i: int) -> bool:
        """Does a clause end at token ``i``: a mark, a relative or a subordinator?"""
        return i in self.breaks_at

    def finite(self, group: VerbGroup) -> bool:
        """A verb that can carry a clause of its own: no infinitive, no bare participle, not *avoir bombardé*."""
        if group.first in self.open_perfects:
            return False
        return group.tense not in _NONFINITE or group.passive or group.perfect

    def undergone(self, group: VerbGroup) -> bool:
        """Does the subject suffer it: a passive, or a bare participle of a verb that takes *avoir*?"""
        if group.passive:
            return True
        if group.tense != "participle" or group.perfect:
            return False
        return not any(f.aux_be and f.lemma == group.lemma for f in self.text.data.forms(self.tokens[group.head]))

    # -- zones -----------------------------------------------------------------------------------

    def after(self, i: int, sentence: Sentence, reach: int = 12, *, commas: bool = True, verbs: bool = True) -> Zone:
        """Tokens from ``i`` to the end of the clause."""
        j = i
        while j < sentence.last and j - i < reach:
            if self.breaks(j) or (not commas and self.tokens[j].lower == ",") or (j > i and j in self.incise_at):
                break
            if verbs and self.group_of[j] >= 0 and j > i - 1 and self.text.verbs[self.group_of[j]].first == j:
                break
            j += 1
        return (i, j)

    def before(self, i: int, sentence: Sentence, reach: int = 32, *, relative: bool = True) -> Zone:
        """Tokens before ``i`` back to where the clause begins; across a relative pronoun to its antecedent."""
        j = i
        crossed = not relative
        while j > sentence.first and i - j < reach:
            k = j - 1
            if self.hard(k):
                if self.tokens[k].lower == ")":
                    opened = self._opening(k, sentence.first)
                    if opened is not None:
                        j = opened
                        continue
                break
            word = self.keys[k]
            if word in self.lex.sets["relatives"]:
                if crossed or (word in self.lex.sets["that"] and self._clause_that(k)):
                    break
                crossed = True
                j = k
                continue
            if word in self.lex.sets["subordinators"]:
                break
            group = self.group(k)
            if group is not None and self._reduced(group, i):
                j = group.first
                continue
            if group is not None and self.finite(group):
                opened = self._relative_before(group, sentence.first)
                if opened is None or crossed:
                    break
                crossed = True  # a relative clause between the subject and its verb
                j = opened
                continue
            j = k
        return (j, i)

    def _reduced(self, group: VerbGroup, i: int) -> bool:
        """*trucks sent from Iligan were stopped*: a short past before a preposition, no *and* before the verb."""
        if group.tense != "past" or group.last - group.first != 1 or group.last >= i:
            return False
        if group.lemma in self.lex.sets["speech"] or self.keys[group.last] not in self.lex.sets["prepositions"]:
            return False
        if not self.lex.sets["coordinators"].isdisjoint(self.keys[group.last : i]):
            return False
        return any(form.feature == "part" for form in self.text.data.forms(self.tokens[group.head]))

    def _relative_before(self, group: VerbGroup, first: int) -> int | None:
        """The relative pronoun that opens the clause of a verb right behind it (*des militants qui avaient*)."""
        for k in range(group.first - 1, max(first, group.first - 3) - 1, -1):
            if self.keys[k] in self.lex.sets["relatives"]:
                if self.keys[k] in self.lex.sets["that"] and self._clause_that(k):
                    return None
                return k
            if self.keys[k] not in self.lex.sets["pronouns"]:
                return None
        return None

    def _opening(self, k: int, first: int) -> int | None:
        for j in range(k - 1, max(first, k - 14) - 1, -1):
            if self.tokens[j].lower == "(":
                return j
        return None

    def _clause_that(self, k: int) -> bool:
        """*que* behind a verb opens a clause; behind a noun it is a relative."""
        for j in range(k - 1, max(-1, k - 3), -1):
            if self.group_of[j] >= 0:
                return True
            if self.tokens[j].kind != "mark":
                return False
        return True

    def joined_to(self, group: VerbGroup, sentence: Sentence) -> VerbGroup | None:
        """The active verb to which a verb right behind *and* or a comma is joined, the first of a row."""
        k = group.first - 1
        while k > sentence.first and self.keys[k] in self.lex.sets["adverbs"]:
            k -= 1
        if k <= sentence.first or (self.keys[k] not in self.lex.sets["coordinators"] and self.tokens[k].lower != ","):
            return None
        for i in range(k - 1, max(sentence.first, k - 30) - 1, -1):
            before = self.group(i)
            if before is not None and (self.finite(before) or before.tense == "participle"):
                if self.undergone(before) and not self.undergone(group):
                    return None
                earlier = self.joined_to(before, sentence) if before.first > sentence.first else None
                return earlier or before
            if self.hard(i):
                break
        return None

    # -- classes and words ---------------------------------------------------------------------------

    def has_class(self, names: Iterable[str], zone: Zone) -> bool:
        """Does a word of one of the classes stand in the zone? Other names are taken as words."""
        wanted, builtin, plain = _sorted_names(tuple(names), self.class_names)
        for i in range(*zone):
            found = self.class_at.get(i)
            if found and not wanted.isdisjoint(found):
                return True
            if builtin and self._builtin(i, wanted):
                return True
        return bool(plain) and self.has_words(plain, zone)

    def _builtin(self, i: int, wanted: frozenset[str]) -> bool:
        mention = self.actor_at.get(i)
        if mention is not None:
            if "@actor" in wanted and mention.cls not in ("document", "source", "media"):
                return True
            if "@armed" in wanted and mention.cls in _ARMED:
                return True
            if "@people" in wanted and mention.cls in _PEOPLE:
                return True
        if "@number" in wanted and self.tokens[i].kind == "number" and i not in self.time_at:
            return True
        if "@place" in wanted and i in self.place_at and not self.place_at[i].metonym:
            return True
        if "@name" in wanted and mention is None:
            token = self.tokens[i]
            if token.capital and token.kind == "word" and i > self.sentence(i).first and len(token.lower) > 2:
                return True
        return False

    def told_means(self, means: Means, zone: Zone) -> bool:
        """Does a word of the means stand in the zone?"""
        return any(zone[0] <= first and last <= zone[1] and means in told for first, last, told in self.means_at)

    def has_words(self, words: Iterable[str], zone: Zone) -> bool:
        """Does one of the words or phrases stand in the zone?"""
        first, last = zone
        if last <= first:
            return False
        arabic = self.text.lang == "ar"
        view = self.text.view.fold if arabic else self.text.view.lower
        piece = view[self.tokens[first].start : self.tokens[last - 1].end]
        if arabic:
            return any(_holds_arabic(piece, folded) for word in words if (folded := _folded(word)) in piece)
        return any(word in piece and _holds(piece, word) for word in words)

    def lowers(self, zone: Zone) -> list[str]:
        """The forms of a zone under which closed lists know its words."""
        return self.keys[zone[0] : zone[1]]


@lru_cache(maxsize=4096)
def _sorted_names(names: tuple[str, ...], classes: frozenset[str]) -> tuple[frozenset[str], bool, tuple[str, ...]]:
    """The names, whether one of them is told by other layers (*@actor*), and those that are plain words."""
    plain = tuple(name for name in names if name not in classes and not name.startswith("@"))
    return frozenset(names), any(name.startswith("@") for name in names), plain


@lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    return fold_text(word)


def _holds(piece: str, word: str) -> bool:
    at = piece.find(word)
    while at >= 0:
        end = at + len(word)
        left = at == 0 or not piece[at - 1].isalnum() or not word[0].isalnum()
        right = end == len(piece) or not piece[end].isalnum() or not word[-1].isalnum()
        if left and right:
            return True
        at = piece.find(word, at + 1)
    return False


_BEFORE = frozenset({"", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "لل", "فال", "وب", "ول", "س"})
_BEHIND = frozenset({"", "ه", "ها", "هم", "هما", "ا"})


def _holds_arabic(piece: str, word: str) -> bool:
    """As :func:`_holds`, with the particles and pronouns that are joined to an Arabic word."""
    at = piece.find(word)
    while at >= 0:
        end = at + len(word)
        left, right = at, end
        while left > 0 and piece[left - 1].isalnum():
            left -= 1
        while right < len(piece) and piece[right].isalnum():
            right += 1
        if piece[left:at] in _BEFORE and piece[end:right] in _BEHIND:
            return True
        at = piece.find(word, at + 1)
    return False


def make_scene(
    text: ParsedText,
    lex: ActLexicon,
    *,
    actors: tuple[ActorMention, ...] = (),
    places: tuple[FoundPlace, ...] = (),
    times: tuple[FoundTime, ...] = (),
    figures: tuple[FoundFigure, ...] = (),
    attributions: tuple[FoundAttribution, ...] = (),
) -> Scene:
    """Lay what was found over the tokens. Linear in the number of tokens."""
    scene = Scene(text, lex, actors, places, times, figures, attributions)
    scene.keys = _keys(text, lex)
    scene.hard_at = frozenset(token.index for token in text.tokens if token.lower in _HARD and _hard(text, token.index))
    clauses = lex.sets["clauses"]
    scene.breaks_at = scene.hard_at.union(i for i, word in enumerate(scene.keys) if word in clauses)
    scene.dateline = dateline(text, actors)
    scene.incise_at = frozenset(incises(text, attributions))
    scene.open_perfects = frozenset(g.first for g in text.verbs if g.perfect and _open(text, g))
    scene.group_of = [-1] * len(text.tokens)
    for index, group in enumerate(text.verbs):
        for i in range(group.first, group.last):
            scene.group_of[i] = index
    for match in lex.classes.find(text.tokens):
        scene.class_at[match.first] = tuple(match.value)
    scene.class_names = lex.class_names
    scene.means_at = tuple((match.first, match.last, tuple(match.value)) for match in lex.means.find(text.tokens))
    for mention in actors:
        for i in range(mention.first, mention.last):
            scene.actor_at[i] = mention
            named = scene.group(i) if text.lang != "ar" else None
            if named is not None and mention.first <= named.first and named.last <= mention.last:
                scene.group_of[i] = -1  # *armed men*: a participle in a name is no verb
    for place in places:
        for i in _covered(text, place.start, place.end):
            scene.place_at[i] = place
    for figure in figures:
        for i in _covered(text, figure.start, figure.end):
            scene.figure_at[i] = figure
    for time in times:
        for i in _covered(text, time.start, time.end):
            scene.time_at[i] = time
    return scene


def _covered(text: ParsedText, start: int, end: int) -> range:
    first = text.token_at(start)
    last = first
    while last < len(text.tokens) and text.tokens[last].start < end:
        last += 1
    return range(first, last)


def _hard(text: ParsedText, i: int) -> bool:
    """Does a mark end a clause? A colon or point between numbers does not."""
    tokens = text.tokens
    if tokens[i].lower not in ":." or not 0 < i < len(tokens) - 1:
        return True
    return tokens[i - 1].kind != "number" or tokens[i + 1].kind != "number"


def _open(text: ParsedText, group: VerbGroup) -> bool:
    """*avoir bombardé*, *having shelled*: the auxiliary itself is not finite."""
    syntax = text.data.syntax
    for token in text.tokens[group.first : group.head]:
        for form in text.data.forms(token):
            if form.lemma in syntax.have or form.lemma in syntax.be:
                return form.feature in ("inf", "ger") and token.lower not in ("have",)
    return False


def _keys(text: ParsedText, lex: ActLexicon) -> list[str]:
    """The form of each token under which the closed lists know it: Arabic without a joined conjunction."""
    if text.lang != "ar":
        return [token.lower for token in text.tokens]
    out: list[str] = []
    for token in text.tokens:
        word = token.fold
        if word[:1] in _JOINED_AND and word not in lex.closed and word[1:] in lex.closed:
            word = word[1:]
        out.append(word)
    return out
