"""Intake for a case: files of the inbox into the record."""

from __future__ import annotations

import filecmp
import hashlib
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from trucewatch.errors import UsageError
from trucewatch.intake.containers.archiver import ARCHIVER, described_names
from trucewatch.intake.containers.opening import CONTAINERS
from trucewatch.intake.documents import Intaken, custody_again
from trucewatch.intake.duplicates import SeenTexts, mark_duplicate
from trucewatch.intake.given import Given
from trucewatch.intake.outlets import OutletIndex
from trucewatch.intake.parsing import InProcess, Parser
from trucewatch.pipeline.form_folders import attached_files, export_folder
from trucewatch.pipeline.receiving import Arrival, Arrived, receive_all
from trucewatch.pipeline.workplace import AUTHOR, BATCH, Progress, RunCounts, Workplace, quiet, text_of
from trucewatch.record import Draft, record_draft
from trucewatch.vocabulary.attachments import ATTACHMENT
from trucewatch.vocabulary.yaml_input import load_yaml

__all__ = ["SourceNote", "enter_arrived", "given_of", "inbox_files", "placed", "take_in", "take_into_inbox"]

CONTAINER_MEDIA = CONTAINERS | {ARCHIVER}
_SIDECAR = ".source.yaml"
_LARGEST_RECORD = 2_000_000
_MOST_RECORDS = 50


class SourceNote(msgspec.Struct, frozen=True, kw_only=True):
    """``NAME.source.yaml`` beside a file: what the person who put it there knows of it."""

    source: str | None = None
    published: str | None = None
    lang: str | None = None


def inbox_files(folder: Path) -> tuple[Path, ...]:
    """The files of an inbox in the order of their names; hidden files and source notes are no documents."""
    if not folder.is_dir():
        return ()
    found = (
        path for path in folder.rglob("*") if (path.is_file() or path.is_symlink()) and not path.name.endswith(_SIDECAR)
    )
    return tuple(sorted(path for path in found if not any(p.startswith(".") for p in path.relative_to(folder).parts)))


def take_into_inbox(inbox: Path, paths: Sequence[Path]) -> tuple[Path, ...]:
    """Copy files, and the files of folders, into the inbox. A name that is taken gets the digest's head as well.

    Raises :class:`UsageError` when a path does not exist.
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise UsageError("the file does not exist", where=str(missing[0]))
    inbox.mkdir(parents=True, exist_ok=True)
    taken: list[Path] = []
    for path in (file for each in paths for file in (inbox_files(each) if each.is_dir() else (each,))):
        if path.is_symlink():
            raise UsageError("a symbolic link is not followed", where=str(path), hint="give the file itself")
        if (folder := _archiver_folder(path) or export_folder(path)) is not None:
            taken.append(_kept_together(inbox, folder, path))
            continue
        if inbox.resolve() in path.resolve().parents:
            taken.append(path)
            continue
        target = inbox / path.name
        if target.exists() and not filecmp.cmp(path, target, shallow=False):
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            target = inbox / f"{path.stem}.{digest[:8]}{path.suffix}"
        if not target.exists():
            shutil.copyfile(path, target)
        taken.append(target)
    return tuple(taken)


def _archiver_folder(path: Path) -> Path | None:
    """The output folder of an auto-archiver that a file belongs to, up to three levels above it."""
    for folder in list(path.parents)[:3]:
        for file in sorted(folder.glob("*.json"))[:_MOST_RECORDS]:
            names = archiver_names(file)
            if names is not None and (path == file or path.name in names):
                return folder
    return None


def _kept_together(inbox: Path, folder: Path, path: Path) -> Path:
    """A file copied with its folder, so that what the metadata describes is found beside it."""
    if inbox.resolve() in path.resolve().parents:
        return path
    name = f"{folder.name}.{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:8]}"
    target = inbox / name / path.relative_to(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        shutil.copyfile(path, target)
    return target


def take_in(
    work: Workplace,
    files: Sequence[Path],
    counts: RunCounts,
    *,
    given: Given | None = None,
    progress: Progress = quiet,
    parser: Parser | None = None,
    received_by: str = AUTHOR,
) -> None:
    """Take files into the record: bytes, document, custody; what cannot be read becomes an unread record.

    A container gives its members, each a document with a custody that names the container. ``given`` wins over what
    a source note or the document says. Bytes that are in the record already are passed over. ``parser`` says who
    parses; this process where it is not given. ``received_by`` stands in the custody.
    """
    arrivals = _arrivals(files, given)
    known = frozenset(document.id for document in work.store.documents().items)
    received = receive_all(
        arrivals, parser=parser or InProcess(), known=known, now=work.clock(), received_by=received_by
    )
    enter_arrived(work, received, counts, progress=progress, total=len(arrivals), received_by=received_by)


def enter_arrived(
    work: Workplace,
    received: Iterable[Arrived],
    counts: RunCounts,
    *,
    progress: Progress,
    total: int,
    received_by: str = AUTHOR,
) -> None:
    """Enter what was received, in its order: which of two copies is the original follows from that."""
    outlets = OutletIndex(work.case.sources)
    seen = _seen_texts(work)
    told = {(u.document, u.name, u.reason) for u in work.store.unread()}
    drafts: list[Draft] = []
    taken: set[str] = set()
    for number, arrived in enumerate(received, start=1):
        if arrived.known is not None:
            _passed_over(work, arrived, counts)
        for unread in arrived.unread:
            if (unread.document, unread.name, unread.reason) not in told:
                drafts.append(record_draft(unread, AUTHOR, work.log.files))
            counts.add("unread")
            counts.refused.append(f"{unread.name}: {unread.reason}: {unread.detail}")
        for data, intaken in arrived.taken:
            drafts += _taken(work, data, intaken, outlets, seen, counts, taken)
            if len(drafts) >= BATCH * 3:
                work.append(drafts)
                drafts = []
        drafts += _again(work, arrived, counts, received_by)
        counts.notes += arrived.notes
        counts.refused += arrived.doubts
        progress("intake", number, total)
    work.append(drafts)


def _arrivals(files: Sequence[Path], given: Given | None) -> list[Arrival]:
    """The files to take in; those that an auto-archiver's metadata file describes go with it."""
    records = {path: names for path in files if path.suffix == ".json" and (names := archiver_names(path)) is not None}
    beside: dict[Path, list[Path]] = {path: [] for path in records}
    plain: list[Path] = []
    for path in files:
        head = None if path in records else _record_of(path, records)
        if head is None:
            plain.append(path)
        else:
            beside[head].append(path)
    attached = attached_files(plain)
    with_table = {path for others in attached.values() for path in others}
    return [
        Arrival(
            path=path,
            given=given_of(path, given) or Given(),
            beside=tuple(beside.get(path, ())),
            attached=attached.get(path, ()),
        )
        for path in plain
        if path not in with_table
    ]


