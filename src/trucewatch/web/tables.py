"""Claims that are no events, as tables: figures, positions, control."""

from __future__ import annotations

from typing import Final

from litestar import Response, get

from trucewatch.pipeline import last_day
from trucewatch.store import ClaimFilter
from trucewatch.web.bands import control_bands
from trucewatch.web.filters import PER_PAGE, parse
from trucewatch.web.following import tracking_on
from trucewatch.web.ground_layers import control_of
from trucewatch.web.page import AnyRequest, answer, query, site_of, words_of

__all__ = ["ROUTES"]

_KINDS: Final = {"figures": "figure", "positions": "position", "control": "control"}


@get("/figures", sync_to_thread=True, include_in_schema=False)
def figures(request: AnyRequest) -> Response[str]:
    """Stocks and totals, side by side as reported."""
    return _claims(request, "figures")


@get("/positions", sync_to_thread=True, include_in_schema=False)
def positions(request: AnyRequest) -> Response[str]:
    """Who takes what stand."""
    return _claims(request, "positions")


@get("/control", sync_to_thread=True, include_in_schema=False)
def control(request: AnyRequest) -> Response[str]:
    """Who is said to hold what."""
    return _claims(request, "control")


def _claims(request: AnyRequest, name: str) -> Response[str]:
    """The claims of one kind in the order of documents and text."""
    site = site_of(request)
    view = parse(query(request), site)
    wanted = ClaimFilter(kinds=(_KINDS[name],), start=view.start, end=view.end)
    page = site.store.claims(wanted, limit=PER_PAGE, offset=(view.page - 1) * PER_PAGE)
    documents = {claim.document: site.store.document(claim.document) for claim in page.items}
    last = max(1, -(-page.total // PER_PAGE))
    period = site.case.settings.period
    drawn = name == "control" and view.page == 1
    asked = name == "figures" and view.page == 1
    context = {
        "name": name,
        "claims": page.items,
        "total": page.total,
        "documents": documents,
        "bands": control_bands(control_of(site), words_of(request), period.start, period.end) if drawn else None,
        "contested": [q for q in tracking_on(site, last_day(site.case, site.store)).figures if q.contested]
        if asked
        else (),
    }
    return answer(request, "claims.html", {**context, "view": view, "last": last})


ROUTES: Final = (figures, positions, control)
