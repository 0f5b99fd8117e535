"""What became of the word of each source: by topic, with denominators, beside the marks that people gave."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from trucewatch.linking.track_records import TrackRecord, track_records
from trucewatch.store import IncidentFilter, Store
from trucewatch.vocabulary.documents import Source
from trucewatch.vocabulary.grades import ReliabilityMark, SourceReliability
from trucewatch.vocabulary.incidents import Incident

__all__ = ["Borne", "GivenMark", "SourceStanding", "every_incident", "marks_of", "standings"]

_BATCH: Final = 2000
_VERIFIED: Final = frozenset({"confirmed", "corroborated"})


@dataclass(frozen=True)
class Borne:
    """Incidents of one topic that a source told of, and how they are graded.

    ``verified`` counts those graded confirmed or corroborated, ``contested`` those on which groups disagree; the rest
    rest on one voice. ``told`` is the denominator of all.
    """

    topic: str
    told: int
    verified: int
    contested: int


@dataclass(frozen=True)
class SourceStanding:
    """All that the case knows of how a source fared. ``heard_through`` are outlets that carried its word."""

    key: str
    records: tuple[TrackRecord, ...]
    borne: tuple[Borne, ...]
    heard_through: tuple[tuple[str, int], ...]

    @property
    def told(self) -> int:
        """Incidents of all topics."""
        return sum(item.told for item in self.borne)

    @property
    def verified(self) -> int:
        """Of these, confirmed or corroborated."""
        return sum(item.verified for item in self.borne)

    @property
    def contradicted(self) -> int:
        """Of these, those of which an independent group told the opposite."""
        return sum(item.contradicted for item in self.records)


@dataclass(frozen=True)
class GivenMark:
    """A mark and where it stands: ``at`` is the instant of its entry, null where it stands in ``sources.yaml``.

    ``holds`` is False where a later mark for the same topic and period took its place.
    """

    mark: SourceReliability
    at: str | None
    holds: bool


def every_incident(store: Store) -> Iterator[Incident]:
    """All incidents in their order, read in batches."""
    offset = 0
    while True:
        page = store.incidents(IncidentFilter(), limit=_BATCH, offset=offset)
        yield from page.items
        offset += len(page.items)
        if not page.items or offset >= page.total:
            return


def standings(incidents: Iterable[Incident]) -> dict[str, SourceStanding]:
    """How each origin fared, by its key."""
    told: dict[str, list[Incident]] = defaultdict(list)
    for incident in incidents:
        for origin in incident.origins:
            told[origin.key].append(incident)
    return {key: _standing(key, mine) for key, mine in told.items()}


def _standing(key: str, mine: Sequence[Incident]) -> SourceStanding:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    outlets: Counter[str] = Counter()
    for incident in mine:
        grade = next((g.grade for g in incident.grades if g.question == "occurrence"), None)
        counts = counted[incident.family]
        counts["told"] += 1
        counts["verified"] += grade in _VERIFIED
        counts["contested"] += grade == "contested"
        outlets.update(out for o in incident.origins if o.key == key for out in o.outlets if out != key)
    borne = tuple(Borne(topic, c["told"], c["verified"], c["contested"]) for topic, c in sorted(counted.items()))
    return SourceStanding(key, track_records(mine, key), borne, tuple(outlets.most_common()))


def marks_of(source: Source, entered: Iterable[ReliabilityMark]) -> tuple[GivenMark, ...]:
    """Every mark of a source, the oldest first: those of ``sources.yaml``, then those of the record."""
    given: list[tuple[SourceReliability, str | None]] = [(mark, None) for mark in source.reliability]
    given += [(entry.mark, entry.at) for entry in entered if entry.source == source.id]
    last = {(mark.topic, mark.since, mark.until): number for number, (mark, _) in enumerate(given)}
    return tuple(
        GivenMark(mark, at, last[mark.topic, mark.since, mark.until] == number)
        for number, (mark, at) in enumerate(given)
    )
