"""A batch from its input to its output: what was read stays read, what was not is read by running again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from msgspec import Struct

from trucewatch.batch.engine import Engine, Outcome, output_of
from trucewatch.batch.folders import Folder
from trucewatch.batch.plan import DOCUMENTS, Partition, add_items, load_plan
from trucewatch.batch.reading import BatchReader, ReaderSettings, ReadText
from trucewatch.case import Case
from trucewatch.errors import InputError, UsageError
from trucewatch.intake.given import Given
from trucewatch.pipeline.readings import read_claims
from trucewatch.reading.ruleset import rule_set_digest

__all__ = [
    "BatchFile",
    "ReadCounts",
    "begin",
    "finished_partitions",
    "outcomes",
    "read_batch",
    "same_ground",
    "settings_of",
]

_ABOUT = "batch.json"
_DONE = "done"
_SETTINGS = "reader.json"

Progress = Callable[[str, int, int], None]


class BatchFile(Struct, frozen=True, kw_only=True):
    """``batch.json``: by which rules the documents were read. ``settings`` is the SHA-256 of ``reader.json``, without
    the instant of receipt; ``received_at`` is that instant for every document of the batch."""

    rules: str
    settings: str
    received_at: str


@dataclass(frozen=True)
class ReadCounts:
    """Of all partitions: how many there are, how many were read now, and what they hold."""

    partitions: int
    read_now: int
    files: int
    documents: int
    claims: int
    refused: int


def begin(folder: Folder, settings: ReaderSettings) -> ReaderSettings:
    """Begin a batch in a folder, or go on with the one that is there: with its instant of receipt.

    Raises :class:`UsageError` when the folder holds a batch of other rules, actors or places.
    """
    rules, digest = rule_set_digest(), _digest(settings)
    data = folder.read(_ABOUT)
    if data is None:
        if folder.names(""):
            raise UsageError("the folder holds something else", where=folder.where, hint="name a new folder")
        about = BatchFile(rules=rules, settings=digest, received_at=settings.received_at)
        folder.write(_SETTINGS, msgspec.json.encode(settings))
        folder.write(_ABOUT, msgspec.json.encode(about))
        return settings
    about = _about(data, folder)
    if about.rules != rules:
        raise UsageError(
            "the batch was begun with other rules of reading", where=folder.where, expected=about.rules[:16],
            got=rules[:16], hint="read into a new folder",
        )  # fmt: skip
    if about.settings != digest:
        raise UsageError(
            "the batch was begun with other actors, places or mappings", where=folder.where,
            hint="name the same --case, or read into a new folder",
        )  # fmt: skip
    return msgspec.structs.replace(settings, received_at=about.received_at)


def read_batch(
    folder: Folder,
    places: Sequence[str],
    *,
    engine: Engine,
    settings: ReaderSettings,
    progress: Progress,
    given: Given | None = None,
    documents: int = DOCUMENTS,
    read: ReadText = read_claims,
) -> ReadCounts:
    """Read what lies at ``places`` into the folder. Partitions that are finished are not read again."""
    settings = begin(folder, settings)
    plan = add_items(folder, engine.list(places, given or Given()), documents=documents)
    done = outcomes(folder)
    pending = [partition for partition in plan if partition.number not in done]
    total = sum(len(partition.items) for partition in plan)
    files = sum(outcome.files for outcome in done.values())
    progress("reading", files, total)

    def finished(outcome: Outcome) -> None:
        nonlocal files
        folder.write(f"{_DONE}/{outcome.partition:06d}.json", msgspec.json.encode(outcome))
        done[outcome.partition] = outcome
        files += outcome.files
        progress("reading", files, total)

    for partition in pending:
        folder.remove(output_of(partition))  # left by a run that was stopped before it could say it is whole
    engine.read(pending, BatchReader(msgspec.json.encode(settings), read), folder, finished)
    return ReadCounts(
        partitions=len(plan),
        read_now=len(pending),
        files=files,
        documents=sum(outcome.documents for outcome in done.values()),
        claims=sum(outcome.claims for outcome in done.values()),
        refused=sum(outcome.refused for outcome in done.values()),
    )


def outcomes(folder: Folder) -> dict[int, Outcome]:
    """The finished partitions by their numbers. Raises :class:`InputError` for a mark that is none."""
    found = {}
    for name in folder.names(_DONE):
        if name.startswith(".") or not name.endswith(".json"):
            continue
        try:
            outcome = msgspec.json.decode(folder.read(f"{_DONE}/{name}") or b"", type=Outcome)
        except msgspec.DecodeError as problem:
            raise InputError(
                "a mark of a finished partition is damaged", where=f"{folder.where}/{_DONE}/{name}",
                hint="remove it and run batch read again",
            ) from problem  # fmt: skip
        found[outcome.partition] = outcome
    return found


def finished_partitions(folder: Folder) -> tuple[ReaderSettings, BatchFile, list[Partition]]:
    """A batch that was read to its end: its settings and partitions. Raises :class:`UsageError` for any other."""
    data, settings = folder.read(_ABOUT), folder.read(_SETTINGS)
    if data is None or settings is None:
        raise UsageError("there is no batch", where=folder.where, hint="trucewatch batch read INPUT --out DIR")
    about = _about(data, folder)
    plan = load_plan(folder)
    done = outcomes(folder)
    if open_ones := [partition for partition in plan if partition.number not in done]:
        raise UsageError(
            "the batch is not read to its end", where=folder.where, expected=f"{len(plan)} finished partitions",
            got=str(len(plan) - len(open_ones)), hint="run batch read again: it goes on where it stopped",
        )  # fmt: skip
    try:
        return msgspec.json.decode(settings, type=ReaderSettings), about, plan
    except msgspec.DecodeError as problem:
        raise InputError("the settings are damaged", where=f"{folder.where}/{_SETTINGS}") from problem


def settings_of(case: Case | None, received_at: str, received_by: str) -> ReaderSettings:
    """The settings of a reader with the actors, places and mappings of a case; without one, those that are built in."""
    if case is None:
        return ReaderSettings(received_at=received_at, received_by=received_by)
    return ReaderSettings(
        received_at=received_at,
        received_by=received_by,
        actors=tuple(case.actors),
        places=tuple(case.places),
        mappings=tuple(case.mappings),
    )


def same_ground(settings: ReaderSettings, case: Case) -> bool:
    """Whether a batch was read with the actors, places and mappings that a case has now."""
    own = settings_of(case, settings.received_at, settings.received_by)
    return _digest(own) == _digest(msgspec.structs.replace(settings, seconds=own.seconds))


def _about(data: bytes, folder: Folder) -> BatchFile:
    try:
        return msgspec.json.decode(data, type=BatchFile)
    except msgspec.DecodeError as problem:
        raise InputError("the description of the batch is damaged", where=f"{folder.where}/{_ABOUT}") from problem


def _digest(settings: ReaderSettings) -> str:
    plain = msgspec.structs.replace(settings, received_at="")
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()
