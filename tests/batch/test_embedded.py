"""Batch reading on this machine: equal to a run, restartable, and not stopped by any document."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.batch.mixed import BAIT, NOW, SETTINGS, bait, clock, fill, models, quiet, reasons, table, told

from trucewatch.batch.embedded import EmbeddedEngine, write_partition
from trucewatch.batch.engine import Finished, output_of
from trucewatch.batch.folders import Folder, LocalFolder
from trucewatch.batch.linking import link_batch
from trucewatch.batch.listing import list_local
from trucewatch.batch.loading import load_documents, load_incidents, mark_loaded
from trucewatch.batch.opening import open_partition
from trucewatch.batch.plan import Partition, add_items, load_plan
from trucewatch.batch.reading import BatchReader, ReaderSettings
from trucewatch.batch.tables import INPUT, OUTPUT, rows_to_batch
from trucewatch.batch.work import ReadCounts, outcomes, read_batch
from trucewatch.case import Case, load_case
from trucewatch.errors import InputError, UsageError
from trucewatch.intake.given import Given
from trucewatch.pipeline import RunCounts, inbox_files, open_workplace, run_case
from trucewatch.pipeline.arrivals import take_in
from trucewatch.pipeline.readings import read_documents
from trucewatch.starting import start_case
from trucewatch.store import IncidentFilter

READER = BatchReader(msgspec.json.encode(SETTINGS))


class Here(EmbeddedEngine):
    """The embedded engine without its pool: the tests that are not about processes need none."""

    def read(self, partitions: Sequence[Partition], reader: BatchReader, folder: Folder, finished: Finished) -> None:
        for partition in partitions:
            finished(write_partition(Path(folder.where), partition, reader, careful=False))


def read(out: Path, *places: Path, engine: EmbeddedEngine | None = None, **given: Any) -> ReadCounts:
    options: dict[str, Any] = {"settings": SETTINGS, "progress": quiet, "documents": 7} | given
    return read_batch(LocalFolder(out), [str(p) for p in places], engine=engine or Here(1), **options)


def a_case(root: Path) -> Case:
    start_case(root, name="Batch", zone="Asia/Damascus")
    return load_case(root)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("input") / "in")


def test_a_loaded_batch_equals_a_run_and_loading_again_adds_nothing(mixed: Path, tmp_path: Path) -> None:
    run, loaded = a_case(tmp_path / "run"), a_case(tmp_path / "loaded")
    ground = msgspec.structs.replace(
        SETTINGS, actors=tuple(run.actors), places=tuple(run.places), mappings=tuple(run.mappings)
    )
    with open_workplace(run, clock) as work:
        counts = RunCounts()
        take_in(work, inbox_files(mixed), counts)
        read_documents(work, counts, quiet, skip=frozenset())
        expected = models(work)
    read(tmp_path / "out", mixed, settings=ground)
    with open_workplace(loaded, clock) as work:
        counts = RunCounts()
        before = work.log.size
        load_documents(work, LocalFolder(tmp_path / "out"), counts, quiet)
        mark_loaded(work, counts, before)
        assert models(work) == expected
        assert len(expected["claims"]) > 50
        assert any('"same_text"' in document for document in expected["documents"])
        size = work.log.size
        load_documents(work, LocalFolder(tmp_path / "out"), RunCounts(), quiet)
        mark_loaded(work, RunCounts(), size)
        assert work.log.size == size
        # the run that follows reads nothing again, and links to what the batch was linked to
        made = link_batch(LocalFolder(tmp_path / "out"), loaded, quiet)
        load_incidents(work, LocalFolder(tmp_path / "out"), RunCounts())
        incidents = work.store.incidents(IncidentFilter()).items
        assert made.incidents == len(incidents) > 3
        assert made.pairs > 0
        size = work.log.size
        load_incidents(work, LocalFolder(tmp_path / "out"), RunCounts())
        assert work.log.size == size
        assert "read" not in run_case(work).counts
        assert work.store.incidents(IncidentFilter()).items == incidents


def test_documents_that_cannot_be_read_are_set_aside_with_a_reason(mixed: Path, tmp_path: Path) -> None:
    counts = read(tmp_path / "out", mixed)
    found = reasons(LocalFolder(tmp_path / "out"))
    assert (
        found.items()
        >= {
            "empty.txt": "empty",
            "binary.dat": "binary",
            "damaged.pdf": "broken",
            "large.txt": "too_large",
            "link.txt": "missing",
            "pack.zip > ../up.txt": "broken",
        }.items()
    )
    assert "bomb.zip" in found or any(name.startswith("bomb.zip >") for name in found)
    assert counts.refused >= 7


def test_a_stopped_batch_goes_on_and_takes_nothing_half_for_whole(mixed: Path, tmp_path: Path) -> None:
    out = LocalFolder(tmp_path / "out")
    asked: list[int] = []

    class Stops(Here):
        def read(self, partitions: Sequence[Partition], *rest: Any) -> None:
            asked.extend(partition.number for partition in partitions)
            super().read(partitions[:2], *rest)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(out.root, mixed, engine=Stops(1))
    assert sorted(outcomes(out)) == [0, 1]
    with pytest.raises(UsageError, match="not read to its end"):
        told(out)
    first = {path: path.stat().st_mtime_ns for path in (out.root / "read").rglob("*.parquet")}
    # what a stop can leave: a folder under its working name, and one in place that nobody called whole
    (out.root / "read" / ".partition=000002.new").mkdir()
    half = out.root / output_of(load_plan(out)[2]) / "table=claim"
    half.mkdir(parents=True)
    (half / "part-9.parquet").write_bytes(b"PAR1 and nothing more")
    counts = read(out.root, mixed)
    assert counts.read_now == counts.partitions - 2 == len(asked) - 2
    assert {path: path.stat().st_mtime_ns for path in first} == first
    read(tmp_path / "whole", mixed)
    assert told(out) == told(LocalFolder(tmp_path / "whole"))
    assert read(out.root, mixed).read_now == 0


def test_files_that_come_later_are_read_by_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Deux civils ont été tués lundi à Homs.", encoding="utf-8")
    assert read(tmp_path / "out", folder).read_now == 1
    (folder / "b.txt").write_text("Trois civils ont été tués mardi à Hama.", encoding="utf-8")
    counts = read(tmp_path / "out", folder)
    assert (counts.read_now, counts.partitions, counts.documents) == (1, 2, 2)


def test_parquet_rows_are_documents(tmp_path: Path) -> None:
    counts = read(tmp_path / "out", table(tmp_path / "texts.parquet"), given=Given(source="osdh"))
    out = LocalFolder(tmp_path / "out")
    assert (counts.documents, counts.refused) == (5, 2)
    assert reasons(out) == {"wrong-date.txt": "unsupported", "texts.parquet#6.txt": "empty"}
    documents = [entry[1] for entry in told(out) if entry[0] == "document"]
    assert all('"published_from":"given"' in text and '"source":"osdh"' in text for text in documents)


def test_a_parquet_file_without_texts_is_refused_by_name(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"words": ["a"]}), tmp_path / "words.parquet")
    (tmp_path / "torn.parquet").write_bytes(b"PAR1")
    read(tmp_path / "out", tmp_path / "words.parquet", tmp_path / "torn.parquet")
    assert set(reasons(LocalFolder(tmp_path / "out"))) == {"words.parquet", "torn.parquet"}


def test_a_pool_is_not_stopped_by_a_text_that_ends_fails_or_lasts(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for word in ("ends", "fails", "ages", "nothing"):
        (folder / f"{word}.txt").write_text(f"{BAIT} It {word}.\nTwo civilians were killed in Homs.", encoding="utf-8")
    quick = msgspec.structs.replace(SETTINGS, seconds=4.0)
    read(tmp_path / "out", folder, engine=EmbeddedEngine(1), settings=quick, read=bait)
    found = reasons(LocalFolder(tmp_path / "out"))
    assert found == {"ends.txt": "broken", "fails.txt": "broken", "ages.txt": "timed_out"}
    assert any(entry[0] == "claim" for entry in told(LocalFolder(tmp_path / "out")))


def test_a_pool_gives_what_one_process_gives(mixed: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    counts = read(
        tmp_path / "pool", mixed, engine=EmbeddedEngine(2), progress=lambda _, done, all_: seen.append((done, all_))
    )
    read(tmp_path / "one", mixed)
    assert told(LocalFolder(tmp_path / "pool")) == told(LocalFolder(tmp_path / "one"))
    assert seen[0] == (0, counts.files)
    assert seen[-1] == (counts.files, counts.files)


@drawn(cuts=st.lists(st.integers(1, 4), min_size=1, max_size=8))
@settings(max_examples=8)
def test_how_rows_are_cut_into_batches_decides_nothing(cuts: list[int]) -> None:
    texts = [
        "Deux civils ont été tués lundi à Homs.",
        "",
        "Three people died in Hama, SANA said.",
        "قتل مدنيان في حلب.",
    ]
    rows: list[dict[str, object]] = [
        {"item": n, "row": 0, "name": f"{n}.txt", "content": text.encode()} for n, text in enumerate(texts)
    ]
    pieces, at = [], 0
    for cut in [*cuts, len(rows)]:
        if rows[at : at + cut]:
            pieces.append(rows_to_batch(rows[at : at + cut], INPUT))
        at += cut
    whole = pa.Table.from_batches(READER(iter([rows_to_batch(rows, INPUT)])), OUTPUT)
    assert pa.Table.from_batches(READER(iter(pieces)), OUTPUT).equals(whole)


def test_a_batch_of_other_rules_or_actors_is_not_mixed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Deux civils ont été tués lundi à Homs.", encoding="utf-8")
    read(tmp_path / "out", folder)
    with pytest.raises(UsageError, match="other actors"):
        read(tmp_path / "out", folder, settings=msgspec.structs.replace(SETTINGS, seconds=7.0))
    about = tmp_path / "out" / "batch.json"
    about.write_text(about.read_text().replace('"rules":"', '"rules":"0'), encoding="utf-8")
    with pytest.raises(UsageError, match="other rules"):
        read(tmp_path / "out", folder)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="something else"):
        read(tmp_path / "other", folder)


def test_a_later_date_of_receipt_does_not_enter_a_batch(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Deux civils ont été tués lundi à Homs.", encoding="utf-8")
    read(tmp_path / "out", folder)
    (folder / "b.txt").write_text("Deux civils ont été tués mardi à Homs.", encoding="utf-8")
    read(tmp_path / "out", folder, settings=msgspec.structs.replace(SETTINGS, received_at="2027-01-01T00:00:00+00:00"))
    assert all(
        NOW.strftime("%Y-%m-%dT%H:%M:%SZ") in e[2] for e in told(LocalFolder(tmp_path / "out")) if e[0] == "document"
    )


def test_names_that_are_no_utf8_and_places_that_are_none(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("Un mort.", encoding="utf-8")
    plan = add_items(LocalFolder(tmp_path / "out"), list_local(str(folder), Given()))
    assert plan == load_plan(LocalFolder(tmp_path / "out"))
    rows = [row for batch in open_partition(plan[0]) for row in batch.to_pylist()]
    assert [(row["reason"], row["detail"]) for row in rows] == [("missing", "its name is not UTF-8")]
    with pytest.raises(UsageError, match="does not exist"):
        list(list_local(str(tmp_path / "absent"), Given()))
    with pytest.raises(InputError, match="read by Spark"):
        EmbeddedEngine(1).folder("s3a://bucket/out")


def test_the_settings_of_a_reader_travel(tmp_path: Path) -> None:
    assert msgspec.json.decode(READER.settings, type=ReaderSettings) == SETTINGS


def test_without_spark_the_command_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trucewatch.batch.spark.session import check_installed

    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(UsageError, match=r"trucewatch\[spark\]"):
        check_installed()
    monkeypatch.setitem(sys.modules, "pyspark", types.ModuleType("pyspark"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UsageError, match="Java is not found"):
        check_installed()


def test_the_embedded_command_loads_no_spark(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Deux civils ont été tués lundi à Homs.", encoding="utf-8")
    code = (
        "import sys\nfrom trucewatch.cli.main import run\n"
        f"sys.argv = ['trucewatch', 'batch', 'read', {str(tmp_path / 'a.txt')!r}, '--out', {str(tmp_path / 'out')!r},"
        " '--workers', '1']\n"
        "try:\n    run()\nexcept SystemExit as end:\n    assert not end.code\n"
        "assert not {'pyspark', 'py4j'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "documents: 1" in done.stdout
    assert done.stderr == ""
