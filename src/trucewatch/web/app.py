"""The application: routes, headers that keep a browser to this host, and pages for what goes wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Final

from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import MutableScopeHeaders, State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.static_files import create_static_files_router
from litestar.types import Message, Scope

from trucewatch.case import Case
from trucewatch.errors import TrucewatchError
from trucewatch.fetching import Reach
from trucewatch.fetching.post import post
from trucewatch.intake.parsing import Parser
from trucewatch.intake.sandbox import ChildProcesses
from trucewatch.record import Checkpoint, FileStore
from trucewatch.store import Store
from trucewatch.web import (
    api,
    desk,
    docket,
    documents,
    drafts,
    failing,
    following,
    incidents,
    overview,
    reports,
    search,
    tables,
    terms,
    today,
)
from trucewatch.web import record_pages as record
from trucewatch.web.api.asgi import Application
from trucewatch.web.api.deliveries import Deliveries
from trucewatch.web.api.desk import Desk
from trucewatch.web.api.door import TokenMiddleware
from trucewatch.web.api.idempotency import Once
from trucewatch.web.api.service import service_file
from trucewatch.web.api.tokens import Tokens
from trucewatch.web.operations import health, metrics
from trucewatch.web.operations.metrics import COUNTING
from trucewatch.web.operations.structured_logs import log_requests
from trucewatch.web.page import AnyRequest, site_of
from trucewatch.web.people.doorway import Doorway, DoorwayMiddleware, pace, written_here
from trucewatch.web.people.keeping import People
from trucewatch.web.people.needs import ANYBODY, guard, needs
from trucewatch.web.people.reads import noted
from trucewatch.web.people.recognising import recognise
from trucewatch.web.people.routes import PEOPLE_ROUTES
from trucewatch.web.people.visitor import LOCAL, NOBODY, Visitor, visitor_of
from trucewatch.web.site import STATIC, Site
from trucewatch.web.views import Views
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
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def create_app(
    case: Case,
    store: Store,
    files: FileStore,
    head: Callable[[], Checkpoint | None],
    local: Visitor = LOCAL,
    *,
    doorway: Doorway | None = None,
    views: Views | None = None,
    parser: Callable[[], AbstractContextManager[Parser]] = ChildProcesses,
    reach: frozenset[Reach] = frozenset({"public"}),
    people: People | None = None,
) -> Litestar:
    """The pages and the API of a case. ``head`` reads the record's checkpoint.

    ``local`` is whom a server on its own machine serves; ``doorway`` says under which address it is known; ``views``
    are the copies for other audiences; ``parser`` gives what parses documents that are handed in; ``reach`` says to
    which kinds of address messages are sent. A route declares what it needs, or is refused. With ``people`` nobody is
    served who has not signed in.
    """
    doorway = doorway or Doorway()
    local = local if people is None else NOBODY
    reading = [
        *overview.ROUTES,
        *today.ROUTES,
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
    ]
    site = Site(case, store, files, head)
    views = views or Views(site)
    service = service_file(views.root)
    tokens = Tokens(service, doorway.clock)
    return Application(
        route_handlers=[
            Router(path="/", route_handlers=reading, opt=needs("read")),
            Router(path="/desk", route_handlers=desk.ROUTES, opt=needs("correct")),
            Router(
                path="/",
                route_handlers=record_routes(lambda request: site_of(request).case.folder.record),
                opt=needs("read", "restricted"),
            ),
            Router(path="/", route_handlers=health.ROUTES, opt=ANYBODY),
            Router(path="/", route_handlers=metrics.ROUTES, opt=needs("read")),
            *(PEOPLE_ROUTES if people is not None else ()),
            create_static_files_router(path="/static", directories=[STATIC], include_in_schema=False, opt=ANYBODY),
        ],
        state=State(
            {
                "site": site,
                "local": local,
                "doorway": doorway,
                "people": people,
                "views": views,
                "tokens": tokens,
                "reach": reach,
                "deliveries": Deliveries(service, views, tokens, doorway.clock, partial(post, allow=reach)),
                "desk": Desk(views, doorway.clock, parser),
                "once": Once(service, doorway.clock),
            }
        ),
        middleware=[log_requests(time.monotonic), COUNTING.middleware, DoorwayMiddleware(recognise), TokenMiddleware()],
        guards=[written_here, pace, guard, noted],
        dependencies={"visitor": Provide(_visitor, sync_to_thread=False)},
        before_send=[_protected],
        # level 5: a few bytes more than 9 for half of its time
        compression_config=CompressionConfig(backend="gzip", minimum_size=1000, gzip_compress_level=5),
        exception_handlers={
            TrucewatchError: failing.refused,
            HTTPException: failing.missing,
            Exception: failing.failed,
        },
        openapi_config=None,
        logging_config=None,
        debug=False,
    )


def _visitor(request: AnyRequest) -> Visitor:
    return visitor_of(request)


async def _protected(message: Message, scope: Scope) -> None:
    """Headers of every answer, whether a handler, an error page or the framework itself made it."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders(message)
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", POLICY)
    if scope["litestar_app"].state.doorway.encrypted:
        headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
