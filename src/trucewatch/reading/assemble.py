"""Found things become claims on the stored text: spans are mapped back, ids are made, slots filled.

Nothing is decided here that a layer did not find: a slot without words stays empty, what was seen
and not resolved is listed under ``abstained``.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import TypeVar

from msgspec import UNSET

from trucewatch.reading.found import (
    FoundActor,
    FoundAttribution,
    FoundControl,
    FoundEvent,
    FoundFigure,
    FoundPlace,
    FoundPosition,
    FoundTime,
)
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.ruleset import rule_set_digest
from trucewatch.reading.sentences import Sentence
from trucewatch.reading.tolls import CASUALTY_MEASURES, innermost, machines, tolls_by_event
from trucewatch.vocabulary.claims import (
    Abstention,
    ActorRef,
    Claim,
    Confidence,
    ControlClaim,
    EventActor,
    EventClaim,
    Evidence,
    FigureClaim,
    PlaceCandidate,
    PlaceRef,
    PositionClaim,
    Quantity,
    Quote,
    Span,
    Speaker,
    TimeSpan,
    Voice,
    Weapon,
)
from trucewatch.vocabulary.codes import family_of, load_code_list

__all__ = ["Findings", "assemble"]

_Placed = TypeVar("_Placed", FoundPlace, FoundTime)
_START = attrgetter("start")
_LOWER: dict[Confidence, Confidence] = {"high": "medium", "medium": "low", "low": "low"}


@dataclass(frozen=True)
class Findings:
    """All that the layers found in one text."""

    times: tuple[FoundTime, ...] = ()
    places: tuple[FoundPlace, ...] = ()
    figures: tuple[FoundFigure, ...] = ()
    attributions: tuple[FoundAttribution, ...] = ()
    events: tuple[FoundEvent, ...] = ()
    positions: tuple[FoundPosition, ...] = ()
    control: tuple[FoundControl, ...] = ()


def _within(found: Sequence[_Placed], sentence: Sentence) -> Sequence[_Placed]:
    """What begins in a sentence; the layers give their finds in text order."""
    low = bisect_left(found, sentence.start, key=_START)
    return found[low : bisect_left(found, sentence.end, low, key=_START)]


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    return {code.code: family_of(code.code) for code in load_code_list("acts").codes}


def assemble(text: ParsedText, findings: Findings, *, document: str) -> tuple[Claim, ...]:
    """The claims of a text in text order. ``document`` is the SHA-256 of the raw bytes."""
    return _Assembly(text, findings, document).claims()


@dataclass
class _Assembly:
    text: ParsedText
    found: Findings
    document: str
    _ordinals: dict[tuple[str, Span, Span], int] = field(default_factory=dict)
    _places: dict[int, PlaceRef] = field(default_factory=dict)

    def claims(self) -> tuple[Claim, ...]:
        owner = tolls_by_event(self.text, self.found.events, self.found.figures, _families(), self.found.attributions)
        aside = {c.share for c in self.found.control if c.share is not None}
        aside |= machines(self.found.events, self.found.figures)
        members: dict[int, list[int]] = {}
        for figure in sorted(owner):
            if figure not in aside:
                members.setdefault(owner[figure], []).append(figure)
        made: list[Claim] = [self._event(event, members.get(k, ())) for k, event in enumerate(self.found.events)]
        made += self._figures([i for i in range(len(self.found.figures)) if i not in owner and i not in aside])
        made += [self._position(position) for position in self.found.positions]
        made += [self._control(control) for control in self.found.control]
        return tuple(sorted(made, key=lambda claim: (claim.span, claim.id)))

    # -- kinds ---------------------------------------------------------------------------------

    def _event(self, event: FoundEvent, members: Sequence[int]) -> EventClaim:
        start, end = event.start, event.end
        span = self._span(start, end)
        head = self._span(event.trigger_start, event.trigger_end)
        attribution = innermost(self.found.attributions, event.trigger_start)
        evidence = {"act": Evidence(span=head)}
        for code, a, b in event.objects:
            evidence.setdefault(f"objects.{code}", Evidence(span=self._span(a, b)))
        if event.objects:
            evidence["objects"] = Evidence(span=self._span(event.objects[0][1], event.objects[0][2]))
        polarity = event.polarity
        if attribution is not None and (polarity == "asserted" or attribution.kind == "claimed"):
            polarity = attribution.polarity  # who claims it contests the denial of the same sentence
        confidence = event.confidence
        if event.place_level == "text" and confidence == "high":
            confidence = "medium"
        return EventClaim(
            id=self._id("event", span, head),
            document=self.document,
            lang=self.text.lang,
            span=span,
            text=self._raw(span),
            attribution=self._voices(attribution),
            polarity=polarity,
            hedged=event.hedged or bool(attribution and attribution.hedged),
            confidence=confidence,
            rules=self._rules(event.rules, attribution),
            abstained=self._abstentions(event),
            evidence=evidence,
            act=event.act,
            status=event.status,
            actors=tuple(self._event_actor(actor) for actor in event.actors if actor.role is not None),
            objects=tuple(dict.fromkeys(code for code, _, _ in event.objects)),
            weapon=self._weapon(event),
            place=self._place(event.place),
            time=self._time(event.time),
            casualties=self._casualties(members),
        )

    def _casualties(self, members: Sequence[int]) -> tuple[Quantity, ...]:
        order = {figure: position for position, figure in enumerate(members)}
        out: list[Quantity] = []
        for index in members:
            figure = self.found.figures[index]
            whole = figure.subset_of
            out.append(self._quantity(figure, outcome=True, subset=order.get(whole) if whole is not None else None))
        return tuple(out)

    def _figures(self, indices: Sequence[int]) -> list[FigureClaim]:
        spans = {i: self._figure_span(self.found.figures[i]) for i in indices}
        ids = {i: self._id("figure", spans[i], self._number(self.found.figures[i])) for i in indices}
        made: list[FigureClaim] = []
        for i in indices:
            figure = self.found.figures[i]
            attribution = innermost(self.found.attributions, figure.number_start)
            evidence = {"measure": Evidence(span=self._span(*figure.state))} if figure.state else {}
            place, time = self._surroundings(figure)
            made.append(
                FigureClaim(
                    id=ids[i],
                    document=self.document,
                    lang=self.text.lang,
                    span=spans[i],
                    text=self._raw(spans[i]),
                    attribution=self._voices(attribution),
                    polarity=attribution.polarity if attribution else "asserted",
                    hedged=self._figure_hedged(figure, attribution),
                    confidence=figure.confidence,
                    rules=self._rules(figure.rules, attribution),
                    evidence=evidence,
                    measure=figure.what,
                    quantity=self._quantity(figure, outcome=False, subset=None),
                    place=self._place(place),
                    time=self._time(time),
                    subset_of=ids.get(figure.subset_of) if figure.subset_of is not None else None,
                    of=ids.get(figure.of) if figure.of is not None else None,
                )
            )
        return made

    def _position(self, position: FoundPosition) -> PositionClaim:
        span = self._span(position.start, position.end)
        head = position.quote or position.stance_span or (position.start, position.end)
        speaker = position.speaker
        evidence = {}
        if position.stance_span:
            evidence["stance"] = Evidence(span=self._span(*position.stance_span))
        if position.topic_span:
            evidence["topic"] = Evidence(span=self._span(*position.topic_span))
        attribution = innermost(self.found.attributions, head[0])
        return PositionClaim(
            id=self._id("position", span, self._span(*head)),
            document=self.document,
            lang=self.text.lang,
            span=span,
            text=self._raw(span),
            attribution=self._voices(attribution),
            hedged=bool(attribution and attribution.hedged),
            confidence=_LOWER[position.confidence] if position.carried else position.confidence,
            rules=self._rules(position.rules, attribution),
            evidence=evidence,
            speaker=Speaker(
                name=speaker.name,
                id=speaker.id,
                title=self.text.view.raw_text(*position.title) if position.title else None,
                body=self.text.view.raw_text(*position.body) if position.body else None,
                span=self._span(speaker.start, speaker.end),
            ),
            stance=position.stance,
            topic=position.topic,
            toward=self._actor(position.toward),
            quote=Quote(text=self.text.view.raw_text(*position.quote), span=self._span(*position.quote))
            if position.quote
            else None,
        )

    def _control(self, control: FoundControl) -> ControlClaim:
        span = self._span(control.start, control.end)
        head = self._span(*(control.status_span or (control.start, control.end)))
        attribution = innermost(self.found.attributions, (control.status_span or (control.start, 0))[0])
        share = self.found.figures[control.share] if control.share is not None else None
        return ControlClaim(
            id=self._id("control", span, head),
            document=self.document,
            lang=self.text.lang,
            span=span,
            text=self._raw(span),
            attribution=self._voices(attribution),
            polarity=attribution.polarity if attribution else "asserted",
            hedged=bool(attribution and attribution.hedged),
            confidence=control.confidence,
            rules=self._rules(control.rules, attribution),
            evidence={"status": Evidence(span=head)},
            holder=self._actor(control.holder),
            status=control.status,
            place=self._place(control.place),
            share=self._quantity(share, outcome=False, subset=None) if share else None,
            time=self._time(control.time),
        )

    # -- slots ---------------------------------------------------------------------------------

    def _quantity(self, figure: FoundFigure, *, outcome: bool, subset: int | None) -> Quantity:
        kind = figure.what if figure.what in CASUALTY_MEASURES else "other"
        return Quantity(
            low=figure.low,
            best=figure.best,
            high=figure.high,
            qualifier=figure.qualifier,
            unit=figure.unit,
            outcome=kind if outcome else UNSET,  # type: ignore[arg-type]  # the casualty measures are the outcomes
            who=figure.who,
            side=self._actor(figure.side),
            subset_of=subset,
            span=self._span(figure.start, figure.end),
        )

    def _surroundings(self, figure: FoundFigure) -> tuple[FoundPlace | None, FoundTime | None]:
        """Place and time of the figure's own sentence, the nearest of each."""
        sentence = self.text.sentence(figure.start)
        places = [p for p in _within(self.found.places, sentence) if not p.metonym]
        times = [t for t in _within(self.found.times, sentence) if not t.duration]
        place = min(places, key=lambda p: (not p.locative, abs(p.start - figure.end)), default=None)
        time = min(times, key=lambda t: abs(t.start - figure.end), default=None)
        return place, time

    def _figure_hedged(self, figure: FoundFigure, attribution: FoundAttribution | None) -> bool:
        if attribution is not None and attribution.hedged:
            return True
        if figure.state is None:
            return False
        return any(group.hedged for group in self.text.verbs_in(figure.state[0], figure.state[1]))

    def _voices(self, attribution: FoundAttribution | None) -> tuple[Voice, ...]:
        if attribution is None:
            return ()
        return tuple(
            Voice(
                name=voice.actor.name,
                id=voice.actor.id,
                span=self._span(voice.actor.start, voice.actor.end),
                cue=voice.cue,
                via=voice.via,
                carried=voice.carried,
            )
            for voice in attribution.voices
        )

    def _actor(self, actor: FoundActor | None) -> ActorRef | None:
        if actor is None:
            return None
        return ActorRef(name=actor.name, id=actor.id, span=self._span(actor.start, actor.end))

    def _event_actor(self, actor: FoundActor) -> EventActor:
        assert actor.role is not None
        return EventActor(name=actor.name, id=actor.id, span=self._span(actor.start, actor.end), role=actor.role)

    def _place(self, place: FoundPlace | None) -> PlaceRef | None:
        if place is None:
            return None
        known = self._places.get(id(place))  # one place of the text stands in several claims
        if known is None:
            known = self._places[id(place)] = self._place_ref(place)
        return known

    def _place_ref(self, place: FoundPlace) -> PlaceRef:
        return PlaceRef(
            name=self.text.view.raw_text(place.name_start, place.name_end),
            id=place.id,
            lat=place.lat,
            lon=place.lon,
            precision=place.precision,
            span=self._span(place.start, place.end),
            candidates=tuple(
                PlaceCandidate(name=c.name, id=c.id, lat=c.lat, lon=c.lon, score=round(c.score, 2))
                for c in place.candidates
            ),
        )

    def _time(self, time: FoundTime | None) -> TimeSpan | None:
        if time is None or (time.value_start is None and time.value_end is None):
            return None
        derived = ("document.published",) if time.anchored else ()
        return TimeSpan(
            start=time.value_start,
            end=time.value_end,
            precision=time.precision,
            span=self._span(time.start, time.end),
            derived_from=derived or UNSET,
        )

    def _weapon(self, event: FoundEvent) -> Weapon | None:
        if event.weapon is None:
            return None
        code, start, end = event.weapon
        return Weapon(name=self.text.view.raw_text(start, end), code=code, span=self._span(start, end))

    def _abstentions(self, event: FoundEvent) -> tuple[Abstention, ...]:
        extra: list[Abstention] = []
        if event.place is not None and event.place.id is None and event.place.abstained:
            names = tuple(candidate.id for candidate in event.place.candidates)
            extra.append(Abstention(slot="place", reason=event.place.abstained, candidates=names))
        if event.time is not None and event.time.value_start is None and event.time.value_end is None:
            words = self.text.view.raw_text(event.time.start, event.time.end)
            extra.append(Abstention(slot="time", reason="unresolved_time", candidates=(words,)))
        return (*event.abstained, *extra)

    # -- spans and ids -------------------------------------------------------------------------

    def _figure_span(self, figure: FoundFigure) -> Span:
        start, end = figure.start, figure.end
        if figure.state is not None:
            start, end = min(start, figure.state[0]), max(end, figure.state[1])
        return self._span(start, end)

    def _number(self, figure: FoundFigure) -> Span:
        return self._span(figure.number_start, figure.number_end)

    def _span(self, start: int, end: int) -> Span:
        return self.text.view.raw_span(start, end)

    def _raw(self, span: Span) -> str:
        return self.text.view.raw[span[0] : span[1]]

    def _rules(self, rules: tuple[str, ...], attribution: FoundAttribution | None) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*rules, *(attribution.rules if attribution else ()))))

    def _id(self, kind: str, span: Span, head: Span) -> str:
        key = (kind, span, head)
        ordinal = self._ordinals.get(key, 0)
        self._ordinals[key] = ordinal + 1
        parts = (self.document, rule_set_digest(), kind, f"{span[0]}-{span[1]}", f"{head[0]}-{head[1]}", str(ordinal))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
