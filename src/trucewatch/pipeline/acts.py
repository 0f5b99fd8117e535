"""Acts of the commission into the record: one by one, or from files that people wrote down."""

from __future__ import annotations

from trucewatch.commission import ActFile, Proceedings, enter, enter_written, identified, load_acts, proceedings
from trucewatch.errors import ActError
from trucewatch.pipeline.workplace import Progress, RunCounts, Workplace
from trucewatch.record import Draft, record_draft
from trucewatch.vocabulary.commission import CommissionAct

__all__ = ["author_of", "enter_act", "enter_act_file", "enter_written_acts", "standing"]


def author_of(act: CommissionAct) -> str:
    """The author of an act's entry: the seat within its body."""
    return f"{act.body}/{act.by}"


def standing(work: Workplace) -> Proceedings:
    """Where the procedure stands after the record's acts."""
    return proceedings(work.store.acts(), work.case.bodies, work.case.instruments, work.case.actors)


def enter_act(work: Workplace, act: CommissionAct) -> CommissionAct:
    """Check one act against the procedure and append it. Raises :class:`ActError` when the rules do not allow it."""
    made = identified(act)
    enter(standing(work), made)
    work.append([_draft(work, made)])
    return made


def enter_act_file(work: Workplace, read: ActFile) -> int:
    """Enter the acts of a file in one batch, all or none; those in the record already are passed over.

    Returns how many are new. Raises :class:`ActError` with file, line and field at the first that is refused.
    """
    entered = {act.id for act in work.store.acts()}
    fresh = [(number, identified(act)) for number, act in enumerate(read.acts)]
    fresh = [(number, act) for number, act in fresh if act.id not in entered]
    p = standing(work)
    for number, act in fresh:
        enter_written(p, read, number, act)
    work.append([_draft(work, act) for _, act in fresh])
    return len(fresh)


def enter_written_acts(work: Workplace, counts: RunCounts, progress: Progress) -> None:
    """Enter the acts of ``acts/*.yaml``, file by file; one that stands in the record is passed over.

    An act that the rules do not allow is told with file, line and field, and does not stop the others.
    """
    folder = work.case.folder.acts
    files = sorted(p for p in folder.iterdir() if p.suffix in (".yaml", ".yml")) if folder.is_dir() else []
    if not files:
        return
    p = standing(work)
    entered = {act.id for act in work.store.acts()}
    drafts: list[Draft] = []
    for number, path in enumerate(files, start=1):
        read = load_acts(path)
        for place, written in enumerate(read.acts):
            act = identified(written)
            if act.id in entered:
                continue
            try:
                enter(p, act)
            except ActError as error:
                counts.refused.append(f"{read.where(place, error.field)}: {error.message}")
                continue
            entered.add(act.id)
            drafts.append(_draft(work, act))
            counts.add("acts")
        progress("acts", number, len(files))
    work.append(drafts)


def _draft(work: Workplace, act: CommissionAct) -> Draft:
    return record_draft(act, author_of(act), work.log.files)
