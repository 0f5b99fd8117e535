"""The section of a report on what is followed over time, in Markdown."""

from __future__ import annotations

from collections.abc import Callable

from trucewatch.reporting.toll_series import toll_series
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.follow_up import Step
from trucewatch.vocabulary.tracking import AnnouncedAct, ControlSpan, Obligation, ObservationEffort, Tracking

__all__ = ["tracking_markdown"]


def tracking_markdown(w: Wording, tracking: Tracking, escape: Callable[[str], str]) -> list[str]:
    """Obligations with their states, shares of areas, announced acts and the effort, as lines."""
    out = [f"## {w.word('obligations')}", "", w.word("obligations_note"), ""]
    out += [_obligation(w, item, escape) for item in tracking.obligations]
    for share in tracking.shares:
        span = f"{w.number(share.low)} – {w.number(share.high)} {w.word('of_all')} {w.number(share.total)}"
        out.append(f"- {escape(w.place(share.area))}{w.comma}{escape(w.actor(share.holder))}: {span}")
    out += ["", f"### {w.word('control_over_time')}", "", w.word("control_note"), ""]
    out += [_span(w, item, escape) for item in tracking.control if item.basis != "gap"]
    out += ["", f"## {w.word('toll_series')}", "", w.word("toll_series_note"), ""]
    for series in toll_series(w, tracking):
        out.append(f"- {escape(series.title)}")
        for row in series.rows:
            notes = f" ({escape(row.notes)})" if row.notes else ""
            out.append(f"  - {w.listed(escape(row.source), row.day)}: {row.value}{notes}")
    out += ["", f"## {w.word('followed')}", ""]
    out += [_announced(w, item, escape) for item in tracking.announced]
    out += ["", f"## {w.word('effort')}", ""]
    if not tracking.effort:
        out.append(w.word("no_effort"))
    out += [_effort(w, e, escape) for e in tracking.effort]
    return [*out, ""]


def _span(w: Wording, item: ControlSpan, escape: Callable[[str], str]) -> str:
    held = w.comma.join(escape(w.actor(holder)) for holder in item.holders)
    said = w.comma.join(escape(w.actor(by)) for by in item.by)
    state = f"{w.code('control_state', item.state)} ({w.code('control_basis', item.basis)})"
    return f"- {escape(w.place(item.place))}{w.comma}{w.period(item.start, item.end)}: {state}{w.comma}{held} [{said}]"


def _effort(w: Wording, item: ObservationEffort, escape: Callable[[str], str]) -> str:
    told = [(name, getattr(item, name)) for name in ("patrols", "posts", "hours")]
    counts = w.semicolon.join(f"{w.word(n)} {w.number(v) if v is not None else w.word('not_told')}" for n, v in told)
    where = w.comma.join(escape(w.place(area)) for area in item.areas)
    kept = w.semicolon.join(
        f"{w.code('monitor_restriction', r.kind)}{', ' + escape(w.place(r.place)) if r.place else ''}"
        f"{', ' + escape(w.actor(r.by)) if r.by else ''}"
        for r in item.restrictions
    )
    mark = f" ({w.word('made_up')})" if item.exercise else ""
    limits = f". {w.word('kept_from')}: {kept}" if kept else ""
    return f"- {w.listed(escape(w.actor(item.by)) + mark, w.period(item.start, item.end), where)}: {counts}{limits}"


def _obligation(w: Wording, item: Obligation, escape: Callable[[str], str]) -> str:
    words = item.words.get(w.lang) or item.words.get("en") or next(iter(item.words.values()))
    why = w.comma.join(w.code("obligation_reason", reason) for reason in item.reasons)
    state = w.code("obligation_state", item.state)
    line = f"- **{state}** ({why}): {escape(words.text)} {w.word('cites')}: {w.number(len(item.claims))}"
    return "\n".join([line, *_aid(w, item), *(_step(w, step, escape) for step in item.steps)])


def _aid(w: Wording, item: Obligation) -> list[str]:
    if item.aid is None:
        return []
    aid = item.aid
    told = (("approved", aid.approved), ("refused_requests", aid.refused), ("unanswered", aid.unanswered))
    asked = w.listed(*(f"{w.word(name)} {w.number(count)}" for name, count in told))
    convoys = f"{w.word('convoys_planned')} {w.number(aid.convoys_planned)}{w.comma}{w.word('convoys_done')}"
    kinds = [f"{w.code('access_constraint', code)} {w.number(n)}" for code, n in aid.constraints if n]
    kinds.append(f"{w.word('unclassed')} {w.number(aid.unclassed)}")
    return [
        f"  - {w.word('requests')} {w.number(aid.requests)}: {asked}",
        f"  - {convoys} {w.number(aid.convoys_done)}",
        f"  - {w.word('constraints')}: {w.comma.join(kinds)}",
    ]


def _step(w: Wording, step: Step, escape: Callable[[str], str]) -> str:
    day = w.date(step.day) if step.day else w.word("unknown")
    consent = f" ({w.code('consent', step.consent)})" if step.consent else ""
    made_up = f" ({w.word('made_up')})" if step.entered is not None and step.entered.exercise else ""
    kind = w.code("follow_up_kind", step.kind) + consent
    return f"  - {w.listed(day, kind, escape(w.actor(step.by)) + made_up)}"


def _announced(w: Wording, item: AnnouncedAct, escape: Callable[[str], str]) -> str:
    day = w.date(item.start) if item.start else w.word("unknown")
    outcome = w.code("announced_outcome", item.outcome)
    return f"- {day}{w.comma}{w.code('acts', item.act)}: **{outcome}** — {escape(item.text)}"
