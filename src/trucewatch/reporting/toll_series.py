"""Running tolls as told, source by source: revisions and late reports stand in the series, nothing is averaged."""

from __future__ import annotations

from dataclasses import dataclass

from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.tracking import FigureQuestion, TollStep, Tracking

__all__ = ["TollRow", "TollSeries", "question_title", "step_notes", "toll_series"]


@dataclass(frozen=True)
class TollRow:
    """One step, in words: who, for which day, told when, how many, and what is to be known of it."""

    source: str
    day: str
    told: str
    value: str
    notes: str


@dataclass(frozen=True)
class TollSeries:
    """A question with the steps of all its sources."""

    title: str
    rows: tuple[TollRow, ...]


def toll_series(w: Wording, tracking: Tracking) -> tuple[TollSeries, ...]:
    """The series of every running toll that has two steps or more, the contested and the longest first."""
    return tuple(
        TollSeries(question_title(w, question), tuple(_row(w, step) for step in question.steps))
        for question in tracking.figures
        if len(question.steps) > 1
    )


def question_title(w: Wording, question: FigureQuestion) -> str:
    """Measure, kind of person, side and place of a question."""
    what = [w.code("measure", question.measure)]
    what += [w.code("who", question.who)] if question.who else []
    what += [w.party(question.side)] if question.side else []
    what += [w.place(question.place)] if question.place else []
    return w.listed(*what)


def step_notes(w: Wording, step: TollStep) -> str:
    """What is to be known of a step: lower than before, told late, revising or revised; empty where nothing is."""
    notes = [w.word("revised_down")] if step.revised_down else []
    notes += [f"{w.word('told_late')} {w.number(step.late_days)}"] if step.late_days else []
    notes += [w.word("revises_a_value")] if step.revises else []
    notes += [] if step.standing else [w.word("replaced_later")]
    return w.listed(*notes)


def _row(w: Wording, step: TollStep) -> TollRow:
    return TollRow(
        source=w.party(step.by),
        day=w.date(step.day),
        told=w.date(step.published),
        value=w.interval(step.low, step.high),
        notes=step_notes(w, step),
    )