def _record_of(path: Path, records: Mapping[Path, frozenset[str]]) -> Path | None:
    """The metadata file that speaks of a file and stands in its folder or above it."""
    return next((r for r, names in records.items() if path.name in names and r.parent in path.parents), None)


def archiver_names(path: Path) -> frozenset[str] | None:
    """The names that a metadata file of the auto-archiver speaks of, when one of them stands at or below its folder."""
    try:
        if path.is_symlink() or path.stat().st_size > _LARGEST_RECORD:
            return None
        names = described_names(path.read_bytes())
        if not names or not any(file.name in names for file in path.parent.rglob("*")):
            return None
        return names
    except OSError:
        return None


def _passed_over(work: Workplace, arrived: Arrived, counts: RunCounts) -> None:
    counts.add("known")
    document = work.store.document(str(arrived.known))
    if document is not None and document.unread is not None:
        counts.refused.append(f"{arrived.path.name}: {document.unread}: {document.detail}")


def _again(work: Workplace, arrived: Arrived, counts: RunCounts, received_by: str) -> list[Draft]:
    """A member that is in the record already came in once more: that is a custody of its own."""
    drafts: list[Draft] = []
    for data, name, where in arrived.again:
        counts.add("known")
        document = work.store.document(hashlib.sha256(data).hexdigest())
        if document is None:
            continue
        custody = custody_again(document, where, name=name, clock=work.clock, received_by=received_by)
        drafts.append(record_draft(custody, AUTHOR, work.log.files))
    return drafts


def _taken(
    work: Workplace,
    data: bytes,
    intaken: Intaken,
    outlets: OutletIndex,
    seen: SeenTexts,
    counts: RunCounts,
    taken: set[str],
) -> list[Draft]:
    document = intaken.document
    files = work.log.files
    if document.id in taken or work.store.document(document.id) is not None:
        # the same bytes twice in one run, or in two members
        counts.add("known")
        return [record_draft(intaken.custody, AUTHOR, files)] if intaken.custody.container else []
    taken.add(document.id)
    if document.source is not None and not outlets.knows(document.source):
        counts.refused.append(f"{document.name}: the source {document.source!r} is not declared in sources.yaml")
    intaken = placed(intaken, outlets, seen)
    files.put(data)
    if intaken.text:
        files.put(intaken.text.encode("utf-8"))
    drafts = [
        record_draft(intaken.document, AUTHOR, files),
        record_draft(intaken.custody, AUTHOR, files),
    ]
    if intaken.unread is not None:
        drafts.append(record_draft(intaken.unread, AUTHOR, files))
        counts.add("unread")
        counts.refused.append(f"{document.name}: {intaken.unread.reason}: {intaken.unread.detail}")
    counts.add(_what(intaken))
    if intaken.document.duplicate is not None:
        counts.add("duplicates")
    return drafts


def placed(intaken: Intaken, outlets: OutletIndex, seen: SeenTexts) -> Intaken:
    """A document among the others: its source by the outlet that it names, and what it repeats."""
    if intaken.document.source is None:
        intaken = _with_source(intaken, outlets)
    return mark_duplicate(intaken, seen) if intaken.text else intaken


def _what(intaken: Intaken) -> str:
    """Under which count a document that was taken in falls."""
    if intaken.unread is None and intaken.document.media in CONTAINER_MEDIA:
        return "containers"
    return "attachments" if intaken.custody.method == ATTACHMENT else "documents"


def _with_source(intaken: Intaken, outlets: OutletIndex) -> Intaken:
    source = outlets.find(intaken.document.outlet)
    if source is None:
        return intaken
    return replace(intaken, document=msgspec.structs.replace(intaken.document, source=source))


def given_of(path: Path, given: Given | None) -> Given | None:
    """What a person says of a file: ``given``, over the source note beside the file."""
    note = path.with_name(path.stem + _SIDECAR)
    if not note.is_file():
        note = path.with_name(path.name + _SIDECAR)
    if not note.is_file():
        return given
    said = load_yaml(note, SourceNote)
    mine = given or Given()
    return Given(
        published=mine.published or said.published, source=mine.source or said.source, lang=mine.lang or said.lang
    )


def _seen_texts(work: Workplace) -> SeenTexts:
    seen = SeenTexts()
    for document in work.store.documents().items:
        seen.add(document.id, text_of(work, document))
    return seen
