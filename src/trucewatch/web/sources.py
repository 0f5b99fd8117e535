"""Who speaks: what became of the word of each source, whom it relays, and how people marked it over time."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.exceptions import NotFoundException

from trucewatch.web.page import AnyRequest, answer, site_of
from trucewatch.web.site import Site
from trucewatch.web.source_records import SourceStanding, every_incident, marks_of, standings

__all__ = ["ROUTES"]


@get("/sources", sync_to_thread=True, include_in_schema=False)
def source_list(request: AnyRequest) -> Response[str]:
    """Every source of the case; those that told of most incidents first."""
    site = site_of(request)
    fared, entered = _standings(site), site.store.reliability_marks()
    rows = [(source, fared.get(source.id), marks_of(source, entered)) for source in site.case.sources]
    rows.sort(key=lambda row: (-(row[1].told if row[1] else 0), row[0].name))
    known = {source.id for source in site.case.sources}
    others = sorted((s for key, s in fared.items() if key not in known), key=lambda s: (-s.told, s.key))
    return answer(request, "sources.html", {"rows": rows, "others": others})


@get("/sources/{source_id:str}", sync_to_thread=True, include_in_schema=False)
def source_page(request: AnyRequest) -> Response[str]:
    """One source: by topic, relays both ways, and every mark with who gave it and why."""
    site = site_of(request)
    wanted: str = request.path_params["source_id"]
    source = site.sources.get(wanted)
    if source is None:
        raise NotFoundException
    standing = _standings(site).get(source.id)
    context = {
        "s": source,
        "standing": standing,
        "by_topic": {record.topic: record for record in standing.records} if standing else {},
        "marks": marks_of(source, site.store.reliability_marks()),
        "relayed_by": [other for other in site.case.sources if source.id in other.relays],
        "one_house": [o for o in site.case.sources if o.owner and o.owner == source.owner and o.id != source.id],
        "known": {other.id for other in site.case.sources},
    }
    return answer(request, "source.html", context)


def _standings(site: Site) -> dict[str, SourceStanding]:
    return site.remembered.get("standings", lambda: standings(every_incident(site.store)))


ROUTES: Final = (source_list, source_page)
