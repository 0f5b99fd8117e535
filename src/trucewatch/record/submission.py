"""Work done away from the record: what one author added to a copy, as one file, and how the record takes it in.

The file holds the entries as they were sealed and the files that they name. Taking it in appends what is new under its
author and keeps the file itself, so that the first signatures stay. An entry is known by the digest of its payload:
the same file twice adds nothing, and files may come in any order. Nothing is overwritten; where two authors say
different things of one record both stay, and :func:`conflicts` lists them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

import msgspec
from msgspec import Struct

from trucewatch.errors import RecordError
from trucewatch.record.base64_text import to_base64
from trucewatch.record.canonical import admit
from trucewatch.record.ed25519 import verifies
from trucewatch.record.encoding import encode_record
from trucewatch.record.entry import ENTRY_TYPES, SUPERSEDES, Draft, Entry, EntryType, FileRef, open_leaf
from trucewatch.record.envelope import open_envelope, pae
from trucewatch.record.files import FileStore
from trucewatch.record.log import Log
from trucewatch.record.trust import TrustRoot

__all__ = ["Conflict", "Merged", "SubmissionMark", "conflicts", "make_submission", "merge_in", "read_submission"]

FORMAT: Final = "trucewatch-submission-1"
MEDIA: Final = "application/vnd.trucewatch.submission.v1+json"
MAX_FILE: Final = 256_000_000
_MARKS_EACH: Final = 300
_NOT_SUBMITTED: Final = frozenset({"submission", "trust-root"})
_ONLY_SIGNED: Final = frozenset(
    {"protection_request", "protection_approval", "redaction", "sealing", "unsealing", "disclosure_notice"}
)
"""Acts of which two make something happen: a file that anybody could have written must not bring one."""


class _Kept(Struct, frozen=True, forbid_unknown_fields=True):
    sha256: str
    data: str


class Submission(Struct, frozen=True, forbid_unknown_fields=True):
    """The file: ``entries`` are leaf data and ``files`` contents, in base64."""

    format: Literal["trucewatch-submission-1"]
    log: str
    author: str
    entries: tuple[str, ...]
    files: tuple[_Kept, ...]


class SubmissionMark(Struct, frozen=True, kw_only=True):
    """The body of an entry ``submission``: which payloads (SHA-256, hex) came in with which file."""

    id: str
    author: str
    file: str
    payloads: tuple[str, ...]
    signed: int


@dataclass(frozen=True)
class Conflict:
    """One record of which authors say different things: each author's latest word as the SHA-256 of its body."""

    type: str
    id: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Merged:
    """How many entries were new and known, how many of the new ones carry a signature of their author's own key."""

    author: str
    new: int
    known: int
    signed: int


def make_submission(entries: Iterable[Entry], author: str, files: FileStore) -> bytes:
    """The file of all entries of ``author``, in their order, with what they name of ``files``.

    Raises :class:`RecordError` when the author has none.
    """
    mine = [entry for entry in entries if entry.author == author and entry.type not in _NOT_SUBMITTED]
    if not mine:
        raise RecordError("the author has entered nothing", got=author, hint="see the authors: trucewatch verify")
    named = {ref.sha256 for entry in mine for ref in entry.payload.files if files.exists(ref.sha256)}
    made = Submission(
        FORMAT,
        mine[0].payload.log,
        author,
        tuple(to_base64(entry.data) for entry in mine),
        tuple(_Kept(digest, to_base64(files.get(digest))) for digest in sorted(named)),
    )
    return msgspec.json.encode(made) + b"\n"


def read_submission(data: bytes, *, where: str = "submission") -> tuple[Submission, tuple[Entry, ...], list[bytes]]:
    """The file, its entries and the contents of its files, checked: sizes, forms, one author, an unbroken chain.

    Raises :class:`RecordError` for anything else; then nothing of it is taken in.
    """
    if len(data) > MAX_FILE:
        raise RecordError("the submission is too large", where=where, expected=f"{MAX_FILE} bytes", got=str(len(data)))
    try:
        made = msgspec.json.decode(data, type=Submission)
        leaves = [base64.b64decode(leaf, validate=True) for leaf in made.entries]
        contents = [base64.b64decode(kept.data, validate=True) for kept in made.files]
    except (msgspec.DecodeError, UnicodeError, binascii.Error, ValueError, RecursionError) as error:
        raise RecordError(
            "the submission cannot be read", where=where, expected=FORMAT, got=str(error)[:200]
        ) from error
    for kept, content in zip(made.files, contents, strict=True):
        if hashlib.sha256(content).hexdigest() != kept.sha256:
            raise RecordError("a file of the submission was changed", where=where, expected=kept.sha256)
    entries = tuple(open_leaf(leaf, number) for number, leaf in enumerate(leaves))
    digests: dict[int, str] = {}
    for entry in entries:
        _check(entry, made, digests, where)
        digests[entry.payload.seq] = entry.payload_digest
    return made, entries, contents


