"""Contested figures by question: every value with its source, date and qualifier, side by side, never averaged."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from msgspec.structs import replace

from trucewatch.tracking.days import day_of
from trucewatch.tracking.ground import Ground
from trucewatch.vocabulary.claims import Claim, FigureClaim
from trucewatch.vocabulary.tracking import FigureQuestion, FigureValueOf, TollStep

__all__ = ["figure_questions"]

_Asked: TypeAlias = tuple[str, str, str, str]
_RUNNING: Final = frozenset({"killed", "injured", "missing", "detained", "displaced", "evacuated", "violations"})
"""Measures that grow: their values are steps of a running toll, and differ without contradicting one another."""


def figure_questions(claims: Iterable[Claim], ground: Ground) -> tuple[FigureQuestion, ...]:
    """The questions to which the claims give values, the contested ones first. Copies of a text add no value."""
    asked: dict[_Asked, list[FigureClaim]] = defaultdict(list)
    for claim in claims:
        if isinstance(claim, FigureClaim) and claim.measure != "other" and not ground.is_copy(claim):
            quantity = claim.quantity
            side = (quantity.side.id or quantity.side.name) if quantity.side else ""
            who = quantity.who if quantity.who not in (None, "person") else ""
            asked[claim.measure, who or "", side, ground.where(claim.place) or ""].append(claim)
    questions = [_question(key, mine, ground) for key, mine in sorted(asked.items())]
    return tuple(sorted(questions, key=lambda q: (not q.contested, -len(q.values), q.id)))


def _question(key: _Asked, claims: Sequence[FigureClaim], ground: Ground) -> FigureQuestion:
    measure, _, side, place = key
    values = tuple(sorted((_value(c, ground) for c in claims), key=lambda v: (v.day or "", v.published or "", v.claim)))
    running = measure in _RUNNING
    return FigureQuestion(
        id="fq-" + hashlib.sha256("\n".join(key).encode()).hexdigest()[:12],
        measure=claims[0].measure,
        who=claims[0].quantity.who,
        side=side or None,
        place=place or None,
        values=values,
        # where no place is told, two values may answer different questions
        contested=bool(place) and _contested(values, running=running),
        steps=_steps(values) if running else (),
    )


def _value(claim: FigureClaim, ground: Ground) -> FigureValueOf:
    document = ground.documents.get(claim.document)
    quantity = claim.quantity
    return FigureValueOf(
        by=ground.voice(claim),
        outlet=document.outlet or document.source if document else None,
        published=ground.published(claim),
        day=day_of(claim.time.end or claim.time.start) if claim.time else ground.published(claim),
        low=quantity.low,
        best=quantity.best,
        high=quantity.high,
        qualifier=quantity.qualifier,
        polarity=claim.polarity,
        claim=claim.id,
        document=claim.document,
        text=claim.text,
        lang=claim.lang,
    )


def _contested(values: Sequence[FigureValueOf], *, running: bool) -> bool:
    """Whether two sources give values that cannot both hold; of a running toll, on the same day."""
    for number, one in enumerate(values):
        for other in values[number + 1 :]:
            if one.by == other.by or (running and one.day != other.day):
                continue
            if not _meet(one, other):
                return True
    return any(v.polarity != "asserted" for v in values) and len(values) > 1


def _meet(one: FigureValueOf, other: FigureValueOf) -> bool:
    low = max(one.low or 0, other.low or 0)
    highs = [v.high for v in (one, other) if v.high is not None]
    return not highs or low <= min(highs)


def _steps(values: Sequence[FigureValueOf]) -> tuple[TollStep, ...]:
    """Each source's series by day, in the order in which the values were told.

    A value below an earlier one of the same source is a revision down; another value for a day that the source had told
    of revises the former, which stays in the series. A value told after its day says how many days after.
    """
    steps: list[TollStep] = []
    by_source: dict[str, list[FigureValueOf]] = defaultdict(list)
    for value in values:
        if value.day is not None and value.polarity == "asserted":
            by_source[value.by].append(value)
    for by, told in sorted(by_source.items()):
        told.sort(key=lambda v: (v.published or v.day or "", v.day or "", v.claim))
        steps += _steps_of(by, told)
    return tuple(sorted(steps, key=lambda s: (s.by, s.day, s.published or "", s.claim)))


def _steps_of(by: str, told: Sequence[FigureValueOf]) -> list[TollStep]:
    series: list[TollStep] = []
    for value in told:
        day = str(value.day)
        same_day = [n for n, step in enumerate(series) if step.day == day and step.standing]
        before = [step for step in series if step.standing and step.day <= day]
        last = max(before, key=lambda step: step.day, default=None)
        former = series[same_day[-1]] if same_day else None
        known = former or last
        if known is not None and (known.low, known.high) == (value.low, value.high):
            continue
        tops = [step.low for step in before if step.low is not None]
        down = value.high is not None and bool(tops) and value.high < max(tops)
        if former is not None:
            series[same_day[-1]] = replace(former, standing=False)
        series.append(
            TollStep(
                by=by,
                day=day,
                low=value.low,
                high=value.high,
                revised_down=down,
                claim=value.claim,
                published=value.published,
                late_days=_days_late(day, value.published),
                revises=former.claim if former is not None else None,
            )
        )
    return series


def _days_late(day: str, published: str | None) -> int | None:
    if published is None:
        return None
    return max((dt.date.fromisoformat(published) - dt.date.fromisoformat(day)).days, 0)
