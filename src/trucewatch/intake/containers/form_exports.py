"""Files that came with the submissions of a form, as KoboToolbox and ODK Central export them.

KoboToolbox's archive of media holds ``<user>/attachments/<form>/<submission>/<file>``; ODK Central's archive holds the
submissions as CSV and the files under ``media/``; a folder may hold either with the table beside it. A file is kept by
its digest whatever it is; which submission names it is told by its path, else by the answer that has its name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final

from msgspec.structs import replace

from trucewatch.intake.containers.member import Member
from trucewatch.vocabulary.attachments import ATTACHMENT

__all__ = ["attachment_media", "is_submissions", "mark_attachments", "submission_of"]

_HEAD: Final = 65_536
_IDS: Final = frozenset({"_uuid", "meta/instanceID", "meta-instanceID", "KEY", "instanceID", "__id"})
_JSON_IDS: Final = tuple(f'"{name}"'.encode() for name in ("_uuid", "meta/instanceID", "__id"))
_KOBO = re.compile(r"(?:^|/)attachments/[0-9a-f]{16,64}/(?P<submission>[0-9a-fA-F-]{16,64})/[^/]+$")
_SIGNS: Final = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypmif", "image/heic"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
)


def attachment_media(data: bytes) -> str | None:
    """The media type of an image or recording by its first bytes; null for anything else."""
    return next((media for at, sign, media in _SIGNS if data[at : at + len(sign)] == sign), None)


def is_submissions(data: bytes) -> bool:
    """Whether a CSV or JSON looks like an export of submissions: its head has an id of a submission."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] in (b"{", b"["):
        return any(name in head for name in _JSON_IDS)
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace")
    cells = [cell.strip().strip('"') for cell in re.split(r"[,;\t]", first)]
    return len(cells) > 2 and any(cell in _IDS or cell.endswith("-instanceID") for cell in cells)


def submission_of(path: str) -> str | None:
    """The id of the submission that a path of KoboToolbox's archive of media names; null where it names none."""
    found = _KOBO.search(path.replace("\\", "/"))
    return found["submission"] if found else None


def mark_attachments(members: Sequence[Member]) -> tuple[Member, ...]:
    """The members, those that are attachments marked as such, with their submission where the path names it."""
    tables = [PurePosixPath(m.provenance.member).parent for m in members if is_submissions(m.data)]
    return tuple(_marked(member, tables) for member in members)


def _marked(member: Member, tables: Sequence[PurePosixPath]) -> Member:
    where = member.provenance
    path = PurePosixPath(where.member)
    submission = submission_of(where.member)
    beside = any(folder in path.parents for folder in tables) and not is_submissions(member.data)
    if submission is None and not beside:
        return member
    return replace(member, provenance=replace(where, method=ATTACHMENT, attached_to=submission))
