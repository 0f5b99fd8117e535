"""``trucewatch obligations|control|figures|announced|positions``: what is followed over time, as lines."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from trucewatch.case import Case, load_case
from trucewatch.cli.talk import now, say
from trucewatch.errors import UsageError
from trucewatch.pipeline import follow, last_day, open_workplace
from trucewatch.vocabulary.codes import label
from trucewatch.vocabulary.tracking import (
    AnnouncedAct,
    AreaShare,
    ControlSpan,
    FigureQuestion,
    Obligation,
    PositionEntry,
    Tracking,
)
from trucewatch.vocabulary.wire import to_json_line

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Local day, YYYY-MM-DD; the end of the case when not given.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON Lines with every field.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of labels: en, fr or ar.")]
_TALKS = frozenset({"talks", "talks_broken_off", "agreement_signed"})


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for name, what, command in (
        ("obligations", "What the terms oblige parties to do by when, and how it stands, with the claims", obligations),
        ("control", "Who is said to hold what over time, with gaps kept, and the share of areas as a range", control),
        ("figures", "Every value given to a question, side by side, and running tolls as steps", figures),
        ("announced", "What was planned, threatened or conditional, and what became of it", announced),
        ("positions", "Stands by party and topic, with reversals and contradictions marked", positions),
    ):
        help_text = f"{what}.\n\nExample: trucewatch {name} aleppo-2016 --as-of 2016-12-20"
        app.command(name, help=help_text)(command)


def obligations(case: CaseArgument, as_of: AsOf = None, lang: Lang = "en", as_json: AsJson = False) -> None:
    """Print obligations."""
    _print(case, as_of, as_json, lambda t: t.obligations, lambda _, t: _obligations(t.obligations, lang))


def control(case: CaseArgument, as_of: AsOf = None, lang: Lang = "en", as_json: AsJson = False) -> None:
    """Print spans of control, then shares."""
    _print(case, as_of, as_json, lambda t: (*t.control, *t.shares), lambda c, t: _control(c, t, lang))


def figures(
    case: CaseArgument,
    as_of: AsOf = None,
    contested: Annotated[bool, typer.Option("--contested", help="Only questions on which sources disagree.")] = False,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Print questions with their values."""

    def chosen(tracking: Tracking) -> tuple[FigureQuestion, ...]:
        return tuple(q for q in tracking.figures if q.contested or not contested)

    _print(case, as_of, as_json, chosen, lambda _, t: _figures(chosen(t), lang))


