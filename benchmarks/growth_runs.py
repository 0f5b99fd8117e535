"""The runs that growth is measured by: the whole chain on texts, the chain behind reading on claims, linking alone."""

from __future__ import annotations

import datetime as dt
import os
import platform
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from benchmarks.growth_stages import Quality, Run, Stages
from benchmarks.linking_reports import write
from benchmarks.linking_scores import score_clusters
from benchmarks.linking_speed import ACTORS, SOURCES, World, build_world, stream
from benchmarks.linking_table import COLUMNS, truth_of
from benchmarks.report_stream import file_of, reports, truth_line
from trucewatch.case import Case, Period, load_case
from trucewatch.cli.issuing import issue
from trucewatch.intake.sandbox import ChildProcesses
from trucewatch.linking.statistical import add_reports, cluster_table, fit_model, open_table, score_links
from trucewatch.packaged import copy_example
from trucewatch.pipeline import (
    AUTHOR,
    RunCounts,
    Workplace,
    inbox_files,
    last_day,
    link_claims,
    open_log,
    open_workplace,
    take_in,
)
from trucewatch.pipeline.findings import assess_incidents
from trucewatch.pipeline.readings import read_documents
from trucewatch.pipeline.workplace import quiet
from trucewatch.record import claims_drafts, record_draft, verify_log
from trucewatch.store import ClaimFilter, IncidentFilter, SqliteStore, rebuild
from trucewatch.vocabulary.claims import EventClaim
from trucewatch.vocabulary.documents import Document

__all__ = ["chain", "claims", "links", "run"]

_AT_ONCE: Final = 500
_MEMORY_MB: Final = 2500
Told = tuple[EventClaim, Document, int]


def run(kind: str, number: int, seed: int, folder: Path) -> Run:
    """Measure one size in this process."""
    before = os.getloadavg()[0]
    stages = Stages(folder)
    quality, counts = {"chain": chain, "claims": claims, "links": links}[kind](number, seed, folder, stages)
    return Run(
        kind=kind,
        reports=number,
        seed=seed,
        at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        machine=_machine(),
        cores=os.cpu_count() or 1,
        load=(round(before, 2), round(os.getloadavg()[0], 2)),
        stages=tuple(stages.done),
        quality=quality,
        counts=counts,
        peak=round(stages.peak, 1),
    )


def chain(number: int, seed: int, folder: Path, stages: Stages) -> tuple[Quality, dict[str, int]]:
    """Texts in the inbox of the packaged case to its report, as ``trucewatch run`` does it."""
    root = folder / "case"
    copy_example(root)
    for old in (root / "inbox").iterdir():
        old.unlink()
    truth: list[int] = []
    with stages.stage("generate"):
        for report in reports(number, seed=seed):
            name, text = file_of(report)
            (root / "inbox" / name).write_text(text, encoding="utf-8")
            truth.append(report.incident)
            with (folder / "truth.jsonl").open("ab") as kept:
                kept.write(truth_line(report))
    case, counts = load_case(root), RunCounts()
    with open_workplace(case, _now) as work:
        with stages.stage("ingest"), ChildProcesses() as parser:
            take_in(work, inbox_files(case.folder.inbox), counts, parser=parser)
        with stages.stage("read"):
            read_documents(work, counts, quiet, skip=frozenset())
        _behind_reading(work, counts, stages)
        told = {document.id: int(document.name[:8]) for document in work.store.documents().items}
        quality = _of_documents(work, truth, told)
    _rebuilt(case, stages)
    return quality, counts.counts


