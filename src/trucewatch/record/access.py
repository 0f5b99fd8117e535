"""Accesses: what was given out of a case or opened in it, as entries that name it and never repeat it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from trucewatch.record.canonical import quick_bytes
from trucewatch.record.encoding import encode_record

__all__ = ["AccessKind", "AccessNotice", "Output", "access_notice"]

AccessKind: TypeAlias = Literal["reading", "export", "publication", "bundle"]


class Output(Struct, frozen=True, kw_only=True):
    """A file that was given out: its name, SHA-256 (hex) and size in bytes. Its bytes are not kept."""

    name: str
    sha256: str
    size: int


class AccessNotice(Struct, frozen=True, kw_only=True):
    """The body of ``access``: who gave out or opened what, in which role, for which audience (absent: all of it).

    ``subject`` says which part, such as ``incident:I1`` or ``case``. Of a reading, ``leaf`` is the hidden entry,
    ``request`` the reveal that two approved and ``at`` the instant (RFC 3339, UTC): each reading stands for itself,
    while the same output given out again adds no entry.
    """

    id: str
    kind: AccessKind
    classification: str
    subject: str
    role: str | None = None
    audience: str | None = None
    outputs: tuple[Output, ...] = ()
    leaf: str | None = None
    request: str | None = None
    at: str | None = None


def access_notice(
    kind: AccessKind,
    classification: str,
    subject: str,
    *,
    role: str | None = None,
    audience: str | None = None,
    outputs: Mapping[str, bytes] | None = None,
    leaf: str | None = None,
    request: str | None = None,
    at: str | None = None,
) -> AccessNotice:
    """The notice of one access, under an id made from what it says. ``outputs`` are the files by name."""
    given = tuple(
        Output(name=name, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        for name, data in sorted((outputs or {}).items())
    )
    made = AccessNotice(
        id="",
        kind=kind,
        classification=classification,
        subject=subject,
        role=role,
        audience=audience,
        outputs=given,
        leaf=leaf,
        request=request,
        at=at,
    )
    digest = hashlib.sha256(quick_bytes(encode_record(made))).hexdigest()
    return msgspec.structs.replace(made, id=f"access-{digest[:20]}")
