"""What was planned, threatened, demanded or made conditional, and what became of it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from trucewatch.tracking.acts import speaks_of
from trucewatch.tracking.days import after, span_of
from trucewatch.tracking.ground import Ground
from trucewatch.vocabulary.claims import Claim, EventClaim
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.tracking import AnnouncedAct, AnnouncedOutcome

__all__ = ["OPEN_DAYS", "TALKS", "follow_announced"]

TALKS: Final = frozenset({"talks", "talks_broken_off", "agreement_signed"})
"""Acts of the calendar of talks."""
OPEN_DAYS: Final = 30
"""How long an announcement without a date, or one that slipped, is followed. A convention of this project."""
_AHEAD: Final = frozenset({"planned", "threatened", "demanded", "hypothetical"})
_TOLD: Final = frozenset({"occurred", "ongoing", "ended"})
_Found = tuple[AnnouncedOutcome, tuple[Incident, ...], str | None]


def follow_announced(
    claims: Iterable[Claim], incidents: Sequence[Incident], ground: Ground, *, as_of: str
) -> tuple[AnnouncedAct, ...]:
    """Each announced act with its outcome by the local day ``as_of``, earliest first. Copies of a text add nothing.

    ``did_not`` and ``condition_unmet`` need a claim that denies it; a date that passed in silence is ``unknown``.
    """
    by_act: dict[str, list[Incident]] = defaultdict(list)
    for incident in incidents:
        by_act[incident.act].append(incident)
    found = []
    for claim in claims:
        if isinstance(claim, EventClaim) and claim.status in _AHEAD and not ground.is_copy(claim):
            said = ground.published(claim)
            if said is None or said <= as_of:
                found.append(_followed(claim, said, by_act, ground, as_of))
    return tuple(sorted(found, key=lambda a: (a.start or a.said_on or "9999", a.id)))


def _followed(
    claim: EventClaim, said: str | None, by_act: Mapping[str, Sequence[Incident]], ground: Ground, as_of: str
) -> AnnouncedAct:
    span = span_of(claim.time.start, claim.time.end) if claim.time else None
    candidates = [
        i
        for act, incidents in by_act.items()
        if speaks_of(act, claim.act)
        for i in incidents
        if claim.id not in i.supporting and _alike(claim, i, ground)
    ]
    outcome, used, moved = _outcome(claim, span, said, candidates, as_of)
    return AnnouncedAct(
        id="an-" + hashlib.sha256(claim.id.encode()).hexdigest()[:16],
        act=claim.act,
        status=claim.status,
        outcome=outcome,
        as_of=as_of,
        by=tuple(a.id or a.name for a in claim.actors if a.role in ("agent", "party")) or (ground.voice(claim),),
        place=ground.where(claim.place),
        start=span[0] if span else None,
        end=span[1] if span else None,
        said_on=said,
        moved_to=moved,
        text=claim.text,
        lang=claim.lang,
        claim=claim.id,
        document=claim.document,
        incidents=tuple(i.id for i in used),
        claims=tuple(sorted({claim.id, *(c for i in used for c in (*i.supporting, *i.contradicting))})),
    )


def _outcome(
    claim: EventClaim,
    span: tuple[str, str] | None,
    said: str | None,
    candidates: Sequence[Incident],
    as_of: str,
) -> _Found:
    first = span[0] if span else said
    if first is None:
        return "unknown", (), None
    last = span[1] if span else after(first, OPEN_DAYS)
    reach = after(last, OPEN_DAYS) if span else last
    dated = [(i, span_of(i.time.start, i.time.end)) for i in candidates]
    told = [(i, s) for i, s in dated if s is not None and s[0] <= as_of and i.status in _TOLD]
    happened = [i for i, s in told if i.polarity != "denied" and s[0] <= last and first <= s[1]]
    if happened:
        return "happened", tuple(happened), None
    denied = [i for i, s in told if i.polarity == "denied" and s[1] >= first and s[0] <= reach]
    if denied:
        return "condition_unmet" if claim.status == "hypothetical" else "did_not", tuple(denied), None
    after_it = [(s[0], i) for i, s in told if i.polarity != "denied" and last < s[0] <= reach] if span else []
    later = sorted(after_it, key=lambda pair: (pair[0], pair[1].id))
    if later:
        return "moved", (later[0][1],), later[0][0]
    if as_of <= last:
        return "open", (), None
    return "unknown", (), None


def _alike(claim: EventClaim, incident: Incident, ground: Ground) -> bool:
    """Whether the incident may be what was announced: where both tell of place or actors, these must meet.

    An announcement without a date must share a place or an actor, else any later air strike would be the one feared.
    """
    here, there = ground.where(claim.place), incident.place
    if here is not None and there is not None:
        other = there.id or there.name
        if not (ground.within(other, (here,)) or ground.within(here, (other,))):
            return False
    said = {a.id for a in claim.actors if a.role in ("agent", "party") and a.id}
    did = {a.id for a in (*incident.agents, *incident.parties) if a.id}
    shared = bool(said & did) or bool(_sides(said, ground) & _sides(did, ground))
    if claim.time is None and not shared and (here is None or there is None):
        return False
    return not said or not did or shared


def _sides(ids: Iterable[str | None], ground: Ground) -> set[str]:
    return {ground.actors[i].side or i for i in ids if i and i in ground.actors}
