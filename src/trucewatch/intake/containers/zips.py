"""ZIP archives of documents. Member names are labels: nothing is ever written under them.

A name that would leave the folder, a link, a locked member, a name that stands twice and an archive inside the
archive are refused one by one, with a record of each; the rest is taken.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from typing import Final

from trucewatch.errors import DocumentError
from trucewatch.intake.containers.archiver import describe_members
from trucewatch.intake.containers.form_exports import mark_attachments
from trucewatch.intake.containers.member import Member, Opened, Provenance, Refusal
from trucewatch.intake.containers.room import Room, read_capped
from trucewatch.intake.limits import Deadline, Limits

__all__ = ["ZIP", "is_archive", "name_refused", "open_zip"]

ZIP: Final = "application/zip"
_ARCHIVES: Final = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd")
_OFFICE: Final = (b"word/document.xml", b"xl/workbook.xml", b"[Content_Types].xml", b"mimetypeapplication/")
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError)


def open_zip(data: bytes, *, container: str, limits: Limits, deadline: Deadline) -> Opened:
    """Take out the members. Raises :class:`DocumentError` when the archive is damaged or passes a limit."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED as error:
        raise DocumentError("the archive is damaged", reason="broken", got=str(error)[:120]) from error
    members: list[Member] = []
    refused: list[Refusal] = []
    room = Room(limits)
    seen: set[str] = set()
    with archive:
        for info in archive.infolist():
            room.member()
            deadline.check("unpacking")
            if info.is_dir() or info.filename.startswith("__MACOSX/"):
                continue
            refusal = _refusal(info, seen)
            seen.add(info.filename)
            content = None if refusal else _content(archive, info, room)
            if isinstance(content, bytes) and is_archive(content):
                refusal = ("unsupported", "an archive inside an archive is not opened")
            elif isinstance(content, tuple):
                refusal = content
            if refusal or not isinstance(content, bytes):
                reason, detail = refusal or ("too_large", f"larger than {limits.max_bytes} bytes")
                refused.append(Refusal(name=info.filename, reason=reason, detail=detail))
                continue
            where = Provenance(container=container, member=info.filename, method="zip_member")
            members.append(Member(name=info.filename.rsplit("/", 1)[-1], data=content, provenance=where))
    described = describe_members(mark_attachments(members), container)
    return Opened(
        media=ZIP,
        members=described.members,
        refused=(*refused, *described.refused),
        notes=described.notes,
        doubts=described.doubts,
    )


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: Room) -> bytes | tuple[str, str] | None:
    try:
        with archive.open(info) as stream:
            return read_capped(stream.read, room, info.compress_size)
    except _DAMAGED as error:
        return "broken", f"the member is damaged: {str(error)[:120]}"


def _refusal(info: zipfile.ZipInfo, seen: set[str]) -> tuple[str, str] | None:
    if why := name_refused(info.orig_filename):
        return "broken", why
    if stat.S_ISLNK(info.external_attr >> 16):
        return "broken", "a symbolic link is not followed"
    if info.filename in seen:
        return "broken", "a member of this name stands in the archive already"
    if info.flag_bits & 0x1:
        return "encrypted", "the member is locked with a password"
    return None


def name_refused(name: str) -> str | None:
    """Why a member of that name is refused: it is absolute, leaves the folder or holds signs no name has."""
    plain = name.replace("\\", "/")
    if plain.startswith("/") or (len(plain) > 1 and plain[1] == ":"):
        return "the name is absolute"
    if ".." in plain.split("/"):
        return "the name leaves the folder"
    if "\\" in name or any(ord(c) < 32 for c in name) or len(name) > 500:
        return "the name holds signs that no name has, or is too long"
    return None


def is_archive(data: bytes) -> bool:
    """True for an archive of files or packed data, not for an office file."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return not any(mark in data for mark in _OFFICE)
    return data.startswith(_ARCHIVES) or data[257:262] == b"ustar"
