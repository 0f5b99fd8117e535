"""Merges and splits by people: entries with author and reason, withdrawn by a correction and never erased."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from trucewatch.errors import UsageError
from trucewatch.pipeline.taking_back import take_back
from trucewatch.pipeline.workplace import Workplace
from trucewatch.record import Correction, record_draft
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.link_decisions import LinkDecision, LinkDecisionKind

__all__ = ["merge_incidents", "split_incident", "withdraw_link_decision"]


def merge_incidents(work: Workplace, incidents: Sequence[str], *, by: str, reason: str) -> LinkDecision:
    """Enter that incidents are one occurrence. The next run links accordingly.

    Raises :class:`UsageError` for fewer than two incidents, one that does not stand, or a missing name or reason.
    """
    chosen = tuple(dict.fromkeys(incidents))
    if len(chosen) < 2:
        raise UsageError("a merge names two incidents or more", got=", ".join(chosen) or "none")
    claims = [claim for incident in chosen for claim in _claims(_incident(work, incident))]
    return _enter(work, "merge", tuple(claims), (), chosen, by, reason)


def split_incident(work: Workplace, incident: str, claims: Sequence[str], *, by: str, reason: str) -> LinkDecision:
    """Enter that some claims of an incident tell of another occurrence than the rest.

    Raises :class:`UsageError` for a claim that is not of the incident, or when all or none are named.
    """
    inside = _claims(_incident(work, incident))
    apart = tuple(dict.fromkeys(claims))
    if strange := [claim for claim in apart if claim not in inside]:
        raise UsageError("claims that are not of the incident", got=", ".join(strange), hint=f"see incident {incident}")
    others = tuple(claim for claim in inside if claim not in apart)
    if not apart or not others:
        raise UsageError("a split names some claims of the incident and leaves some", got=f"{len(apart)} claims")
    return _enter(work, "split", apart, others, (incident,), by, reason)


def withdraw_link_decision(work: Workplace, decision: str, *, by: str, reason: str) -> Correction:
    """Enter that a merge or split no longer holds. Only who entered it can withdraw it.

    Raises :class:`UsageError` when it does not stand or is another person's.
    """
    _named(by, reason)
    found = next((item for item in work.store.link_decisions() if item.id == decision), None)
    if found is None:
        raise UsageError("no such merge or split stands", got=decision, hint="see the reasons of its incident")
    if found.by != by:
        raise UsageError("a merge or split is withdrawn by who entered it", expected=found.by, got=by)
    return take_back(work, "link_decision", decision, by=by, reason=reason)


def _enter(
    work: Workplace,
    kind: LinkDecisionKind,
    claims: tuple[str, ...],
    others: tuple[str, ...],
    incidents: tuple[str, ...],
    by: str,
    reason: str,
) -> LinkDecision:
    _named(by, reason)
    at = work.clock().astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    digest = hashlib.sha256("\0".join((kind, at, by, *claims, "", *others)).encode()).hexdigest()[:20]
    decision = LinkDecision(
        id=f"link-{digest}", kind=kind, claims=claims, others=others, incidents=incidents, by=by, at=at, reason=reason
    )
    work.append([record_draft(decision, by, work.log.files)])
    return decision


def _named(by: str, reason: str) -> None:
    if not by.strip() or not reason.strip():
        raise UsageError("a merge or split has an author and a reason", hint="give --by and --reason")


def _incident(work: Workplace, incident: str) -> Incident:
    found = work.store.incident(incident)
    if found is None:
        raise UsageError("no such incident stands", got=incident)
    return found.incident


def _claims(incident: Incident) -> tuple[str, ...]:
    return (*incident.supporting, *incident.contradicting, *incident.repeating)
