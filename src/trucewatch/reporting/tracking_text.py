"""The section of a report on what is followed over time, in Markdown."""

from __future__ import annotations

from collections.abc import Callable

from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.tracking import AnnouncedAct, Obligation, Tracking

__all__ = ["tracking_markdown"]


def tracking_markdown(w: Wording, tracking: Tracking, escape: Callable[[str], str]) -> list[str]:
    """Obligations with their states, shares of areas, announced acts and the effort, as lines."""
    out = [f"## {w.word('obligations')}", "", w.word("obligations_note"), ""]
    out += [_obligation(w, item, escape) for item in tracking.obligations]
    for share in tracking.shares:
        span = f"{w.number(share.low)} – {w.number(share.high)} {w.word('of_all')} {w.number(share.total)}"
        out.append(f"- {escape(w.place(share.area))}, {escape(w.actor(share.holder))}: {span}")
    out += ["", f"## {w.word('followed')}", ""]
    out += [_announced(w, item, escape) for item in tracking.announced]
    out += ["", f"## {w.word('effort')}", ""]
    if not tracking.effort:
        out.append(w.word("no_effort"))
    out += [f"- {escape(e.by)}, {w.period(e.start, e.end)}" for e in tracking.effort]
    return [*out, ""]


def _obligation(w: Wording, item: Obligation, escape: Callable[[str], str]) -> str:
    words = item.words.get(w.lang) or item.words.get("en") or next(iter(item.words.values()))
    why = ", ".join(w.code("obligation_reason", reason) for reason in item.reasons)
    state = w.code("obligation_state", item.state)
    return f"- **{state}** ({why}): {escape(words.text)} {w.word('cites')}: {w.number(len(item.claims))}"


def _announced(w: Wording, item: AnnouncedAct, escape: Callable[[str], str]) -> str:
    day = w.date(item.start) if item.start else w.word("unknown")
    outcome = w.code("announced_outcome", item.outcome)
    return f"- {day}, {w.code('acts', item.act)}: **{outcome}** — {escape(item.text)}"
