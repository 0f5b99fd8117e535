"""Does a text look ahead at a time: the verb of its clause is in the future or plans, or a word says so."""

from __future__ import annotations

from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.times_lexicon import Atoms, TimeLexicon
from trucewatch.reading.verbs import VerbGroup

__all__ = ["Outlook"]

_REACH = 24  # tokens back to a word such as *prévu*, *المقرر*
_FAR = 16  # tokens between a time and the verb that it goes with
_APART = 12  # what a mark adds to the distance
_MARKS = frozenset(";«»–:")
_PLANS = frozenset({"must", "plan", "future"})
_PLANNING = frozenset({"imperfect", "present", "infinitive", "past"})


class Outlook:
    """Decides whether a bare weekday or a date without a year lies ahead of publication."""

    def __init__(self, text: ParsedText, lexicon: TimeLexicon, atoms: Atoms) -> None:
        self.text, self.tokens, self.lexicon, self.atoms = text, text.tokens, lexicon, atoms

    def ahead(self, first: int, last: int) -> bool:
        """True when what happens at the time ``[first, last)`` is still to come."""
        sentence = self.text.sentence(self.tokens[first].start)
        groups = self.text.verbs_in(sentence.start, sentence.end)
        if self._announced(first, last, sentence.first, sentence.last, groups):
            return True
        best: tuple[int, VerbGroup] | None = None
        for group in groups:
            distance = self._distance(group, first, last)
            if best is None or distance < best[0]:
                best = (distance, group)
        return best is not None and best[0] <= _FAR and self._looks_ahead(best[1])

    def _looks_ahead(self, group: VerbGroup) -> bool:
        if group.perfect:
            return False
        if group.tense in ("future", "conditional"):
            return True
        if group.modal in _PLANS and group.tense in _PLANNING:
            return True
        lemma = group.lemma or ""
        if lemma in self.lexicon.ahead_lemmas:
            return True
        if group.tense != "present" or not self.lexicon.data.present_looks_ahead:
            return False
        return lemma not in self.lexicon.reporting_lemmas and not group.passive

    def _distance(self, group: VerbGroup, first: int, last: int) -> int:
        if group.first >= last:
            between = range(last, group.first)
        elif group.last <= first:
            between = range(group.last, first)
        else:
            return 0
        marks = any(self.tokens[k].lower in _MARKS for k in between)
        commas = sum(1 for k in between if self.tokens[k].lower == ",")
        return len(between) + (_APART if marks else 0) + 3 * commas

    def _announced(self, first: int, last: int, low: int, high: int, groups: tuple[VerbGroup, ...]) -> bool:
        """*prévu mardi*, *the meeting due on Friday*: such a word before the time with no past verb between."""
        for k in range(first - 1, max(low, first - _REACH) - 1, -1):
            hit = self.atoms.get(k, "future")
            if hit is not None:
                return not any(hit[0] <= g.first < first and g.tense in ("past", "pluperfect") for g in groups)
            if self.tokens[k].lower in _MARKS:
                break
        return any(self.atoms.get(k, "future") is not None for k in range(last, min(high, last + 2)))
