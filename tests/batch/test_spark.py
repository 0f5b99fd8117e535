"""Batch reading on Spark with two executors: equal to this machine, whatever ends on the way."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest
from tests.batch.killing import KillsOnce
from tests.batch.mixed import BAIT, SETTINGS, bait, fill, quiet, reasons, table, told

from trucewatch.batch.embedded import EmbeddedEngine
from trucewatch.batch.folders import LocalFolder
from trucewatch.batch.work import ReadCounts, outcomes, read_batch
from trucewatch.errors import TrucewatchError, UsageError
from trucewatch.linking.statistical import add_reports, open_table
from trucewatch.linking.statistical.blocking import CONTROL, SPARK, WINDOW, Lag, pairs_sql

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("spark")]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session with two executors in processes of their own."""
    pyspark = pytest.importorskip("pyspark", reason="Spark is not installed")
    from trucewatch.batch.spark.session import check_installed, open_session

    try:
        check_installed()
    except TrucewatchError as missing:
        pytest.skip(missing.message)
    # the executors of such a cluster keep their logs in the home of Spark: here, one of links that is thrown away
    home = tmp_path_factory.mktemp("spark")
    for path in Path(pyspark.__file__).parent.iterdir():
        (home / path.name).symlink_to(path)
    root = Path(__file__).resolve().parents[2]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_HOME", str(home))
        patch.setenv("PYTHONPATH", os.pathsep.join([str(root / "src"), str(root), os.environ.get("PYTHONPATH", "")]))
        session = open_session("local-cluster[2,1,1024]", {"spark.executor.memory": "1g"})
        yield session
        session.stop()


@pytest.fixture(scope="module")
def engine(spark: Any) -> Any:
    from trucewatch.batch.spark.engine import SparkEngine

    return SparkEngine(spark)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = fill(tmp_path_factory.mktemp("input") / "in")
    (folder / "_under.txt").write_text("Deux civils ont été tués lundi à Homs.", encoding="utf-8")
    table(folder / "texts.parquet")
    return folder