def claims(number: int, seed: int, folder: Path, stages: Stages) -> tuple[Quality, dict[str, int]]:
    """Generated claims, one a report, into the record, and the chain behind reading."""
    root, dice = folder / "case", random.Random(seed)
    world = build_world(dice, number=max(150, 150 * number // 100_000))
    truth: dict[str, int] = {}
    case, counts = _case_of(root, world), RunCounts()
    with open_workplace(case, _now) as work:
        with stages.stage("record"):
            for batch in _batches(stream(number, world, dice)):
                drafts = []
                for claim, document, incident in batch:
                    truth[claim.id] = incident
                    drafts.append(record_draft(document, AUTHOR, work.log.files))
                    drafts += claims_drafts(document.id, (claim,), AUTHOR, work.log.files)
                work.append(drafts)
        _behind_reading(work, counts, stages)
        quality = _of_claims(work, truth)
    _rebuilt(case, stages)
    return quality, counts.counts


def links(number: int, seed: int, folder: Path, stages: Stages) -> tuple[Quality, dict[str, int]]:
    """Reports as rows: load and fit, score, cluster, in a table on disk."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "reports.parquet"
    with stages.stage("generate"):
        made = write(round(number / 3.4), file, hard=False, seed=seed)
    connection = open_table(folder / "reports.duckdb", memory_mb=_MEMORY_MB, spill=folder)
    with stages.stage("fit"):
        add_reports(connection, f"read_parquet('{file}')", COLUMNS)
        model = fit_model(connection)
    with stages.stage("score"):
        score_links(connection, model)
    with stages.stage("cluster"):
        labels = cluster_table(connection, made)
    linked = int(connection.execute("SELECT count(*) FROM link").fetchall()[0][0])
    connection.close()
    truth = truth_of(file)
    score = score_clusters(truth, labels)
    found, true = len(np.unique(labels)), len(np.unique(truth))
    quality = Quality(round(score.precision, 4), round(score.recall, 4), round(score.f1, 4), found, true)
    return quality, {"reports": made, "links": linked}


def _behind_reading(work: Workplace, counts: RunCounts, stages: Stages) -> None:
    """Linking, assessing, the audit of the record, and the report of the last week."""
    with stages.stage("link"):
        incidents = link_claims(work, counts, quiet)
    with stages.stage("assess"):
        assess_incidents(work, incidents, counts, quiet)
    del incidents
    with stages.stage("verify"):
        counts.add("verified", int(verify_log(work.case.folder.record).verified))
    with stages.stage("report"):
        last = dt.date.fromisoformat(last_day(work.case, work.store))
        issue(work, start=(last - dt.timedelta(days=6)).isoformat(), end=last.isoformat())
    counts.add("entries", work.log.size)


def _rebuilt(case: Case, stages: Stages) -> None:
    """Fill a second store from the record alone."""
    again = case.folder.root.parent / "again.db"
    with (
        stages.stage("rebuild"),
        open_log(case, _now) as log,
        SqliteStore.open(again, log.files) as store,
    ):
        rebuild(log, store)
    again.unlink()


def _case_of(root: Path, world: World) -> Case:
    """The packaged case, with the places, actors and sources of the generated claims beside its own."""
    copy_example(root)
    case = load_case(root)
    settings = msgspec.structs.replace(case.settings, period=Period())
    return replace(
        case,
        settings=settings,
        places=(*case.places, *world.places),
        actors=(*case.actors, *ACTORS),
        sources=(*case.sources, *SOURCES),
    )


def _batches(told: Iterable[Told]) -> Iterator[list[Told]]:
    rest = iter(told)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch


def _of_claims(work: Workplace, truth: Mapping[str, int]) -> Quality:
    groups = ([truth[claim] for claim in members] for members in _members(work))
    return _pairs(groups, Counter(truth.values()))


def _of_documents(work: Workplace, truth: Sequence[int], told: Mapping[str, int]) -> Quality:
    """Pairs of reports with a claim in one incident; a report counts once an incident."""
    document_of = {claim.id: claim.document for claim in work.store.claims(ClaimFilter(kinds=("event",))).items}
    groups = ([truth[told[document]] for document in {document_of[c] for c in members}] for members in _members(work))
    return _pairs(groups, Counter(truth))


def _members(work: Workplace) -> Iterator[tuple[str, ...]]:
    for incident in work.store.incidents(IncidentFilter()).items:
        yield (*incident.supporting, *incident.contradicting, *incident.repeating)


def _pairs(groups: Iterable[list[int]], truth: Counter[int]) -> Quality:
    found = hits = number = 0
    for members in groups:
        number += 1
        found += len(members) * (len(members) - 1) // 2
        hits += sum(n * (n - 1) // 2 for n in Counter(members).values())
    wanted = sum(n * (n - 1) // 2 for n in truth.values())
    precision, recall = hits / found if found else 1.0, hits / wanted if wanted else 1.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return Quality(round(precision, 4), round(recall, 4), round(f1, 4), number, len(truth))


def _machine() -> str:
    """Processor and memory, as far as the system tells."""
    try:
        cpu = next(x for x in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if "model name" in x)
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        return f"{cpu.partition(':')[2].strip()}, {memory:.0f} GB"
    except (OSError, StopIteration, ValueError):
        return platform.machine()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
