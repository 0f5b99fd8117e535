"""The claims of an incident side by side, by whose word they are."""

from __future__ import annotations

from dataclasses import dataclass

from trucewatch.store import DossierClaim, IncidentDossier
from trucewatch.vocabulary.claims import Claim, Voice
from trucewatch.vocabulary.incidents import Origin
from trucewatch.web.wording import Words

__all__ = ["SourceClaims", "by_source", "speakers"]


@dataclass(frozen=True)
class SourceClaims:
    """What one origin says; ``origin`` is None for claims that belong to none."""

    origin: Origin | None
    name: str
    claims: tuple[DossierClaim, ...]


def by_source(dossier: IncidentDossier, words: Words) -> tuple[SourceClaims, ...]:
    """The claims of a dossier by origin, in the order of the origins; none is left out."""
    by_id = {claim.id: claim for claim in dossier.claims}
    told: list[SourceClaims] = []
    for origin in dossier.incident.origins:
        claims = tuple(by_id.pop(claim) for claim in origin.claims if claim in by_id)
        if claims:
            told.append(SourceClaims(origin, words.actor(origin.key, origin.name), claims))
    if by_id:
        told.append(SourceClaims(None, words("unknown"), tuple(by_id.values())))
    return tuple(told)


def speakers(claim: Claim) -> tuple[tuple[Voice, ...], tuple[Voice, ...]]:
    """Who says it, innermost first, and through whom it was relayed."""
    return tuple(v for v in claim.attribution if not v.via), tuple(v for v in claim.attribution if v.via)
