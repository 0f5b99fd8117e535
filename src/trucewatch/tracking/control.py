"""Control over time: dated assertions by source, and the status that follows from them, with its gaps.

Nothing is inferred from incidents. Status per place and interval, gaps kept, after the practice of VIINA.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from trucewatch.tracking.days import after, before, span_of
from trucewatch.tracking.ground import Ground
from trucewatch.vocabulary.claims import Claim, ControlClaim
from trucewatch.vocabulary.control import ControlAssertion
from trucewatch.vocabulary.tracking import AreaShare, ControlSpan, ControlState

__all__ = ["BRIDGE_DAYS", "area_share", "assertions_of", "control_spans"]

BRIDGE_DAYS: Final = 31
"""How long a silence between two assertions of the same may be and still be bridged. A convention of this project."""
_HOLDS: Final = frozenset({"holds", "takes"})


def assertions_of(claims: Iterable[Claim], ground: Ground) -> tuple[ControlAssertion, ...]:
    """The assertions in control claims that place and date what they say; an undated one counts on its publication day.

    Denied and contested claims assert nothing; copies of a text add nothing.
    """
    found = []
    for claim in claims:
        if not isinstance(claim, ControlClaim) or claim.polarity != "asserted" or ground.is_copy(claim):
            continue
        place = claim.place.id if claim.place else None
        holder = (claim.holder.id or claim.holder.name) if claim.holder else None
        told = span_of(claim.time.start, claim.time.end) if claim.time else None
        day = ground.published(claim)
        span = told or ((day, day) if day else None)
        if place is None or holder is None or span is None or claim.share is not None:
            continue
        found.append(
            ControlAssertion(
                place=place,
                holder=holder,
                status=claim.status,
                start=span[0],
                end=span[1],
                by=ground.voice(claim),
                claim=claim.id,
                document=claim.document,
                text=claim.text,
            )
        )
    return tuple(sorted(found, key=lambda a: (a.place, a.start or "", a.end or "", a.claim)))


def control_spans(assertions: Iterable[ControlAssertion]) -> tuple[ControlSpan, ...]:
    """For each place its status day by day, joined to spans: asserted, interpolated or a gap."""
    by_place: dict[str, list[ControlAssertion]] = defaultdict(list)
    for assertion in assertions:
        if assertion.start is not None:
            by_place[assertion.place].append(assertion)
    spans: list[ControlSpan] = []
    for place, mine in sorted(by_place.items()):
        spans += _bridged(_asserted(place, mine))
    return tuple(spans)


def _asserted(place: str, mine: Sequence[ControlAssertion]) -> list[ControlSpan]:
    edges = sorted({a.start or "" for a in mine} | {after(a.end or a.start or "") for a in mine})
    spans: list[ControlSpan] = []
    for low, high in pairwise(edges):
        now = [a for a in mine if (a.start or "") <= low and before(high) <= (a.end or a.start or "")]
        if now:
            spans.append(_span(place, low, before(high), now))
    return spans


def _span(place: str, low: str, high: str, now: Sequence[ControlAssertion]) -> ControlSpan:
    held = {a.holder for a in now if a.status in _HOLDS and a.holder}
    lost = {a.holder for a in now if a.status == "loses" and a.holder}
    state: ControlState = "held"
    if len(held) > 1 or held & lost or any(a.status == "contests" for a in now):
        state = "contested"
    elif not held:
        state = "besieged" if any(a.status == "besieges" for a in now) else "unknown"
    names = held or {a.holder for a in now if a.holder and a.status != "loses"}
    return ControlSpan(
        place=place,
        start=low,
        end=high,
        state=state,
        basis="asserted",
        holders=tuple(sorted(names)),
        by=tuple(sorted({a.by for a in now})),
        claims=tuple(sorted({a.claim for a in now if a.claim})),
        stated=tuple(sorted({a.stated for a in now if a.stated})),
    )


def _bridged(spans: Sequence[ControlSpan]) -> list[ControlSpan]:
    """The silences between spans: interpolated where the same stood before and after and it was short, else a gap."""
    out: list[ControlSpan] = []
    for span in spans:
        if out and after(out[-1].end) < span.start:
            last = out[-1]
            low, high = after(last.end), before(span.start)
            same = last.state == span.state == "held" and last.holders == span.holders
            short = before(high, BRIDGE_DAYS) < low
            bridged = same and short
            out.append(
                ControlSpan(
                    place=span.place,
                    start=low,
                    end=high,
                    state="held" if bridged else "unknown",
                    basis="interpolated" if bridged else "gap",
                    holders=last.holders if bridged else (),
                    claims=tuple(sorted({*last.claims, *span.claims})) if bridged else (),
                    stated=tuple(sorted({*last.stated, *span.stated})) if bridged else (),
                )
            )
        out.append(span)
    return out


def area_share(area: str, day: str, spans: Iterable[ControlSpan], ground: Ground) -> tuple[AreaShare, ...]:
    """How many neighbourhoods of an area each holder held on a day, as a range. Empty where the area has none."""
    quarters = ground.neighbourhoods(area)
    if not quarters:
        return ()
    then = {span.place: span for span in spans if span.start <= day <= span.end}
    status = {quarter: _of(quarter, then) for quarter in quarters}
    holders = sorted({h for span in status.values() if span for h in span.holders})
    silent = sum(span is None or span.state == "unknown" for span in status.values())
    fought = [s for s in status.values() if s is not None and s.state in ("contested", "besieged")]
    shares = []
    for holder in holders:
        mine = [s for s in status.values() if s is not None and s.state == "held" and s.holders == (holder,)]
        shares.append(
            AreaShare(
                area=area,
                day=day,
                holder=holder,
                low=len(mine),
                high=len(mine) + sum(holder in s.holders for s in fought) + silent,
                total=len(quarters),
                contested=len(fought),
                unknown=silent,
                interpolated=sum(s.basis == "interpolated" for s in mine),
            )
        )
    return tuple(shares)


def _of(quarter: str, then: dict[str, ControlSpan]) -> ControlSpan | None:
    """The status of a quarter: its own. What is said of a whole city says nothing certain of a quarter."""
    return then.get(quarter)
