"""Incidents at the desk: put together, set apart, with what speaks for it and against it."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from trucewatch.pipeline import RunCounts, link_claims, merge_incidents, split_incident, withdraw_link_decision
from trucewatch.pipeline.findings import assess_incidents
from trucewatch.pipeline.relinking import mark_linked
from trucewatch.pipeline.workplace import Workplace, quiet
from trucewatch.store import IncidentDossier, Store
from trucewatch.vocabulary.incidents import Incident
from trucewatch.web.desk.deciding import Form, flat
from trucewatch.web.desk.likely import candidates
from trucewatch.web.desk.queue import waiting_for_linking
from trucewatch.web.desk.writing import can_write, writing
from trucewatch.web.page import AnyRequest, answer, query, site_of, words_of
from trucewatch.web.people.visitor import visitor_of

__all__ = ["incident_desk", "merge", "relink", "split", "withdraw"]

_KNOWN: Final = "seen_"


@get("/incidents/{incident_id:str}", sync_to_thread=True, include_in_schema=False)
def incident_desk(request: AnyRequest) -> Response[str]:
    """One incident with its claims to set apart, its decisions, and the incidents that may be the same occurrence."""
    site = site_of(request)
    dossier = site.store.incident(request.path_params["incident_id"])
    if dossier is None:
        raise NotFoundException
    context: dict[str, Any] = {
        "dossier": dossier,
        "i": dossier.incident,
        "version": dossier.provenance.leaf,
        "documents": {document.id: document for document in dossier.documents},
        "candidates": candidates(site.store, dossier.incident),
        "decisions": _decisions(site.store, dossier),
        "stale": waiting_for_linking(site.store),
        "writable": can_write(site),
        "done": query(request).get("done", ""),
    }
    return answer(request, "desk_incident.html", context)


@post("/incidents/{incident_id:str}/merge", sync_to_thread=True, include_in_schema=False)
def merge(request: AnyRequest, data: Form) -> Response[Any]:
    """Enter that incidents are one occurrence; each is named with the version that the person saw."""
    incident_id: str = request.path_params["incident_id"]
    form = flat(data)
    others = [part.strip() for part in form.get("other", "").split(";") if part.strip()]
    with writing(site_of(request)) as work:
        changed = _changed(
            work.store, {incident_id: form.get("version", ""), **{o: form.get(_KNOWN + o, "") for o in others}}
        )
        if not changed:
            merge_incidents(work, [incident_id, *others], by=visitor_of(request).id, reason=form.get("reason", ""))
    if changed:
        return _conflict(request, incident_id, changed, form)
    return Redirect(f"/desk/incidents/{incident_id}?done=merged", status_code=303)


@post("/incidents/{incident_id:str}/split", sync_to_thread=True, include_in_schema=False)
def split(request: AnyRequest, data: Form) -> Response[Any]:
    """Enter that some claims tell of another occurrence."""
    incident_id: str = request.path_params["incident_id"]
    form = flat(data)
    claims = [part.strip() for part in form.get("claim", "").split(";") if part.strip()]
    with writing(site_of(request)) as work:
        changed = _changed(work.store, {incident_id: form.get("version", "")})
        if not changed:
            split_incident(work, incident_id, claims, by=visitor_of(request).id, reason=form.get("reason", ""))
    if changed:
        return _conflict(request, incident_id, changed, form)
    return Redirect(f"/desk/incidents/{incident_id}?done=parted", status_code=303)


@post("/links/{decision_id:str}/withdraw", sync_to_thread=True, include_in_schema=False)
def withdraw(request: AnyRequest, data: Form) -> Response[Any]:
    """Take back a merge or split of one's own."""
    decision_id: str = request.path_params["decision_id"]
    form = flat(data)
    with writing(site_of(request)) as work:
        withdraw_link_decision(work, decision_id, by=visitor_of(request).id, reason=form.get("reason", ""))
        left = work.store.incident(form.get("incident", ""))
    return Redirect(f"/desk/incidents/{left.incident.id}?done=undone" if left else "/desk?done=undone", status_code=303)


@post("/link", sync_to_thread=True, include_in_schema=False)
def relink(request: AnyRequest, data: Form) -> Response[Any]:
    """Link and assess anew, so that what people entered shows on the incidents."""
    del data
    with writing(words_of(request).site) as work:
        _relink(work)
    return Redirect("/desk?done=linked", status_code=303)


def _relink(work: Workplace) -> None:
    counts = RunCounts()
    assess_incidents(work, link_claims(work, counts, quiet), counts, quiet)
    mark_linked(work, counts)


def _changed(store: Store, seen: dict[str, str]) -> list[str]:
    """Incidents that are no longer what the person saw."""
    changed = []
    for incident, version in seen.items():
        found = store.incident(incident)
        if found is None or found.provenance.leaf != version:
            changed.append(incident)
    return changed


def _decisions(store: Store, dossier: IncidentDossier) -> list[Any]:
    """Merges and splits by people that touch the claims of the incident."""
    claims = {claim.id for claim in dossier.claims}
    return [d for d in store.link_decisions() if claims & {*d.claims, *d.others}]


def _conflict(request: AnyRequest, incident_id: str, changed: list[str], form: dict[str, str]) -> Response[str]:
    store = site_of(request).store
    now: dict[str, Incident | None] = {}
    for incident in changed:
        found = store.incident(incident)
        now[incident] = found.incident if found is not None else None
    context = {"incident_id": incident_id, "now": now, "reason": form.get("reason", "")}
    return answer(request, "desk_incident_conflict.html", context, status=409)
