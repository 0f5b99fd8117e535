"""Names of places in the tokens of a text, with the words around them that tell their kind and where they lead.

A name of the theatre counts wherever it stands. A name of the general gazetteer needs a locative preposition, a
class word, or a size that leaves no doubt. A name that no gazetteer has is a place behind a class word (*le village
de X*, *بلدة X*), behind *near* and behind the prepositions of place that never lead to a person.
"""

from __future__ import annotations

from trucewatch.places import Candidate, Gazetteer
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.place_lexicon import PlaceLexicon
from trucewatch.reading.place_resolving import Named

__all__ = ["PlaceNames"]

_REGIONS = frozenset({"country", "admin1", "admin2", "area", "line"})
_LONGEST = 4
_LONGEST_OWN = 8  # tokens of a name of the theatre, which is spelled out (*hôpital Omar bin Abdelaziz*, *M 10*)
_BACK = 4  # articles between a name and the word that leads to it
_UNKNOWN = 2  # words of an unknown name behind a mere preposition
_FAR = 7  # tokens from a name back to the unit of a distance


class PlaceNames:
    """Finds names sentence by sentence. The words around places are indexed once for the whole text."""

    def __init__(self, text: ParsedText, gazetteer: Gazetteer, lexicon: PlaceLexicon) -> None:
        self.text, self.tokens = text, text.tokens
        self.gazetteer, self.lexicon = gazetteer, lexicon
        self.arabic = text.lang == "ar"
        tokens = text.tokens
        self.starts = {s.first for s in text.sentences} | {text.token_at(q.start) for q in text.quotations}
        self.class_before = {
            m.last: (m.first, m.value[0]) for m in lexicon.before.find(tokens) if self._whole(m.last - 1)
        }
        self.near_before = {m.last: m.first for m in lexicon.near.find(tokens)}
        self.part_before = {m.last: m.first for m in lexicon.parts.find(tokens)}
        self.locative_before = {m.last: m.first for m in lexicon.locatives.find(tokens)}
        self.outward = {m.first for m in lexicon.origins.find(tokens)}
        self.inward = {m.first for m in lexicon.directions.find(tokens)}
        self.genitive = {m.first for m in lexicon.genitives.find(tokens)}
        self.verbs = {i for group in text.verbs for i in range(group.first, group.last)} if self.arabic else set()

    def named(self) -> list[Named]:
        """All names in order, none overlapping another."""
        out: list[Named] = []
        arabic, tokens, particles = self.arabic, self.tokens, self.lexicon.particles
        theatre = self.gazetteer.has_own
        for sentence in self.text.sentences:
            i, low, stop = sentence.first, sentence.first, sentence.last
            while i < stop:
                token = tokens[i]
                own = self._own(i, stop) if theatre and token.kind == "word" else None
                if token.kind != "word" or not (arabic or token.capital or token.lower in particles or own):
                    i += 1
                    continue
                before = out[-1] if out else None
                found = self._dressed(i, *own, low, stop, before) if own else self._at(i, low, stop, before)
                if found is None:
                    i += 1
                else:
                    out.append(found)
                    i = found.last
        return self._supported(out)

    def _supported(self, named: list[Named]) -> list[Named]:
        """Without the doubtful names whose country no sure name of the text shares."""
        if all(item.sure for item in named):
            return named
        countries = {c.country for item in named if item.sure for c in item.candidates[:1] if c.country}
        told = {c.id for item in named if item.sure for c in item.candidates}
        return [
            item
            for item in named
            if item.sure or any(c.id in told or (c.country in countries and item.locative) for c in item.candidates)
        ]

    def _at(self, i: int, low: int, stop: int, before: Named | None) -> Named | None:
        if not self._may_begin(i):
            return None
        longest, alone = min(_LONGEST, stop - i), None
        if self.arabic:
            token = self.tokens[i]
            leads, alone = self.gazetteer.arabic_word(self.text.view.text[token.start : token.end], token.forms)
            longest = longest if leads else 1
        for length in range(longest, 0, -1):
            last = i + length
            if self.tokens[last - 1].kind != "word" or not self._may_end(last - 1, i):
                continue
            if last == i + 1 and (self.tokens[i].lower in self.lexicon.never or len(self.tokens[i].fold) < 3):
                return None
            found = self._lookup(i, last) if alone is None or length > 1 else alone
            if found and (longer := self._longer(i, last, low, stop, found)) is not None:
                return self._dressed(i, longer, (), low, stop, before)
            if found:
                return self._dressed(i, last, found, low, stop, before)
        end = self._unknown(i, low, stop)
        return self._dressed(i, end, (), low, stop, before) if end is not None else None

    def _own(self, i: int, stop: int) -> tuple[int, tuple[Candidate, ...]] | None:
        """The longest name of the theatre of several tokens at ``i``; it may open or end with a common noun
        (*hôpital M10*, *Saria Hassoun school*), but holds a capital or a number where the script has them."""
        token, words = self.tokens[i], self.text.view.text
        heads = [words[token.start : token.end]]
        if self.arabic:
            heads += [form for form in token.forms[1:4] if len(form) > 2 and token.fold.endswith(form)]
        run = i + 1
        while run < stop and self.tokens[run].start == self.tokens[run - 1].end and self.tokens[run].kind != "mark":
            run += 1  # *M10*: a letter and a number are two tokens of one word
        glued = words[token.end : self.tokens[run - 1].end]
        heads = [head for head in heads if self.gazetteer.opens_own(head + glued)]
        if not heads:
            return None
        rests = [token.end]
        if i + 1 < stop and self.tokens[i + 1].lower in self.lexicon.articles:
            rests.append(self.tokens[i + 1].end)  # *hôpital d'Omar bin Abdelaziz*
        for last in range(min(stop, i + _LONGEST_OWN), i + 1, -1):
            end = self.tokens[last - 1].end
            named = words[token.start : end]
            if self.tokens[last - 1].kind == "mark" or not (self.arabic or named.lower() != named or named.isalnum()):
                continue
            for head in heads:
                for rest in rests:
                    gap = "" if rest == token.end else " "
                    found = self.gazetteer.own(head + gap + words[rest:end]) if rest < end else ()
                    if found:
                        return last, found
        return None

    def _whole(self, k: int) -> bool:
        """Is a class word there as it is listed, and not inside a longer Arabic word (*مدن* in *مدني*)?"""
        return not self.arabic or any(self.tokens[k].fold.endswith(word) for word in self.lexicon.class_endings)

    def _may_begin(self, i: int) -> bool:
        token = self.tokens[i]
        if token.lower in self.lexicon.never or token.fold in self.lexicon.never:
            return token.capital and token.lower in self.lexicon.particles and self._capital(i + 1)
        if self.arabic:
            return len(token.fold) > 1
        return token.capital or self._capital(i + 1) or self._capital(i + 2)

    def _capital(self, k: int) -> bool:
        """A capital, also behind the article of a name (*al-Hawa*)."""
        if k >= len(self.tokens):
            return False
        token = self.tokens[k]
        if token.capital or token.kind != "word":
            return token.capital
        return token.lower[2:3] == "-" and self.text.view.text[token.start + 3 : token.start + 4].isupper()

    def _may_end(self, i: int, first: int) -> bool:
        return self.arabic or i == first or self._capital(i)

    def _lookup(self, first: int, last: int) -> tuple[Candidate, ...]:
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        found = self.gazetteer.candidates(self.text.view.text[start:end])
        if found or not self.arabic:
            return found
        token = self.tokens[first]
        rest = self.text.view.fold[token.end : end]
        for form in token.forms[1:4]:
            if len(form) > 2 and token.fold.endswith(form):  # a pronoun is never joined to the name of a place
                found = self.gazetteer.candidates(form + rest)
                if found:
                    return found
        return ()

    def _longer(self, i: int, last: int, low: int, stop: int, found: tuple[Candidate, ...]) -> int | None:
        """The end of an unknown name of several words of which the gazetteer has the first (*Ta Muen Thom*)."""
        if self.arabic or last >= stop or not self._continues(last) or found[0].theatre:
            return None
        whole = self._unknown(i, low, stop)
        return whole if whole is not None and whole > last else None

    # -- names that no gazetteer has --------------------------------------------------------------

    def _unknown(self, i: int, low: int, stop: int) -> int | None:
        """The end of an unknown name at token ``i`` where the words before it show that it is a place."""
        head = self.back(i, low, self.class_before)
        near = self.back(i, low, self.near_before) is not None
        if self.arabic:
            return self._arabic_run(i, stop, classed=head is not None) if (head is not None or near) else None
        token = self.tokens[i]
        if not self._capital(i) or i in self.starts or len(token.lower) < 2:
            return None
        if token.lower in self.lexicon.unknown_never:
            return None
        last = i + 1
        while last < stop and self._continues(last):
            last += 1
        if last - i > 3 or self._acronym(i, last) or self.tokens[last - 1].lower in self.lexicon.unknown_never:
            return None
        if head is not None or near or self._class_behind(last, stop) or self._of_people_or_house(i, low):
            return last
        if len(token.lower) < 3:
            return None
        j = i - 1 if i - 1 < low or not self._modifier(i - 1) else self._modifier_start(i - 1, low)
        if j < low or self.tokens[j].lower not in self.lexicon.unknown_after:
            return None
        return last if last - i <= _UNKNOWN else None

    def _continues(self, k: int) -> bool:
        return self._capital(k) and self.tokens[k].start - self.tokens[k - 1].end == 1

    def _of_people_or_house(self, i: int, low: int) -> bool:
        """*un immeuble d'Aïtou*, *residents of Zaitseve*: whose place it is, behind a noun that belongs to a place."""
        j = i - 1
        if j - 1 < low or j not in self.genitive:
            return False
        nouns = self.lexicon.unknown_nouns
        return self.tokens[j - 1].lower in nouns or (j - 2 >= low and self.tokens[j - 2].lower in nouns)

    def _acronym(self, first: int, last: int) -> bool:
        words = self.text.view.text[self.tokens[first].start : self.tokens[last - 1].end]
        return words.isupper() and len(words) < 7

    def _class_behind(self, last: int, stop: int) -> bool:
        return (
            last < stop and not self.tokens[last].capital and self.lexicon.after.at(self.tokens, last, stop) is not None
        )

    def _arabic_run(self, i: int, stop: int, *, classed: bool) -> int | None:
        """One word; a second one with the article belongs to it unless it is an adjective (*ميس الجبل*)."""
        token, before = self.tokens[i], self.tokens[i - 1]
        if token.fold.startswith(("ال", "وال", "لل")) and not classed:
            return None
        if token.fold.startswith("و") or before.fold.removeprefix("و").removeprefix("ب").startswith(("ال", "لل")):
            return None
        if token.fold in self.lexicon.unknown_never or i in self.verbs:
            return None
        k = i + 1
        if k < stop and self.tokens[k].kind == "word" and not token.fold.startswith("ال"):
            word = self.tokens[k].fold
            adjective = word.endswith(("ي", "يه", "تين", "ين")) or word in self.lexicon.unknown_never
            if word.startswith("ال") and len(word) > 4 and not adjective:
                return k + 1
        return i + 1

    def _modifier(self, k: int) -> bool:
        """*government-controlled*, *-held*."""
        return self.tokens[k].lower.endswith(("controlled", "held"))

    def _modifier_start(self, k: int, low: int) -> int:
        """The token before a modifier, with the quotation marks it may have (*“DPR”-controlled*)."""
        j = k - 1
        while j > low and k - j < 5 and (self.tokens[j].kind == "mark" or self.tokens[j].capital):
            j -= 1
        return j

    # -- the words around a name --------------------------------------------------------------------

    def back(self, first: int, low: int, ends: dict[int, int] | dict[int, tuple[int, str]]) -> int | None:
        """The end of a phrase before ``first`` with nothing but articles between, nearest first."""
        j = first
        while True:
            if j in ends:
                start = ends[j]
                if (start if isinstance(start, int) else start[0]) >= low:
                    return j
            if first - j >= _BACK or j <= low or self.tokens[j - 1].lower not in self.lexicon.articles:
                return None
            j -= 1

    def _dressed(
        self, first: int, last: int, found: tuple[Candidate, ...], low: int, stop: int, before: Named | None
    ) -> Named | None:
        """Add class word, locative preposition and parts; refuse a bare word that is no place here."""
        begin = first
        cls: str | None = None
        at = self.back(first, low, self.class_before)
        if at is not None:
            begin, cls = self.class_before[at]
        behind = self.lexicon.after.at(self.tokens, last, stop) if last < stop else None
        if behind is not None and cls is None:
            cls, last = behind.value[0], behind.last
        at = self.back(begin, low, self.near_before)
        near = at is not None
        head = self.near_before[at] if at is not None else begin
        at = self.back(begin, low, self.part_before)
        part = self.part_before[at] if at is not None else None
        if part is not None:
            begin = head = part
        outer = begin
        if begin - 1 > low and not self.arabic and self._modifier(begin - 1):
            outer = self._modifier_start(begin - 1, low) + 1
        at = self.back(outer, low, self.locative_before)
        relation = "at" if near else self._relation(self.locative_before[at]) if at is not None else ""
        if not relation and self.arabic and self._joined_preposition(begin):
            relation = "at"
        locative = bool(relation)
        sure = not found or near or self._accepted(first, last, found, cls, locative)
        if not sure and not self._possible(first, last, found, locative):
            return None
        if self._distant(begin, low):
            relation = "distance"
        elif cls == "road" and relation in ("", "of"):
            relation = "along"
        elif before is not None and self._contained(before, begin, found, cls):
            relation = "container"
        locative = locative or cls is not None or part is not None
        return Named(min(head, begin), last, first, found, cls, locative, near, relation, sure)

    def _relation(self, first: int) -> str:
        if first in self.outward:
            return "from"
        if first in self.inward:
            return "to"
        return "of" if first in self.genitive else "at"

    def relation_at(self, first: int, low: int) -> str:
        """How the words before token ``first`` lead to what stands there."""
        at = self.back(first, low, self.locative_before)
        if at is not None:
            return self._relation(self.locative_before[at])
        return "at" if self.arabic and self._joined_preposition(first) else ""

    def _distant(self, begin: int, low: int) -> bool:
        """*à une trentaine de kilomètres de X*, *17 km north of X*: somewhere else."""
        j = begin
        while j > low and begin - j < _FAR:
            j -= 1
            word = self.tokens[j]
            if word.lower in self.lexicon.distances or word.fold in self.lexicon.distances:
                return True
            joins = word.lower in self.lexicon.articles or j + 1 in self.locative_before or j + 1 in self.part_before
            if word.kind != "word" or not joins:
                return False
        return False

    def _contained(self, before: Named, begin: int, found: tuple[Candidate, ...], cls: str | None) -> bool:
        """*Djibo, dans la région du Sahel*; *Binyamina, au sud de Haïfa*: it tells where the place before it lies."""
        gap = range(before.last, begin)
        if len(gap) > 5 or before.relation in ("distance", "from") or not gap:
            return False
        if not before.locative and before.candidates and before.candidates[0].place_class == "country":
            return False
        if not before.locative and any(f in self.lexicon.capitals for f in self.tokens[before.name_first].forms):
            return False
        mark = False
        for k in gap:
            token = self.tokens[k]
            if token.lower in (",", "("):
                mark = True
            elif k in self.inward or k in self.outward or not self._leads(k):
                return False
        if before.last == begin:
            return False
        if mark and all(self.tokens[k].kind == "mark" for k in gap) and self.tokens[gap[0]].lower == ",":
            return False  # a list
        region = cls in _REGIONS or any(c.place_class in _REGIONS for c in found[:1])
        return mark or region or begin in self.part_before.values()

    def _leads(self, k: int) -> bool:
        """Is the token an article or the end of a preposition of place?"""
        return self.tokens[k].lower in self.lexicon.articles or k + 1 in self.locative_before

    def _joined_preposition(self, begin: int) -> bool:
        """*بحلب*, *بمدينة*, but not *باكو* or *بلدة*, which begin with that letter."""
        fold = self.tokens[begin].fold
        if not fold.startswith(("ب", "وب", "لل")) or len(self.tokens[begin].forms) == 1:
            return False
        whole = fold.removeprefix("و")
        return whole not in self.lexicon.class_endings and not self.gazetteer.candidates(whole)

    def _accepted(self, first: int, last: int, found: tuple[Candidate, ...], cls: str | None, locative: bool) -> bool:
        if found[0].theatre or cls is not None:
            return True
        own = any(c.id.startswith("own:") for c in found)
        if not self.arabic and not locative and last - first == 1 and self._person(first, last):
            return False
        if own and (last - first > 1 or locative or not self.arabic or len(self.tokens[first].fold) > 4):
            return True
        largest = max(c.population for c in found)
        if self.arabic:
            return locative and largest >= 50_000
        if not own and self._acronym(first, last):
            return False
        if self._person(first, last):
            return False
        if locative:
            return last - first > 1 or first not in self.starts or largest >= 20_000
        if any(c.place_class == "country" for c in found):
            return True
        return first not in self.starts and largest >= 300_000

    def _possible(self, first: int, last: int, found: tuple[Candidate, ...], locative: bool) -> bool:
        """A smaller town behind a preposition counts where another place of the text lies in its country,
        one without a preposition where the text tells it elsewhere."""
        if max(c.population for c in found) < 5_000:
            return False
        if self.arabic:
            return locative and (last - first > 1 or len(self.tokens[first].fold) > 3)
        return not locative and not self._person(first, last)

    def _person(self, first: int, last: int) -> bool:
        """Capitalised neighbours make it part of a name (*Jean-Marc Ayrault*, *Nice Matin*)."""
        before = self.tokens[first - 1] if first else None
        after = self.tokens[last] if last < len(self.tokens) else None
        if (
            after is not None
            and after.kind == "word"
            and after.capital
            and after.start - self.tokens[last - 1].end == 1
        ):
            return True
        close = before is not None and before.kind == "word" and before.capital and first - 1 not in self.starts
        return bool(
            close and before is not None and self.tokens[first].start - before.end == 1 and len(before.lower) > 2
        )
