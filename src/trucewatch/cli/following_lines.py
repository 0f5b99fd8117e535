"""What is followed over time, as lines in the reader's language: names for ids, words of a text in quotation marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trucewatch.reporting.toll_series import question_title, step_notes
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.tracking import (
    AnnouncedAct,
    AreaShare,
    ControlSpan,
    FigureQuestion,
    Obligation,
    PositionEntry,
    Tracking,
)

__all__ = ["announced_lines", "control_lines", "figure_lines", "obligation_lines", "position_lines"]

_INDENT = " " * 12


def obligation_lines(w: Wording, found: Iterable[Obligation]) -> Iterator[str]:
    """Each obligation with its state and why, the clause's words, counts, obstructions, steps and claims."""
    for item in found:
        words = item.words.get(w.lang) or next(iter(item.words.values()))
        what = w.listed(w.code("obligation_kind", item.kind), w.date(item.due) if item.due else "")
        why = w.listed(*(w.code("obligation_reason", reason) for reason in item.reasons))
        yield f"{w.code('obligation_state', item.state):<11} {item.id}  {what}: {why}"
        yield f"{_INDENT}{words.text}"
        for count in item.counts:
            yield f"{_INDENT}{_dated(w, count.by, count.day)}: {w.interval(count.low, count.high)}"
        for obstruction in item.obstructions:
            kind = obstruction.constraint
            named = w.code("access_constraint", kind) if kind else w.code("acts", obstruction.act)
            by = w.listed(*(w.party(party) for party in obstruction.by)) or w.word("unknown")
            yield f"{_INDENT}! {named}: {by}"
        yield from _aid(w, item)
        for step in item.steps:
            consent = f" ({w.code('consent', step.consent)})" if step.consent else ""
            day = w.date(step.day)
            yield f"{_INDENT}{w.listed(day, w.code('follow_up_kind', step.kind) + consent, w.party(step.by))}"
        yield _INDENT + _cited(w, item.claims)


def _aid(w: Wording, item: Obligation) -> Iterator[str]:
    aid = item.aid
    if aid is None:
        return
    told = (("approved", aid.approved), ("refused_requests", aid.refused), ("unanswered", aid.unanswered))
    asked = w.listed(*(f"{w.word(name)} {w.number(count)}" for name, count in told))
    yield f"{_INDENT}{w.word('requests')} {w.number(aid.requests)}: {asked}"
    convoys = (("convoys_planned", aid.convoys_planned), ("convoys_done", aid.convoys_done))
    yield _INDENT + w.listed(*(f"{w.word(name)} {w.number(count)}" for name, count in convoys))


def _cited(w: Wording, claims: tuple[str, ...]) -> str:
    if not claims:
        return w.word("no_claim")
    return f"{w.word('cites')} ({w.number(len(claims))}): {', '.join(claims)}"


def control_lines(w: Wording, tracking: Tracking) -> Iterator[str]:
    """Spans of control with who holds and who says so, then shares of areas as ranges."""
    for span in tracking.control:
        yield _span(w, span)
    for share in tracking.shares:
        yield _share(w, share)


def _span(w: Wording, span: ControlSpan) -> str:
    state = f"{w.code('control_state', span.state)} ({w.code('control_basis', span.basis)})"
    holders = w.listed(*(w.party(holder) for holder in span.holders))
    said = f" [{w.listed(*(w.party(by) for by in span.by))}]" if span.by else ""
    return f"{span.start} {span.end}  {w.place(span.place)}: {f'{state} {holders}'.strip()}{said}"


def _share(w: Wording, share: AreaShare) -> str:
    span = f"{w.interval(share.low, share.high)} {w.word('of_all')} {w.number(share.total)}"
    parts = (
        (w.code("control_state", "contested"), share.contested),
        (w.code("control_state", "unknown"), share.unknown),
        (w.code("control_basis", "interpolated"), share.interpolated),
    )
    told = w.listed(*(f"{name} {w.number(count)}" for name, count in parts))
    return f"{share.day} {w.place(share.area)}: {w.party(share.holder)} {span} ({told})"


def figure_lines(w: Wording, questions: Iterable[FigureQuestion]) -> Iterator[str]:
    """Each question, the contested ones with a mark, with its values and the steps of each source's toll."""
    for question in questions:
        yield f"{'!' if question.contested else ' '} {question_title(w, question)}"
        for value in question.values:
            told = w.code("qualifier", value.qualifier)
            said = f"{w.interval(value.low, value.high)} ({told}) {_dated(w, value.by, value.published)}"
            yield f"    {said}: {' '.join(value.text.split())}"
        for step in question.steps:
            notes = step_notes(w, step)
            said = f"{_dated(w, step.by, step.day)}: {w.interval(step.low, step.high)}"
            yield f"    > {said}{f' ({notes})' if notes else ''}"


def announced_lines(w: Wording, found: Iterable[AnnouncedAct]) -> Iterator[str]:
    """Each announced act by its day, with what became of it and the words."""
    for item in found:
        when = item.start or f"{w.word('said_on')} {item.said_on or w.word('unknown')}"
        moved = f" -> {item.moved_to}" if item.moved_to else ""
        what = f"{w.code('acts', item.act)} ({w.code('event_status', item.status)})"
        by = w.listed(*(w.party(party) for party in item.by))
        outcome = w.code("announced_outcome", item.outcome)
        yield f"{when}{moved}  {outcome}: {f'{what} {by}'.strip()}: {' '.join(item.text.split())}"


def position_lines(w: Wording, found: Iterable[PositionEntry]) -> Iterator[str]:
    """Each stand by party and day, with its reversals and contradictions marked."""
    for item in found:
        marks = f" ({w.word('reverses')})" if item.reverses else ""
        marks += f" ({w.word('contradicts')})" if item.contradicts else ""
        stand = f"{w.code('stance', item.stance)} / {w.code('topic', item.topic)}"
        yield f"{_dated(w, item.party, item.day)}  {stand}{marks}: {' '.join(item.text.split())}"


def _dated(w: Wording, party: str, day: str | None) -> str:
    return w.listed(w.party(party), w.date(day))
