"""How far an act of speech reaches: the clause, phrase or quotation that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from trucewatch.reading.found import FoundActor
from trucewatch.reading.sentences import Quotation, Sentence
from trucewatch.reading.speakers import Scene
from trucewatch.reading.speech_lexicon import SpeechVerb
from trucewatch.reading.verbs import VerbGroup

if TYPE_CHECKING:
    from trucewatch.reading.speech_act import Speech

__all__ = ["Content", "ContentFinder"]

_REACH = 16  # tokens between a verb of speech and what it says


class Content(Struct, frozen=True, gc=False):
    """What is said: ``[start, end)``, the form it has and the quotations in it."""

    kind: str
    start: int
    end: int
    quotes: tuple[Quotation, ...] = ()
    relay: FoundActor | None = None
    negative_object: bool = False


class ContentFinder:
    """Finds contents in one text."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.text = scene.text
        self.tokens = scene.text.tokens
        self.lexicon = scene.lexicon

    def quotes(self, start: int, end: int) -> tuple[Quotation, ...]:
        """Quotations that lie in ``[start, end)``."""
        return tuple(q for q in self.text.quotations if q.outer_start >= start - 1 and q.outer_end <= end + 2)

    def after(self, group: VerbGroup, verb: SpeechVerb, i: int, sentence: Sentence) -> Content | None:
        """What follows the verb: a clause, an infinitive, a quotation or, where the verb allows, a noun phrase."""
        tokens, lex = self.tokens, self.lexicon
        relay: FoundActor | None = None
        end = self.clause_end(i, sentence)
        clause: int | None = None
        quote: int | None = None
        infinitive: int | None = None
        negative = False
        j = i
        while j < sentence.last and j - i < _REACH and tokens[j].start < end:
            token = tokens[j]
            if lex.word(token, lex.that) and not self.scene.quoted[j]:
                clause = j + 1 if token.lower in lex.that or self.text.lang != "ar" else j
                break
            if self.scene.quoted[j]:
                quote = j
                break
            if token.lower in lex.negative_objects:
                negative = True
            mention = self.scene.mention_of.get(j)
            if mention is not None and mention.cls == "media" and relay is None:
                relay = self.scene.speaker(mention).actor
            here = self.scene.group_of.get(j)
            if here is not None and j >= group.last:
                if here.tense == "infinitive" or self._perfect_infinitive(here):
                    infinitive = here.first if here.first - i <= 3 or verb.stance in ("demands", "accuses") else None
                elif lex.syntax.that_optional and here.tense != "participle":
                    clause = i
                if not (lex.syntax.verb_first and not verb.object):
                    break
            j += 1
        start = i
        kind = "object"
        if i < sentence.last and tokens[i].lower in (",", ".", ";") and self._object_before(group):
            at = tokens[i].start  # "l'a rejetée, ..."
            return Content("object", at, at) if verb.object else None
        if clause is not None:
            start, kind = clause, "indirect"
        elif infinitive is not None and (lex.syntax.infinitive or verb.object):
            start, kind = (infinitive if infinitive - i <= 3 else i), "indirect"
        elif quote is not None:
            start, kind = (i if verb.object or quote - i > 1 else quote), "direct"
        elif not (verb.object and self._object(i, sentence, verb)):
            return None
        if start >= sentence.last:
            return None
        if verb.weak and kind == "object":
            return None
        at = tokens[start].start
        at = self._trimmed(at)
        if at >= sentence.end:
            at = sentence.end
        empty = not any(c.isalnum() for c in self.text.text(at, max(end, at)))
        if kind == "object" and empty and not self._object_before(group):
            return None
        quotes = self.quotes(at, max(end, at))
        if verb.quote_only and not quotes:
            return None
        if verb.quote_only:
            at, end = quotes[0].outer_start, quotes[-1].outer_end
        if verb.number and not any(t.kind == "number" for t in tokens[i : i + 8]):
            return None
        if verb.reflexive and kind == "object" and not verb.object:
            return None
        return Content(kind, at, max(end, at), quotes, relay, negative)

    def _object(self, i: int, sentence: Sentence, verb: SpeechVerb) -> bool:
        """Whether a noun phrase (behind the verb's preposition) or a clitic object stands there."""
        tokens = self.tokens
        if i >= sentence.last:
            return True
        if verb.link:
            return any(
                tokens[k].lower in verb.link or any(f in verb.link for f in tokens[k].forms)
                for k in range(i, min(i + 9, sentence.last))
            )
        return True

    def _trimmed(self, at: int) -> int:
        """The first word or quotation mark at or behind a position."""
        k = self.text.token_at(at)
        while k < len(self.tokens) and self.tokens[k].kind == "mark" and self.tokens[k].lower not in ("«", '"', "("):
            k += 1
        return self.tokens[k].start if k < len(self.tokens) else at

    def _object_before(self, group: VerbGroup) -> bool:
        """A clitic or relative object before the verb: *l'a rejetée*, *ce que Y dément*."""
        if self.text.lang == "ar":
            return self.tokens[group.head].fold.endswith(("ه", "ها", "هم"))
        inside = {t.lower for t in self.tokens[group.first : group.head]}
        before = {t.lower for t in self.tokens[max(0, group.first - 5) : group.first]}
        return bool(inside & self.lexicon.clitics) or bool(before & self.lexicon.that & self.lexicon.clitics)

    def _perfect_infinitive(self, group: VerbGroup) -> bool:
        """*avoir tué*, *n'avoir visé que*."""
        data = self.text.data
        auxiliaries = (*data.syntax.have, *data.syntax.be)
        return group.perfect and any(
            form.feature == "inf" and form.lemma in auxiliaries
            for token in self.tokens[group.first : group.head]
            for form in data.forms(token)
        )

    def nothing_said(self, i: int, sentence: Sentence) -> bool:
        """Whether the sentence or clause ends behind the verb, but for adjuncts."""
        opened = False
        told = self.scene.mention_of.get(i)
        if told is not None and told.cls in ("media", "source"):
            i = told.last
        for j in range(i, sentence.last):
            token = self.tokens[j]
            if self.scene.quoted[j] or self.lexicon.word(token, self.lexicon.that):
                return self.scene.quoted[j] and self.tokens[j - 1].lower in (".", ",")
            if token.lower in (".", ",", ";", "»", '"'):
                return True
            group = self.scene.group_of.get(j)
            if group is not None and group.tense not in ("participle", "gerund"):
                return False
            adjunct = token.lower in self.lexicon.adjuncts or token.lower.endswith("ly")
            if not opened and not adjunct:
                return False
            opened = True
        return True

    def before(self, i: int, after: int, sentence: Sentence, found: list[Speech]) -> Content | None:
        """What an incise at token ``i`` closes: from the start of the sentence or the end of the speech before."""
        tokens = self.tokens
        start = sentence.start
        for speech in found:
            if speech.kind in ("inverted",) and speech.end < tokens[i].start:
                start = max(start, speech.end)
        while i > sentence.first and tokens[i - 1].lower in (",", "–"):
            i -= 1
        end = tokens[i - 1].end if i > sentence.first else start
        if end <= start:
            # the quotation may be a sentence of its own just before
            if sentence.index == 0:
                return None
            earlier = self.text.sentences[sentence.index - 1]
            quotes = self.quotes(earlier.start, earlier.end)
            if not quotes or quotes[-1].outer_end < earlier.end - 1:
                return None
            return Content("inverted", quotes[-1].start, earlier.end, quotes[-1:])
        k = start
        first = self.text.token_at(start)
        while first < i and (tokens[first].kind == "mark" and tokens[first].lower in (",", ";", ".")):
            first += 1
        k = tokens[first].start if first < len(tokens) else start
        stop = end
        verbless = not any(g.tense not in ("infinitive", "gerund") for g in self.text.verbs_in(k, end))
        behind = after
        while verbless and behind < sentence.last and tokens[behind].kind == "word" and behind - after < 6:
            behind += 1
        if verbless and behind + 1 < sentence.last and tokens[behind].lower == "," and not self.quotes(k, end):
            stop = self.clause_end(behind + 1, sentence)
        elif after < sentence.last and tokens[after].lower == "," and after + 1 < sentence.last:
            stop = self._resumes(after + 1, sentence) or end
        elif (after < sentence.last and (self.scene.quoted[after] or tokens[after].lower == ":")) or (
            after + 1 < sentence.last and self.scene.quoted[after + 1]
        ):
            stop = sentence.end
        return Content("inverted", k, stop, self.quotes(k, stop))

    def _resumes(self, i: int, sentence: Sentence) -> int | None:
        """The end of what goes on behind an incise, or null where another clause begins."""
        if self.lexicon.breaks.at(self.tokens, i, sentence.last) is not None:
            return None
        if self.scene.quoted[i]:
            return sentence.end
        group = self.scene.group_of.get(i)
        if group is not None or self.lexicon.word(self.tokens[i], self.lexicon.relatives):
            return None
        return self.clause_end(i, sentence) if self.tokens[i].lower in self.lexicon.subsets else None

    def around(self, i: int, last: int, sentence: Sentence, found: list[Speech]) -> Content:
        """What *selon X* at ``[i, last)`` covers: the rest when it opens the sentence, else what stands before."""
        tokens = self.tokens
        k = i
        while k > sentence.first and (tokens[k - 1].kind == "mark" or tokens[k - 1].lower in self.lexicon.coordination):
            k -= 1
            if tokens[k].lower in (";", ":"):
                break
        opens = k == sentence.first or tokens[k].lower in (";", ":")
        if opens:
            j = last
            while j < sentence.last and tokens[j].lower not in (",",):
                if j in self.scene.group_of:
                    break
                j += 1
            at = self._trimmed(tokens[j].start) if j < sentence.last else tokens[last - 1].end
            end = self.clause_end(min(j + 1, sentence.last), sentence)
            return Content("according_to", at, max(end, at), self.quotes(at, end))
        start = sentence.start
        for speech in found:
            if speech.kind == "according_to" and speech.end <= tokens[i].start:
                start = max(start, speech.end)
        bare = tokens[i - 1].lower != ","
        for j in range(i - 1, sentence.first, -1):
            if self.scene.quoted[j]:
                continue
            contrast = tokens[j - 1].lower == "," and tokens[j].lower in self.lexicon.contrast
            if tokens[j].lower == ";" or contrast or (bare and tokens[j].lower == ","):
                start = max(start, tokens[j].end if not contrast else tokens[j].start)
                break
        end = tokens[i].start
        if last < sentence.last:
            following = tokens[last].lower
            if following == "," and last + 1 < sentence.last and tokens[last + 1].lower in self.lexicon.subsets:
                end = self.clause_end(last + 1, sentence)
            elif following not in (",", ".", ";", ")", "»", '"', ":") and bare:
                if following not in self.lexicon.joiners:
                    end = self.clause_end(last, sentence)
            elif following == "," and tokens[i - 1].lower == ",":
                end = self._resumed(last + 1, sentence) or end
        return Content("according_to", start, max(end, start), self.quotes(start, end))

    def _resumed(self, i: int, sentence: Sentence) -> int | None:
        """Behind *, selon X,*: the clause goes on, unless another one begins."""
        group = self.scene.group_of.get(i)
        if group is not None and group.tense in ("gerund", "participle"):
            return None
        lex, token = self.lexicon, self.tokens[i]
        if lex.breaks.at(self.tokens, i, sentence.last) is not None or lex.word(token, lex.relatives):
            return None
        if token.lower in lex.coordination or lex.according.at(self.tokens, i, sentence.last) is not None:
            return None
        for j in range(i, sentence.last):
            if self.tokens[j].lower in (",", ";") and not self.scene.quoted[j]:
                return self.tokens[j].start
        return sentence.end

    def clause_end(self, i: int, sentence: Sentence) -> int:
        """The end of the sentence, or of the clause that a break (*, tandis que*) or a semicolon closes."""
        tokens = self.tokens
        for j in range(i, sentence.last):
            if self.scene.quoted[j]:
                continue
            if tokens[j].lower == ";":
                return tokens[j].start
            closed = j > i and self.scene.quoted[j - 1]
            if closed and self.lexicon.after_quote.at(tokens, j, sentence.last) is not None:
                return tokens[j].start
            comma = tokens[j].lower == "," and j + 1 < sentence.last
            if comma and self.lexicon.breaks.at(tokens, j + 1, sentence.last) is not None:
                if self._goes_on(j + 1, sentence):
                    continue
                return tokens[j].start
        return sentence.end

    def _goes_on(self, i: int, sentence: Sentence) -> bool:
        """Arabic *fima*, *bainama*: the same speaker goes on, unless a verb of speech or a source follows."""
        if self.text.lang != "ar" or self.tokens[i].fold not in self.lexicon.contrast:
            return False
        for k in range(i, sentence.last):
            group = self.scene.group_of.get(k)
            if group is not None and (group.lemma or "") in self.lexicon.verbs:
                return False
            if self.lexicon.according.at(self.tokens, k, sentence.last) is not None:
                return False
        return True

    def bounded(self, found: list[Speech], sentence: Sentence) -> list[Speech]:
        """Cut a content where a joined verb of the same speaker, or of another behind *and*, takes over."""
        out: list[Speech] = []
        for n, speech in enumerate(found):
            if speech.content is None or speech.kind in ("inverted", "according_to", "nominal"):
                out.append(speech)
                continue
            start, end = speech.content
            for other in found[n + 1 :]:
                if other.kind in ("inverted", "according_to", "nominal", "passive") or other.cue[0] <= start:
                    continue
                cut = self._cut(speech, other, sentence)
                if cut is not None and start < cut < end:
                    end = cut
                    break
            quotes = tuple(q for q in speech.quotes if q.outer_start < end)
            out.append(
                replace(speech, content=(start, end), end=max(speech.cue[1], min(speech.end, end)), quotes=quotes)
            )
        return out

    def _cut(self, speech: Speech, other: Speech, sentence: Sentence) -> int | None:
        tokens = self.tokens
        if other.lead is not None:
            return tokens[other.lead].start
        if other.group is not None and speech.cue[0] > other.start and tokens[other.group.first - 1].lower == ",":
            return tokens[other.group.first - 1].start  # the main verb behind a relative clause
        first = self.text.token_at(other.start)
        k = first - 1
        while k > sentence.first and tokens[k].lower in self.lexicon.determiners:
            k -= 1
        if other.group is not None and other.group.tense == "gerund" and tokens[other.group.first - 1].lower == ",":
            return tokens[other.group.first - 1].start
        if k > sentence.first and tokens[k].lower in self.lexicon.coordination and tokens[k - 1].lower == ",":
            return tokens[k - 1].start
        return None
