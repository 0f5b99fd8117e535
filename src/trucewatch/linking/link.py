"""Claims to incidents. Deterministic; the order of the input, party names and outlets change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trucewatch.linking.comparing import Comparer, LinkSettings
from trucewatch.linking.grouping import group_claims
from trucewatch.linking.incidents import IncidentMaker
from trucewatch.linking.origins import OriginIndex
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.claims import Claim, EventClaim
from trucewatch.vocabulary.documents import Document, Source
from trucewatch.vocabulary.incidents import Incident

__all__ = ["LinkResult", "Unlinked", "link"]

OCCURRENCES = frozenset({"occurred", "ongoing", "ended", "attempted"})


@dataclass(frozen=True, slots=True)
class Unlinked:
    """An event claim that makes no incident, and why (``not_an_occurrence``)."""

    claim: str
    reason: str


@dataclass(frozen=True, slots=True)
class LinkResult:
    """The incidents by id, and the event claims that make none."""

    incidents: tuple[Incident, ...]
    unlinked: tuple[Unlinked, ...]


def link(
    claims: Iterable[Claim],
    *,
    documents: Mapping[str, Document],
    sources: Sequence[Source],
    actors: Sequence[Actor],
    places: Sequence[GazetteerPlace],
    settings: LinkSettings | None = None,
) -> LinkResult:
    """Group the event claims of a case. What is planned, demanded, threatened or hypothetical is no occurrence:
    such claims are listed as unlinked and stay visible elsewhere."""
    settings = settings or LinkSettings()
    events = sorted((c for c in claims if isinstance(c, EventClaim)), key=lambda c: c.id)
    real = [claim for claim in events if claim.status in OCCURRENCES]
    comparer = Comparer({p.id: p for p in places}, {a.id: a for a in actors}, settings)
    maker = IncidentMaker(OriginIndex(documents, sources, actors), comparer, documents)
    made = [maker.make(group) for group in group_claims(real, comparer)]
    unlinked = tuple(Unlinked(c.id, "not_an_occurrence") for c in events if c.status not in OCCURRENCES)
    return LinkResult(tuple(sorted(made, key=lambda incident: incident.id)), unlinked)