@pytest.fixture(scope="module")
def expected(mixed: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    """What this machine alone makes of the input."""
    out = tmp_path_factory.mktemp("embedded") / "out"
    read(out, mixed, EmbeddedEngine(1))
    return told(LocalFolder(out))


def read(out: Path, place: Path | str, engine: Any, **given: Any) -> ReadCounts:
    options: dict[str, Any] = {"settings": SETTINGS, "progress": quiet, "documents": 12} | given
    return read_batch(LocalFolder(out), [str(place)], engine=engine, **options)


def test_equal_to_this_machine_although_a_worker_is_killed(
    engine: Any, mixed: Path, expected: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    mark = tmp_path / "killed"
    counts = read(tmp_path / "out", mixed, engine, read=KillsOnce(str(mark)))
    assert not Path(f"/proc/{mark.read_text()}").exists()
    assert told(LocalFolder(tmp_path / "out")) == expected
    assert counts.partitions == len(outcomes(LocalFolder(tmp_path / "out"))) >= 3


def test_a_stopped_batch_goes_on(engine: Any, mixed: Path, expected: list[tuple[Any, ...]], tmp_path: Path) -> None:
    out = LocalFolder(tmp_path / "out")

    def stops(stage: str, done: int, total: int) -> None:
        if 0 < done < total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(out.root, mixed, engine, progress=stops)
    done = outcomes(out)
    assert done
    names = [out.root / "read" / f"partition={number:06d}" for number in done]
    first = {path: path.stat().st_mtime_ns for name in names for path in name.rglob("*.parquet")}
    counts = read(out.root, mixed, engine)
    assert counts.read_now == counts.partitions - len(done)
    assert {path: path.stat().st_mtime_ns for path in first} == first
    assert told(out) == expected


def test_a_text_that_ends_its_worker_is_set_aside(engine: Any, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for word in ("ends", "fails", "nothing"):
        (folder / f"{word}.txt").write_text(f"{BAIT} It {word}.\nTwo civilians were killed in Homs.", encoding="utf-8")
    read(tmp_path / "out", folder, engine, read=bait)
    assert reasons(LocalFolder(tmp_path / "out")) == {"ends.txt": "broken", "fails.txt": "broken"}
    assert any(entry[0] == "claim" for entry in told(LocalFolder(tmp_path / "out")))


def test_a_place_of_hadoop_serves_for_input_and_output(engine: Any, spark: Any, mixed: Path, tmp_path: Path) -> None:
    from trucewatch.batch.spark.hadoop import HadoopFolder, list_hadoop
    from trucewatch.intake.given import Given

    class ByUrl(type(engine)):  # type: ignore[misc]
        """As for object storage, although the URL is one of this machine."""

        def list(self, places: list[str], given: Given) -> Any:
            return [item for place in places for item in list_hadoop(spark, place, given)]

    small = tmp_path / "in"
    small.mkdir()
    for name in ("dispatch-000.txt", "noted.txt", "noted.source.yaml", "pages.warc", "odd [name] {é} %20 #.txt"):
        (small / name).write_bytes((mixed / name).read_bytes())
    (small / ".hidden").write_text("x", encoding="utf-8")
    folder = HadoopFolder(spark, f"file://{tmp_path}/by-url")
    read_batch(folder, [f"file://{small}"], engine=ByUrl(spark), settings=SETTINGS, progress=quiet)
    read(tmp_path / "one", small, EmbeddedEngine(1))
    assert told(folder) == told(LocalFolder(tmp_path / "one"))
    folder.remove("read")
    assert folder.names("read") == ()
    with pytest.raises(UsageError, match="does not exist"):
        list(list_hadoop(spark, f"file://{tmp_path}/absent", Given()))
    with pytest.raises(UsageError, match="does not know"):
        HadoopFolder(spark, "nowhere://bucket/folder")


@pytest.mark.parametrize("lag", [WINDOW, CONTROL], ids=["window", "control"])
def test_the_sql_of_the_linker_gives_the_same_pairs(spark: Any, lag: Lag) -> None:
    rows = random.Random(11)
    reports = {
        "id": list(range(900)),
        "day": [rows.randrange(17000, 17060) for _ in range(900)],
        "lat": [round(36 + rows.random() * 0.6, 4) for _ in range(900)],
        "lon": [round(37 + rows.random() * 0.6, 4) for _ in range(900)],
        "reach": [rows.choice([0.5, 3.0, 15.0, 60.0]) for _ in range(900)],
        **{name: [rows.randrange(-1, 3) for _ in range(900)] for name in ("act1", "act2", "act3", "actor1", "actor2")},
        "toll": [rows.choice([None, 0.0, 2.0, 7.0, 30.0]) for _ in range(900)],
        "source": [rows.randrange(-1, 4) for _ in range(900)],
    }
    connection = open_table(None)
    connection.register("told", pa.table(reports))
    add_reports(connection, "told")
    span = (17000, 17060)
    here = connection.execute(f"SELECT a, b, pattern FROM ({pairs_sql(span, lag)})").fetchall()
    held = connection.execute("SELECT * FROM report")
    names = [column[0] for column in held.description]
    kinds = {"DOUBLE": "double", "FLOAT": "float", "SMALLINT": "smallint", "TINYINT": "tinyint", "INTEGER": "int"}
    schema = ", ".join(f"`{c[0]}` {kinds[str(c[1])]}" for c in held.description)
    assert len(names) == 18
    spark.createDataFrame(held.fetchall(), schema).createOrReplaceTempView("report")
    there = [tuple(row) for row in spark.sql(pairs_sql(span, lag, dialect=SPARK)).collect()]
    connection.close()
    assert len(here) > 1000
    assert sorted(there) == sorted(here)


def test_the_settings_say_what_is_wrong_with_them() -> None:
    from trucewatch.batch.spark.session import parse_settings

    assert parse_settings(["spark.a=b=c"]) == {"spark.a": "b=c"}
    with pytest.raises(UsageError, match="no setting of Spark"):
        parse_settings(["a=b"])
    assert msgspec.structs.asdict(SETTINGS)["seconds"] == 120.0
