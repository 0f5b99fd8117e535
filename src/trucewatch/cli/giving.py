"""Giving something of a case away: who may, and the entry that says it was done."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import Case
from trucewatch.cli.key_files import Actor, acting
from trucewatch.errors import UsageError
from trucewatch.pipeline import AUTHOR, Workplace
from trucewatch.protection import Profile, require
from trucewatch.record import record_draft
from trucewatch.record.access import AccessKind, access_notice

__all__ = ["AsOption", "GivingRole", "class_of", "giver", "note_given"]

AsOption = Annotated[
    str | None, typer.Option("--as", help="Who gives it away; whoever works at this machine when not given.")
]
GivingRole = Annotated[str | None, typer.Option("--role", help="The role in which it is given (list access_role).")]
EVERYTHING = "confidential"
"""The class of a case as it is: sources and words, and no hidden value."""


def giver(
    case: Case,
    profile: Profile | None,
    author: str | None,
    role: str | None,
    key: Path | None,
    passphrase_file: Path | None,
) -> Actor:
    """Who gives away what the audience of ``profile`` sees, or everything. Raises :class:`ProtectionError` where the
    role may not, and as :func:`acting`."""
    if author is None:
        if role is not None or key is not None:
            raise UsageError("a role and a key are somebody's", where="--as")
        return Actor(AUTHOR, "")
    actor = acting(case, author, role, key, passphrase_file)
    require(actor.role, "export", class_of(profile), where="--role")
    return actor


def note_given(
    work: Workplace,
    actor: Actor,
    kind: AccessKind,
    profile: Profile | None,
    subject: str,
    outputs: Mapping[str, bytes] | None = None,
) -> None:
    """Enter that something was given away. The same again, by the same, adds nothing."""
    notice = access_notice(
        kind,
        class_of(profile),
        subject,
        role=actor.role or None,
        audience=profile.id if profile else None,
        outputs=outputs,
    )
    work.append([record_draft(notice, actor.author, work.log.files)])


def class_of(profile: Profile | None) -> str:
    """The class of what an audience sees; of everything where there is no profile."""
    return profile.classification if profile else EVERYTHING
