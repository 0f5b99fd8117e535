"""How the claims of each origin fared beside what others told: what people look at before they mark a source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from trucewatch.vocabulary.incidents import Incident, Origin

__all__ = ["TrackRecord", "track_records"]


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """Incidents that an origin told of, by family of acts.

    ``contradicted``: an independent group told the opposite of whether it occurred; ``supported``: none did, and
    one told the same; ``single``: nobody else told. ``toll_apart``: others gave a toll that cannot hold together
    with its own. No share is made of them: being the only one to tell is no fault, and being repeated is no proof.
    """

    topic: str
    supported: int
    contradicted: int
    single: int
    toll_apart: int


def track_records(incidents: Iterable[Incident], origin: str) -> tuple[TrackRecord, ...]:
    """What became of the claims of one origin, by topic in alphabetical order."""
    found: dict[str, Counter[str]] = {}
    for incident in incidents:
        own = next((o for o in incident.origins if o.key == origin), None)
        if own is None:
            continue
        counts = found.setdefault(incident.family, Counter())
        counts[_fared(incident, own)] += 1
        counts["toll_apart"] += _toll_apart(incident, own)
    return tuple(
        TrackRecord(topic, c["supported"], c["contradicted"], c["single"], c["toll_apart"])
        for topic, c in sorted(found.items())
    )


def _fared(incident: Incident, own: Origin) -> str:
    others = {o.polarity for o in incident.origins if _group(o) != _group(own)}
    if others - {own.polarity}:
        return "contradicted"
    return "supported" if others else "single"


def _toll_apart(incident: Incident, own: Origin) -> bool:
    apart = {o.key for o in incident.origins if _group(o) != _group(own)}
    for told in incident.casualties:
        mine = [v for v in told.values if v.origin == own.key]
        for other in (v for v in told.values if v.origin in apart):
            for value in mine:
                lows = [v.low for v in (value, other) if v.low is not None]
                highs = [v.high for v in (value, other) if v.high is not None]
                if lows and highs and max(lows) > min(highs):
                    return True
    return False


def _group(origin: Origin) -> str:
    return origin.counts_with or origin.key
