"""Pages for what goes wrong: each says what it was and what to do, and gives away nothing else."""

from __future__ import annotations

import logging
from typing import Any, Final
from urllib.parse import quote

from litestar import Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from trucewatch.errors import StoreError, TrucewatchError
from trucewatch.web.api.door import refused as refused_at_door
from trucewatch.web.api.problem import is_api_path
from trucewatch.web.page import AnyRequest, answer
from trucewatch.web.people.doorway import FormRefused
from trucewatch.web.people.reads import refusal_noted

__all__ = ["failed", "missing", "refused"]

_log = logging.getLogger(__name__)
_TITLES: Final = {401: "sign_in_needed", 403: "forbidden", 404: "not_found", 429: "too_many"}


def refused(request: AnyRequest, error: TrucewatchError) -> Response[Any]:
    """What the program refuses on purpose, in its own words."""
    if is_api_path(request.url.path):
        return refused_at_door(request, error)
    if isinstance(error, StoreError):  # where the database is and what it said is for the log of this machine
        _log.error("%s", error.diagnostics())
        return answer(request, "error.html", {"title": "database_away", "said": error.message}, status=503)
    return answer(request, "error.html", {"title": "bad_request", "said": str(error)}, status=400)


def missing(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """No such page, no right, too often. Who is not signed in and asked for a page is led to the door."""
    if error.status_code == 403:
        refusal_noted(request, "form_refused" if isinstance(error, FormRefused) else "right_refused")
    if is_api_path(request.url.path):
        return refused_at_door(request, error)
    if error.status_code == 401 and request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        ended = "&ended=1" if request.scope["state"].get("ended") else ""
        return Redirect(f"/sign-in?next={quote(asked, safe='')}{ended}", status_code=303)
    title = "form_refused" if isinstance(error, FormRefused) else _TITLES.get(error.status_code, "bad_request")
    said = f"{error.status_code}" if title == "bad_request" else ""
    page = answer(request, "error.html", {"title": title, "said": said}, status=error.status_code)
    for name, value in (error.headers or {}).items():
        page.headers[name] = value
    return page


def failed(request: AnyRequest, error: Exception) -> Response[Any]:
    """A defect: written down here, and not told to whoever asked."""
    if is_api_path(request.url.path):
        return refused_at_door(request, error)
    _log.error("a page failed: %s", request.url.path, exc_info=error)
    return answer(request, "error.html", {"title": "bad_request", "said": "500"}, status=500)