def merge_in(log: Log, data: bytes, *, root: TrustRoot | None = None, where: str = "submission") -> Merged:
    """Take a submission into the log, all of it or nothing. A second time adds nothing.

    Entries that carry signatures must verify where ``root`` has keys of the author. Raises :class:`RecordError` for a
    file of another log, a broken one, or a signature that does not hold.
    """
    made, entries, contents = read_submission(data, where=where)
    if made.log != log.origin:
        raise RecordError("the submission is for another log", where=where, expected=log.origin, got=made.log)
    known = _known(log.entries())
    new = [entry for entry in entries if entry.payload_digest not in known]
    signed = sum(_counted(entry, root, where) for entry in new)
    if not new:
        return Merged(made.author, 0, len(entries), 0)
    log.files.put_all([*contents, data])
    drafts = [
        Draft(
            type=cast("EntryType", entry.type),
            author=entry.author,
            body=entry.body(),
            refs=tuple(ref for ref in entry.payload.refs if ref.rel != SUPERSEDES),
            files=entry.payload.files,
        )
        for entry in new
    ]
    log.append([*drafts, *_marks(made.author, new, data, signed)])
    return Merged(made.author, len(new), len(entries) - len(new), signed)


def conflicts(entries: Iterable[Entry]) -> tuple[Conflict, ...]:
    """Records of which the latest words of two authors or more differ, by type and id, whatever the order."""
    latest: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for entry in entries:
        record_id = entry.body().get("id")
        if isinstance(record_id, str) and entry.type not in _NOT_SUBMITTED and entry.type != "run":
            latest[entry.type, record_id][entry.author] = hashlib.sha256(bytes(entry.payload.body)).hexdigest()
    return tuple(
        Conflict(kind, record_id, tuple(sorted(words.items())))
        for (kind, record_id), words in sorted(latest.items())
        if len(set(words.values())) > 1
    )


def _check(entry: Entry, made: Submission, digests: dict[int, str], where: str) -> None:
    at = f"{where}, entry {entry.index}"
    if entry.author != made.author or entry.payload.log != made.log:
        raise RecordError("an entry is of another author or log", where=at, expected=made.author, got=entry.author)
    if entry.type not in ENTRY_TYPES or entry.type in _NOT_SUBMITTED:
        raise RecordError("an entry of this type is not submitted", where=at, got=entry.type[:40])
    admit(bytes(entry.payload.body), where=at)
    before = digests.get(entry.payload.seq - 1)
    if entry.payload.seq in digests or (before is not None and entry.payload.prev != before):
        raise RecordError(
            "the author's chain is broken", where=at, expected=f"prev {before}", got=f"{entry.payload.prev}"
        )


def _known(entries: Iterable[Entry]) -> set[str]:
    """Payloads that stand in the log, or came in with a submission."""
    known: set[str] = set()
    for entry in entries:
        known.add(entry.payload_digest)
        if entry.type == "submission":
            known.update(entry.record(SubmissionMark).payloads)
    return known


def _signed(entry: Entry, root: TrustRoot | None, where: str) -> bool:
    """Whether a key of the author holds for the entry; a signature of an enrolled key that fails is refused."""
    if root is None:
        return False
    mine = {digest: key for digest, key in root.holders("submitter").items() if key.party == entry.author}
    message = pae(open_envelope(entry.data, where=where)[0])
    held = False
    for digest, signature in entry.signatures:
        if digest not in mine:
            continue
        if not verifies(mine[digest].public, signature, message):
            raise RecordError("a signature does not hold", where=f"{where}, entry {entry.index}", got=digest[:12])
        held = True
    return held


def _counted(entry: Entry, root: TrustRoot | None, where: str) -> bool:
    held = _signed(entry, root, where)
    if not held and entry.type in _ONLY_SIGNED:
        raise RecordError(
            "an act of protection is not signed by an enrolled key",
            where=f"{where}, entry {entry.index}",
            got=entry.type,
        )
    return held


def _marks(author: str, new: Sequence[Entry], data: bytes, signed: int) -> list[Draft]:
    digest = hashlib.sha256(data).hexdigest()
    file = FileRef(sha256=digest, size=len(data), media=MEDIA)
    payloads = sorted(entry.payload_digest for entry in new)
    marks = []
    for start in range(0, len(payloads), _MARKS_EACH):
        part = tuple(payloads[start : start + _MARKS_EACH])
        name = hashlib.sha256("".join(part).encode()).hexdigest()[:20]
        mark = SubmissionMark(id=f"submission-{name}", author=author, file=digest, payloads=part, signed=signed)
        marks.append(Draft(type="submission", author="trucewatch", body=encode_record(mark), files=(file,)))
    return marks
