"""A case with its record open: what every step of the main job works on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from trucewatch.case import Case
from trucewatch.pipeline.opening import CaseStore, open_log, open_store
from trucewatch.record import Draft, Log, Signer, case_signing
from trucewatch.store import catch_up
from trucewatch.vocabulary.documents import Document

__all__ = ["AUTHOR", "BATCH", "Clock", "Progress", "RunCounts", "Workplace", "open_workplace", "quiet", "text_of"]

AUTHOR = "trucewatch"
"""The author of what the machine enters; people enter under their own names."""
BATCH = 50

Clock = Callable[[], dt.datetime]


Progress = Callable[[str, int, int], None]
"""Told the stage, how far it is and of how much; the command line draws it, tests count it."""


def quiet(stage: str, done: int, total: int) -> None:
    del stage, done, total


@dataclass
class Workplace:
    """A case with its record open for writing and its store caught up."""

    case: Case
    log: Log
    store: CaseStore
    clock: Clock

    def append(self, drafts: Sequence[Draft]) -> None:
        """Append a batch to the record and take it into the store."""
        if drafts:
            self.log.append(drafts)
            catch_up(self.log, self.store)


@dataclass
class RunCounts:
    """What one run took in and made. ``refused`` is what was not taken or is in doubt, ``notes`` is the rest;
    ``warnings`` are codes of the list ``link_warning`` with the value found."""

    counts: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[tuple[str, float]] = field(default_factory=list)

    def add(self, what: str, number: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + number


@contextmanager
def open_workplace(case: Case, clock: Clock, signers: Mapping[str, Signer] | None = None) -> Iterator[Workplace]:
    """Open the record for writing and bring the store up to it. One process at a time.

    Checkpoints and the machine's entries are signed where the case has keys; ``signers`` sign for other authors.

    Raises :class:`RecordError` when another process writes or the folder refuses.
    """
    signing = case_signing(case.folder.keys, AUTHOR, signers)
    with open_log(case, clock, signing) as log:
        store = open_store(case, log.files)
        try:
            catch_up(log, store)
            yield Workplace(case, log, store, clock)
        finally:
            store.close()


def text_of(work: Workplace, document: Document) -> str:
    """The stored text of a document, empty where none is kept."""
    if document.text_digest is None or not work.log.files.exists(document.text_digest):
        return ""
    return work.log.files.get(document.text_digest).decode("utf-8")
