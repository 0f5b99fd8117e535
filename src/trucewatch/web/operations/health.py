"""Whether a server is well: few checks, each with a word on what to do. They tell states and numbers, no content.

``/health`` answers 200 when every check holds and 503 when one fails, for a supervisor or a proxy.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Response, get

from trucewatch.errors import TrucewatchError
from trucewatch.web.page import AnyRequest
from trucewatch.web.people.needs import ANYBODY
from trucewatch.web.site import Site

__all__ = ["LEAST_FREE", "ROUTES", "Check", "Health", "free_bytes", "health_of"]

LEAST_FREE: Final = 200_000_000
"""Bytes that must be free where the case lies: a run writes read models and tiles beside what is there."""


class Check(msgspec.Struct, frozen=True):
    """One check: ``holds``, a number or state that shows why, and what to do when it does not hold."""

    name: str
    holds: bool
    found: str
    do: str | None = None


class Health(msgspec.Struct, frozen=True):
    """All checks; ``holds`` when each does."""

    holds: bool
    checks: tuple[Check, ...]


def free_bytes(folder: Path) -> int | None:
    """Bytes free to this user where a folder lies; None where it cannot be told."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def health_of(site: Site, free: Callable[[Path], int | None] = free_bytes) -> Health:
    """Check the read models, the record and the disk. Raises nothing: what fails is a check that does not hold."""
    checks = (*_store_and_record(site), _disk(free(site.case.folder.root)))
    return Health(all(check.holds for check in checks), checks)


def _store_and_record(site: Site) -> tuple[Check, ...]:
    try:
        applied: int | None = site.store.applied()
    except TrucewatchError:
        applied = None
    read_models = Check(
        "read_models",
        applied is not None,
        "not readable" if applied is None else f"{applied} entries",
        None if applied is not None else "trucewatch rebuild CASE",
    )
    head = site.head()
    if head is None:
        # a copy for an audience has no record; a case before its first run has none yet
        return (read_models, Check("record", True, "no checkpoint here"))
    behind = head.size - applied if applied is not None else None
    current = Check(
        "caught_up",
        behind is not None and behind >= 0,
        "not known" if behind is None else f"{behind} entries behind the record",
        None
        if behind is not None and behind >= 0
        else "restore the record from a mirror, then trucewatch rebuild CASE",
    )
    return (read_models, Check("record", True, f"{head.size} entries"), current)


def _disk(free: int | None) -> Check:
    if free is None:
        return Check("disk", False, "not known", "look whether the folder of the case is there and readable")
    holds = free >= LEAST_FREE
    return Check("disk", holds, f"{free // 1_000_000} MB free", None if holds else "free space: runs will be refused")


@get("/health", opt=ANYBODY, include_in_schema=False, sync_to_thread=True)
def health(request: AnyRequest) -> Response[Any]:
    """The checks as JSON."""
    told = health_of(request.app.state.site)
    return Response(
        msgspec.to_builtins(told), status_code=200 if told.holds else 503, headers={"Cache-Control": "no-store"}
    )


ROUTES: Final = (health,)
