"""Writing from a page: the same path into the record as a command, one writer at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from litestar.exceptions import PermissionDeniedException

from trucewatch.pipeline import Workplace, open_workplace
from trucewatch.protection.redacted_case import MARK
from trucewatch.web.site import Site

__all__ = ["can_write", "writing"]

_ONE: Final = threading.Lock()
"""People at the same server wait for one another; another process that writes is told of as an error."""


def can_write(site: Site) -> bool:
    """Whether the pages show the case itself and not a copy for an audience, into which nobody writes."""
    return not (site.case.folder.root / MARK).is_file()


@contextmanager
def writing(site: Site) -> Iterator[Workplace]:
    """The case with its record open, for one request. What was looked at is compared within, so nothing comes between.

    Raises PermissionDeniedException for a copy, :class:`trucewatch.errors.RecordError` while another process writes.
    """
    if not can_write(site):
        raise PermissionDeniedException("this is a copy of the case for an audience")
    with _ONE, open_workplace(site.case, site.clock) as work:
        yield work
