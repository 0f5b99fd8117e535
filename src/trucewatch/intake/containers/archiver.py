"""Output of Bellingcat's auto-archiver: a JSON of metadata beside the page and the media it describes.

The JSON is the tool's ``Metadata`` record: ``status``, ``metadata`` (``url``, ``title``, ``timestamp``,
``_processed_at``) and ``media`` (``filename``, ``key``, ``urls``, ``properties.hash`` as ``ALGORITHM:hex``); see
https://auto-archiver.readthedocs.io. Every hash is computed again; nothing is taken from the tool's word.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec.structs import replace

from trucewatch.intake.containers.deletion import is_deletion_page
from trucewatch.intake.containers.instants import iso_instant
from trucewatch.intake.containers.member import Member, Opened, Refusal
from trucewatch.intake.encoding import scrub

__all__ = ["ARCHIVER", "describe_members", "described_names"]

ARCHIVER: Final = "application/vnd.trucewatch.auto-archiver+json"
_LARGEST: Final = 2_000_000
_DEPTH: Final = 20
_HASH = re.compile(r"(?:(?P<how>[A-Za-z0-9-]{2,12}):)?(?P<hex>[0-9a-fA-F]{64,128})")
_ALGORITHMS: Final = {"sha-256": "sha256", "sha256": "sha256", "sha3-512": "sha3_512", "sha3_512": "sha3_512"}


def described_names(data: bytes) -> frozenset[str] | None:
    """The file names that a metadata record of the auto-archiver speaks of; null for any other file."""
    record = _metadata(data)
    if record is None:
        return None
    names = (name.split("?")[0].rstrip("/").rsplit("/", 1)[-1] for m in _media(record) for name in _written(m))
    return frozenset(name for name in names if name)


def describe_members(members: Sequence[Member], container: str) -> Opened:
    """The same members, those that a metadata record describes with address, times and checked digest.

    The records themselves stay members no longer: they are kept inside the container. A file that is
    described and not there, and a digest that does not hold, are reported.
    """
    records = {m.provenance.member: found for m in members if (found := _metadata(m.data)) is not None}
    if not records:
        return Opened(media=ARCHIVER, members=tuple(members))
    files = {m.provenance.member: m for m in members if m.provenance.member not in records}
    refused: list[Refusal] = []
    notes: list[str] = []
    doubts: list[str] = []
    for where, record in records.items():
        about = _facts(record)
        gone = about.pop("removed_at_source")
        for medium in _media(record):
            path = _find(medium, files, where)
            if path is None:
                name = _text(medium.get("filename")) or "a file without a name"
                refused.append(Refusal(name=name, reason="missing", detail=f"described in {where} and not there"))
                continue
            stated, holds = _digest(medium, files[path].data)
            removed = True if gone or is_deletion_page(files[path].data) else None
            files[path] = replace(
                files[path],
                provenance=replace(
                    files[path].provenance,
                    container=container,
                    method="auto_archiver",
                    digest_stated=stated,
                    digest_holds=holds,
                    removed_at_source=removed,
                    **about,
                ),
            )
            if holds is False:
                doubts.append(f"{path}: the digest is not the one that {where} states")
            if removed:
                notes.append(f"{path}: the page says that the content is gone")
        if gone and not list(_media(record)):
            notes.append(f"{where}: {about['address'] or 'the address'} was gone when it was visited")
    return Opened(
        media=ARCHIVER,
        members=tuple(files.values()),
        refused=tuple(refused),
        notes=tuple(notes),
        doubts=tuple(doubts),
    )


def _metadata(data: bytes) -> dict[str, Any] | None:
    head = data[:4].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"{") or len(data) > _LARGEST or b'"media"' not in data or b'"metadata"' not in data:
        return None
    if data.count(b"[") + data.count(b"{") > 50_000:
        return None
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    fits = isinstance(found.get("media"), list) and isinstance(found.get("metadata"), dict)
    return found if fits and "status" in found else None


def _facts(record: dict[str, Any]) -> dict[str, Any]:
    metadata = record["metadata"]
    said = _instant(metadata.get("timestamp"))
    status = f"{record.get('status')} {metadata.get('deletion_status', '')}".casefold()
    return {
        "address": _text(metadata.get("url")),
        "title": _text(metadata.get("title")),
        "observed_at": _instant(metadata.get("_processed_at")),
        "reported_at": said,
        "published": said,
        "removed_at_source": any(word in status for word in ("deleted", "removed", "unavailable")),
    }


def _media(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All files described, those inside the properties of another one too (thumbnails, WACZ, timestamps)."""
    queue: list[tuple[Any, int]] = [(record["media"], 0)]
    while queue:
        value, depth = queue.pop(0)
        if depth > _DEPTH:
            continue
        if isinstance(value, list):
            queue.extend((item, depth + 1) for item in value[:2_000])
        elif isinstance(value, dict) and isinstance(value.get("filename"), str):
            yield value
            properties = value.get("properties")
            if isinstance(properties, dict):
                queue.extend((item, depth + 1) for item in properties.values() if isinstance(item, (dict, list)))


def _find(medium: dict[str, Any], files: dict[str, Member], beside: str) -> str | None:
    """The file that is meant: by its key, its own name or the tail of an address, never by opening that path."""
    folder = beside.rpartition("/")[0]
    for name in _written(medium):
        plain = name.split("?")[0].rstrip("/")
        for candidate in (f"{folder}/{plain}".lstrip("/"), plain):
            if candidate in files:
                return candidate
        tail = plain.rsplit("/", 1)[-1]
        found = [path for path in files if path.rsplit("/", 1)[-1] == tail]
        if len(found) == 1:
            return found[0]
    return None


def _written(medium: dict[str, Any]) -> list[str]:
    """The names under which a record speaks of a file."""
    urls = medium.get("urls")
    written = [medium.get("key"), medium.get("filename"), *(urls if isinstance(urls, list) else ())]
    return [value.replace("\\", "/") for value in written if isinstance(value, str) and value]


def _digest(medium: dict[str, Any], data: bytes) -> tuple[str | None, bool | None]:
    properties = medium.get("properties")
    written = properties.get("hash") if isinstance(properties, dict) else None
    found = _HASH.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        return _text(written), None
    default = "sha256" if len(found["hex"]) == 64 else "sha3_512"
    algorithm = _ALGORITHMS.get((found["how"] or default).lower())
    if algorithm is None:
        return written, None
    return written, hashlib.new(algorithm, data).hexdigest() == found["hex"].lower()


def _instant(value: object) -> str | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return dt.datetime.fromtimestamp(value, dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        except (ValueError, OverflowError, OSError):
            return None
    return iso_instant(value)


def _text(value: object) -> str | None:
    text = " ".join(scrub(str(value)).split()) if isinstance(value, str) and value else ""
    return text[:500] or None
