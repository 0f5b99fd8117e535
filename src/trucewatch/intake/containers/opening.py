"""Which container a file is, and its opening. The content decides, as for documents."""

from __future__ import annotations

import hashlib
import re
import time
import zlib
from collections.abc import Callable
from typing import Final

from trucewatch.errors import DocumentError
from trucewatch.intake.containers.feeds import FEED, open_feed
from trucewatch.intake.containers.mailboxes import MAIL, MBOX, open_mail, open_mbox
from trucewatch.intake.containers.member import Opened
from trucewatch.intake.containers.webarchives import WACZ, WARC, open_wacz, open_warc
from trucewatch.intake.containers.zips import ZIP, is_archive, open_zip
from trucewatch.intake.limits import Deadline, Limits
from trucewatch.intake.sniffing import is_mail

__all__ = ["CONTAINERS", "container_media", "may_open", "open_container"]

CONTAINERS: Final = frozenset({FEED, MBOX, WARC, WACZ, ZIP})
"""Media that are containers and nothing else; a message is a document and may hold attachments."""
_OPENERS: Final = {FEED: open_feed, MBOX: open_mbox, MAIL: open_mail, WARC: open_warc, WACZ: open_wacz, ZIP: open_zip}
_FEED_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<\?[^>]{0,300}\?>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>\[]{0,300}"
    rb"(?:\[.{0,20000}?\])?\s*>\s*){0,5}<(?:rss|feed|rdf:RDF)[\s>]",
    re.DOTALL,
)
_MBOX_HEAD = re.compile(rb"From [^\n]{1,998}\r?\n[A-Za-z][A-Za-z0-9-]{1,60}:")


def container_media(data: bytes) -> str | None:
    """The media type of a container, ``message/rfc822`` for a message, or null for anything else."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if not is_archive(data):
            return None
        return WACZ if b"datapackage.json" in data and b"archive/" in data else ZIP
    if data.startswith(b"WARC/1.") or (data.startswith(b"\x1f\x8b") and _packed_head(data).startswith(b"WARC/1.")):
        return WARC
    if _FEED_HEAD.match(data[:32_768]):
        return FEED
    if _MBOX_HEAD.match(data):
        return MBOX
    return MAIL if is_mail(data[:16_384].decode("latin-1")) else None


def may_open(media: str, depth: int) -> bool:
    """True where a container of that kind is opened at that depth: archives only at the top."""
    return depth == 0 or (depth == 1 and media in (MAIL, FEED))


def open_container(
    data: bytes, *, limits: Limits | None = None, timer: Callable[[], float] = time.monotonic
) -> Opened | None:
    """The members of a container, or null for a file that is none. Raises :class:`DocumentError`."""
    limits = limits or Limits()
    media = container_media(data)
    if media is None:
        return None
    if len(data) > limits.max_container:
        expected = f"at most {limits.max_container} bytes"
        raise DocumentError("the container is too large", reason="too_large", expected=expected)
    opener = _OPENERS[media]
    container = hashlib.sha256(data).hexdigest()
    try:
        return opener(data, container=container, limits=limits, deadline=Deadline(limits.max_seconds, timer))
    except DocumentError:
        raise
    except Exception as error:  # a library failed on hostile bytes
        raise DocumentError(f"the file is damaged: {type(error).__name__}", reason="broken") from error


def _packed_head(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(data[:4096], 16)
    except zlib.error:
        return b""
