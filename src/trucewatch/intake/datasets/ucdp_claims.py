"""One sound row of the UCDP GED as an event claim.

How the codes map: ``docs/explanation/intake.md``. A value that the dataset does not code is left unknown
with an abstention, never filled.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from trucewatch.intake.datasets.rows import Field
from trucewatch.vocabulary.claims import (
    Abstention,
    ActorRef,
    ActorRole,
    EventActor,
    EventClaim,
    Evidence,
    PlacePrecision,
    PlaceRef,
    Qualifier,
    Quantity,
    Span,
    TimePrecision,
    TimeSpan,
    Voice,
    Who,
)

__all__ = ["Sides", "UcdpRow", "event_claim"]

_ONE_SIDED: Final = 3  # type_of_violence: 1 state-based, 2 non-state, 3 one-sided
_PRECISION: Final[dict[int, PlacePrecision]] = {
    2: "near",
    3: "admin2",
    4: "admin1",
    5: "line_or_area",
    6: "country",
    7: "sea_or_air",
}
_TIME_PRECISION: Final[dict[int, TimePrecision]] = {1: "day", 2: "range", 3: "week", 4: "month", 5: "year"}
_SETTLEMENT = re.compile(r"\b(?:town|village|city)\b", re.IGNORECASE)


class Sides(NamedTuple):
    """The two sides as named, in the order of the dataset, which means nothing but in one-sided violence."""

    a: Field
    b: Field


@dataclass(frozen=True, kw_only=True)
class UcdpRow:
    """A row whose fields have been checked. ``clear`` is event_clarity 1: the reports tell one event apart."""

    id: str
    span: Span
    violence: int
    sides: Sides
    offices: Field
    originals: Field
    place: Field | None
    where_precision: int
    latitude: float
    longitude: float
    clear: bool
    date_precision: int
    start: str
    end: str
    counts: dict[str, int]
    fields: dict[str, Field]


def event_claim(row: UcdpRow, document: str, text: str) -> EventClaim:
    """The claim of one row; ``text`` is the stored text of ``document``."""
    act = _act(row)
    reasons = [Abstention(slot="weapon", reason="the dataset does not code the means")]
    if act == "attack" and row.violence != _ONE_SIDED:
        reasons.append(
            Abstention(slot="act", reason="who fired is not coded", candidates=("armed_clash", "bombardment"))
        )
    if not row.clear:
        reasons.append(Abstention(slot="occurrence", reason="the row sums up several occurrences"))
    if row.place is None:
        reasons.append(Abstention(slot="place", reason="the row names no place"))
    parts = sum(row.counts[n] for n in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"))
    if parts != row.counts["best"]:
        reasons.append(Abstention(slot="casualties", reason=f"the parts add up to {parts}, not {row.counts['best']}"))
    return EventClaim(
        id=hashlib.sha256("\0".join((document, "ucdp_ged", row.id)).encode()).hexdigest()[:32],
        document=document,
        lang="en",
        span=row.span,
        text=text[row.span[0] : row.span[1]],
        attribution=tuple(_voices(row)),
        confidence="high" if row.clear else "medium",
        rules=("ucdp_ged", f"ucdp_ged.type_{row.violence}", *(() if row.clear else ("ucdp_ged.aggregate",))),
        abstained=tuple(reasons),
        evidence={"act": Evidence(span=row.fields["type_of_violence"].span)},
        act=act,
        status="occurred",
        actors=_actors(row),
        place=_place(row),
        time=_time(row),
        casualties=tuple(_casualties(row)),
    )


def _act(row: UcdpRow) -> str:
    """A clash only where both sides are told to have lost fighters; else the act of untold means."""
    both = row.counts["deaths_a"] > 0 and row.counts["deaths_b"] > 0
    return "armed_clash" if both and row.violence != _ONE_SIDED else "attack"


def _actors(row: UcdpRow) -> tuple[EventActor, ...]:
    # only one-sided violence has a direction by definition: an organised side against civilians
    roles: tuple[ActorRole, ActorRole] = ("agent", "target") if row.violence == _ONE_SIDED else ("party", "party")
    return tuple(
        EventActor(name=side.value.strip(), span=_span(side), role=role)
        for side, role in zip(row.sides, roles, strict=True)
    )


def _place(row: UcdpRow) -> PlaceRef | None:
    if row.place is None:
        return None
    name = row.place.value.strip()
    # code 1 is the place itself: a point for a base or hill, no more than the town for a town
    precision = _PRECISION.get(row.where_precision) or ("town" if _SETTLEMENT.search(name) else "locality")
    pointed = row.where_precision <= 2  # beyond, the coordinates are the middle of an area: a false point
    return PlaceRef(
        name=name,
        lat=row.latitude if pointed else None,
        lon=row.longitude if pointed else None,
        precision=precision,
        span=_span(row.place),
    )


def _time(row: UcdpRow) -> TimeSpan:
    precision = _TIME_PRECISION[row.date_precision]
    if precision == "day" and row.start != row.end:
        precision = "range"
    start, end = row.fields["date_start"].span, row.fields["date_end"].span
    return TimeSpan(
        start=row.start, end=row.end, precision=precision, span=(min(start[0], end[0]), max(start[1], end[1]))
    )


def _voices(row: UcdpRow) -> Iterator[Voice]:
    """Those whom the dataset calls original sources speak; agencies that passed it on and the dataset relay."""
    heard: set[str] = set()
    for name, span in _names(row.originals):
        if name.casefold() not in heard:
            heard.add(name.casefold())
            yield Voice(name=name, span=span)
    originals = bool(heard)
    for name, span in _names(row.offices):
        if name.casefold() not in heard:
            heard.add(name.casefold())
            yield Voice(name=name, span=span, via=originals)
    yield Voice(name="UCDP GED", id="ucdp_ged", via=True)


def _names(field: Field) -> Iterator[tuple[str, Span]]:
    escaped = field.span[1] - field.span[0] != len(field.value)  # doubled quotes shift offsets
    for found in re.finditer(r"[^;,]+", field.value):
        name = found[0].strip()
        if name:
            lead = len(found[0]) - len(found[0].lstrip())
            start = field.span[0] + found.start() + lead
            yield name, field.span if escaped else (start, start + len(name))


def _casualties(row: UcdpRow) -> Iterator[Quantity]:
    """The whole first, as low, best and high; then the parts, which the dataset gives as best estimates only."""
    low, best, high = row.counts["low"], row.counts["best"], row.counts["high"]
    qualifier: Qualifier = "between" if low != high else ("exact" if best else "none")
    spans = [row.fields[n].span for n in ("low", "best", "high")]
    yield Quantity(
        low=low,
        best=best,
        high=high,
        qualifier=qualifier,
        unit="persons",
        outcome="killed",
        span=(min(s[0] for s in spans), max(s[1] for s in spans)),
    )
    certain = low == best == high
    sides: tuple[tuple[str, Who | None, Field | None], ...] = (
        ("deaths_a", "combatant", row.sides.a),
        ("deaths_b", "combatant" if row.violence != _ONE_SIDED else None, row.sides.b),
        ("deaths_civilians", "civilian", None),
        ("deaths_unknown", None, None),
    )
    for name, who, side in sides:
        count = row.counts[name]
        if count:
            yield Quantity(
                low=count if certain else None,
                best=count,
                high=count if certain else None,
                qualifier="exact" if certain else "about",
                unit="persons",
                outcome="killed",
                who=who,
                side=ActorRef(name=side.value.strip(), span=_span(side)) if side else None,
                subset_of=0,
                span=row.fields[name].span,
            )


def _span(field: Field) -> Span:
    """The range of a field's value without white space around it."""
    lead = len(field.value) - len(field.value.lstrip())
    tail = len(field.value) - len(field.value.rstrip())
    return field.span[0] + lead, field.span[1] - tail
