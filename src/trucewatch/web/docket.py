"""The docket: complaints and cases with answers beside allegations, one case, and the tables that go with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from litestar import Response, get
from litestar.exceptions import NotFoundException

from trucewatch.commission import proceedings
from trucewatch.reporting.commission import commission_at, decision_line
from trucewatch.vocabulary.commission_report import CommissionSection, DocketLine
from trucewatch.vocabulary.incidents import Incident
from trucewatch.web.page import AnyRequest, answer, site_of, words_of
from trucewatch.web.site import Site
from trucewatch.web.wording import Words, in_language

__all__ = ["ROUTES", "about", "namer", "procedure_now"]


def procedure_now(site: Site) -> CommissionSection:
    """The procedure as it stands: worked out again when the record grows and when a minute is over."""
    now = site.clock()
    key = ("procedure", now.isoformat(timespec="minutes"))
    return site.remembered.get(key, lambda: commission_at(site.case, site.store, now))


def namer(section: CommissionSection, words: Words) -> Callable[[str], str]:
    """Names of parties, seats and bodies in the language of the page."""

    def party(name: str) -> str:
        return in_language(section.names[name], words.lang) if name in section.names else words.actor(name, name)

    return party


def about(site: Site, incident: Incident) -> tuple[DocketLine, ...]:
    """Cases opened on the incident, and those whose complaint names its place and a day within its time."""
    if not site.case.bodies:
        return ()
    place, start, end = incident.place, incident.time.start, incident.time.end
    found: list[DocketLine] = []
    for line in procedure_now(site).docket:
        here = place is not None and line.place is not None and line.place in (place.id, place.name)
        then = line.day is not None and start is not None and start[:10] <= line.day <= (end or start)[:10]
        if line.incident == incident.id or (here and then):
            found.append(line)
    return tuple(found)


@get("/docket", sync_to_thread=True, include_in_schema=False)
def docket_page(request: AnyRequest) -> Response[str]:
    """Every complaint and case with its state, the tallies with their denominators, and equal treatment."""
    site, words = site_of(request), words_of(request)
    section = procedure_now(site)
    return answer(request, "docket.html", {"s": section, "party": namer(section, words)})


@get("/docket/{ref:path}", sync_to_thread=True, include_in_schema=False)
def case_page(request: AnyRequest) -> Response[str]:
    """One case: allegation and answers side by side, visits, motions with votes, findings and dissents."""
    site, words = site_of(request), words_of(request)
    ref = str(request.path_params["ref"]).strip("/")
    now = site.clock()
    p = proceedings(site.store.acts(), site.case.bodies, site.case.instruments, site.case.actors)
    case = p.case(ref)
    section = procedure_now(site)
    line = next((d for d in section.docket if ref in (d.ref, d.number)), None)
    if line is None:
        raise NotFoundException
    context = {
        "line": line,
        "file": case,
        "exercise": line.body in section.exercises,
        "motions": [decision_line(p, p.puts[motion], now) for motion in case.motions] if case else [],
        "party": namer(section, words),
    }
    return answer(request, "docket_case.html", context)


ROUTES: Final = (docket_page, case_page)
