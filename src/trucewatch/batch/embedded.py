"""The engine that needs nothing else: a pool of processes on this machine, one partition each at a time."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from trucewatch.batch.engine import Finished, Outcome, function_of, output_of
from trucewatch.batch.folders import Folder, LocalFolder
from trucewatch.batch.listing import check_places, list_local, local_path
from trucewatch.batch.opening import open_partition
from trucewatch.batch.plan import Item, Partition
from trucewatch.batch.reading import BatchReader
from trucewatch.batch.tables import TABLES
from trucewatch.errors import StoreError
from trucewatch.intake.given import Given

__all__ = ["EmbeddedEngine", "write_partition"]

_CAREFUL_FROM: Final = 2
_TRIES: Final = 4


class EmbeddedEngine:
    """Reads on this machine with ``workers`` processes; as many as it has cores when not told."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1

    def folder(self, place: str) -> Folder:
        check_places([place])
        return LocalFolder(local_path(place))

    def list(self, places: Sequence[str], given: Given) -> Iterable[Item]:
        check_places(places)
        for place in places:
            yield from list_local(place, given)

    def table(self, place: str) -> Any:
        del place

    def read(self, partitions: Sequence[Partition], reader: BatchReader, folder: Folder, finished: Finished) -> None:
        waiting = deque(partitions)
        ended: Counter[int] = Counter()
        while waiting:
            self._with_a_pool(waiting, ended, reader, local_path(folder.where), finished)

    def _with_a_pool(
        self, waiting: deque[Partition], ended: Counter[int], reader: BatchReader, root: Path, finished: Finished
    ) -> None:
        """Work until all is done or a process ends by itself; what was in work then waits again.

        No more partitions are handed out than are worked on, so that a broken pool tells which they were.
        """
        running: dict[Future[Outcome], Partition] = {}
        broken: list[Partition] = []
        with ProcessPoolExecutor(self.workers, mp_context=multiprocessing.get_context("spawn")) as pool:
            while waiting or running:
                while waiting and len(running) < self.workers and not broken:
                    partition = waiting.popleft()
                    careful = ended[partition.number] >= _CAREFUL_FROM
                    try:
                        future = pool.submit(write_partition, root, partition, reader, careful)
                    except BrokenProcessPool:
                        waiting.appendleft(partition)
                        break
                    running[future] = partition
                if not running:
                    break
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    partition = running.pop(future)
                    try:
                        finished(future.result())
                    except BrokenProcessPool:
                        broken.append(partition)
        for partition in broken:
            ended[partition.number] += 1
            if ended[partition.number] >= _TRIES:
                raise StoreError(
                    "the process that reads ends by itself again and again",
                    where=f"partition {partition.name}",
                    hint="give the machine more memory or use fewer --workers",
                )
        waiting.extendleft(reversed(broken))


def write_partition(root: Path, partition: Partition, reader: BatchReader, careful: bool) -> Outcome:
    """Read a partition in this process and put its output in place: the folder gets its name once it is whole."""
    target = root / output_of(partition)
    made = target.with_name(f".{target.name}.new")
    for leftover in (made, target):
        if leftover.exists():
            shutil.rmtree(leftover)
    counts = _write(made, function_of(reader, careful)(open_partition(partition)))
    target.parent.mkdir(parents=True, exist_ok=True)
    made.replace(target)
    return Outcome(
        partition=partition.number,
        files=len(partition.items),
        documents=counts["document"],
        claims=counts["claim"],
        refused=counts["refused"],
    )


def _write(folder: Path, batches: Iterator[pa.RecordBatch]) -> Counter[str]:
    counts: Counter[str] = Counter()
    writers: dict[str, pq.ParquetWriter] = {}
    folder.mkdir(parents=True)
    try:
        for batch in batches:
            for name in TABLES:
                rows = batch.filter(pc.equal(batch.column("table"), name))
                if not rows.num_rows:
                    continue
                counts[name] += rows.num_rows
                rows = rows.drop_columns(["table"])
                if name not in writers:
                    (folder / f"table={name}").mkdir()
                    path = folder / f"table={name}" / "part-0.parquet"
                    writers[name] = pq.ParquetWriter(path, rows.schema, compression="zstd")
                writers[name].write_batch(rows)
    finally:
        for writer in writers.values():
            writer.close()
    for path in folder.rglob("*.parquet"):
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
    return counts
