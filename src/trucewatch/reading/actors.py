"""Who is named: parties, bodies, groups, offices and persons, as mentions in the text.

Three kinds of evidence: names that the case or the built-in lists know; noun phrases built on a head
noun of the lexicon (*les forces gouvernementales*, *un haut responsable de l'ONU*); and person names,
by capitals or behind a title. A title and a name in apposition are one mention. Short names and bare
titles take the full name of their first mention (:mod:`trucewatch.reading.references`).
"""

from __future__ import annotations

from msgspec.structs import replace

from trucewatch.reading.actor_lexicon import ActorLexicon, ActorSyntax, Demonym, Head, actor_lexicon
from trucewatch.reading.actor_names import ActorMention, NameFinder
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.phrases import PhraseMatch
from trucewatch.reading.references import refer_back

__all__ = ["ActorLexicon", "ActorMention", "ActorSyntax", "Demonym", "Head", "actor_lexicon", "find_actors"]

_CLASSES = {
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


def find_actors(text: ParsedText, lexicon: ActorLexicon) -> tuple[ActorMention, ...]:
    """All mentions in order, none inside another, titles joined to the persons they name."""
    return refer_back(text, _Finder(text, lexicon).all(), lexicon)


class _Finder(NameFinder):
    def all(self) -> tuple[ActorMention, ...]:
        found: list[ActorMention] = []
        candidates, n = self._candidates(), 0
        for sentence in self.text.sentences:
            behind = sentence.first
            while n < len(candidates) and candidates[n] < sentence.last:
                i, n = candidates[n], n + 1
                mention = self.mention_at(i, sentence.last) if i >= behind else None
                if mention is not None:
                    behind = mention.last
                    if not self._is_place(mention):
                        found.append(mention)
        return tuple(self._appositions(found))

    def _candidates(self) -> list[int]:
        """The tokens at which a mention can begin: a noun, an adjective, a known name, a title, a capital."""
        lexicon, tokens = self.lexicon, self.text.tokens
        at = tokens.places(lexicon.adjective_words)
        at.update(lexicon.heads.places(tokens), lexicon.known.places(tokens))
        if self.arabic:
            at.update(token.index for token in tokens if token.fold in lexicon.titles or self._cued(token.index))
        else:
            at.update(token.index for token in tokens if token.capital or token.lower in lexicon.titles)
        return sorted(at)

    def mention_at(self, i: int, stop: int) -> ActorMention | None:
        if self.tokens[i].kind != "word":
            return None
        head = self._modified_head(i, stop) if self.lexicon.modifier_first else self._head_phrase(i, stop)
        known = self._known(i, stop)
        if known is not None and (head is None or head.last <= known.last):
            value = self._value(known)
            assert value is not None
            mention = self._mention(known.first, known.last, "name", id=value.id, person=value.person)
            if known.last - known.first > 1 and self.tokens[known.first].lower in self.lexicon.determiners:
                mention = replace(mention, name_start=self.tokens[known.first + 1].start)
            cls = _CLASSES.get(value.kind, "name")
            return replace(mention, metonym=value.metonym, cls=cls)
        return head or self._proper_name(i, stop)

    # -- noun phrases --------------------------------------------------------------------------

    def _head_phrase(self, i: int, stop: int) -> ActorMention | None:
        tokens, lexicon = self.tokens, self.lexicon
        first = i
        while i < stop and i - first < 3 and not self.arabic and lexicon.adjective(tokens[i]):
            if lexicon.heads.at(tokens, i, stop) is not None:
                break
            i += 1
        match = lexicon.heads.at(tokens, i, stop)
        if match is None or (i > first and self._noun_of(first)):
            return None
        head = match.value[0]
        if head.cls in ("person", "organisation") and match.last - match.first == 1 and self._behind_noun(i):
            return None
        of_id, modified = lexicon.adjective_id(tokens[first:i]), i > first
        last, extra, more = self._modifiers(match.last, stop, head.cls)
        return self._built(first, last, stop, head, match, of_id or extra, modified or more)

    def _behind_noun(self, i: int) -> bool:
        """*la trêve humanitaire*: an adjective behind its noun, though the word also names a person."""
        before = self.tokens[i - 1] if i and i not in self.starts else None
        if self.arabic or before is None or before.kind != "word" or not self.lexicon.adjective(self.tokens[i]):
            return False
        closed = before.lower in self.lexicon.never_names or before.lower in self.lexicon.determiners
        return not closed and not self.lexicon.adjective(before) and not self._verbal(before)

    def _modified_head(self, i: int, stop: int) -> ActorMention | None:
        """English order: modifiers, then the head, then a complement; the last head of the run counts."""
        tokens, lexicon = self.tokens, self.lexicon
        match: PhraseMatch[list[Head]] | None = None
        of_id: str | None = None
        j = i
        while j < stop and j - i < 8 and tokens[j].kind == "word":
            found = lexicon.heads.at(tokens, j, stop)
            known = self._known(j, stop)
            if known is not None and (found is None or known.last > found.last):
                if match is not None and lexicon.kinds.get(known.value[0].id) == "person":
                    break
                of_id = of_id or known.value[0].id
                j = known.last
            elif found is not None:
                if match is not None and j in self.verb_starts and tokens[j - 1].lower.endswith("s"):
                    break  # "partners report that": the second noun is the verb
                match, j = found, found.last
            elif j > i and lexicon.complements.at(tokens, j, stop) is not None:
                j += 1
            elif lexicon.adjective(tokens[j]) and not (match is not None and tokens[j].capital is False):
                of_id = of_id or lexicon.adjective_id(tokens[j : j + 1])
                j += 1
            elif tokens[j].lower == "'s" and j > i:
                j += 1
            else:
                break
        if match is None:
            return None
        last, extra, more = self._modifiers(match.last, stop, match.value[0].cls)
        modified = match.first > i or more
        return self._built(i, last, stop, match.value[0], match, of_id or extra, modified)

    def _built(
        self,
        first: int,
        last: int,
        stop: int,
        head: Head,
        match: PhraseMatch[list[Head]],
        of_id: str | None,
        modified: bool,
    ) -> ActorMention | None:
        tokens = self.tokens
        owned = first > 0 and tokens[first - 1].lower in self.lexicon.possessives
        if owned and last < stop and tokens[last].lower in self.lexicon.at and head.cls != "person":
            return None  # "son opposition à …" is a stand, no body
        if not head.alone and not modified:
            # "the organisation", "le mouvement" stand for one named before
            before = tokens[first - 1].lower if first else ""
            capital = not self.arabic and tokens[match.first].capital and match.first not in self.starts
            definite = before in self.lexicon.definite or (self.arabic and tokens[match.first].fold.startswith("ال"))
            anaphor = head.cls in ("organisation", "armed_group", "state_body") and definite
            if not (anaphor or (capital and match.last - first == 1)):
                return None
        core = tokens[match.first if self.lexicon.lang == "fr" else match.last - 1]  # *défenseur des droits*
        plural = core.lower.endswith(("s", "x", "ين", "ون", "ات"))
        mention = self._mention(first, last, head.cls, id=head.id, person=head.cls == "person")
        mention = replace(mention, of_id=of_id, plural=plural)
        if head.cls != "person" or last >= stop:
            return mention
        name = self._proper_name(last, stop, after_title=True)
        known = self._known(last, stop)
        if known is not None and known.value[0].person and (name is None or name.last <= known.last):
            name = self._mention(known.first, known.last, "name", id=known.value[0].id, person=True)
        if name is None or plural:
            return mention
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

    def _noun_of(self, i: int) -> bool:
        return self.tokens[i].lower in self.lexicon.adjective_ids and self.tokens[i].capital

    def _modifiers(self, i: int, stop: int, cls: str) -> tuple[int, str | None, bool]:
        """Adjectives and complements behind a head noun, at most five."""
        tokens, lexicon = self.tokens, self.lexicon
        of_id: str | None = None
        modified = False
        for _ in range(5):
            if i >= stop:
                break
            token = tokens[i]
            barred = self.arabic and (
                token.fold in lexicon.never_names or self._joined_and(i) or self._other_number(i, cls)
            )
            if token.kind == "word" and not lexicon.modifier_first and not barred and lexicon.adjective(token):
                of_id = of_id or lexicon.adjective_id(tokens[i : i + 1])
                modified = True
                i += 1
                continue
            end = self._complement(i, stop) or self._construct(i) or self._seat(i, stop, cls)
            if end is None:
                break
            of_id = of_id or self._inner_id(i, end)
            modified = True
            i = end
        return i, of_id, modified

    def _construct(self, i: int) -> int | None:
        """A definite noun behind an indefinite one in Arabic: *the committee of the scholars*."""
        token, before = self.tokens[i], self.tokens[i - 1]
        if not self.arabic or token.kind != "word" or not token.fold.startswith("ال") or len(token.fold) < 5:
            return None
        if before.fold.removeprefix("و").startswith(("ال", "لل", "بال")) or token.fold in self.lexicon.never_names:
            return None
        return None if self._verbal(token) else i + 1

    def _complement(self, i: int, stop: int) -> int | None:
        """End of a complement (*de la défense russe*, *of the Syrian army*, *à l'ONU*) that starts at ``i``."""
        tokens, lexicon = self.tokens, self.lexicon
        token = tokens[i]
        if token.kind != "word" or (self.arabic and self._joined_and(i)):
            return None
        if self.arabic and token.fold.startswith("باسم") and len(token.fold) > 4:
            return i + 1  # "the spokesman in its name"
        if not self.arabic:
            whole = lexicon.complements.at(tokens, i, stop)  # "par intérim", "in chief"
            if whole is not None and whole.last > i + 1:
                return whole.last
        word = token.fold if self.arabic else token.lower
        linked = word in lexicon.of or word in lexicon.at
        if not linked and not self.arabic:
            return None
        j = i + 1 if linked else i  # the Arabic construct state has no preposition
        locative = word in lexicon.at and word not in lexicon.of
        while j < stop and (tokens[j].fold if self.arabic else tokens[j].lower) in lexicon.determiners:
            j += 1
        if j >= stop or tokens[j].kind != "word":
            return None
        if self.arabic and not linked and self._defined(i - 1) and not token.fold.startswith("ل"):
            return None  # *al-wazir majlis al-amn*: a definite noun is the head of no construct
        known = self._known(j, stop)
        if known is not None and not (self.arabic and known.value[0].person and not linked):
            return known.last
        if self.arabic and not linked and self._closed_construct(j):
            return None
        if locative:
            office = lexicon.complements.at(tokens, j, stop)
            return office.last if office is not None and not self.arabic else None
        if self.arabic and token.fold != token.lower and token.fold in lexicon.never_names:
            return None
        for matcher in (lexicon.complements, lexicon.heads):
            found = matcher.at(tokens, j, stop)
            if found is not None and not (self.arabic and tokens[j].fold in lexicon.never_names):
                return found.last
        if linked and tokens[j].lower in lexicon.places:
            return j + 1
        if linked and word == "باسم":
            return j + 1
        if lexicon.modifier_first:
            inner = self._modified_head(j, stop)
            if inner is not None:
                return inner.last
        if not self.arabic and tokens[j].capital and tokens[j].lower not in lexicon.never_names:
            k = self._capital_run(j, stop)
            return k if k > j else None
        return None

    def _seat(self, i: int, stop: int, cls: str) -> int | None:
        """*the ambassador in Geneva*: the place of an office, in languages that write names in capitals."""
        if self.arabic or cls not in ("person", "state_body", "organisation") or i + 1 >= stop:
            return None
        if self.tokens[i].lower not in self.lexicon.seats or not self.tokens[i + 1].capital:
            return None
        if self.tokens[i + 1].lower in self.lexicon.never_names:
            return None
        end = self._capital_run(i + 1, stop)
        return end if end > i + 1 else None

    def _defined(self, i: int) -> bool:
        return self.tokens[i].fold.removeprefix("و").startswith(("ال", "لل", "بال"))

    def _other_number(self, i: int, cls: str) -> bool:
        """*al-hukuma al-huthiyyin*: a plural of persons is no adjective of a body."""
        if cls not in ("state_body", "organisation") or not self.tokens[i].fold.endswith(("ين", "ون")):
            return False
        return not self.tokens[i - 1].fold.endswith(("ين", "ون"))

    def _closed_construct(self, i: int) -> bool:
        """An Arabic noun without article behind a definite one belongs to no construct with it."""
        return self._defined(i - 1) and not self.tokens[i].fold.startswith(("ال", "لل", "ل"))

    def _inner_id(self, first: int, last: int) -> str | None:
        for j in range(first, last):
            known = self._known(j, last)
            if known is not None:
                return known.value[0].id
        return self.lexicon.adjective_id(self.tokens[first:last])

    # -- joining -------------------------------------------------------------------------------

    def _appositions(self, found: list[ActorMention]) -> list[ActorMention]:
        """Join *the ambassador, Name,* and *Name, the ambassador* into one mention of the person."""
        out: list[ActorMention] = []
        for mention in found:
            joined = self._joined(out[-1], mention) if out else None
            if joined is not None:
                out[-1] = joined
            else:
                out.append(mention)
        return out

    def _joined(self, before: ActorMention, mention: ActorMention) -> ActorMention | None:
        if mention.first - before.last > 3 or before.plural or mention.plural:
            return None
        between = [t.lower for t in self.tokens[before.last : mention.first] if t.lower not in self.lexicon.determiners]
        if between not in ([","], []):
            return None
        titled = before.cls == "person" and before.title_start is None and not before.id
        named = mention.person and mention.title_start is None and mention.cls == "name"
        ranked = (
            mention.person and mention.title_start is not None and (between == [","] or self.arabic)
        )  # "le gouverneur, le colonel X"
        if titled and (named or ranked):
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
        if between == [","] and before.person and before.title_start is not None and named and mention.id is None:
            return None
        return None
