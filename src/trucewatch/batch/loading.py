"""A batch into a case: bytes, documents, claims and, where nothing else stands there, the incidents as linked.

What the case holds already adds nothing, so a load that was stopped is done again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from trucewatch import __version__
from trucewatch.batch.folders import Folder
from trucewatch.batch.linking import linked_incidents
from trucewatch.batch.output import ReadDocument, ReadFile, documents_of, files_of
from trucewatch.batch.plan import Partition
from trucewatch.batch.work import finished_partitions, same_ground
from trucewatch.errors import UsageError
from trucewatch.linking import LinkResult
from trucewatch.pipeline.arrivals import enter_arrived
from trucewatch.pipeline.findings import enter_links
from trucewatch.pipeline.readings import read_by_these_rules
from trucewatch.pipeline.receiving import Arrived
from trucewatch.pipeline.workplace import AUTHOR, BATCH, Progress, RunCounts, Workplace
from trucewatch.reading.ruleset import rule_set_digest
from trucewatch.record import Draft, RunMarker, claims_drafts, record_draft
from trucewatch.store import ClaimFilter

__all__ = ["load_documents", "load_incidents", "mark_loaded"]


def load_documents(work: Workplace, folder: Folder, counts: RunCounts, progress: Progress) -> list[Partition]:
    """Enter documents and claims. Returns the partitions of the batch.

    Raises :class:`UsageError` when the batch is not finished, or was read by other rules, actors or places than those
    of the case: its claims would not be the ones that a run of the case makes.
    """
    settings, about, partitions = finished_partitions(folder)
    rules = rule_set_digest()
    if about.rules != rules:
        raise UsageError("the batch was read by other rules", where=folder.where, hint="read it again")
    if not same_ground(settings, work.case):
        raise UsageError(
            "the batch was read with other actors, places or mappings than the case has", where=folder.where,
            hint=f"read it with --case {work.case.folder.root}",
        )  # fmt: skip
    fresh = read_by_these_rules(work, rules)
    total = sum(len(partition.items) for partition in partitions)
    files = (_arrived(file) for file in files_of(folder, partitions, content=True))
    enter_arrived(work, files, counts, progress=progress, total=total, received_by=settings.received_by)
    _enter_claims(work, folder, partitions, counts, progress, fresh)
    return partitions


def _arrived(file: ReadFile) -> Arrived:
    arrived = Arrived(Path(file.name or "file"), unread=list(file.unread), notes=list(file.notes))
    arrived.doubts = list(file.doubts)
    arrived.taken = [(read.content or b"", read.intaken) for read in file.documents]
    return arrived


def _enter_claims(
    work: Workplace,
    folder: Folder,
    partitions: Sequence[Partition],
    counts: RunCounts,
    progress: Progress,
    fresh: frozenset[str],
) -> None:
    total = len(work.store.documents().items)
    drafts: list[Draft] = []
    for number, read in enumerate(documents_of(folder, partitions), start=1):
        if read.intaken.document.id not in fresh and read.intaken.document.text_digest is not None:
            drafts += _claims(work, read, counts)
        if len(drafts) >= BATCH:
            work.append(drafts)
            drafts = []
        progress("claims", number, total)
    work.append(drafts)


def _claims(work: Workplace, read: ReadDocument, counts: RunCounts) -> Iterator[Draft]:
    mine, held = read.intaken.document, work.store.document(read.intaken.document.id)
    if held is None or (held.text_digest, held.lang, held.published) != (mine.text_digest, mine.lang, mine.published):
        # the case took the same bytes in before, with another date or language: its own run reads them
        counts.notes.append(f"{mine.name}: the case has it with another date or language; a run reads it")
        return
    if read.refused is not None:
        yield record_draft(read.refused, AUTHOR, work.log.files)
        counts.add("unread")
        counts.refused.append(f"{mine.name}: {read.refused.reason}: {read.refused.detail}")
        return
    yield from claims_drafts(mine.id, read.claims, AUTHOR, work.log.files)
    counts.refused += read.rows
    counts.add("read")
    counts.add("claims", len(read.claims))


def load_incidents(work: Workplace, folder: Folder, counts: RunCounts) -> None:
    """Enter the incidents of the batch where they speak of every claim that stands in the case and of no other, and no
    person decided on links; anywhere else a run links."""
    incidents = linked_incidents(folder)
    if incidents is None:
        return
    _, _, partitions = finished_partitions(folder)
    mine = {claim.id for read in documents_of(folder, partitions) for claim in read.claims}
    standing = {claim.id for claim in work.store.claims(ClaimFilter(rejected="include")).items}
    if mine != standing or work.store.link_decisions() or work.store.link_models():
        counts.notes.append("the case holds more than the batch: a run links its claims")
        return
    enter_links(work, LinkResult(tuple(incidents), ()), counts)


def mark_loaded(work: Workplace, counts: RunCounts, before: int) -> None:
    """Enter that reading by the present rules has finished, where anything was entered since the size ``before``."""
    if work.log.size == before:
        return
    at = work.clock().astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    marker = RunMarker(
        id="load-" + hashlib.sha256(at.encode()).hexdigest()[:20],
        phase="finished",
        at=at,
        version=__version__,
        rules=rule_set_digest(),
        counts=dict(sorted(counts.counts.items())),
    )
    work.append([record_draft(marker, AUTHOR, work.log.files)])
