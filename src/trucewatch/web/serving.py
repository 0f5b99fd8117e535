"""A case on this machine's own address: the record is caught up once, then only read."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

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
from trucewatch.web.people.visitor import LOCAL, Visitor
from trucewatch.web.site import Site
from trucewatch.web.views import Views

__all__ = ["head_of", "serve_case"]

_PAUSE = 10.0
_log = logging.getLogger(__name__)


def serve_case(root: Path, host: str, port: int, local: Visitor = LOCAL) -> None:
    """Open the case at ``root`` and serve it as ``local`` sees it.

    A role that sees a case through a profile is served a redacted copy, made anew under ``audiences/``: what is hidden
    from it is not there. A copy that was written for an audience is served as it is.
    """
    audience = local.audience
    if audience is None:
        require(local.roles[0], "read", "confidential")
    case = load_case(root)
    if (root / MARK).is_file():
        _run(case, FileStore(case.folder.record / "files"), lambda: None, host, port, local)
        return
    signing = case_signing(case.folder.keys, AUTHOR)
    with open_log(case, lambda: datetime.now(UTC), signing) as log:
        files = log.files
        with open_store(case, files) as store:
            catch_up(log, store)
        shown = case
        if audience is not None:
            out = root / "audiences" / audience
            write_redacted(case, tuple(log.entries()), files, load_audience(audience), out)
            shown = load_case(out)
    # the record is free again: a run may append to it while the pages are read
    with open_store(case, files) as store:
        views = Views(Site(case, store, files, lambda: head_of(case)))
        try:
            seen = files if audience is None else FileStore(shown.folder.record / "files")
            _run(shown, seen, lambda: head_of(case), host, port, local, views)
        finally:
            views.close()


def _run(
    case: Case,
    files: FileStore,
    head: Callable[[], Checkpoint | None],
    host: str,
    port: int,
    local: Visitor,
    views: Views | None = None,
) -> None:
    with open_store(case, files, local.roles[0] if local.audience is None else None) as store:
        app = create_app(case, store, files, head, local, views=views)
        with _telling(app.state.deliveries):
            uvicorn.run(app, host=host, port=port, log_level="warning", log_config=None, server_header=False)


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


def head_of(case: Case) -> Checkpoint | None:
    """Size and root of the record as it stands on disk; None where there is none yet."""
    try:
        return read_checkpoint(case.folder.record)
    except (RecordError, OSError):
        return None
