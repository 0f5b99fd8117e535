"""A case on this machine, or beyond it with accounts: the record is caught up once, then read as it grows."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn

from trucewatch.case import Case, load_case
from trucewatch.errors import RecordError, TrucewatchError
from trucewatch.pipeline import AUTHOR, open_log, open_store
from trucewatch.protection import load_audience, require, write_redacted
from trucewatch.protection.redacted_case import MARK
from trucewatch.record import Checkpoint, FileStore, case_signing, read_checkpoint
from trucewatch.store import catch_up
from trucewatch.web.api.deliveries import Deliveries
from trucewatch.web.app import create_app
from trucewatch.web.people.database import people_path
from trucewatch.web.people.doorway import Doorway
from trucewatch.web.people.keeping import open_people
from trucewatch.web.people.opening import Access, Opening, plan
from trucewatch.web.people.visitor import LOCAL, Visitor
from trucewatch.web.site import Site
from trucewatch.web.views import Views

__all__ = ["head_of", "serve_case"]

_PAUSE = 10.0
_log = logging.getLogger(__name__)


def serve_case(root: Path, host: str, port: int, local: Visitor = LOCAL, access: Access | None = None) -> None:
    """Open the case at ``root`` and serve it: to whom its accounts let in, or as ``local`` sees it.

    A role that sees a case through a profile is served a redacted copy, made anew under ``audiences/``: what is hidden
    from it is not there. A copy that was written for an audience is served as it is.

    Raises :class:`UsageError` where the case must not be served under that address.
    """
    access = access or Access()
    port = port or _free_port(host)
    case = load_case(root)
    accounts = people_path(root).is_file()
    opening = plan(host, port, accounts, access)
    audience = local.audience
    if not accounts and audience is None:
        require(local.roles[0], "read", "confidential")
    if (root / MARK).is_file():
        _run(case, lambda: None, opening, host, port, local, access)
        return
    signing = case_signing(case.folder.keys, AUTHOR)
    with open_log(case, lambda: datetime.now(UTC), signing) as log:
        files = log.files
        with open_store(case, files) as store:
            catch_up(log, store)
        shown = case
        if not accounts and audience is not None:
            out = root / "audiences" / audience
            write_redacted(case, tuple(log.entries()), files, load_audience(audience), out)
            shown = replace(load_case(out), graphic=case.graphic)
    # the record is free again: a run may append to it while the pages are read
    with open_store(case, files) as store:
        views = Views(Site(case, store, files, lambda: head_of(case)))
        try:
            _run(shown, lambda: head_of(case), opening, host, port, local, access, views)
        finally:
            views.close()


def _run(
    case: Case,
    head: Callable[[], Checkpoint | None],
    opening: Opening,
    host: str,
    port: int,
    local: Visitor,
    access: Access,
    views: Views | None = None,
) -> None:
    files = FileStore(case.folder.record / "files")
    with ExitStack() as stack:
        reader = local.roles[0] if local.audience is None else None
        store = stack.enter_context(open_store(case, files, reader))
        people = None
        doorway = Doorway(opening.origin, opening.hosts)
        if people_path(case.folder.root).is_file():
            people = open_people(case.folder.root, case.settings.name.get("en") or case.id, origin=opening.origin)
            stack.callback(people.file.close)
            doorway = Doorway(opening.origin, opening.hosts, key=people.file.form_key)
        app = create_app(
            case,
            store,
            files,
            head,
            local,
            doorway=doorway,
            people=people,
            views=views,
        )
        stack.enter_context(_telling(app.state.deliveries))
        uvicorn.run(
            app, host=host, port=port, log_level="warning", log_config=None, server_header=False, **_transport(access)
        )


@contextmanager
def _telling(deliveries: Deliveries) -> Iterator[None]:
    """Tell subscribers of new entries every few seconds, beside the pages."""
    over = threading.Event()

    def tell() -> None:
        while not over.wait(_PAUSE):
            try:
                deliveries.work()
            except (TrucewatchError, OSError) as error:
                _log.warning("deliveries wait: %s", type(error).__name__)

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(40)


def _transport(access: Access) -> dict[str, Any]:
    """TLS, and whose word is believed on where a request comes from: by default nobody's."""
    if access.proxy is not None:
        return {"proxy_headers": True, "forwarded_allow_ips": access.proxy}
    kept: dict[str, Any] = {"proxy_headers": False}
    if access.certificate is not None:
        kept |= {"ssl_certfile": str(access.certificate), "ssl_keyfile": str(access.key)}
    return kept


def _free_port(host: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as asked:
        asked.bind((host.strip("[]"), 0))
        port: int = asked.getsockname()[1]
        return port


def head_of(case: Case) -> Checkpoint | None:
    """Size and root of the record as it stands on disk; None where there is none yet."""
    try:
        return read_checkpoint(case.folder.record)
    except (RecordError, OSError):
        return None
