"""Two claims of one text: the same event told again, or two events.

A text that tells of two strikes means two, unless act, place and time are the same and nothing that one
and the same speaker says keeps them apart.
"""

from __future__ import annotations

from trucewatch.linking.features import Features, tolls_clash
from trucewatch.linking.taxonomy import acts_agree

__all__ = ["told_again"]


def told_again(a: Features, b: Features) -> bool:
    """True when two claims of one text may be one event. Rows of a dataset are never one event."""
    if a.rows or b.rows or not acts_agree(a.act, b.act):
        return False
    if a.claim.polarity != b.claim.polarity:
        return _may_answer(a, b)
    return _same_place(a, b) and _same_time(a, b) and not _kept_apart(a, b)


def _may_answer(a: Features, b: Features) -> bool:
    """A denial seldom repeats day and place: what it leaves out does not keep it from its object."""
    first, second = a.place, b.place
    if first is not None and second is not None and first.key != second.key:
        within = (first.id is not None and first.id in second.inside) or (
            second.id is not None and second.id in first.inside
        )
        if not within:
            return False
    return _same_time(a, b) and not a.agents.opposes(b.agents)


def _same_place(a: Features, b: Features) -> bool:
    if a.place is None or b.place is None:
        return a.place is b.place and not a.bound
    return a.place.key == b.place.key


def _same_time(a: Features, b: Features) -> bool:
    """True for the same days, and where one claim leaves the day out."""
    if not (a.dated and b.dated):
        return True
    if a.hour is not None and b.hour is not None and a.hour != b.hour:
        return False
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return False
    return a.narrow == b.narrow and a.start <= b.end and b.start <= a.end


def _kept_apart(a: Features, b: Features) -> bool:
    """What one speaker distinguishes is distinct; what two speakers give differently is a dispute."""
    if a.speaker != b.speaker:
        return False
    if a.objects and b.objects and a.objects.isdisjoint(b.objects):
        return True
    if a.weapon is not None and b.weapon is not None and a.weapon != b.weapon:
        return True
    if a.agents.opposes(b.agents) or a.targets.opposes(b.targets):
        return True
    return any(tolls_clash(a.tolls[key], b.tolls[key]) for key in a.tolls.keys() & b.tolls.keys())
