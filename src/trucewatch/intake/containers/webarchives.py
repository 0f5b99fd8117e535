"""Web archives: WARC (ISO 28500) by warcio, and WACZ, the ZIP that holds WARC files (Webrecorder, WACZ 1.1.1).

Each response or resource of HTML, text, PDF or an office format is a document. The digest that a record
states is checked against its bytes, and in a WACZ the digest that the package states of each of its files too.
Everything else (images, scripts, styles) stays in the container and is counted.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from typing import Any, Final

from msgspec.structs import replace
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from trucewatch.errors import DocumentError
from trucewatch.intake.containers.deletion import is_deletion_page
from trucewatch.intake.containers.instants import iso_instant
from trucewatch.intake.containers.member import Member, Opened, Provenance, Refusal
from trucewatch.intake.containers.room import Room, gunzip, read_capped
from trucewatch.intake.containers.zips import name_refused
from trucewatch.intake.encoding import scrub
from trucewatch.intake.limits import Deadline, Limits

__all__ = ["WACZ", "WARC", "open_wacz", "open_warc"]

WARC: Final = "application/warc"
WACZ: Final = "application/wacz"
_RECORDS: Final = frozenset({"response", "resource"})
_READ: Final = re.compile(
    r"(?:text/(?:html|plain|csv)|application/(?:xhtml\+xml|pdf|json|geo\+json|rss\+xml|atom\+xml"
    r"|vnd\.openxmlformats-officedocument\.[a-z.]+))"
)
_GONE: Final = frozenset({404, 410, 451})
_MOST_RECORDS: Final = 200_000


def open_warc(data: bytes, *, container: str, limits: Limits, deadline: Deadline) -> Opened:
    """The documents of a WARC file, packed or plain. Raises :class:`DocumentError`."""
    # unpacked here and capped: the library's own reader would unpack a skipped record without a bound
    plain = gunzip(data, limits) if data.startswith(b"\x1f\x8b") else data
    members: list[Member] = []
    refused: list[Refusal] = []
    passed: Counter[str] = Counter()
    notes: list[str] = []
    doubts: list[str] = []
    room = Room(limits)
    try:
        records = ArchiveIterator(io.BytesIO(plain), check_digests=True)
        for number, record in enumerate(records):
            deadline.check("records")
            if number > _MOST_RECORDS:
                raise DocumentError("the web archive has too many records", reason="too_large")
            if record.rec_type not in _RECORDS:
                continue
            kind = _kind(record)
            status = _status(record)
            address = _text(record.rec_headers.get_header("WARC-Target-URI")) or "unknown address"
            if status in _GONE:
                refused.append(Refusal(name=address, reason="missing", detail=f"the page was gone: HTTP {status}"))
                continue
            if (status is not None and not 200 <= status < 300) or not _READ.fullmatch(kind):
                passed[f"HTTP {status}" if status and not 200 <= status < 300 else kind or "no type"] += 1
                continue
            room.member()
            member = _member(record, address, container, room)
            if member is None:
                refused.append(Refusal(name=address, reason="too_large", detail=f"larger than {limits.max_bytes}"))
                continue
            if member.provenance.digest_holds is False:
                doubts.append(f"{address}: the digest of the record does not hold")
            members.append(member)
    except (ArchiveLoadFailed, ValueError, EOFError, KeyError, AttributeError, IndexError) as error:
        if not members and not refused:
            detail = f"{type(error).__name__}: {str(error)[:100]}"
            raise DocumentError("the web archive is damaged", reason="broken", got=detail) from error
        doubts.append("the web archive is damaged from some record on: what stood before was taken")
    if passed:
        counted = ", ".join(f"{kind} {count}" for kind, count in passed.most_common(6))
        notes.append(f"records kept in the container and not read: {sum(passed.values())} ({counted})")
    return Opened(media=WARC, members=tuple(members), refused=tuple(refused), notes=tuple(notes), doubts=tuple(doubts))


def _member(record: Any, address: str, container: str, room: Room) -> Member | None:
    content = read_capped(record.content_stream().read, room)
    if content is None:
        return None
    while record.raw_stream.read(65_536):  # the check of the digest ends with the last byte of the record
        pass
    headers = record.rec_headers
    stated = headers.get_header("WARC-Payload-Digest") or headers.get_header("WARC-Block-Digest")
    identity = _text(headers.get_header("WARC-Record-ID")) or address
    return Member(
        name=address[:200],
        data=content,
        provenance=Provenance(
            container=container,
            member=identity,
            method="warc_record",
            address=address,
            observed_at=iso_instant(headers.get_header("WARC-Date")),
            digest_stated=_text(stated),
            digest_holds=record.digest_checker.passed if stated else None,
            removed_at_source=True if is_deletion_page(content) else None,
        ),
    )


def _kind(record: Any) -> str:
    headers = record.http_headers or record.rec_headers
    return (headers.get_header("Content-Type") or "").split(";")[0].strip().lower()


def _status(record: Any) -> int | None:
    if record.rec_type != "response" or record.http_headers is None:
        return None
    code = str(record.http_headers.get_statuscode() or "")
    return int(code) if code.isascii() and code.isdigit() and len(code) == 3 else 0


def open_wacz(data: bytes, *, container: str, limits: Limits, deadline: Deadline) -> Opened:
    """The documents of every WARC in the package, and whether the package's digests hold."""
    members: list[Member] = []
    refused: list[Refusal] = []
    notes: list[str] = []
    doubts: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            stated = _stated(package, limits, notes, doubts)
            room = Room(limits)
            for info in package.infolist():
                room.member()
                deadline.check("the package")
                if why := name_refused(info.orig_filename):
                    refused.append(Refusal(name=info.filename, reason="broken", detail=why))
                    continue
                content = _whole(package, info, room)
                holds = _holds(content, stated.get(info.filename))
                if holds is False:
                    doubts.append(f"{info.filename}: the digest is not the one that the package states")
                if holds is None and info.filename.startswith("archive/"):
                    notes.append(f"{info.filename}: the package states no digest of it")
                if not info.filename.startswith("archive/") or not info.filename.endswith((".warc", ".warc.gz")):
                    continue
                inner = open_warc(content, container=container, limits=limits, deadline=deadline)
                members += [_inside(member, info.filename, content, holds) for member in inner.members]
                refused += inner.refused
                notes += inner.notes
                doubts += inner.doubts
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:
        raise DocumentError("the package is damaged", reason="broken", got=str(error)[:120]) from error
    return Opened(media=WACZ, members=tuple(members), refused=tuple(refused), notes=tuple(notes), doubts=tuple(doubts))