def announced(
    case: CaseArgument,
    as_of: AsOf = None,
    talks: Annotated[bool, typer.Option("--talks", help="Only talks: a calendar.")] = False,
    still_open: Annotated[bool, typer.Option("--open", help="Only what is still open.")] = False,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Print announced acts."""

    def chosen(tracking: Tracking) -> tuple[AnnouncedAct, ...]:
        return tuple(
            a for a in tracking.announced if (not talks or a.act in _TALKS) and (not still_open or a.outcome == "open")
        )

    _print(case, as_of, as_json, chosen, lambda _, t: _announced(chosen(t), lang))


def positions(case: CaseArgument, as_of: AsOf = None, lang: Lang = "en", as_json: AsJson = False) -> None:
    """Print positions."""
    _print(case, as_of, as_json, lambda t: t.positions, lambda _, t: _positions(t.positions, lang))


def _print(
    root: Path,
    as_of: str | None,
    as_json: bool,
    records: Callable[[Tracking], Iterable[Struct]],
    lines: Callable[[Case, Tracking], Iterable[str]],
) -> None:
    case = load_case(root)
    with open_workplace(case, now) as work:
        tracking = follow(case, work.store, as_of=_day(as_of) or last_day(case, work.store))
    if as_json:
        for record in records(tracking):
            sys.stdout.write(to_json_line(record))
        return
    say(f"as of {tracking.as_of}")
    for line in lines(case, tracking):
        sys.stdout.write(line + "\n")


def _day(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise UsageError("the day is not readable", where="--as-of", got=text, expected="YYYY-MM-DD") from error


def _obligations(found: Iterable[Obligation], lang: str) -> Iterator[str]:
    for item in found:
        words = item.words.get(lang) or next(iter(item.words.values()))
        state = label("obligation_state", item.state, lang)
        why = ", ".join(label("obligation_reason", r, lang) for r in item.reasons)
        yield f"{state:<11} {item.id}  {label('obligation_kind', item.kind, lang)}, {item.due or '-'}: {why}"
        yield f"            {words.text}"
        for count in item.counts:
            yield f"            {count.by}, {count.day or '-'}: {_span(count.low, count.high)}"
        for obstruction in item.obstructions:
            kind = obstruction.constraint
            by = ", ".join(obstruction.by) or "?"
            yield f"            ! {label('access_constraint', kind, lang) if kind else obstruction.act}: {by}"
        if item.aid is not None:
            aid = item.aid
            asked = f"{aid.approved} approved, {aid.refused} refused, {aid.unanswered} unanswered"
            convoys = f"{aid.convoys_planned} planned, {aid.convoys_done} done"
            yield f"            {aid.requests} requests: {asked}; convoys: {convoys}"
        for step in item.steps:
            consent = f" ({label('consent', step.consent, lang)})" if step.consent else ""
            yield f"            {step.day or '-'} {label('follow_up_kind', step.kind, lang)}{consent}: {step.by}"
        yield f"            {len(item.claims)} claims: {', '.join(item.claims)}"


def _control(case: Case, tracking: Tracking, lang: str) -> Iterator[str]:
    names = {place.id: place.label for place in case.places}

    def named(place: str) -> str:
        return names.get(place, {}).get(lang) or names.get(place, {}).get("en") or place

    for span in tracking.control:
        yield _control_line(span, named(span.place), lang)
    for share in tracking.shares:
        yield _share_line(share, named(share.area))


def _control_line(span: ControlSpan, place: str, lang: str) -> str:
    state, basis = label("control_state", span.state, lang), label("control_basis", span.basis, lang)
    return f"{span.start} {span.end}  {place}: {state} ({basis}) {', '.join(span.holders)} [{', '.join(span.by)}]"


def _share_line(share: AreaShare, area: str) -> str:
    return (
        f"{share.day} {area}: {share.holder} {share.low}-{share.high} of {share.total} "
        f"(contested {share.contested}, unknown {share.unknown}, interpolated {share.interpolated})"
    )


def _figures(questions: Iterable[FigureQuestion], lang: str) -> Iterator[str]:
    for question in questions:
        what = [label("measure", question.measure, lang)]
        what += [label("who", question.who, lang)] if question.who else []
        what += [x for x in (question.side, question.place) if x]
        yield f"{'!' if question.contested else ' '} {', '.join(what)}"
        for value in question.values:
            told = label("qualifier", value.qualifier, lang)
            yield f"    {_span(value.low, value.high)} ({told}) {value.by}, {value.published or '-'}: {value.text}"
        for step in question.steps:
            mark = " (revised down)" if step.revised_down else ""
            yield f"    > {step.by} {step.day}: {_span(step.low, step.high)}{mark}"


def _announced(found: Iterable[AnnouncedAct], lang: str) -> Iterator[str]:
    for item in found:
        outcome = label("announced_outcome", item.outcome, lang)
        when = item.start or f"said {item.said_on or '?'}"
        moved = f" -> {item.moved_to}" if item.moved_to else ""
        status = label("event_status", item.status, lang)
        yield f"{when}{moved}  {outcome}: {label('acts', item.act, lang)} ({status}) {', '.join(item.by)}: {item.text}"


def _positions(found: Iterable[PositionEntry], lang: str) -> Iterator[str]:
    for item in found:
        marks = f"{' (reverses)' if item.reverses else ''}{' (contradicts)' if item.contradicts else ''}"
        stand = f"{label('stance', item.stance, lang)} / {label('topic', item.topic, lang)}"
        yield f"{item.party}  {item.day or '-'}  {stand}{marks}: {' '.join(item.text.split())}"


def _span(low: float | None, high: float | None) -> str:
    if low == high:
        return f"{low:g}" if low is not None else "?"
    return f"{'...' if low is None else f'{low:g}'} - {'...' if high is None else f'{high:g}'}"
