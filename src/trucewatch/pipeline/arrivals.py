"""Intake for a case: files of the inbox into the record."""

from __future__ import annotations

import filecmp
import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from trucewatch.errors import UsageError
from trucewatch.intake.documents import Intaken
from trucewatch.intake.duplicates import SeenTexts, mark_duplicate
from trucewatch.intake.files import read_file
from trucewatch.intake.given import Given
from trucewatch.intake.outlets import OutletIndex
from trucewatch.pipeline.workplace import AUTHOR, BATCH, Progress, RunCounts, Workplace, quiet, text_of
from trucewatch.record import Draft, record_draft
from trucewatch.vocabulary.claims import UnreadRecord
from trucewatch.vocabulary.yaml_input import load_yaml

__all__ = ["SourceNote", "inbox_files", "take_in", "take_into_inbox"]

_SIDECAR = ".source.yaml"


class SourceNote(msgspec.Struct, frozen=True, kw_only=True):
    """``NAME.source.yaml`` beside a file: what the person who put it there knows of it."""

    source: str | None = None
    published: str | None = None
    lang: str | None = None


def inbox_files(folder: Path) -> tuple[Path, ...]:
    """The files of an inbox in the order of their names; hidden files and source notes are no documents."""
    if not folder.is_dir():
        return ()
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(_SIDECAR))
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


def take_in(
    work: Workplace,
    files: Sequence[Path],
    counts: RunCounts,
    *,
    given: Given | None = None,
    progress: Progress = quiet,
) -> None:
    """Take files into the record: bytes, document, custody; what cannot be read becomes an unread record.

    ``given`` wins over what a source note or the document says. Bytes that are in the record already are passed over.
    """
    outlets = OutletIndex(work.case.sources)
    seen = _seen_texts(work)
    known = {(u.document, u.name, u.reason) for u in work.store.unread()}
    drafts: list[Draft] = []
    for number, path in enumerate(files, start=1):
        intaken = read_file(path, clock=work.clock, given=_given(path, given), received_by=AUTHOR)
        if isinstance(intaken, UnreadRecord):
            if (intaken.document, intaken.name, intaken.reason) not in known:
                drafts.append(record_draft(intaken, AUTHOR, work.log.files))
            counts.add("unread")
            counts.refused.append(f"{path.name}: {intaken.reason}: {intaken.detail}")
        elif work.store.document(intaken.document.id) is not None:
            counts.add("known")
            if intaken.unread is not None:
                counts.refused.append(f"{path.name}: {intaken.unread.reason}: {intaken.unread.detail}")
        else:
            drafts += _taken(work, path, intaken, outlets, seen, counts)
        if len(drafts) >= BATCH * 3:
            work.append(drafts)
            drafts = []
        progress("intake", number, len(files))
    work.append(drafts)


def _taken(
    work: Workplace, path: Path, intaken: Intaken, outlets: OutletIndex, seen: SeenTexts, counts: RunCounts
) -> list[Draft]:
    document = intaken.document
    if document.source is None:
        intaken = _with_source(intaken, outlets)
    elif not outlets.knows(document.source):
        counts.refused.append(f"{path.name}: the source {document.source!r} is not declared in sources.yaml")
    intaken = mark_duplicate(intaken, seen)
    files = work.log.files
    files.put(path.read_bytes())
    if intaken.text:
        files.put(intaken.text.encode("utf-8"))
    drafts = [
        record_draft(intaken.document, AUTHOR, files),
        record_draft(intaken.custody, AUTHOR, files),
    ]
    if intaken.unread is not None:
        drafts.append(record_draft(intaken.unread, AUTHOR, files))
        counts.add("unread")
        counts.refused.append(f"{path.name}: {intaken.unread.reason}: {intaken.unread.detail}")
    counts.add("documents")
    if intaken.document.duplicate is not None:
        counts.add("duplicates")
    return drafts


def _with_source(intaken: Intaken, outlets: OutletIndex) -> Intaken:
    source = outlets.find(intaken.document.outlet)
    if source is None:
        return intaken
    return replace(intaken, document=msgspec.structs.replace(intaken.document, source=source))


def _given(path: Path, given: Given | None) -> Given | None:
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
