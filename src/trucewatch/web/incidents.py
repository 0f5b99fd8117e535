"""The incident list, filtered by its address, and one incident with all it rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from litestar import Response, get
from litestar.exceptions import NotFoundException

from trucewatch.assessing import conditional
from trucewatch.vocabulary.incidents import Incident
from trucewatch.web.choices import choices_of
from trucewatch.web.docket import about, namer, procedure_now
from trucewatch.web.filters import PER_PAGE, View, parse
from trucewatch.web.geo import radius
from trucewatch.web.page import AnyRequest, answer, query, site_of, words_of
from trucewatch.web.site import Site
from trucewatch.web.voices import by_source
from trucewatch.web.vouching import entry_rank
from trucewatch.web.wording import Words

__all__ = ["ROUTES", "listed"]


def listed(view: View, site: Site) -> tuple[tuple[Incident, ...], int]:
    """The incidents of one page of a view, and how many there are in all."""
    wanted = view.wanted(site)
    offset = (view.page - 1) * PER_PAGE
    claims = view.claims_in_language(site)
    if claims is None:
        page = site.store.incidents(wanted, limit=PER_PAGE, offset=offset)
        return page.items, page.total
    kept = [
        i
        for i in site.store.incidents(wanted).items
        if claims.intersection((*i.supporting, *i.contradicting, *i.repeating))
    ]
    return tuple(kept[offset : offset + PER_PAGE]), len(kept)


@get("/incidents", sync_to_thread=True, include_in_schema=False)
def incident_list(request: AnyRequest) -> Response[str]:
    """Incidents by time, those without a time counted apart."""
    words = words_of(request)
    site = words.site
    view = parse(query(request), site)
    rows, total = site.remembered.get(("listed", view.address()), lambda: listed(view, site))
    undated = site.remembered.get(
        ("undated", view.address(page=None)),
        lambda: site.store.incidents(replace(view.wanted(site), undated="only"), limit=1).total,
    )
    last = max(1, -(-total // PER_PAGE))
    context = {"view": view, "rows": rows, "total": total, "last": last, "undated": undated}
    return answer(request, "incidents.html", {**context, "choices": choices_of(words)})


@get("/incidents/{incident_id:str}", sync_to_thread=True, include_in_schema=False)
def incident_page(request: AnyRequest) -> Response[str]:
    """One incident: claims by source, origins, casualties, assessment by clause, place in the record."""
    incident_id: str = request.path_params["incident_id"]
    site = site_of(request)
    words = words_of(request)
    dossier = site.store.incident(incident_id)
    if dossier is None:
        raise NotFoundException
    place = dossier.incident.place
    context = {
        "dossier": dossier,
        "i": dossier.incident,
        "voices": by_source(dossier, words),
        "documents": {document.id: document for document in dossier.documents},
        "metres": radius(place.precision if place else None),
        "conditional": {a.id: conditional(a.outcome, words.lang) for a in dossier.assessments},
        "instruments": {item.id: item for item in site.case.instruments},
        **_cases(words, dossier.incident),
        "rank": entry_rank(site.case.folder, dossier.provenance.entry),
        "history": site.store.history("incident", incident_id),
        "corrections": site.store.corrections("incident", incident_id),
    }
    return answer(request, "incident.html", context)


def _cases(words: Words, incident: Incident) -> dict[str, Any]:
    """The cases before a commission that concern the incident, with the names of their parties."""
    site = words.site
    section = procedure_now(site)
    return {"cases": about(site, incident), "party": namer(section, words)}


ROUTES: Final = (incident_list, incident_page)
