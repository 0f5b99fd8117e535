"""The engine of a cluster: Spark opens the files, ``mapInArrow`` runs the one reader, Spark writes what it gives.

A partition of the batch is one job. Spark runs a task again whose worker was lost; a job that fails all the same is
done once more with each document confined, so that the one at fault is set aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, Final

from trucewatch.batch.engine import Finished, Outcome, function_of, output_of
from trucewatch.batch.folders import Folder, LocalFolder
from trucewatch.batch.listing import is_local, list_local, local_path
from trucewatch.batch.plan import Item, Partition
from trucewatch.batch.reading import BatchReader
from trucewatch.batch.spark.hadoop import HadoopFolder, list_hadoop
from trucewatch.batch.spark.rows import rows_of
from trucewatch.batch.tables import DDL
from trucewatch.errors import StoreError
from trucewatch.intake.given import Given

__all__ = ["SparkEngine"]

_MOST_JOBS: Final = 8


class SparkEngine:
    """Reads by a session of Spark. Folders of this machine are seen by all workers only where it is the one there is,
    or where the folder is shared."""

    def __init__(self, session: Any) -> None:
        self.session = session

    def folder(self, place: str) -> Folder:
        if is_local(place):
            return LocalFolder(local_path(place).absolute())
        return HadoopFolder(self.session, place)

    def list(self, places: Sequence[str], given: Given) -> Iterable[Item]:
        for place in places:
            yield from list_local(place, given) if is_local(place) else list_hadoop(self.session, place, given)

    def table(self, place: str) -> Any:
        del place

    def read(self, partitions: Sequence[Partition], reader: BatchReader, folder: Folder, finished: Finished) -> None:
        # some jobs at a time: the last tasks of one do not leave the cores idle
        jobs = min(_MOST_JOBS, max(2, self.session.sparkContext.defaultParallelism // 8))
        with ThreadPoolExecutor(jobs) as threads:
            work = [threads.submit(self._partition, partition, reader, folder) for partition in partitions]
            try:
                for future in as_completed(work):
                    finished(future.result())
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                self.session.sparkContext.cancelAllJobs()
                raise

    def _partition(self, partition: Partition, reader: BatchReader, folder: Folder) -> Outcome:
        from py4j.protocol import Py4JJavaError
        from pyspark.errors import PySparkException

        problem: Exception | None = None
        for careful in (False, True):
            try:
                return self._write(partition, reader, folder, careful)
            except (PySparkException, Py4JJavaError, _MissedError) as error:
                problem = error
        raise StoreError(
            "Spark cannot read or write a partition",
            where=f"partition {partition.name} of {folder.where}",
            got=str(problem).split("\n")[0][:300],
            hint="see what Spark says of it; run the same command again to go on",
        ) from problem

    def _write(self, partition: Partition, reader: BatchReader, folder: Folder, careful: bool) -> Outcome:
        from pyspark.sql import Observation
        from pyspark.sql import functions as f

        came, made = Observation(), Observation()
        rows, files = rows_of(self.session, partition, careful)
        rows = rows.observe(came, f.count_if(f.col("row") == 0).alias("files"))
        output = rows.mapInArrow(function_of(reader, careful), DDL)
        names = ("document", "claim", "refused")
        output = output.observe(made, *(f.count_if(f.col("table") == name).alias(name) for name in names))
        where = folder.where if "://" in folder.where or folder.where.startswith("file:") else f"file:{folder.where}"
        output.write.mode("overwrite").partitionBy("table").parquet(f"{where}/{output_of(partition)}")
        if came.get["files"] != files:
            raise _MissedError(f"{came.get['files']} of {files} files came from Spark")
        return Outcome(
            partition=partition.number,
            files=len(partition.items),
            documents=made.get["document"],
            claims=made.get["claim"],
            refused=made.get["refused"],
        )


class _MissedError(Exception):
    """Spark passed a file over without a word, as it does with names that begin with an underscore."""
