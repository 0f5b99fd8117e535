"""One file of the inbox to the documents it holds: the file itself, or a container with its members."""

from __future__ import annotations

import datetime as dt
import hashlib
import stat
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from trucewatch.errors import DocumentError
from trucewatch.intake.containers.archiver import ARCHIVER, describe_members
from trucewatch.intake.containers.form_exports import attachment_media, submission_of
from trucewatch.intake.containers.member import Member, Opened, Provenance
from trucewatch.intake.containers.opening import CONTAINERS, container_media, may_open
from trucewatch.intake.documents import Intaken, container_record, unread_record
from trucewatch.intake.given import Given
from trucewatch.intake.limits import Limits
from trucewatch.intake.parsing import Job, Parser
from trucewatch.vocabulary.attachments import ATTACHMENT
from trucewatch.vocabulary.claims import UnreadRecord

__all__ = ["Arrival", "Arrived", "Desk", "Known", "bytes_of", "receive", "receive_all", "receive_bytes"]

Known = frozenset[str]
_MOST_MEMBERS = 20_000


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A file to take in. ``beside`` are the files that an auto-archiver's metadata describes; ``attached`` are the
    files of a folder that came with the submissions of a form."""

    path: Path
    given: Given
    beside: tuple[Path, ...] = ()
    attached: tuple[Path, ...] = ()


@dataclass
class Arrived:
    """What one file brought, members before their container, so that a container in the record is complete.

    ``again`` are members that are in the record already and came in once more.
    """

    path: Path
    taken: list[tuple[bytes, Intaken]] = field(default_factory=list)
    again: list[tuple[bytes, str, Provenance]] = field(default_factory=list)
    unread: list[UnreadRecord] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    known: str | None = None


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What receiving needs: who parses, which documents are known, when it is, and the limits."""

    parser: Parser
    known: Known
    now: dt.datetime
    received_by: str
    limits: Limits


def receive_all(
    arrivals: Sequence[Arrival],
    *,
    parser: Parser,
    known: Known,
    now: dt.datetime,
    received_by: str,
    limits: Limits | None = None,
) -> Iterator[Arrived]:
    """Receive files in their order; with a parser of several workers some are parsed ahead of the one handed out."""
    desk = Desk(parser=parser, known=known, now=now, received_by=received_by, limits=limits or Limits())
    if parser.workers < 2 or len(arrivals) < 2:
        yield from (receive(arrival, desk) for arrival in arrivals)
        return
    waiting: deque[Future[Arrived]] = deque()
    with ThreadPoolExecutor(parser.workers) as threads:
        for arrival in arrivals:
            waiting.append(threads.submit(receive, arrival, desk))
            if len(waiting) > parser.workers * 2:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def receive(arrival: Arrival, desk: Desk) -> Arrived:
    """Read one file and, where it is a container, its members."""
    arrived = Arrived(arrival.path)
    data = bytes_of(arrival.path, desk.limits, arrived)
    if data is None:
        return arrived
    digest = hashlib.sha256(data).hexdigest()
    if arrival.attached:
        _attached(arrival, digest, desk, arrived)
    if digest in desk.known:
        arrived.known = digest
        return arrived
    if arrival.beside:
        _folder(arrival, data, digest, desk, arrived)
    else:
        _take(data, arrival.path.name, arrival.given, None, 0, desk, arrived)
    return arrived


def receive_bytes(data: bytes, name: str, given: Given, desk: Desk) -> Arrived:
    """Receive bytes that no folder holds: a document, or a container with its members.

    They are bounded in size as a file is; past that there is an unread record and no document.
    """
    arrived = Arrived(Path(name))
    most = desk.limits.max_container if container_media(data) in CONTAINERS else desk.limits.max_bytes
    if len(data) > most:
        digest = hashlib.sha256(data).hexdigest()
        arrived.unread.append(unread_record("too_large", _too_large(most, len(data)), digest=digest, name=name))
        return arrived
    _take(data, name, given, None, 0, desk, arrived)
    return arrived


def _too_large(most: int, size: int) -> str:
    return f"the file is too large; expected at most {most} bytes; got {size}"


def _take(
    data: bytes, name: str, given: Given, provenance: Provenance | None, depth: int, desk: Desk, arrived: Arrived
) -> None:
    kept = attachment_media(data) if provenance is not None and provenance.method == ATTACHMENT else None
    if kept is not None:
        arrived.taken.append((data, _kept(data, name, kept, given, provenance, desk)))
        return
    media = container_media(data)
    if media is None or not may_open(media, depth):
        arrived.taken.append((data, _read(data, name, given, provenance, desk)))
        return
    try:
        opened = desk.parser.open(data, desk.limits) or Opened(media=media)
    except DocumentError as error:
        if media in CONTAINERS:
            arrived.taken.append((data, _refused(data, name, media, given, provenance, error, desk)))
            return
        opened = Opened(media=media, doubts=(f"the attachments cannot be taken out: {error.message}",))
    members = _members(opened, depth, given, desk, arrived)
    if media in CONTAINERS:
        arrived.taken.append((data, _record(data, name, opened, members, given, provenance, desk)))
    else:
        arrived.taken.append((data, _read(data, name, given, provenance, desk)))
    _tell(opened, name, arrived)


