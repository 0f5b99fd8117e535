"""A case on this machine's own address: the record is caught up once, then only read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from trucewatch.case import Case, load_case
from trucewatch.errors import RecordError
from trucewatch.pipeline import AUTHOR
from trucewatch.record import Checkpoint, Log, case_signing, read_checkpoint
from trucewatch.store import SqliteStore, catch_up
from trucewatch.web.app import create_app

__all__ = ["head_of", "serve_case"]


def serve_case(root: Path, host: str, port: int) -> None:
    """Open the case at ``root`` and serve it."""
    case = load_case(root)
    signing = case_signing(case.folder.keys, AUTHOR)
    with Log.open(case.folder.record, case.settings.log_origin, lambda: datetime.now(UTC), signing=signing) as log:
        files = log.files
        with SqliteStore.open(case.folder.database, files) as store:
            catch_up(log, store)
    # the record is free again: a run may append to it while the pages are read
    with SqliteStore.open(case.folder.database, files) as store:
        app = create_app(case, store, files, lambda: head_of(case))
        uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def head_of(case: Case) -> Checkpoint | None:
    """Size and root of the record as it stands on disk; None where there is none yet."""
    try:
        return read_checkpoint(case.folder.record)
    except (RecordError, OSError):
        return None
