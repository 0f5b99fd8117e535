"""What a writer must know of the log so far: each author's chain, and which records already stand in it.

A *subject* is a record that later entries may replace: an incident and its id, a document and its id, the
claims of a document. The same content again is no new entry; other content refers to the one it replaces.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

import msgspec
from msgspec import UNSET, Struct, UnsetType

from trucewatch.record.entry import SUPERSEDES, Draft, Entry, FileRef, Ref

__all__ = ["Heads", "Standing"]

SubjectKey: TypeAlias = tuple[str, str, bytes]

_UNIQUE = frozenset({"custody", "run"})
"""Types whose entries each stand for themselves."""


@dataclass(frozen=True)
class Standing:
    """Where a draft stands: ``index`` of the same entry if it is there already, else what it replaces."""

    index: int | None = None
    replaces: str | None = None


@dataclass
class _Subject:
    version: bytes
    leaf: str
    replaced: str | None
    parts: dict[int, int] = field(default_factory=dict)


class Heads:
    """Grows with the log, entry by entry."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.authors: dict[str, tuple[int, str]] = {}
        self.ids: dict[str, int] = {}
        self._subjects: dict[SubjectKey, _Subject] = {}
        for entry in entries:
            self.note(entry)

    def standing(self, draft: Draft, body: bytes) -> Standing:
        """Whether the draft is in the log already, or else which leaf (hex) it replaces."""
        head = _head(body)
        key = _key(draft.author, draft.type, head)
        subject = self._subjects.get(key) if key else None
        if subject is None:
            return Standing()
        if subject.version != _version(draft.type, head, body, draft.files, draft.refs):
            return Standing(replaces=subject.leaf)
        return Standing(index=subject.parts.get(head.part), replaces=subject.replaced)

    def next_place(self, author: str) -> tuple[int, str | None]:
        """The author's next ``seq`` and ``prev``."""
        if author not in self.authors:
            return 0, None
        seq, digest = self.authors[author]
        return seq + 1, digest

    def note(self, entry: Entry) -> None:
        """Take an entry of the log into account, in order."""
        payload = entry.payload
        self.authors[payload.author] = (payload.seq, entry.payload_digest)
        self.ids.setdefault(payload.id, entry.index)
        head = _head(payload.body)
        if payload.type == "correction" and head.withdraws:
            self._withdraw(payload.author, head)
        key = _key(payload.author, payload.type, head)
        if key is None:
            return
        version = _version(payload.type, head, bytes(payload.body), payload.files, payload.refs)
        subject = self._subjects.get(key)
        if subject is None or subject.version != version:
            subject = _Subject(version, entry.leaf, subject.leaf if subject else None)
            self._subjects[key] = subject
        subject.parts[head.part] = entry.index

    def _withdraw(self, author: str, head: _Body) -> None:
        """A withdrawn record no longer stands: the same content again is a new entry."""
        if head.target_id is UNSET:
            return
        subject = self._subjects.get((author, head.target_type, bytes(head.target_id)))
        if subject is not None:
            subject.version = b"withdrawn"


class _Body(Struct, frozen=True):
    """The members of a body that say what it is about; all others are passed over."""

    id: msgspec.Raw | UnsetType = UNSET
    document: msgspec.Raw | UnsetType = UNSET
    reading: str = ""
    target_type: str = ""
    target_id: msgspec.Raw | UnsetType = UNSET
    withdraws: bool = False
    part: int = 0


def _head(body: bytes | msgspec.Raw) -> _Body:
    try:
        return msgspec.json.decode(body, type=_Body)
    except msgspec.DecodeError:
        return _Body()  # another writer's body of another form: it stands for itself


def _key(author: str, kind: str, head: _Body) -> SubjectKey | None:
    name = head.document if kind == "claims" else head.id
    if kind in _UNIQUE or name is UNSET:
        return None
    return author, kind, bytes(name)


def _version(kind: str, head: _Body, body: bytes, files: tuple[FileRef, ...], refs: tuple[Ref, ...]) -> bytes:
    if kind == "claims":
        return head.reading.encode("utf-8")
    own = tuple(ref for ref in refs if ref.rel != SUPERSEDES)
    return hashlib.sha256(msgspec.json.encode((files, own)) + body).digest()