def _stated(package: zipfile.ZipFile, limits: Limits, notes: list[str], doubts: list[str]) -> dict[str, str]:
    """The digest of each file as ``datapackage.json`` gives it; its own digest is checked too."""
    names = set(package.namelist())
    if "datapackage.json" not in names:
        notes.append("the package has no datapackage.json: no digest of it can be checked")
        return {}
    description = _whole(package, package.getinfo("datapackage.json"), Room(limits))
    if "datapackage-digest.json" in names:
        outer = _json(_whole(package, package.getinfo("datapackage-digest.json"), Room(limits)))
        if _holds(description, outer.get("hash") if isinstance(outer, dict) else None) is False:
            doubts.append("datapackage.json: the digest is not the one that datapackage-digest.json states")
    found = _json(description)
    resources = found.get("resources") if isinstance(found, dict) else None
    return {
        str(item["path"]): str(item["hash"])
        for item in (resources if isinstance(resources, list) else ())
        if isinstance(item, dict) and "path" in item and "hash" in item
    }


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _whole(package: zipfile.ZipFile, info: zipfile.ZipInfo, room: Room) -> bytes:
    """A file of the package, which may be larger than one document."""
    parts: list[bytes] = []
    with package.open(info) as stream:
        while chunk := stream.read(1_000_000):
            room.take(len(chunk))
            parts.append(chunk)
    return b"".join(parts)


def _holds(data: bytes, stated: object) -> bool | None:
    if not isinstance(stated, str) or ":" not in stated:
        return None
    algorithm, _, value = stated.partition(":")
    name = algorithm.lower().replace("-", "")
    if name not in ("sha256", "sha512", "sha384"):
        return None
    return hashlib.new(name, data).hexdigest() == value.lower()


def _inside(member: Member, path: str, warc: bytes, holds: bool | None) -> Member:
    where = member.provenance
    name = f"{path}#{where.member}"
    both = False if holds is False else where.digest_holds
    stated = where.digest_stated or f"sha256:{hashlib.sha256(warc).hexdigest()} (of {path})"
    return replace(member, provenance=replace(where, member=name, digest_stated=stated, digest_holds=both))


def _text(value: object) -> str | None:
    text = " ".join(scrub(str(value)).split()) if value else ""
    return text[:1000] or None
