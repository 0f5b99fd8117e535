"""Which instruments and clauses are in force over a stretch of time: true, false or unknown.

Unknown is an answer of its own: the hour was not recorded, or one party declared the end and another does not
accept it. A draft that was not adopted is never in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from trucewatch.terms.clock import BEGINNING, END, Interval, day_or_instant, end_of, start_of, zone_of
from trucewatch.vocabulary.assessments import Truth
from trucewatch.vocabulary.terms import Clause, Instrument, StatusEvent, Window

__all__ = ["ClauseInForce", "Force", "clause_force", "clauses_in_force", "instrument_force", "is_binding"]

_STARTS: Final = frozenset({"in_force", "adopted", "resumed"})
_STOPS: Final = frozenset({"suspended", "denounced", "expired", "replaced", "ended"})


@dataclass(frozen=True)
class Force:
    """Whether something is in force over a stretch of time.

    ``disputed`` is the status event that one side does not accept, where that is why the answer is unknown.
    ``boundary`` is the local start or end that the stretch straddles or lies outside of.
    """

    state: Truth
    disputed: StatusEvent | None = None
    boundary: str | None = None


@dataclass(frozen=True)
class ClauseInForce:
    """A clause that is, or may be, in force at an instant (``state`` true or unknown)."""

    instrument: Instrument
    clause: Clause
    state: Truth


@dataclass(frozen=True)
class _Piece:
    start: datetime
    end: datetime
    state: Truth
    event: StatusEvent | None
    boundary: str | None


def is_binding(instrument: Instrument) -> bool:
    """Whether the instrument ever entered into force. A draft, vetoed or rejected, never did."""
    return any(event.event in _STARTS for event in instrument.status)


def clauses_in_force(instruments: Iterable[Instrument], at: datetime) -> tuple[ClauseInForce, ...]:
    """The clauses in force or possibly in force at ``at`` (an instant with its offset), in the order given.

    Raises ``ValueError`` when ``at`` has no offset: a time without one would be read in the wrong zone.
    """
    if at.tzinfo is None:
        raise ValueError("the instant has no offset")
    moment = at.astimezone(UTC)
    found = []
    for instrument in instruments:
        for clause in instrument.clauses:
            state = clause_force(instrument, clause, (moment, moment)).state
            if state != "false":
                found.append(ClauseInForce(instrument, clause, state))
    return tuple(found)


def instrument_force(instrument: Instrument, interval: Interval) -> Force:
    """Whether the instrument is in force over the whole of ``interval``, read from its status events."""
    touched = [piece for piece in _pieces(instrument) if _meets(piece, interval)]
    states = {piece.state for piece in touched}
    disputed = next((p.event for p in touched if p.state == "unknown" and p.event and p.event.disputed_by), None)
    if len(states) == 1:
        state = states.pop()
        edge = touched[0].boundary if state == "true" else _nearest_boundary(instrument, interval)
        return Force(state, disputed, edge)
    return Force("unknown", disputed, next((p.boundary for p in touched[1:] if p.boundary), None))


def clause_force(instrument: Instrument, clause: Clause, interval: Interval) -> Force:
    """Whether the clause is in force over ``interval``: the instrument's state and the clause's own windows."""
    whole = instrument_force(instrument, interval)
    if whole.state == "false" or not clause.validity:
        return whole
    windows = [_window(w, zone_of(instrument.zone), interval) for w in clause.validity]
    own = next((w for state in ("true", "unknown") for w in windows if w.state == state), None)
    if own is None:
        return Force("false", None, _nearest_window_edge(clause.validity, zone_of(instrument.zone), interval))
    if own.state == "unknown":
        return Force("unknown", whole.disputed, own.boundary)
    return Force(whole.state, whole.disputed, whole.boundary if whole.state == "unknown" else own.boundary)


def _pieces(instrument: Instrument) -> Sequence[_Piece]:
    return _life(instrument.status, instrument.zone)


@lru_cache(maxsize=1024)
def _life(status: tuple[StatusEvent, ...], zone_name: str) -> Sequence[_Piece]:
    """The life of an instrument as adjoining pieces, each with its state and the event that began it."""
    zone = zone_of(zone_name)
    pieces = [_Piece(BEGINNING, END, "false", None, None)]
    until: tuple[datetime, str] | None = None
    for event in sorted(status, key=lambda e: day_or_instant(e.at, zone)[0]):
        margin = timedelta(minutes=event.margin_minutes)
        low, high = (
            moment + sign * margin for moment, sign in zip(day_or_instant(event.at, zone), (-1, 1), strict=True)
        )
        if until is not None and until[0] <= low:
            _change(pieces, until[0], until[0], "false", None, until[1])
            until = None
        state = _state_after(event, pieces[-1].state)
        if state is not None:
            _change(pieces, low, high, state, event, event.at)
        if event.event in _STARTS or event.event == "extended":
            until = None if event.until is None else (end_of(event.until, zone), event.until)
        elif state == "false":
            until = None
    if until is not None:
        _change(pieces, until[0], until[0], "false", None, until[1])
    return tuple(pieces)


def _state_after(event: StatusEvent, before: Truth) -> Truth | None:
    """The state that an event leads to; None when it changes nothing."""
    if event.event in _STARTS or (event.event == "extended" and before == "false"):
        return "unknown" if event.disputed_by else "true"
    if event.event in _STOPS:
        if before == "false":
            return None
        return "unknown" if event.disputed_by else "false"
    return None


def _change(
    pieces: list[_Piece], low: datetime, high: datetime, state: Truth, event: StatusEvent | None, boundary: str
) -> None:
    last = pieces.pop()
    low, high = max(low, last.start), max(high, last.start)
    pieces.append(_Piece(last.start, low, last.state, last.event, last.boundary))
    if low < high:
        between: Truth = state if state == last.state else "unknown"
        pieces.append(_Piece(low, high, between, event, boundary))
    pieces.append(_Piece(high, END, state, event, boundary))


def _meets(piece: _Piece, interval: Interval) -> bool:
    low, high = interval
    if piece.start >= piece.end:
        return False
    if low == high:
        return piece.start <= low < piece.end
    return piece.start < high and low < piece.end


def _window(window: Window, zone: ZoneInfo, interval: Interval) -> Force:
    margin = timedelta(minutes=window.margin_minutes)
    start, end = start_of(window.start, zone), end_of(window.end, zone)
    outer = (start - margin if window.start else start, end + margin if window.end else end)
    inner = (start + margin if window.start else start, end - margin if window.end else end)
    low, high = interval
    instant = low == high
    if high < outer[0] or (high == outer[0] and not instant) or low >= outer[1]:
        return Force("false", None, window.start if high <= outer[0] else window.end)
    if inner[0] <= low and (high < inner[1] or (high == inner[1] and not instant)):
        return Force("true", None, window.start)
    return Force("unknown", None, window.start if low < inner[0] else window.end)


def _nearest_boundary(instrument: Instrument, interval: Interval) -> str | None:
    edges = [(p.start, p.boundary) for p in _pieces(instrument) if p.boundary]
    return min(edges, key=lambda e: _distance(e[0], interval))[1] if edges else None


def _nearest_window_edge(windows: Iterable[Window], zone: ZoneInfo, interval: Interval) -> str | None:
    edges = [(start_of(w.start, zone), w.start) for w in windows if w.start]
    edges += [(end_of(w.end, zone), w.end) for w in windows if w.end]
    return min(edges, key=lambda e: _distance(e[0], interval))[1] if edges else None


def _distance(moment: datetime, interval: Interval) -> timedelta:
    low, high = interval
    return max(low - moment, moment - high, timedelta(0))
