"""The agreement: instruments with what happened to them, and their clauses beside their words."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.exceptions import NotFoundException

from trucewatch.terms import version_of
from trucewatch.web.page import AnyRequest, answer, site_of

__all__ = ["ROUTES"]


@get("/terms", sync_to_thread=True, include_in_schema=False)
def terms_page(request: AnyRequest) -> Response[str]:
    """Every instrument of the case."""
    return answer(request, "terms.html", {"instruments": site_of(request).case.instruments})


@get("/terms/{instrument_id:str}", sync_to_thread=True, include_in_schema=False)
def instrument_page(request: AnyRequest) -> Response[str]:
    """One instrument to print: each clause with its scope beside its words in every language."""
    case = site_of(request).case
    wanted: str = request.path_params["instrument_id"]
    found = next((instrument for instrument in case.instruments if instrument.id == wanted), None)
    if found is None:
        raise NotFoundException
    versions = {clause.id: version_of(clause, case.instruments) for clause in found.clauses}
    return answer(request, "instrument.html", {"t": found, "versions": versions})


ROUTES: Final = (terms_page, instrument_page)
