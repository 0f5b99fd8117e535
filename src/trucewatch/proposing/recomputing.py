"""Candidates become found things: the model names words, the rules of the reader compute every value.

No agent is filled here: who is responsible is nothing a model proposes.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from msgspec.structs import replace

from trucewatch.proposing.aligning import Unaligned, align
from trucewatch.proposing.answer_form import Candidate
from trucewatch.proposing.prompt import Window
from trucewatch.reading.act_lexicon import load_act_lexicon
from trucewatch.reading.actors import ActorMention
from trucewatch.reading.event_places import place_of, time_of
from trucewatch.reading.found import FoundActor, FoundControl, FoundEvent, FoundFigure, FoundPlace, FoundPosition
from trucewatch.reading.number_lexicon import NumberLexicon
from trucewatch.reading.numbers import number_at
from trucewatch.reading.objects import objects_of, weapon_of
from trucewatch.reading.reader import Reading
from trucewatch.reading.roles import roles_of
from trucewatch.reading.scene import Scene, make_scene
from trucewatch.reading.stances import StanceLexicon
from trucewatch.reading.status import judge
from trucewatch.reading.triggers import Trigger
from trucewatch.vocabulary.claims import Unit
from trucewatch.vocabulary.codes import family_of, load_code_list

__all__ = ["RULE", "FoundThing", "Recomputer"]

RULE = "proposal.model"
FoundThing = FoundEvent | FoundFigure | FoundPosition | FoundControl
_LISTS = {"event": "acts", "figure": "measure", "position": "stance", "control": "control_status"}
_REACH = 5  # words of the longest qualifier
_PERSONS = frozenset(
    {"killed", "injured", "missing", "detained", "displaced", "evacuated", "besieged", "population", "fighters"}
)


@lru_cache(maxsize=8)
def _codes(kind: str) -> frozenset[str]:
    return frozenset(code.code for code in load_code_list(_LISTS[kind]).codes if not code.retired)


class Recomputer:
    """Checks the candidates of one text against what the reader's layers found in it."""

    def __init__(self, reading: Reading, published: date | None) -> None:
        self.text = reading.parsed
        self._reading = reading
        self._published = published
        found = reading.findings
        self._scene: Scene = make_scene(
            self.text,
            load_act_lexicon(self.text.lang),
            actors=reading.actors,
            places=found.places,
            times=found.times,
            figures=found.figures,
            attributions=found.attributions,
        )

    def found(self, candidate: Candidate, window: Window) -> FoundThing | Unaligned:
        """The found thing, or why the candidate is not accepted."""
        if candidate.code not in _codes(candidate.kind):
            return Unaligned("unknown_code")
        words = align(candidate.words, self.text.view.text, window.start, window.end)
        if isinstance(words, Unaligned):
            return words
        if candidate.kind == "figure":
            return self._figure(candidate, words)
        head = self._inside(candidate.head, words)
        if isinstance(head, Unaligned):
            return head
        if candidate.kind == "event":
            return self._event(candidate, words, head)
        if candidate.kind == "position":
            return self._position(candidate, words, head)
        return self._control(candidate, words, head)

    def _inside(self, phrase: str | None, words: tuple[int, int]) -> tuple[int, int] | Unaligned:
        head = align(phrase, self.text.view.text, *words)
        if isinstance(head, Unaligned) and head.reason == "not_in_text":
            return Unaligned("outside_words")
        return head

    def _event(self, candidate: Candidate, words: tuple[int, int], head: tuple[int, int]) -> FoundThing | Unaligned:
        trigger = self._trigger(candidate.code, head)
        verdict = judge(self._scene, trigger, family_of(candidate.code))
        if verdict.status is None:
            return Unaligned("no_status")
        actors, abstained = roles_of(self._scene, trigger)
        place, place_level = place_of(self._scene, trigger, verdict)
        time, time_level = time_of(self._scene, trigger, verdict)
        return FoundEvent(
            start=words[0],
            end=words[1],
            trigger_start=head[0],
            trigger_end=head[1],
            act=candidate.code,
            status=verdict.status,  # type: ignore[arg-type]  # the statuses of status.yaml are those of the interchange
            rules=(RULE, *verdict.rules),
            actors=tuple(actor for actor in actors if actor.role != "agent"),
            objects=objects_of(self._scene, trigger),
            weapon=weapon_of(self._scene, trigger),
            place=place,
            time=time,
            polarity=verdict.polarity,  # type: ignore[arg-type]  # asserted, denied or contested
            hedged=verdict.hedged,
            confidence="low",
            abstained=abstained,
            place_level=place_level,
            time_level=time_level,
        )

    def _trigger(self, act: str, head: tuple[int, int]) -> Trigger:
        first, last = self.text.token_at(head[0]), self.text.token_at(head[1] - 1) + 1
        sentence = self.text.sentence(head[0])
        group = next((g for i in range(first, last) if (g := self._scene.group(i)) is not None), None)
        subject = (sentence.first, group.first if group else first)
        behind = (max(last, group.last if group else last), sentence.last)
        return Trigger(first, last, act, sentence, RULE, behind, group=group, subject=subject, reach=behind)

    def _figure(self, candidate: Candidate, words: tuple[int, int]) -> FoundThing | Unaligned:
        at = self._inside(candidate.number, words)
        if isinstance(at, Unaligned):
            return at
        tokens = self.text.tokens
        i = self.text.token_at(at[0])
        stop = self.text.sentence(at[0]).last
        number = number_at(tokens, i, stop, _numbers(self.text.lang))
        if number is None:
            return Unaligned("no_value")
        end = tokens[number.last - 1].end
        # the words must hold the whole number with its qualifier: a part of it is another number
        if end > at[1] or self._begins_earlier(i, stop):
            return Unaligned("value_differs")
        if candidate.value is not None and candidate.value not in (number.low, number.best, number.high):
            return Unaligned("value_differs")
        unit: Unit = "percent" if number.percent else "persons" if candidate.code in _PERSONS else "other"
        return FoundFigure(
            start=tokens[number.first].start,
            end=end,
            number_start=tokens[number.number_first].start,
            number_end=end,
            low=number.low,
            best=number.best,
            high=number.high,
            qualifier=number.qualifier,
            unit=unit,
            what=candidate.code,  # type: ignore[arg-type]  # checked against the list of measures
            rules=(RULE, number.rule),
            confidence="low",
        )

    def _begins_earlier(self, i: int, stop: int) -> bool:
        """Does a number that begins before token ``i`` reach over it (*at least 12* for *12*)?"""
        numbers = _numbers(self.text.lang)
        for j in range(max(self.text.sentence(self.text.tokens[i].start).first, i - _REACH), i):
            number = number_at(self.text.tokens, j, stop, numbers)
            if number is not None and number.last > i:
                return True
        return False

    def _position(self, candidate: Candidate, words: tuple[int, int], head: tuple[int, int]) -> FoundThing | Unaligned:
        speaker = self._mention(candidate.actor, words)
        if speaker is None:
            return Unaligned("no_actor")
        topic = _stances(self.text.lang).topic(
            self.text.tokens, self.text.token_at(words[0]), self.text.token_at(words[1])
        )
        quotation = next((q for q in self.text.quotations if words[0] <= q.start and q.end <= words[1]), None)
        return FoundPosition(
            start=words[0],
            end=words[1],
            speaker=speaker,
            stance=candidate.code,  # type: ignore[arg-type]  # checked against the list of stances
            topic=topic[0] if topic else "other",
            rules=(RULE,),
            quote=(quotation.start, quotation.end) if quotation else None,
            stance_span=head,
            topic_span=(topic[1], topic[2]) if topic else None,
            confidence="low",
        )

    def _control(self, candidate: Candidate, words: tuple[int, int], head: tuple[int, int]) -> FoundThing | Unaligned:
        holder = self._mention(candidate.actor, words)
        if holder is None:
            return Unaligned("no_actor")
        place = self._place(candidate.place, words)
        if place is None:
            return Unaligned("no_place")
        return FoundControl(
            start=words[0],
            end=words[1],
            holder=holder,
            status=candidate.code,  # type: ignore[arg-type]  # checked against the list of statuses
            rules=(RULE,),
            place=place,
            status_span=head,
            confidence="low",
        )

    def _mention(self, phrase: str | None, words: tuple[int, int]) -> FoundActor | None:
        at = align(phrase, self.text.view.text, *self._sentences(words))
        if isinstance(at, Unaligned):
            return None
        inside = [m for m in self._reading.actors if m.start < at[1] and at[0] < m.end]
        best: ActorMention | None = max(inside, key=lambda m: min(m.end, at[1]) - max(m.start, at[0]), default=None)
        if best is None:
            return None
        start, end = best.named
        return FoundActor(self.text.view.raw_text(start, end), best.id, start, end, mention=best)

    def _place(self, phrase: str | None, words: tuple[int, int]) -> FoundPlace | None:
        at = align(phrase, self.text.view.text, *self._sentences(words))
        if isinstance(at, Unaligned):
            return None
        places = [p for p in self._reading.findings.places if p.start < at[1] and at[0] < p.end]
        return replace(places[0], rules=(*places[0].rules, RULE)) if places else None

    def _sentences(self, words: tuple[int, int]) -> tuple[int, int]:
        return self.text.sentence(words[0]).start, self.text.sentence(words[1] - 1).end


@lru_cache(maxsize=8)
def _numbers(lang: str) -> NumberLexicon:
    return NumberLexicon(lang)


@lru_cache(maxsize=8)
def _stances(lang: str) -> StanceLexicon:
    return StanceLexicon(lang)
