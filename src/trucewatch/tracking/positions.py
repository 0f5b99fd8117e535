"""Positions: who took which stand on which topic when, with reversals and contradictions marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from msgspec.structs import replace

from trucewatch.tracking.ground import Ground
from trucewatch.vocabulary.claims import Claim, PositionClaim
from trucewatch.vocabulary.tracking import PositionEntry

__all__ = ["CLOSE_DAYS", "position_table"]

CLOSE_DAYS: Final = 7
"""How near in time two voices of a side must be for opposite stands to be marked. A convention of this project."""
_OPPOSITE: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("accepts", "rejects"),
        ("offers", "rejects"),
        ("demands", "rejects"),
        ("announces", "rejects"),
        ("announces", "denies"),
        ("denies", "claims_responsibility"),
        ("accepts", "condemns"),
        ("regrets", "denies"),
    )
)


def position_table(claims: Iterable[Claim], ground: Ground) -> tuple[PositionEntry, ...]:
    """Stands by party, topic and day. Copies add nothing; stands on no listed topic are kept and never compared."""
    entries = [
        _entry(claim, ground)
        for claim in claims
        if isinstance(claim, PositionClaim) and not ground.is_copy(claim) and claim.polarity == "asserted"
    ]
    by_side: dict[tuple[str, str], list[PositionEntry]] = defaultdict(list)
    for entry in entries:
        if entry.topic != "other" and entry.day is not None:
            by_side[entry.side or entry.party, entry.topic].append(entry)
    marked = [_marked(entry, by_side[entry.side or entry.party, entry.topic]) for entry in entries]
    return tuple(sorted(marked, key=lambda e: (e.party, e.topic, e.day or "", e.claim)))


def _entry(claim: PositionClaim, ground: Ground) -> PositionEntry:
    speaker = claim.speaker
    actor = ground.actors.get(speaker.id or "")
    return PositionEntry(
        party=speaker.id or speaker.name,
        name=speaker.name,
        side=actor.side if actor else None,
        topic=claim.topic,
        day=ground.published(claim),
        stance=claim.stance,
        text=claim.quote.text if claim.quote else claim.text,
        lang=claim.lang,
        claim=claim.id,
        document=claim.document,
        toward=(claim.toward.id or claim.toward.name) if claim.toward else None,
    )


def _marked(entry: PositionEntry, others: Sequence[PositionEntry]) -> PositionEntry:
    if entry.topic == "other" or entry.day is None:
        return entry
    against = [o for o in others if frozenset((o.stance, entry.stance)) in _OPPOSITE and o.day is not None]
    own = [o for o in against if o.party == entry.party]
    reverses = tuple(o.claim for o in own if str(o.day) < entry.day)
    close = [o for o in against if _near(str(o.day), entry.day)]
    contradicts = tuple(o.claim for o in close if o.party != entry.party or o.day == entry.day)
    return replace(entry, reverses=tuple(sorted(reverses)), contradicts=tuple(sorted(contradicts)))


def _near(one: str, other: str) -> bool:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= CLOSE_DAYS
