"""The agreement: instruments with what happened to them, and their clauses beside their words."""

from __future__ import annotations

from typing import Final

from litestar import Response, get

from trucewatch.web.page import AnyRequest, answer, site_of

__all__ = ["ROUTES"]


@get("/terms", sync_to_thread=True, include_in_schema=False)
def terms_page(request: AnyRequest) -> Response[str]:
    """Every instrument of the case."""
    return answer(request, "terms.html", {"instruments": site_of(request).case.instruments})


ROUTES: Final = (terms_page,)
