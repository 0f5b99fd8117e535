"""A case on this machine's own address: the record is caught up once, then only read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from trucewatch.case import Case, load_case
from trucewatch.errors import RecordError
from trucewatch.pipeline import AUTHOR
from trucewatch.protection import DEFAULT_ROLE, audience_of, load_audience, require, write_redacted
from trucewatch.protection.redacted_case import MARK
from trucewatch.record import Checkpoint, FileStore, Log, case_signing, read_checkpoint
from trucewatch.store import SqliteStore, catch_up
from trucewatch.web.app import create_app

__all__ = ["head_of", "serve_case"]


def serve_case(root: Path, host: str, port: int, role: str = DEFAULT_ROLE) -> None:
    """Open the case at ``root`` and serve it as ``role`` sees it.

    A role that sees a case through a profile is served a redacted copy, made anew under ``audiences/``: what is hidden
    from it is not there. A copy that was written for an audience is served as it is.

    Raises :class:`ProtectionError` for a role that is none.
    """
    audience = audience_of(role)
    if audience is None:
        require(role, "read", "confidential")
    case = load_case(root)
    if (root / MARK).is_file():
        _run(case, FileStore(case.folder.record / "files"), lambda: None, host, port)
        return
    signing = case_signing(case.folder.keys, AUTHOR)
    with Log.open(case.folder.record, case.settings.log_origin, lambda: datetime.now(UTC), signing=signing) as log:
        files = log.files
        with SqliteStore.open(case.folder.database, files) as store:
            catch_up(log, store)
        shown = case
        if audience is not None:
            out = root / "audiences" / audience
            write_redacted(case, tuple(log.entries()), files, load_audience(audience), out)
            shown = load_case(out)
            files = FileStore(shown.folder.record / "files")
    # the record is free again: a run may append to it while the pages are read
    _run(shown, files, lambda: head_of(case), host, port)


def _run(case: Case, files: FileStore, head: Callable[[], Checkpoint | None], host: str, port: int) -> None:
    with SqliteStore.open(case.folder.database, files) as store:
        app = create_app(case, store, files, head)
        uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def head_of(case: Case) -> Checkpoint | None:
    """Size and root of the record as it stands on disk; None where there is none yet."""
    try:
        return read_checkpoint(case.folder.record)
    except (RecordError, OSError):
        return None
