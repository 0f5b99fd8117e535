"""How far an incident is corroborated: independent blocs are counted, never outlets or reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trucewatch.linking.blocs import Blocs, Groups
from trucewatch.linking.origins import OriginIndex, OriginKey
from trucewatch.linking.voices import admits
from trucewatch.vocabulary.claims import EventClaim, Polarity
from trucewatch.vocabulary.incidents import Corroboration, Origin

__all__ = ["corroboration", "independence", "list_origins"]

_OBSERVERS = frozenset({"monitor", "mission"})


def independence(claims: Sequence[EventClaim], keys: Mapping[str, OriginKey]) -> dict[str, str]:
    """For each origin of ``claims`` the first origin that it counts together with.

    An origin counts with its bloc. A speaker whom nobody knows and whom two outlets cite joins them: both
    may have it from one mouth. What is compiled from others (a dataset) counts with the first of them that tells too;
    where none does, with others that are compiled from the same. It never joins those that it is compiled from.
    """
    groups: Groups[str] = Groups()
    upstream: dict[str, list[frozenset[str]]] = {}
    for claim in claims:
        origin = keys[claim.id]
        groups.join(f"origin:{origin.key}", f"bloc:{origin.bloc}")
        upstream.setdefault(origin.key, []).append(origin.upstream)
    # who also tells it otherwise than from others speaks for itself
    compiled = {key: frozenset().union(*sets) for key, sets in upstream.items() if all(sets)}
    group = {key: groups.find(f"origin:{key}") for key in upstream}
    speaking = {group[key]: None for key in upstream if key not in compiled}
    for key, blocs in compiled.items():
        if group[key] not in speaking:
            heard = {groups.find(f"bloc:{bloc}") for bloc in blocs}
            group[key] = next((told for told in speaking if told in heard), group[key])
    _join_compiled(compiled, group, speaking)
    first: dict[str, str] = {}
    return {key: first.setdefault(group[key], key) for key in upstream}


def _join_compiled(compiled: Mapping[str, frozenset[str]], group: dict[str, str], speaking: Mapping[str, None]) -> None:
    """What is compiled from the same counts together, where none of that speaks."""
    alike: Groups[str] = Groups()
    for key, blocs in compiled.items():
        for bloc in sorted(blocs):
            alike.join(f"compiled:{key}", f"bloc:{bloc}")
    held: dict[str, str] = {}
    for key in sorted(compiled, key=lambda key: group[key] not in speaking):
        place = held.setdefault(alike.find(f"compiled:{key}"), group[key])
        if group[key] not in speaking:
            group[key] = place


def corroboration(
    supporting: Sequence[EventClaim],
    contradicting: Sequence[EventClaim],
    repeating: Sequence[EventClaim],
    keys: Mapping[str, OriginKey],
    blocs: Blocs,
) -> tuple[Corroboration, int]:
    """The grade and the number of independent blocs that assert the incident.

    A denial by anybody makes it ``contradicted``; what an observer saw itself comes before numbers.
    ``repeating`` may hold further claims of these origins heard through other outlets.
    """
    asserting = [claim for claim in supporting if claim.polarity == "asserted"]
    heard = {keys[claim.id].key for claim in asserting}
    told = [*asserting, *(c for c in repeating if c.polarity == "asserted" and keys[c.id].key in heard)]
    number = len(set(independence(told, keys).values()))
    if contradicting or len(asserting) < len(supporting):
        return "contradicted", number
    if any(keys[claim.id].kind in _OBSERVERS and keys[claim.id].own for claim in told):
        return "direct_observation", number
    sides = {keys[claim.id].bloc for claim in asserting if blocs.is_side(keys[claim.id].bloc)}
    if len(sides) > 1 and number > 1:
        return "adversarial", number
    if number > 1:
        return ("two_independent" if number == 2 else "multiple_independent"), number
    documents = {claim.document for claim in (*supporting, *repeating)}
    return ("repeated_not_independent" if len(documents) > 1 else "single_source"), number


def list_origins(
    claims: Sequence[EventClaim], keys: Mapping[str, OriginKey], index: OriginIndex, blocs: Blocs
) -> tuple[Origin, ...]:
    """The origins in the order in which they were first heard, each with its claims and outlets."""
    found: dict[str, list[EventClaim]] = {}
    for claim in claims:
        found.setdefault(keys[claim.id].key, []).append(claim)
    groups = independence(claims, keys)
    return tuple(
        Origin(
            key=key,
            name=keys[members[0].id].name,
            kind=keys[members[0].id].kind,
            interest=keys[members[0].id].interest,
            claims=tuple(claim.id for claim in members),
            outlets=tuple(dict.fromkeys(index.outlet(claim) for claim in members)),
            polarity=_polarity(members),
            counts_with=groups[key] if groups[key] != key else None,
            against_interest=any(admits(claim, keys[claim.id], blocs) for claim in members),
        )
        for key, members in found.items()
    )


def _polarity(claims: Sequence[EventClaim]) -> Polarity:
    polarities = {claim.polarity for claim in claims}
    return next(iter(polarities)) if len(polarities) == 1 else "contested"
