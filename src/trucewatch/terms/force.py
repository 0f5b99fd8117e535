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

__all__ = [
    "ClauseClock",
    "ClauseInForce",
    "Force",
    "clause_force",
    "clauses_in_force",
    "instrument_force",
    "is_binding",
]

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
    known = tuple(instruments)
    found = []
    for instrument in known:
        for clause in instrument.clauses:
            state = ClauseClock(instrument, clause, known).force((moment, moment)).state
            if state != "false":
                found.append(ClauseInForce(instrument, clause, state))
    return tuple(found)


def instrument_force(instrument: Instrument, interval: Interval) -> Force:
    """Whether the instrument is in force over the whole of ``interval``, read from its status events."""
    return _force(_pieces(instrument), interval)


def _force(pieces: Sequence[_Piece], interval: Interval) -> Force:
    touched = [piece for piece in pieces if _meets(piece, interval)]
    states = {piece.state for piece in touched}
    disputed = next((p.event for p in touched if p.state == "unknown" and p.event and p.event.disputed_by), None)
    if len(states) == 1:
        state = states.pop()
        edges = [(p.start, p.boundary) for p in pieces if p.boundary]
        return Force(state, disputed, touched[0].boundary if state == "true" else _nearest(edges, interval))
    return Force("unknown", disputed, next((p.boundary for p in touched[1:] if p.boundary), None))


def clause_force(instrument: Instrument, clause: Clause, interval: Interval) -> Force:
    """Whether the clause is in force over ``interval``: the instrument's state and the clause's own windows."""
    return ClauseClock(instrument, clause).force(interval)


class ClauseClock:
    """When one clause holds, with its local times turned into UTC once, for many questions.

    ``stretches`` are the stretches of UTC in which it is or may be in force, by their beginning; outside of them
    :meth:`force` is false.
    """

    def __init__(self, instrument: Instrument, clause: Clause, among: Iterable[Instrument] = ()) -> None:
        """``among`` are instruments that may hold the next version of the clause, beside its own."""
        zone = zone_of(instrument.zone)
        self._pieces = _pieces(instrument)
        self._until = _next_version(clause, (instrument, *among))
        self._windows = tuple(_Frame.of(window, zone) for window in clause.validity)
        last = END if self._until is None else self._until.outer[1]
        outer = [frame.outer for frame in self._windows] or [(BEGINNING, END)]
        frames = [(low, min(high, last)) for low, high in outer]
        self.stretches: tuple[Interval, ...] = tuple(
            sorted(
                (max(piece.start, low), min(piece.end, high))
                for piece in self._pieces
                if piece.state != "false"
                for low, high in frames
                if max(piece.start, low) < min(piece.end, high)
            )
        )

    def may_meet(self, interval: Interval) -> bool:
        """Whether a stretch touches ``interval``. False only where :meth:`force` is false over all of it."""
        low, high = interval
        return any(start <= high and low <= end for start, end in self.stretches)

    def force(self, interval: Interval) -> Force:
        """Whether the clause is in force over the whole of ``interval`` (UTC)."""
        own = self._own(interval)
        if self._until is None or own.state == "false":
            return own
        cut = self._until.force(interval)
        if cut.state == "true":
            return own
        return Force(cut.state, own.disputed, cut.boundary)

    def _own(self, interval: Interval) -> Force:
        whole = _force(self._pieces, interval)
        if whole.state == "false" or not self._windows:
            return whole
        states = [frame.force(interval) for frame in self._windows]
        own = next((w for state in ("true", "unknown") for w in states if w.state == state), None)
        if own is None:
            return Force("false", None, _nearest([edge for f in self._windows for edge in f.edges], interval))
        if own.state == "unknown":
            return Force("unknown", whole.disputed, own.boundary)
        return Force(whole.state, whole.disputed, whole.boundary if whole.state == "unknown" else own.boundary)


@dataclass(frozen=True)
class _Frame:
    """A window in UTC: ``outer`` is where it may hold, ``inner`` where it surely does."""

    window: Window
    outer: Interval
    inner: Interval
    edges: tuple[tuple[datetime, str], ...]

    @classmethod
    def of(cls, window: Window, zone: ZoneInfo) -> _Frame:
        margin = timedelta(minutes=window.margin_minutes)
        start, end = start_of(window.start, zone), end_of(window.end, zone)
        outer = (start - margin if window.start else start, end + margin if window.end else end)
        inner = (start + margin if window.start else start, end - margin if window.end else end)
        edges = ((start, window.start), (end, window.end))
        return cls(window, outer, inner, tuple((moment, text) for moment, text in edges if text))

    def force(self, interval: Interval) -> Force:
        low, high = interval
        instant = low == high
        outer, inner, window = self.outer, self.inner, self.window
        if high < outer[0] or (high == outer[0] and not instant) or low >= outer[1]:
            return Force("false", None, window.start if high <= outer[0] else window.end)
        if inner[0] <= low and (high < inner[1] or (high == inner[1] and not instant)):
            return Force("true", None, window.start)
        return Force("unknown", None, window.start if low < inner[0] else window.end)


def _next_version(clause: Clause, among: Iterable[Instrument]) -> _Frame | None:
    """Up to when a clause holds before its next version takes its place; None where there is no next version."""
    for instrument in among:
        if not is_binding(instrument):
            continue
        for other in instrument.clauses:
            window = other.validity[0] if other.validity else None
            if other.replaces == clause.id and window is not None and window.start is not None:
                margin = timedelta(minutes=window.margin_minutes)
                start = start_of(window.start, zone_of(instrument.zone))
                end = Window(end=window.start)
                return _Frame(end, (BEGINNING, start + margin), (BEGINNING, start - margin), ((start, window.start),))
    return None


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


def _nearest(edges: Sequence[tuple[datetime, str]], interval: Interval) -> str | None:
    return min(edges, key=lambda edge: _distance(edge[0], interval))[1] if edges else None


def _distance(moment: datetime, interval: Interval) -> timedelta:
    low, high = interval
    return max(low - moment, moment - high, timedelta(0))
