"""What is followed over time as printed: obligations, control, what was watched, restrictions, what is still owed."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.reporting.layout_commission import party_name
from trucewatch.reporting.sheet import Block, Heading, Line, Paragraph, Span, Table, line, section
from trucewatch.reporting.toll_series import toll_series
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.reports import Period, SituationReport
from trucewatch.vocabulary.tracking import Obligation, Restriction, Tracking

__all__ = ["follow_up_blocks", "tracking_blocks"]


def tracking_blocks(w: Wording, tracking: Tracking, period: Period) -> list[Block]:
    """Obligations, shares and control, announced acts, observation effort with restrictions on monitors."""
    return [
        *_obligations(w, tracking),
        *_control(w, tracking, period),
        *_tolls(w, tracking),
        *_announced(w, tracking),
        *_effort(w, tracking, period),
    ]


def _listed(
    w: Wording,
    level: int,
    title: str,
    note: str | None,
    keys: tuple[str, ...],
    rows: Sequence[tuple[Line, ...]],
    widths: tuple[float, ...],
) -> list[Block]:
    head = [w.word(key) for key in keys]
    said = w.word(note) if note else None
    return section(level, w.word(title), head, rows, empty=w.word("nothing"), note=said, widths=widths)


def _obligations(w: Wording, tracking: Tracking) -> list[Block]:
    keys = ("clause", "obligations", "bound", "due_date", "state", "why", "cites")
    rows = [_obligation(w, item) for item in tracking.obligations]
    widths = (2.5, 2.8, 1.9, 1.4, 1.3, 3, 1.1)
    return _listed(w, 1, "obligations", "obligations_note", keys, rows, widths)


def _obligation(w: Wording, item: Obligation) -> tuple[Line, ...]:
    words = w.in_language({lang: said.text for lang, said in item.words.items()})
    why = [w.code("obligation_reason", reason) for reason in item.reasons]
    for obstruction in item.obstructions:
        named = (
            w.code("access_constraint", obstruction.constraint)
            if obstruction.constraint
            else w.code("acts", obstruction.act)
        )
        why.append(f"{w.word('obstructed')}: {w.comma.join([named, *(w.actor(who) for who in obstruction.by)])}")
    counted = w.semicolon.join(f"{w.actor(count.by)} {w.interval(count.low, count.high)}" for count in item.counts)
    why += [f"{w.word('counted')}: {counted}"] if counted else []
    return (
        line(Span(item.clause, outside=True)),
        line(f"{w.code('obligation_kind', item.kind)}: ", Span(words, outside=True, faint=True)),
        line(Span(w.comma.join(w.actor(name) for name in item.bound), outside=True)),
        line(w.date(item.due) if item.due else "–"),
        line(Span(w.code("obligation_state", item.state), strong=True)),
        line(w.semicolon.join(why)),
        line(w.number(len(item.claims))),
    )


def _control(w: Wording, tracking: Tracking, period: Period) -> list[Block]:
    out: list[Block] = []
    if tracking.shares:
        out += [Heading(2, line(w.word("shares"))), Paragraph(line(w.word("share_note")), "note")]
    for share in tracking.shares:
        held = Span(
            f"{w.number(share.low)} – {w.number(share.high)} {w.word('of_all')} {w.number(share.total)}", outside=True
        )
        out.append(
            Paragraph(
                line(
                    Span(w.place(share.area), outside=True),
                    w.comma,
                    Span(w.actor(share.holder), outside=True),
                    ": ",
                    held,
                )
            )
        )
    rows = [
        (
            line(Span(w.place(item.place), outside=True)),
            line(w.period(item.start, item.end)),
            line(f"{w.code('control_state', item.state)} ", Span(w.code("control_basis", item.basis), faint=True)),
            line(Span(w.comma.join(w.actor(holder) for holder in item.holders), outside=True)),
            line(Span(w.comma.join(w.actor(by) for by in item.by), outside=True)),
        )
        for item in tracking.control
        if item.basis != "gap" and item.start <= period.end and item.end >= period.start
    ]
    keys = ("place", "period", "status", "holder", "source")
    return out + _listed(w, 2, "control_over_time", "control_note", keys, rows, (2, 2.2, 1.8, 2, 2))


def _tolls(w: Wording, tracking: Tracking) -> list[Block]:
    rows = [
        (
            line(Span(series.title, outside=True)),
            line(Span(row.source, outside=True)),
            line(row.day),
            line(row.told),
            line(row.value),
            line(row.notes),
        )
        for series in toll_series(w, tracking)
        for row in series.rows
    ]
    keys = ("what", "source", "for_day", "told_on", "value", "remarks")
    return _listed(w, 1, "toll_series", "toll_series_note", keys, rows, (2, 1.8, 1.3, 1.3, 1, 2.4))


def _announced(w: Wording, tracking: Tracking) -> list[Block]:
    rows = [
        (
            line(w.date(item.start) if item.start else w.word("unknown")),
            line(w.code("acts", item.act)),
            line(w.code("event_status", item.status)),
            line(
                w.code("announced_outcome", item.outcome), f"{w.comma}{w.date(item.moved_to)}" if item.moved_to else ""
            ),
            line(Span(item.text, outside=True)),
        )
        for item in tracking.announced
    ]
    keys = ("date", "act", "status", "outcome", "words")
    return _listed(w, 1, "followed", None, keys, rows, (1.4, 1.4, 1.2, 1.5, 4))


def _effort(w: Wording, tracking: Tracking, period: Period) -> list[Block]:
    effort = [item for item in tracking.effort if item.start <= period.end and item.end >= period.start]
    title = Heading(1, line(w.word("effort_and_limits")))
    if not effort:
        return [title, Paragraph(line(w.word("no_effort")), "note")]
    rows = []
    for item in effort:
        made_up = f" ({w.word('made_up')})" if item.exercise else ""
        told = (item.patrols, item.posts, item.hours)
        limits = w.semicolon.join(_restriction(w, restriction) for restriction in item.restrictions)
        rows.append(
            (
                line(Span(w.actor(item.by), outside=True), made_up),
                line(w.period(item.start, item.end)),
                line(Span(w.comma.join(w.place(area) for area in item.areas), outside=True)),
                *(line(w.number(value) if value is not None else w.word("not_told")) for value in told),
                line(Span(limits or w.word("none"), outside=True)),
            )
        )
    keys = ("observer", "period", "areas", "patrols", "posts", "hours", "restrictions")
    head = tuple(line(w.word(key)) for key in keys)
    table = Table(head, tuple(rows), frozenset({3, 4, 5}), (1.7, 1.8, 1.6, 1, 0.9, 0.9, 2.6))
    return [title, Paragraph(line(w.word("effort_note")), "note"), table]


def _restriction(w: Wording, item: Restriction) -> str:
    parts = [w.code("monitor_restriction", item.kind)]
    parts += [w.place(item.place)] if item.place else []
    parts += [w.actor(item.by)] if item.by else []
    return w.comma.join(parts)


def follow_up_blocks(w: Wording, report: SituationReport) -> list[Block]:
    """Answers awaited, remedies owed and obligations that are open, with their deadlines."""
    rows: list[tuple[Line, ...]] = []
    section = report.commission
    for entry in section.docket if section is not None else ():
        assert section is not None
        named = Span(entry.number or entry.ref, outside=True)
        for answer in entry.answers:
            if answer.at is None:
                state = w.code("answer_state", answer.state)
                what = line(f"{w.word('answer')}{w.comma}", named)
                rows.append(_owed(w, what, party_name(w, section, answer.party), state, answer.deadline))
        for remedy in entry.remedies:
            if remedy.state != "done":
                state = w.code("remedy_state", remedy.state)
                what = line(f"{w.word('remedy')}{w.comma}", named)
                rows.append(_owed(w, what, party_name(w, section, remedy.owed_by), state, remedy.due))
    for item in report.tracking.obligations if report.tracking is not None else ():
        if item.state != "met":
            what = line(w.code("obligation_kind", item.kind), w.comma, Span(item.clause, outside=True))
            bound = w.comma.join(w.actor(name) for name in item.bound)
            rows.append(_owed(w, what, bound, w.code("obligation_state", item.state), item.due))
    return _listed(w, 1, "follow_up", None, ("what", "party", "status", "deadline"), rows, (3, 2.6, 1.6, 1.5))


def _owed(w: Wording, what: Line, party: str, state: str, due: str | None) -> tuple[Line, ...]:
    return (what, line(Span(party, outside=True)), line(state), line(w.date(due) if due else "–"))
