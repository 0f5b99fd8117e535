"""Linking and assessing for a case: what stands is kept, what no longer follows is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET

from trucewatch.assessing import Assessor, World
from trucewatch.errors import UsageError
from trucewatch.linking import ENOUGH, LinkModel, LinkResult, link
from trucewatch.pipeline.following import ground_of, stated_control
from trucewatch.pipeline.models import enter_model, enter_refit, model_in_force
from trucewatch.pipeline.reliability import marked_sources
from trucewatch.pipeline.scored_pairs import keep_pairs, kept_pairs
from trucewatch.pipeline.workplace import AUTHOR, BATCH, Progress, RunCounts, Workplace
from trucewatch.record import Correction, Draft, Ref, record_draft
from trucewatch.store import ClaimFilter, IncidentFilter
from trucewatch.tracking import assertions_of
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.link_models import FittedModel

__all__ = ["assess_incidents", "enter_links", "link_claims", "refit_links"]


def link_claims(
    work: Workplace, counts: RunCounts, progress: Progress, *, fit_from: int = ENOUGH
) -> tuple[Incident, ...]:
    """Link all standing claims; incidents that no longer follow are withdrawn, with their assessments.

    The model that stands in the record is used as it is; one that is fitted for the first time is entered.
    """
    progress("linking", 0, 1)
    frozen = model_in_force(work)
    result = _linked(work, frozen, fit_from)
    if frozen is None:
        enter_model(work, result)
    enter_links(work, result, counts)
    progress("linking", 1, 1)
    return result.incidents


def refit_links(
    work: Workplace, counts: RunCounts, progress: Progress, *, by: str, reason: str, fit_from: int = ENOUGH
) -> FittedModel:
    """Fit a model anew to all standing claims, enter it with what it changes, and link and assess by it.

    Merges and splits by people enter the fit as labelled pairs. Raises :class:`UsageError` without a name and a reason,
    where too few claims take part, or where the fit gives the model in force.
    """
    if not by.strip() or not reason.strip():
        raise UsageError("a refit has an author and a reason", hint="give --by and --reason")
    progress("linking", 0, 1)
    before = work.store.incidents(IncidentFilter()).items
    result = _linked(work, None, fit_from)
    record = enter_refit(work, result, before, by=by, reason=reason)
    enter_links(work, result, counts)
    progress("linking", 1, 1)
    assess_incidents(work, result.incidents, counts, progress)
    return record


def _linked(work: Workplace, frozen: LinkModel | None, fit_from: int) -> LinkResult:
    case = work.case
    documents = {document.id: document for document in work.store.documents().items}
    # what only a model saw waits for a person: it is linked and assessed once somebody confirms it
    claims = [c for c in work.store.claims(ClaimFilter()).items if c.proposed is not True or c.review is not UNSET]
    result = link(
        claims,
        documents=documents,
        sources=marked_sources(work),
        actors=case.actors,
        places=case.places,
        decisions=work.store.link_decisions(),
        fit_from=fit_from,
        frozen=frozen,
        known=kept_pairs(work) if frozen is not None else None,
    )
    keep_pairs(work, result)
    return result


def enter_links(work: Workplace, result: LinkResult, counts: RunCounts) -> None:
    """Enter the incidents that do not stand yet, and withdraw those that no longer follow."""
    standing = {incident.id: incident for incident in work.store.incidents(IncidentFilter()).items}
    drafts = [
        record_draft(incident, AUTHOR, work.log.files, refs=_reinstated(work, "incident", incident.id))
        for incident in result.incidents
        if standing.get(incident.id) != incident
    ]
    for gone in sorted(set(standing) - {incident.id for incident in result.incidents}):
        drafts += [_withdrawal(work, "assessment", item.id) for item in work.store.assessments_of(gone)]
        drafts.append(_withdrawal(work, "incident", gone))
    work.append(drafts)
    counts.add("incidents", len(result.incidents))
    counts.warnings += [(warning.code, warning.value) for warning in result.warnings]
    counts.add("unlinked", len(result.unlinked))


def assess_incidents(work: Workplace, incidents: Sequence[Incident], counts: RunCounts, progress: Progress) -> None:
    """Hold each incident against the clauses in force; an assessment that no longer follows is withdrawn."""
    case = work.case
    ground = ground_of(case, work.store)
    told = assertions_of(work.store.claims(ClaimFilter(kinds=("control",))).items, ground)
    world = World.of(
        actors=case.actors,
        places=case.places,
        areas=case.areas,
        zone=case.settings.time_zone,
        theatre=case.settings.theatre.area,
        control=(*told, *stated_control(work.store)),
    )
    assessor = Assessor(case.instruments, world=world)
    drafts: list[Draft] = []
    for number, incident in enumerate(incidents, start=1):
        made = assessor.assess(incident)
        counts.add("assessments", len(made))
        standing = {item.id: item for item in work.store.assessments_of(incident.id)}
        drafts += [
            record_draft(item, AUTHOR, work.log.files, refs=_reinstated(work, "assessment", item.id))
            for item in made
            if standing.get(item.id) != item
        ]
        drafts += [_withdrawal(work, "assessment", gone) for gone in sorted(set(standing) - {a.id for a in made})]
        if len(drafts) >= BATCH * 4:
            work.append(drafts)
            drafts = []
        progress("assessing", number, len(incidents))
    work.append(drafts)


def _withdrawal(work: Workplace, kind: str, record: str) -> Draft:
    """The record stays in the log; from here on it no longer stands."""
    provenance = work.store.provenance(kind, record)
    refs = (Ref(leaf=provenance.leaf, rel="corrects"),) if provenance else ()
    correction = Correction(
        id=f"withdrawn-{kind}-{record}",
        target_type=kind,
        target_id=record,
        reason="the claims are linked or assessed otherwise now",
        withdraws=True,
        by=AUTHOR,
    )
    return record_draft(correction, AUTHOR, work.log.files, refs=refs)


def _reinstated(work: Workplace, kind: str, record: str) -> tuple[Ref, ...]:
    """A record that was withdrawn and is made again must say so: its bare content stands in the log already."""
    withdrawn = work.store.provenance("correction", f"withdrawn-{kind}-{record}")
    return (Ref(leaf=withdrawn.leaf, rel="reinstates"),) if withdrawn else ()
