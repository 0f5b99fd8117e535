"""Which document is the file that a submission names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from trucewatch.vocabulary.claims import Attachment, Submission
from trucewatch.vocabulary.documents import Custody

__all__ = ["ATTACHMENT", "AttachedFile", "attached"]

ATTACHMENT: Final = "form_attachment"
"""How the bytes of a file that came with a form came in, as custody says it."""


class AttachedFile(Struct, frozen=True, kw_only=True):
    """A named file and the ids of the documents it may be: none where it did not come in, several where two files of
    that name came in and nothing tells them apart."""

    attachment: Attachment
    documents: tuple[str, ...]


def attached(submission: Submission, custodies: Iterable[Custody]) -> tuple[AttachedFile, ...]:
    """The files a submission names, each with its documents.

    A custody that names the submission decides; one that names another submission is out; else the name of the file
    decides. KoboToolbox writes spaces of a name as underscores.
    """
    by_name: dict[str, list[Custody]] = {}
    for custody in custodies:
        by_name.setdefault(_plain(custody.member or custody.original_name), []).append(custody)
    return tuple(
        AttachedFile(attachment=one, documents=_documents(submission, by_name.get(_plain(one.name), ())))
        for one in submission.attachments
    )


def _documents(submission: Submission, named: Sequence[Custody]) -> tuple[str, ...]:
    own = [c for c in named if c.attached_to is not None and _same(c.attached_to, submission.id)]
    chosen = own or [c for c in named if c.attached_to is None]
    return tuple(dict.fromkeys(c.document for c in chosen))


def _same(one: str, other: str) -> bool:
    return one.removeprefix("uuid:").casefold() == other.removeprefix("uuid:").casefold()


def _plain(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1].strip().replace(" ", "_").casefold()
