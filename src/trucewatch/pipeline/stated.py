"""What people wrote down beside the inbox into the record: control, steps of obligations, observation effort."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from trucewatch.case import Case
from trucewatch.errors import InputError
from trucewatch.pipeline.following import ground_of
from trucewatch.pipeline.workplace import Progress, RunCounts, Workplace
from trucewatch.record import Draft, record_draft
from trucewatch.store import Store
from trucewatch.tracking import Ground, WrittenEntry, load_effort, load_follow_up, load_stated_control

__all__ = ["enter_stated"]


@dataclass(frozen=True)
class _File:
    """One of the files: the type of its entries, how it is read, and what of it stands in the record."""

    name: str
    type: str
    load: Callable[[Path, Case, Ground], Sequence[WrittenEntry]]
    standing: Callable[[Store], Sequence[WrittenEntry]]


_FILES = (
    _File("control.yaml", "control", lambda p, _, g: load_stated_control(p, g), lambda s: s.stated_control()),
    _File("follow_up.yaml", "follow_up", lambda p, c, g: load_follow_up(p, c.instruments, g), lambda s: s.follow_up()),
    _File("observation.yaml", "observation", lambda p, _, g: load_effort(p, g), lambda s: s.observation()),
)


def enter_stated(work: Workplace, counts: RunCounts, progress: Progress) -> None:
    """Enter what ``control.yaml``, ``follow_up.yaml`` and ``observation.yaml`` say, each entry under its author.

    An entry that stands in the record is passed over; one that was corrected supersedes the former, which stays in the
    history. A file with a wrong entry is told with file, line and field and not entered; what stood before stays.
    """
    ground = ground_of(work.case, work.store)
    for number, file in enumerate(_FILES, start=1):
        work.append(_drafts(work, file, ground, counts))
        progress("entries", number, len(_FILES))


def _drafts(work: Workplace, file: _File, ground: Ground, counts: RunCounts) -> list[Draft]:
    path = work.case.folder.root / file.name
    try:
        written = file.load(path, work.case, ground)
    except InputError as error:
        counts.refused.append(f"{error.where}: {error.message}, got {error.got}; nothing of the file was entered")
        return []
    standing = {entry.id: entry for entry in file.standing(work.store)}
    drafts: list[Draft] = []
    for entry in written:
        former = standing.get(entry.id)
        if former == entry:
            continue
        if former is not None and former.entered_by != entry.entered_by:
            counts.refused.append(
                f"{file.name}, {entry.id}: {former.entered_by} entered it and alone corrects it, "
                f"got entered_by {entry.entered_by}"
            )
            continue
        drafts.append(record_draft(entry, entry.entered_by, work.log.files))
        counts.add(file.type)
    return drafts