def _members(opened: Opened, depth: int, given: Given, desk: Desk, arrived: Arrived) -> int:
    """Take the members; what a person gave of the container holds for its source and language, not for its dates."""
    mine = Given(source=given.source, lang=given.lang)
    for member in opened.members:
        if len(arrived.taken) + len(arrived.again) >= _MOST_MEMBERS:
            arrived.doubts.append(f"members beyond {_MOST_MEMBERS} are not taken: split the container")
            break
        digest = hashlib.sha256(member.data).hexdigest()
        if digest in desk.known:
            arrived.again.append((member.data, member.name, member.provenance))
        else:
            _take(member.data, member.name, mine, member.provenance, depth + 1, desk, arrived)
    return len(opened.members)


def _tell(opened: Opened, name: str, arrived: Arrived) -> None:
    for refusal in opened.refused:
        label = f"{name} > {refusal.name}"[:500]
        arrived.unread.append(unread_record(refusal.reason, refusal.detail, digest=None, name=label))
    arrived.notes += [f"{name}: {note}" for note in opened.notes]
    arrived.doubts += [f"{name}: {doubt}" for doubt in opened.doubts]


def _folder(arrival: Arrival, data: bytes, digest: str, desk: Desk, arrived: Arrived) -> None:
    """An output folder of the auto-archiver: its metadata file is the container, the files beside it the members."""
    root = arrival.path.parent
    members = [_member(data, arrival.path.name, digest)]
    for path in arrival.beside:
        content = bytes_of(path, desk.limits, arrived)
        if content is not None:
            members.append(_member(content, path.relative_to(root).as_posix(), digest))
    opened = describe_members(members, digest)
    count = _members(opened, 0, arrival.given, desk, arrived)
    name = f"{root.name}/{arrival.path.name}"
    arrived.taken.append((data, _record(data, name, opened, count, arrival.given, None, desk, ARCHIVER)))
    _tell(opened, name, arrived)


def _attached(arrival: Arrival, table: str, desk: Desk, arrived: Arrived) -> None:
    """The files of a folder that came with a table of submissions: members of the table."""
    members = []
    for path in arrival.attached:
        content = bytes_of(path, desk.limits, arrived)
        if content is not None:
            where = path.relative_to(arrival.path.parent).as_posix()
            submission = submission_of(where)
            provenance = Provenance(container=table, member=where, method=ATTACHMENT, attached_to=submission)
            members.append(Member(name=path.name, data=content, provenance=provenance))
    _members(Opened(media="inode/directory", members=tuple(members)), 0, arrival.given, desk, arrived)


def _kept(data: bytes, name: str, media: str, given: Given, provenance: Provenance | None, desk: Desk) -> Intaken:
    """An image or recording of a form: a document by its digest, with no text to read."""
    return container_record(
        data,
        media=media,
        name=name,
        detail="came with the submissions of a form",
        clock=lambda: desk.now,
        received_by=desk.received_by,
        source=given.source,
        provenance=provenance,
    )


def _member(data: bytes, where: str, container: str) -> Member:
    provenance = Provenance(container=container, member=where, method="archiver_file")
    return Member(name=where.rsplit("/", 1)[-1], data=data, provenance=provenance)


def _read(data: bytes, name: str, given: Given, provenance: Provenance | None, desk: Desk) -> Intaken:
    return desk.parser.read(
        Job(
            data=data,
            name=name,
            now=desk.now,
            received_by=desk.received_by,
            given=given,
            provenance=provenance,
            limits=desk.limits,
        )
    )


def _record(
    data: bytes,
    name: str,
    opened: Opened,
    members: int,
    given: Given,
    provenance: Provenance | None,
    desk: Desk,
    media: str | None = None,
) -> Intaken:
    facts = [
        f"members: {members}",
        f"refused: {len(opened.refused)}" if opened.refused else "",
        *opened.doubts[:20],
        *opened.notes[:20],
    ]
    return container_record(
        data,
        media=media or opened.media,
        name=name,
        detail="; ".join(fact for fact in facts if fact)[:2000],
        clock=lambda: desk.now,
        received_by=desk.received_by,
        source=given.source,
        provenance=provenance,
    )


def _refused(
    data: bytes, name: str, media: str, given: Given, provenance: Provenance | None, error: DocumentError, desk: Desk
) -> Intaken:
    """A container that could not be opened: the document, and why."""
    facts = [error.message, error.expected and f"expected {error.expected}", error.got and f"got {error.got}"]
    detail = "; ".join(fact for fact in facts if fact)
    kept = container_record(
        data,
        media=media,
        name=name,
        detail=detail,
        clock=lambda: desk.now,
        received_by=desk.received_by,
        source=given.source,
        provenance=provenance,
    )
    return Intaken(
        document=replace(kept.document, unread=error.reason),
        text="",
        custody=kept.custody,
        unread=unread_record(error.reason, detail, digest=kept.document.id, name=name),
    )


def bytes_of(path: Path, limits: Limits, arrived: Arrived) -> bytes | None:
    """The bytes of one regular file under the limits; else an unread record is kept of it."""
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            arrived.unread.append(
                unread_record("missing", "a symbolic link is not followed", digest=None, name=path.name)
            )
            return None
        if not stat.S_ISREG(status.st_mode):
            arrived.unread.append(unread_record("missing", "it is no regular file", digest=None, name=path.name))
            return None
        with path.open("rb") as stream:
            most = limits.max_container if container_media(stream.read(65_536)) in CONTAINERS else limits.max_bytes
            stream.seek(0)
            if status.st_size > most:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
                detail = _too_large(most, status.st_size)
                arrived.unread.append(unread_record("too_large", detail, digest=digest, name=path.name))
                return None
            return stream.read(most + 1)
    except OSError as error:
        detail = f"the file cannot be opened: {error.strerror or type(error).__name__}"
        arrived.unread.append(unread_record("missing", detail, digest=None, name=path.name))
        return None
