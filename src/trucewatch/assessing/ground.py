"""Who held the ground on a day, from dated assertions alone. Nothing is inferred from an incident."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from trucewatch.assessing.verdict import Verdict
from trucewatch.assessing.when import IncidentInterval
from trucewatch.assessing.world import World
from trucewatch.terms.clock import BEGINNING, END, zone_of
from trucewatch.vocabulary.control import ControlAssertion
from trucewatch.vocabulary.incidents import IncidentPlace

__all__ = ["ground_held_by"]

_HOLDS = frozenset({"holds", "takes"})


def ground_held_by(
    holders: Sequence[str], place: IncidentPlace | None, when: IncidentInterval, world: World
) -> Verdict:
    """Whether one of ``holders`` held the place on the day told.

    True where every assertion of that day names one of them, false where none does, unknown where nobody tells, where
    sources disagree or where the place or the day is open.
    """
    names = ", ".join(holders)
    days = _days(when, world.zone)
    if place is None or place.id is None or days is None:
        return Verdict("unknown", "ground_untold", {"excluded": names}, (), "need_control")
    said = [a for link in world.chain(place.id) for a in world.control.get(link, ()) if _on(a, *days)]
    claims = tuple(sorted({a.claim for a in said if a.claim}))
    by = ", ".join(sorted({a.by for a in said}))
    values = {"excluded": names, "place": place.id, **({"by": by} if by else {})}
    held = {a.holder for a in said if a.status in _HOLDS}
    fought_over = any(a.status not in _HOLDS for a in said)
    if not held or fought_over or (held & set(holders) and held - set(holders)):
        return Verdict("unknown", "ground_untold", values, claims, "need_control")
    if held <= set(holders):
        return Verdict("true", "ground_excluded", values, claims)
    return Verdict("false", "none_excluded", {}, claims)


def _days(when: IncidentInterval, zone: str) -> tuple[str, str] | None:
    low, high = when.span
    if not when.told or low == BEGINNING or high == END:
        return None
    # the end of a stretch is not in it: midnight belongs to the day before
    last = high if high == low else high - timedelta(seconds=1)
    return low.astimezone(zone_of(zone)).date().isoformat(), last.astimezone(zone_of(zone)).date().isoformat()


def _on(assertion: ControlAssertion, first: str, last: str) -> bool:
    """Whether the assertion speaks of all these days. One with a start and no end speaks of its own day alone."""
    start = (assertion.start or "")[:10]
    end = (assertion.end or assertion.start or "")[:10]
    try:
        date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:  # no day is told
        return False
    return start <= first and last <= end
