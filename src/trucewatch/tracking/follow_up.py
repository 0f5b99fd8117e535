"""Steps of aid and evacuation: read from ``follow_up.yaml`` and from claims, and accounted for source by source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, get_args

from trucewatch.tracking.acts import expand
from trucewatch.tracking.days import after, day_of, span_of
from trucewatch.tracking.ground import Ground
from trucewatch.tracking.written import Fault, load_written
from trucewatch.vocabulary.claims import Claim, EventClaim
from trucewatch.vocabulary.follow_up import AccessConstraint, AidAccount, FollowUp, FollowUpKind, SourceAccount, Step
from trucewatch.vocabulary.scope import ObligationTerm
from trucewatch.vocabulary.terms import Instrument
from trucewatch.vocabulary.tracking import Obstruction

__all__ = ["LATE_DAYS", "aid_account", "load_follow_up", "source_accounts", "steps_of"]

LATE_DAYS: Final = 30
"""How long after a deadline what is done still answers to it, late. A convention of this project."""
_OF_AID: Final[frozenset[FollowUpKind]] = frozenset(
    {"request", "approval", "refusal", "convoy_planned", "convoy_done", "obstruction"}
)
_TOLD: Final = frozenset({"occurred", "ongoing", "ended"})


def load_follow_up(path: Path, instruments: Iterable[Instrument], ground: Ground) -> tuple[FollowUp, ...]:
    """Read ``follow_up.yaml``; empty where there is none.

    Raises :class:`InputError` with file, line and field: an id twice, an author without a seat, an obligation, place or
    actor that the case does not know, a step that its obligation does not have, an answer to no request, a range
    turned round.
    """
    terms = {term.id: term for it in instruments for clause in it.clauses for term in clause.obligations}
    requests: dict[str, str] = {}

    def wrong(entry: FollowUp) -> Fault | None:
        fault = _wrong(entry, requests, terms.get(entry.obligation), ground)
        if entry.kind == "request":
            requests[entry.id] = entry.obligation
        return fault

    return load_written(path, FollowUp, ground, wrong)


def _wrong(entry: FollowUp, requests: Mapping[str, str], term: ObligationTerm | None, ground: Ground) -> Fault | None:
    if term is None:
        return "obligation", "the terms have no such obligation"
    if (entry.kind in _OF_AID) != (term.kind == "aid"):
        return "kind", f"an obligation of the kind {term.kind} has no such step"
    if day_of(entry.day) != entry.day:
        return "day", "there is no such date"
    if entry.kind in ("approval", "refusal") and requests.get(entry.answers or "") != entry.obligation:
        return "answers", "it answers no request that stands before it"
    if entry.kind == "consent" and entry.consent is None:
        return "consent", "the entry does not say whether there was consent"
    low, high = entry.people_low, entry.people_high
    if low is not None and high is not None and high < low:
        return "people_high", "the range is turned round"
    for field in ("route", "destination"):
        if any(place not in ground.places for place in getattr(entry, field)):
            return field, "the place is not in places.yaml"
    if entry.actor is not None and entry.actor not in ground.actors:
        return "actor", "the actor is not in actors.yaml"
    return ("escorts", "the actor is not in actors.yaml") if set(entry.escorts) - set(ground.actors) else None


def steps_of(
    term: ObligationTerm, entered: Iterable[FollowUp], claims: Iterable[Claim], ground: Ground, as_of: str
) -> tuple[Step, ...]:
    """What is told of an obligation by ``as_of``, in the order of days. Copies of a text add nothing."""
    steps = [
        Step(kind=e.kind, day=e.day, by=e.by, entered=e, consent=e.consent)
        for e in entered
        if e.obligation == term.id and e.day <= as_of and e.withdrawn is None
    ]
    if term.kind in ("aid", "evacuation"):
        steps += [s for c in claims if isinstance(c, EventClaim) and (s := _told(term, c, ground, as_of)) is not None]
    return tuple(sorted(steps, key=lambda s: (s.day or "9999", s.kind, s.by, s.claim or "")))


def _told(term: ObligationTerm, claim: EventClaim, ground: Ground, as_of: str) -> Step | None:
    kind = _kind(term, claim)
    if kind is None or claim.polarity != "asserted" or ground.is_copy(claim):
        return None
    span = span_of(claim.time.start, claim.time.end) if claim.time else None
    day = span[0] if span else ground.published(claim)
    last = as_of if term.due is None else min(as_of, after(term.due[:10], LATE_DAYS))
    if day is None or day > last or (term.start is not None and day < term.start[:10]):
        return None
    wanted = (*term.places, *term.route)
    if wanted and (claim.place is None or not ground.within(claim.place.id or claim.place.name, wanted)):
        return None
    return Step(
        kind=kind,
        day=day,
        by=ground.voice(claim),
        claim=claim.id,
        text=claim.text,
        lang=claim.lang,
        consent="forced" if claim.act == "forced_displacement" else None,
    )


def _kind(term: ObligationTerm, claim: EventClaim) -> FollowUpKind | None:
    done, told = claim.act in expand(term.met_by), claim.status in _TOLD
    if term.kind == "evacuation":
        if claim.act == "forced_displacement" and told:
            return "consent"
        return "departure" if done and told else None
    if claim.act in expand(term.blocked_by) and told:
        return "obstruction"
    if not done:
        return None
    return "convoy_done" if told else "request" if claim.status == "demanded" else "convoy_planned"


def aid_account(steps: Sequence[Step], obstructions: Sequence[Obstruction]) -> AidAccount:
    """Requests with what became of them, convoys, and obstructions by the nine access constraints.

    An obstruction that claims tell of counts once, as the incident that links them.
    """
    asked = [s for s in steps if s.kind == "request"]
    answers = {s.entered.answers: s.kind for s in steps if s.entered is not None and s.kind in ("approval", "refusal")}
    given = Counter(answers.get(s.entered.id) for s in asked if s.entered is not None)
    found: list[AccessConstraint | None] = [o.constraint for o in obstructions]
    found += [s.entered.constraint for s in steps if s.kind == "obstruction" and s.entered is not None]
    each = Counter(found)
    return AidAccount(
        requests=len(asked),
        approved=given["approval"],
        refused=given["refusal"],
        unanswered=len(asked) - given["approval"] - given["refusal"],
        convoys_planned=sum(s.kind == "convoy_planned" for s in steps),
        convoys_done=sum(s.kind == "convoy_done" for s in steps),
        constraints=tuple((code, each[code]) for code in get_args(AccessConstraint)),
        unclassed=each[None],
        sources=source_accounts(steps, "convoy_done"),
    )


def source_accounts(steps: Iterable[Step], kind: FollowUpKind) -> tuple[SourceAccount, ...]:
    """What each source counts over the steps of a kind that were entered."""
    mine: dict[str, list[FollowUp]] = defaultdict(list)
    for step in steps:
        if step.kind == kind and step.entered is not None:
            mine[step.by].append(step.entered)
    return tuple(
        SourceAccount(
            by=by,
            steps=len(entries),
            convoys=_sum([e.convoys for e in entries]),
            people_low=_sum([e.people_low for e in entries]),
            people_high=_sum([e.people_high for e in entries]),
            tonnes=_tonnes([e.tonnes for e in entries]),
        )
        for by, entries in sorted(mine.items())
    )


def _sum(values: Sequence[int | None]) -> int | None:
    return None if None in values else sum(v for v in values if v is not None)


def _tonnes(values: Sequence[float | None]) -> float | None:
    return None if None in values else round(sum(v for v in values if v is not None), 3)
