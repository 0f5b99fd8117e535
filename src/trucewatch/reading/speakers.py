"""Who a verb of speech belongs to: its subject, behind or before it, or the speaker a pronoun means."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from msgspec import Struct

from trucewatch.reading.actor_names import ActorMention
from trucewatch.reading.found import FoundActor
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.sentences import Quotation, Sentence
from trucewatch.reading.speech_lexicon import SpeechLexicon
from trucewatch.reading.unnamed_speakers import phrase_before
from trucewatch.reading.verbs import VerbGroup

__all__ = ["SPEAKING", "Scene", "Speaker", "actor_of"]

# Classes of mentions that can speak; a document speaks what it demands.
SPEAKING = frozenset(
    (
        "armed_forces",
        "armed_group",
        "state_body",
        "organisation",
        "person",
        "source",
        "name",
        "media",
        "document",
        "population",
    )
)


class Speaker(Struct, frozen=True, gc=False):
    """A speaker and the mention it was read from; ``carried`` when taken over from an earlier sentence."""

    actor: FoundActor
    mention: ActorMention | None
    carried: bool = False


@dataclass(slots=True)
class Scene:
    """A text with its mentions and verb groups by token, and the speaker heard last."""

    text: ParsedText
    lexicon: SpeechLexicon
    mentions: tuple[ActorMention, ...]
    mention_of: dict[int, ActorMention] = field(default_factory=dict)
    group_of: dict[int, VerbGroup] = field(default_factory=dict)
    quoted: list[bool] = field(default_factory=list)
    last: tuple[Speaker, ...] = ()
    last_in: Sentence | None = None
    topic: tuple[Speaker, ...] = ()
    topic_in: Sentence | None = None

    def __post_init__(self) -> None:
        for mention in self.mentions:
            for i in range(mention.first, mention.last):
                self.mention_of[i] = mention
        for group in self.text.verbs:
            for i in range(group.first, group.last):
                self.group_of[i] = group
        self.quoted = [False] * len(self.text.tokens)
        for quotation in self.text.quotations:
            first = bisect_left(self.text.token_starts, quotation.outer_start)
            last = bisect_left(self.text.token_starts, quotation.outer_end)
            self.quoted[first:last] = [True] * (last - first)

    def subject(self, i: int, floor: int) -> tuple[Speaker, ...]:
        """The subject of a verb that begins at token ``i``, searched back to token ``floor``."""
        tokens, lex = self.text.tokens, self.lexicon
        j = i - 1
        if j > floor and tokens[j].lower == ",":
            head = self.before_aside(j, floor)
            if head is not None:
                return self._coordinated(head, floor)
        crossed = False
        while j >= floor:
            token = tokens[j]
            mention = self.mention_of.get(j)
            if mention is not None and mention.first >= floor:
                if self._aside(mention):
                    j = mention.first - 1
                    continue
                if self._object(mention, floor):
                    crossed = True
                    j = mention.first - 1
                    continue
                if mention.cls in SPEAKING and not self._governed(mention):
                    return self._coordinated(mention, floor)
                j = mention.first - 1
                continue
            if self.quoted[j]:
                j -= 1
                continue
            if token.lower in lex.pronouns and not crossed:
                return self.referred(token.lower, j)
            if token.lower in lex.own_voice:
                return ()
            if token.lower in lex.relatives:
                found = self._antecedent(j, floor)
                if found:
                    return found
                j -= 1
                continue
            if token.kind == "mark" and token.lower in (";", ":"):
                break
            if j in self.group_of:
                crossed = True
            j -= 1
        return phrase_before(self, i, floor)

    def before_aside(self, comma: int, floor: int, *, asides: bool = False) -> ActorMention | None:
        """*X, who ..., says*: the mention that the first comma of the aside follows.

        With ``asides`` only an aside without a finite verb counts: *X, writing on Y, said*.
        """
        k = floor
        while k < comma:
            mention = self.mention_of.get(k)
            if mention is None:
                if k in self.group_of and not self.quoted[k] and self.group_of[k].tense != "participle":
                    return None
                k += 1
                continue
            last = mention.last
            while last < comma and self.text.tokens[last].lower == "(":
                while last < comma and self.text.tokens[last].lower != ")":
                    last += 1
                last += 1
            opens = last < comma and self.text.tokens[last].lower == ","
            if opens and mention.cls in SPEAKING and not self._governed(mention):
                inner = (self.group_of[j] for j in range(last, comma) if j in self.group_of)
                if asides and (last == comma or any(g.tense not in ("participle", "gerund") for g in inner)):
                    return None
                return self._last_joined(mention, comma)
            k = max(mention.last, k + 1)
        return None

    def _last_joined(self, mention: ActorMention, stop: int) -> ActorMention:
        """The last of a list of mentions that begins with this one."""
        while True:
            k = mention.last
            while k < stop and (self.text.tokens[k].lower == "," or self.text.tokens[k].lower in self.lexicon.passed):
                k += 1
            other = self.mention_of.get(k)
            if (
                k >= stop
                or other is None
                or other.first != k
                or other.person != mention.person
                or other.cls == "population"
            ):
                return mention
            mention = other

    def _aside(self, mention: ActorMention) -> bool:
        """A name in brackets, an acronym of what stands before."""
        tokens = self.text.tokens
        for k in range(mention.first - 1, max(-1, mention.first - 7), -1):
            if tokens[k].lower == "(":
                return k > 0
            if tokens[k].lower == ")":
                return False
        return False

    def _object(self, mention: ActorMention, floor: int) -> bool:
        """Whether a verb stands right before the mention: its object, unless it is an incise."""
        k = mention.first - 1
        while k >= floor and self.text.tokens[k].lower in self.lexicon.determiners:
            k -= 1
        group = self.group_of.get(k)
        return k >= floor and group is not None and k == group.last - 1 and group.tense != "participle"

    def first_actor(self, sentence: Sentence) -> tuple[Speaker, ...]:
        """The first actor of a sentence that could be its subject: whom a later pronoun may mean."""
        return self.first_actor_from(sentence.first, sentence)

    def first_actor_from(self, first: int, sentence: Sentence) -> tuple[Speaker, ...]:
        """As :meth:`first_actor`, from a token of the sentence on."""
        for mention in self.mentions:
            if mention.first >= sentence.last:
                break
            if mention.first >= first and mention.cls in SPEAKING and not self._governed(mention):
                return (self.speaker(mention),) if mention.cls != "population" else ()
        return ()

    def quotation_of(self, k: int) -> Quotation | None:
        """The quotation whose marks or words token ``k`` is."""
        if not self.quoted[k]:
            return None
        at = self.text.tokens[k].start
        n = bisect_right(self.text.quotations, at, key=lambda q: q.outer_start) - 1
        return self.text.quotations[n]

    def _antecedent(self, j: int, floor: int) -> tuple[Speaker, ...]:
        for k in range(j - 1, max(floor, j - 14) - 1, -1):
            mention = self.mention_of.get(k)
            if mention is not None and mention.cls in SPEAKING and not self._aside(mention):
                return (self.speaker(mention),)
        return ()

    def _governed(self, mention: ActorMention) -> bool:
        """Whether a preposition or a conjunction rules the mention, so that it is no subject."""
        tokens, k = self.text.tokens, mention.first - 1
        if self.text.lang == "ar":
            return mention.prefixed or (k >= 0 and tokens[k].fold in self.lexicon.prepositions)
        steps = 0
        while k >= 0 and steps < 4 and tokens[k].kind != "mark" and tokens[k].lower not in self.lexicon.prepositions:
            if tokens[k].lower in self.lexicon.determiners or tokens[k].kind == "number":
                k -= 1
                steps += 1
            else:
                return False
        if k < 0 or tokens[k].lower not in self.lexicon.prepositions:
            return False
        if tokens[k].lower in self.lexicon.conjunctions and self._heads_clause(mention):
            return False
        if k > 0 and tokens[k].lower in self.lexicon.genitive and tokens[k - 1].lower in self.lexicon.one_of:
            return False
        # "des sources" and "du pain" hold an article, when they stand first or behind a verb or a mark
        if tokens[k].lower in self.lexicon.articles:
            before = tokens[k - 1] if k > 0 else None
            start = k in {self.text.sentence(tokens[k].start).first}
            return not (
                start
                or before is None
                or before.kind == "mark"
                or (k - 1) in self.group_of
                or before.lower in self.lexicon.that
                or before.lower in self.lexicon.coordination
            )
        return tokens[k].lower not in self.lexicon.that

    def _heads_clause(self, mention: ActorMention) -> bool:
        """Whether a finite verb follows the mention: *after X appealed for …*."""
        group = self.group_of.get(mention.last)
        return group is not None and group.first == mention.last and group.tense not in ("participle", "gerund")

    def _coordinated(self, mention: ActorMention, floor: int) -> tuple[Speaker, ...]:
        """*Paris, Rome et Madrid*: the mention and those before it joined by commas and *and*, in text order."""
        chain = [mention]
        tokens = self.text.tokens
        joined = False
        while True:
            head = chain[0]
            k = head.first - 1
            seen = []
            while k >= floor and (
                tokens[k].lower in self.lexicon.determiners
                or tokens[k].lower == ","
                or tokens[k].lower in self.lexicon.joiners
            ):
                seen.append(tokens[k].lower)
                k -= 1
            before = self.mention_of.get(k)
            conjoined = any(word in self.lexicon.joiners for word in seen) or (joined and "," in seen)
            if before is None or before.first < floor or not conjoined or before.cls not in SPEAKING:
                break
            if self._governed(before) or before.person != mention.person:
                break
            joined = True
            chain.insert(0, before)
        return tuple(self.speaker(m) for m in chain)

    def following(self, i: int, stop: int) -> tuple[tuple[Speaker, ...], int, ActorMention | None]:
        """A subject behind the verb: the speakers, the token behind them and a relay passed over."""
        tokens, lex = self.text.tokens, self.lexicon
        j, relay = i, None
        while j < stop and j - i < 14:
            token = tokens[j]
            mention = self.mention_of.get(j)
            if mention is not None:
                if mention.first < j:
                    return (), i, relay
                ruled = self._governed_after(mention, i)
                if not ruled and mention.cls in SPEAKING:
                    return (self.speaker(mention),), mention.last, relay
                if mention.cls == "media":
                    relay = mention
                j = mention.last
                continue
            if lex.syntax.verb_first and not self._adjunct(j, i):
                break
            if self.quoted[j] or token.lower in lex.that or (token.kind == "mark" and token.lower not in ("(", ")")):
                break
            if j in self.group_of and self.group_of[j].tense not in ("participle", "gerund"):
                break
            j += 1
        return (), i, relay

    def _adjunct(self, j: int, i: int) -> bool:
        """Whether a word may stand between an Arabic verb and its subject: a time, a place, a quantity."""
        token, lex = self.text.tokens[j], self.lexicon
        if token.kind == "number" or token.fold in lex.openers or token.lower in ("(", ")"):
            return True
        if token.fold in lex.stops or self.quoted[j]:
            return False
        return token.fold in lex.prepositions or (j > i and self.text.tokens[j - 1].fold in lex.prepositions)

    def _governed_after(self, mention: ActorMention, i: int) -> bool:
        k, tokens = mention.first - 1, self.text.tokens
        if self.text.lang == "ar":
            return mention.prefixed or (k >= i and tokens[k].fold in self.lexicon.prepositions)
        while k >= i and (tokens[k].lower in self.lexicon.determiners or tokens[k].kind == "number"):
            if tokens[k].lower in self.lexicon.articles:
                return k > i and tokens[k - 1].lower in self.lexicon.prepositions  # *devant des journalistes*
            k -= 1
        if k > i and tokens[k].lower in self.lexicon.genitive and tokens[k - 1].lower in self.lexicon.one_of:
            return False  # "l'un de ses responsables"
        return k >= i and tokens[k].lower in self.lexicon.prepositions

    def referred(self, pronoun: str, position: int, *, incise: bool = False) -> tuple[Speaker, ...]:
        """Whom a pronoun means: the speaker heard last or, where nearer, the first actor of the sentence before."""
        here = self.text.sentence(self.text.tokens[position].start)
        source = self.last or self.topic
        if self.topic and self.topic_in is not None and self.last_in is not None:
            nearer = self.topic_in.index > self.last_in.index and self.topic_in.paragraph == here.paragraph
            if nearer and (not incise or self.last_in.paragraph != here.paragraph):
                source = self.topic
        if source and pronoun not in self.lexicon.plural:
            source = source[-1:]
        if incise and source and pronoun in self.lexicon.pronouns and self.last_in is not None:
            source = self._person_beside(source, self.last_in)
        return tuple(
            Speaker(s.actor, s.mention, carried=self.text.sentence(s.actor.start).index != here.index) for s in source
        )

    def _person_beside(self, source: tuple[Speaker, ...], sentence: Sentence) -> tuple[Speaker, ...]:
        """*he said* means no state: the person named in the sentence in which the state spoke."""
        mention = source[-1].mention
        if mention is None or mention.cls != "name" or mention.person:
            return source
        named = [
            m for m in self.mentions if sentence.first <= m.first < sentence.last and m.person and m.cls != "source"
        ]
        titled = [m for m in named if m.title_start is not None]
        return (self.speaker((titled or named)[-1]),) if named else source

    def unnamed(self, actor: FoundActor) -> Speaker:
        """A speaker read from the words alone."""
        return Speaker(actor, None)

    def speaker(self, mention: ActorMention) -> Speaker:
        """The speaker of a mention."""
        return Speaker(actor_of(self.text, mention), mention)


def actor_of(text: ParsedText, mention: ActorMention) -> FoundActor:
    """A mention as an actor: its full name where the mention is short, without article or joined particle."""
    start, end = mention.named
    name = text.text(start, end)
    if text.lang == "ar":
        name, start = _without_particles(text, start, name)
    return FoundActor(name, mention.id, start, end, mention=mention)


def _without_particles(text: ParsedText, start: int, name: str) -> tuple[str, int]:
    first = text.tokens[text.token_at(start)]
    fold = first.fold
    if fold.startswith("لل") and len(fold) > 4:
        return "ال" + name[2:], start
    if fold[:3] in ("وال", "بال", "فال") and len(fold) > 5 and name[:3] == text.text(first.start, first.end)[:3]:
        return name[1:], start + 1
    return name, start
