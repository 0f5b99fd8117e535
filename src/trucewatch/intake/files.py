"""Files from disk, opened under the limits. A file that is not there becomes a record too."""

from __future__ import annotations

import datetime as dt
import hashlib
import stat
from collections.abc import Callable
from pathlib import Path

from trucewatch.intake.documents import Intaken, read_document, unread_record
from trucewatch.intake.given import Given
from trucewatch.intake.limits import Limits
from trucewatch.vocabulary.claims import UnreadRecord

__all__ = ["read_file"]


def read_file(
    path: Path,
    *,
    clock: Callable[[], dt.datetime],
    limits: Limits | None = None,
    given: Given | None = None,
    received_by: str = "unknown",
) -> Intaken | UnreadRecord:
    """Read one regular file. What cannot be opened, or is larger than allowed, gives an unread record
    (``missing``, ``too_large``); a larger file is hashed in pieces and never held in memory.

    Raises :class:`InputError` when a given value is wrong.
    """
    limits = limits or Limits()
    name = path.name
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return unread_record("missing", "it is no regular file", digest=None, name=name)
        with path.open("rb") as stream:
            if status.st_size > limits.max_bytes:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
                detail = f"the file is too large; expected at most {limits.max_bytes} bytes; got {status.st_size}"
                return unread_record("too_large", detail, digest=digest, name=name)
            # one byte more than allowed: a file that grows meanwhile is still refused by size
            data = stream.read(limits.max_bytes + 1)
    except OSError as error:
        detail = f"the file cannot be opened: {error.strerror or type(error).__name__}"
        return unread_record("missing", detail, digest=None, name=name)
    except ValueError:
        return unread_record("missing", "the path is no path", digest=None, name=name)
    return read_document(data, name=name, clock=clock, limits=limits, given=given, received_by=received_by)
