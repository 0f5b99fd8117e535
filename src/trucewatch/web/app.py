"""The application: routes, headers that keep a browser to this host, and pages for what goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

from litestar import Litestar, Response, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi.config import OpenAPIConfig
from litestar.static_files import create_static_files_router

from trucewatch import __version__
from trucewatch.case import Case
from trucewatch.errors import TrucewatchError
from trucewatch.record import Checkpoint, FileStore
from trucewatch.store import Store
from trucewatch.web import (
    api,
    docket,
    documents,
    drafts,
    following,
    incidents,
    overview,
    reports,
    search,
    tables,
    terms,
)
from trucewatch.web import record_pages as record
from trucewatch.web.page import AnyRequest, answer
from trucewatch.web.people.needs import ANYBODY, guard, needs
from trucewatch.web.people.visitor import LOCAL, Visitor, visitor_of
from trucewatch.web.site import STATIC, Site
from trucewatch.web.witness import record_routes

__all__ = ["POLICY", "create_app"]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_log = logging.getLogger(__name__)


def create_app(
    case: Case, store: Store, files: FileStore, head: Callable[[], Checkpoint | None], local: Visitor = LOCAL
) -> Litestar:
    """The pages and the API of a case. ``head`` reads the record's checkpoint. Nothing is written.

    ``local`` is whom a server on its own machine serves. A route declares what it needs, or is refused.
    """
    reading = [
        *overview.ROUTES,
        *incidents.ROUTES,
        *documents.ROUTES,
        *tables.ROUTES,
        *terms.ROUTES,
        *docket.ROUTES,
        *drafts.ROUTES,
        *following.ROUTES,
        *record.ROUTES,
        *reports.ROUTES,
        *search.ROUTES,
        *api.ROUTES,
        *record_routes(case.folder.record),
    ]
    return Litestar(
        route_handlers=[
            Router(path="/", route_handlers=reading, opt=needs("read")),
            create_static_files_router(path="/static", directories=[STATIC], include_in_schema=False, opt=ANYBODY),
        ],
        state=State({"site": Site(case, store, files, head), "local": local}),
        guards=[guard],
        dependencies={"visitor": Provide(_visitor, sync_to_thread=False)},
        after_request=_protected,
        compression_config=CompressionConfig(backend="gzip", minimum_size=1000),
        exception_handlers={TrucewatchError: _refused, HTTPException: _missing, Exception: _failed},
        openapi_config=OpenAPIConfig(
            title="trucewatch",
            version=__version__,
            render_plugins=[],
            openapi_router=Router(path="/schema", route_handlers=[], opt=needs("read")),
        ),
        logging_config=None,
        debug=False,
    )


def _visitor(request: AnyRequest) -> Visitor:
    return visitor_of(request)


def _protected(response: Response[Any]) -> Response[Any]:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    return response


def _refused(request: AnyRequest, error: TrucewatchError) -> Response[str]:
    return _protected(answer(request, "error.html", {"title": "bad_request", "said": str(error)}, status=400))


def _missing(request: AnyRequest, error: HTTPException) -> Response[str]:
    missing = error.status_code == 404
    title = "not_found" if missing else "bad_request"
    said = "" if missing else f"{error.status_code}"
    return _protected(answer(request, "error.html", {"title": title, "said": said}, status=error.status_code))


def _failed(request: AnyRequest, error: Exception) -> Response[str]:
    _log.error("a page failed: %s", request.url.path, exc_info=error)
    return _protected(answer(request, "error.html", {"title": "bad_request", "said": "500"}, status=500))
