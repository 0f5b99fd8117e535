"""Plots of analysis as SVG that stands alone: no script, no font from elsewhere, legible in black and white."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from markupsafe import Markup, escape

from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.series import SeriesAnalysis
from trucewatch.vocabulary.undercount import UndercountDiagnostic

__all__ = ["draw_series", "draw_undercount"]

_WIDTH, _LEFT, _RIGHT = 720.0, 34.0, 10.0
_BASE = 150.0
_BETWEEN = 14.0
_BAR, _LINE, _BAND, _AHEAD = "#7d93a8", "#b3261e", "#b3261e", "#0b6e4f"


class _Axes:
    """Days to the right, incidents a day upwards."""

    def __init__(self, start: dt.date, days: int, most: float) -> None:
        self.start, self.days, self.most = start, days, most
        self.step = (_WIDTH - _LEFT - _RIGHT) / max(days, 1)

    def x(self, day: str | dt.date, *, after: bool = False) -> float:
        at = dt.date.fromisoformat(day[:10]) if isinstance(day, str) else day
        number = min(max((at - self.start).days + after, 0), self.days)
        return round(_LEFT + number * self.step, 1)

    def y(self, value: float) -> float:
        return round(_BASE - min(max(value, 0.0), self.most) / self.most * (_BASE - 18), 1)


def draw_series(found: SeriesAnalysis, wording: Wording, title: str) -> Markup:
    """Incidents a day as bars, stretches between breaks as lines with their intervals, clauses as vertical lines, days
    that are not fully reported with what is expected, and the projection at the right end."""
    start = dt.date.fromisoformat(found.start)
    ahead = found.projection.days if found.projection else 0
    axes = _Axes(start, len(found.counts) + ahead, _most(found))
    parts = _bars(found, axes, wording) + _expected(found, axes, wording) + _stretches(found, axes, wording)
    parts += _projected(found, axes, wording) + _clauses(found, axes, wording)
    parts.append(f'<path d="M{_LEFT} {_BASE}H{_WIDTH - _RIGHT}" stroke="currentColor" fill="none"/>')
    every = max(1, axes.days // 8)
    for number in range(0, axes.days, every):
        day = start + dt.timedelta(days=number)
        if axes.x(day) < _WIDTH - 66:
            parts.append(_text(axes.x(day), _BASE + 13, day.isoformat()))
    for value in (axes.most / 2, axes.most):
        parts.append(_text(_LEFT - 4, axes.y(value) + 4, f"{value:g}", anchor="end"))
    parts += _effort(found, axes, wording)
    return _svg(parts, _BASE + (44 if found.effort.measure else 18), title)


def _most(found: SeriesAnalysis) -> float:
    highest = [*found.counts, *(s.rate for s in found.segments), 1.0]
    if found.projection is not None:
        highest.append(found.projection.expected / found.projection.days)
    most = float(max(highest))
    return most if most <= 4 else math.ceil(most / 2) * 2.0


def _bars(found: SeriesAnalysis, axes: _Axes, wording: Wording) -> list[str]:
    """One bar a day with incidents; each says its date and number when pointed at."""
    start, out = dt.date.fromisoformat(found.start), []
    for number, count in enumerate(found.counts):
        if count:
            day = start + dt.timedelta(days=number)
            words = f"{wording.date(day.isoformat())}: {wording.number(count)}"
            width = max(axes.step - 0.4, 0.6)
            out.append(_rect(axes.x(day), axes.y(count), width, _BASE - axes.y(count), _BAR, 1.0, words))
    return out


def _expected(found: SeriesAnalysis, axes: _Axes, wording: Wording) -> list[str]:
    out: list[str] = []
    for recent in found.recent:
        x, width = axes.x(recent.day), max(axes.step - 0.4, 0.6)
        words = (
            f"{wording.date(recent.day)}: {wording.word('expected_in_the_end')} {wording.number(recent.expected)} "
            f"({wording.interval(recent.low, recent.high)})"
        )
        top = axes.y(recent.expected)
        out.append(
            f'<rect x="{x}" y="{top}" width="{width:.1f}" height="{max(_BASE - top, 0):.1f}" fill="none" '
            f'stroke="currentColor" stroke-dasharray="2 2"><title>{escape(words)}</title></rect>'
        )
    return out


def _stretches(found: SeriesAnalysis, axes: _Axes, wording: Wording) -> list[str]:
    out: list[str] = []
    for segment in found.segments:
        left, right = axes.x(segment.start), axes.x(segment.end, after=True)
        top, bottom = axes.y(segment.high), axes.y(segment.low)
        words = (
            f"{wording.period(segment.start, segment.end)}: {wording.word('a_day')} {wording.number(segment.rate)} "
            f"({wording.interval(segment.low, segment.high)})"
        )
        out.append(_rect(left, top, right - left, max(bottom - top, 1), _BAND, 0.18, words))
        out.append(f'<path d="M{left} {axes.y(segment.rate)}H{right}" stroke="{_LINE}" stroke-width="2" fill="none"/>')
    return out


def _projected(found: SeriesAnalysis, axes: _Axes, wording: Wording) -> list[str]:
    if found.projection is None:
        return []
    ahead = found.projection
    left = axes.x(found.end, after=True)
    words = (
        f"{wording.word('at_this_rate')}: {wording.number(ahead.expected)} "
        f"({wording.interval(ahead.low_95, ahead.high_95)})"
    )
    top, bottom = axes.y(ahead.high_95 / ahead.days), axes.y(ahead.low_95 / ahead.days)
    middle = axes.y(ahead.expected / ahead.days)
    right = _WIDTH - _RIGHT
    return [
        _rect(left, top, right - left, max(bottom - top, 1), _AHEAD, 0.2, words),
        f'<path d="M{left} {middle}H{right}" stroke="{_AHEAD}" stroke-width="2" stroke-dasharray="5 3" fill="none"/>',
    ]


def _clauses(found: SeriesAnalysis, axes: _Axes, wording: Wording) -> list[str]:
    days = {effect.day: effect.instrument for effect in found.effects if found.start <= effect.day <= found.end}
    out: list[str] = []
    last = -_BETWEEN
    for number, (day, instrument) in enumerate(sorted(days.items())):
        words = f"{wording.date(day)}: {wording.word('in_force')}{wording.comma}{wording.instrument(instrument)}"
        x = axes.x(day)
        out.append(
            f'<path d="M{x} 12V{_BASE}" stroke="currentColor" stroke-width="1.4" stroke-dasharray="1 2" fill="none">'
            f"<title>{escape(words)}</title></path>"
        )
        if x - last >= _BETWEEN:
            out.append(_text(x, 9, str(number + 1), anchor="middle"))
            last = x
    return out


def _effort(found: SeriesAnalysis, axes: _Axes, wording: Wording) -> list[str]:
    """A strip under the days, darker where more was observed, empty where no record tells."""
    effort = found.effort
    if effort.measure is None:
        return []
    most = max((value for value in effort.per_day if value is not None), default=0) or 1
    start = dt.date.fromisoformat(found.start)
    out = [_text(_LEFT, _BASE + 40, wording.code("effort_measure", effort.measure))]
    for number, value in enumerate(effort.per_day):
        if value is not None:
            day = start + dt.timedelta(days=number)
            words = f"{wording.date(day.isoformat())}: {wording.number(value)}"
            shade = round(0.08 + 0.92 * value / most, 2)
            out.append(_rect(axes.x(day), _BASE + 19, axes.step, 8, "currentColor", shade, words))
    return out


def draw_undercount(found: UndercountDiagnostic, wording: Wording, title: str) -> Markup:
    """The estimates one under another with their intervals; the line at the left is what is on the lists."""
    shown = [e for e in found.estimates if e.total is not None and e.low is not None and e.high is not None]
    if not shown:
        return Markup("")
    highest = max(e.high or 0 for e in shown)
    least = found.observed * 0.95
    left, right = 250.0, _WIDTH - 20

    def x(value: float) -> float:
        share = math.log(max(value, least) / least) / math.log(highest / least) if highest > least else 0.0
        return round(left + share * (right - left), 1)

    parts: list[str] = []
    bottom = 24.0 + 24 * len(shown)
    seen = x(found.observed)
    parts.append(f'<path d="M{seen} 8V{bottom}" stroke="currentColor" stroke-dasharray="2 2" fill="none"/>')
    parts.append(_text(seen, bottom + 14, wording.number(found.observed), anchor="middle"))
    parts.append(_text(x(highest), bottom + 14, wording.number(round(highest)), anchor="middle"))
    for row, estimate in enumerate(shown):
        y = 22.0 + 24 * row
        low, total, high = (round(value or 0) for value in (estimate.low, estimate.total, estimate.high))
        name = wording.code("undercount_estimator", estimate.estimator)
        words = f"{name}: {wording.number(total)} ({wording.interval(low, high)})"
        parts.append(_text(left - 12, y + 4, name, anchor="end"))
        parts.append(
            f'<path d="M{x(low)} {y}H{x(high)}M{x(low)} {y - 4}v8M{x(high)} {y - 4}v8" stroke="{_LINE}" '
            f'stroke-width="2" fill="none"><title>{escape(words)}</title></path>'
        )
        parts.append(f'<circle cx="{x(total)}" cy="{y}" r="4" fill="{_LINE}"><title>{escape(words)}</title></circle>')
    return _svg(parts, bottom + 22, title)


def _rect(x: float, y: float, width: float, height: float, fill: str, opacity: float, words: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}" '
        f'fill-opacity="{opacity:g}"><title>{escape(words)}</title></rect>'
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    """Text is anchored by the left-to-right box of the plot, whatever its own direction."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" fill="currentColor" text-anchor="{anchor}" '
        f'direction="ltr">{escape(words)}</text>'
    )


def _svg(parts: Sequence[str], height: float, title: str) -> Markup:
    label = escape(title)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {height:.0f}" role="img" '
        f'aria-label="{label}" font-family="system-ui, sans-serif" class="plot"><title>{label}</title>'
    )
    return Markup(head + "".join(parts) + "</svg>")  # noqa: S704 - every text in it is escaped above
