"""A small input of every sort, with documents that must be set aside, and what a run on one machine makes of it."""

from __future__ import annotations

import datetime as dt
import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.documents import dispatches
from tests.intake.containers import MAIL, RSS, make_wacz, make_warc, make_zip

from trucewatch.batch.folders import Folder
from trucewatch.batch.output import documents_of, files_of
from trucewatch.batch.reading import ReaderSettings
from trucewatch.batch.work import finished_partitions
from trucewatch.intake.datasets.mapping import TableMapping
from trucewatch.pipeline.readings import DocumentClaims, read_claims
from trucewatch.pipeline.workplace import Workplace
from trucewatch.reading.reader import Reader
from trucewatch.store import ClaimFilter
from trucewatch.vocabulary.claims import UnreadRecord
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.wire import to_json_line

NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
SETTINGS = ReaderSettings(received_at="2026-11-24T08:00:00+00:00", received_by="trucewatch")
BAIT = "Bait for a reader."


def clock() -> dt.datetime:
    return NOW


def quiet(stage: str, done: int, total: int) -> None:
    del stage, done, total


def fill(folder: Path, number: int = 8, seed: int = 7) -> Path:
    """Dispatches, containers, a source note, and what is refused: damaged, empty, binary, a bomb, a link."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = [_dispatch(n, d) for n, d in enumerate(dispatches(number, seed=seed))]
    for n, text in enumerate(texts):
        (folder / f"dispatch-{n:03d}.txt").write_text(text, encoding="utf-8")
    # the same bytes and the same words once more: which is the original follows from the order
    (folder / "zz-copy.txt").write_text(texts[0], encoding="utf-8")
    (folder / "zz-words.txt").write_text(texts[1].upper(), encoding="utf-8")
    (folder / "odd [name] {é} %20 #.txt").write_text(texts[2] + "\nFin.", encoding="utf-8")
    (folder / "noted.txt").write_text(texts[3].split("\n\n", 1)[1], encoding="utf-8")
    (folder / "noted.source.yaml").write_text("published: 2016-12-07\nlang: fr\n", encoding="utf-8")
    page = f"<html><body><p>{texts[4]}</p></body></html>".encode()
    (folder / "pages.warc").write_bytes(make_warc([("https://news.example/1", "200 OK", "text/html", page)]))
    (folder / "pages.wacz").write_bytes(
        make_wacz(make_warc([("https://news.example/2", "200 OK", "text/html", page + b" ")]))
    )
    (folder / "feed.xml").write_bytes(RSS if isinstance(RSS, bytes) else RSS.encode())
    (folder / "pack.zip").write_bytes(make_zip({"one.txt": texts[5].encode(), "mail.eml": MAIL, "../up.txt": b"x"}))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.dat").write_bytes(bytes(range(256)) * 10)
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7\n" + random.Random(seed).randbytes(200))
    (folder / "bomb.zip").write_bytes(make_zip({"zeros.txt": b"0" * 30_000_000}))
    (folder / "large.txt").write_bytes(b"word " * 2_100_000)
    (folder / "link.txt").symlink_to(folder / "dispatch-000.txt")
    return folder


def table(path: Path, number: int = 5, seed: int = 9) -> Path:
    """A Parquet file of texts, one of them with a wrong date and one with nothing in it."""
    made = list(dispatches(number, seed=seed))
    columns: dict[str, list[Any]] = {
        "name": [f"row-{n}.txt" for n in range(number)] + ["wrong-date.txt", None],
        "text": [d.text for d in made] + ["A text of 2016.", None],
        "published": [d.published.isoformat() for d in made] + ["the day after", None],
        "lang": [None] * (number + 2),
    }
    pq.write_table(pa.table({k: pa.array(v, pa.string()) for k, v in columns.items()}), path, row_group_size=3)
    return path


def told(folder: Folder) -> list[tuple[Any, ...]]:
    """All that a finished batch says, in its order, without the instant of receipt."""
    partitions = finished_partitions(folder)[2]
    found: list[tuple[Any, ...]] = []
    for file in files_of(folder, partitions, content=True):
        found.append(("file", file.notes, file.doubts, tuple(to_json_line(unread) for unread in file.unread)))
        for read in file.documents:
            one = read.intaken
            found.append(("document", to_json_line(one.document), to_json_line(one.custody), one.text, read.content))
            found += [("claim", to_json_line(claim)) for claim in read.claims]
            found += [("refused", to_json_line(read.refused))] if read.refused else []
    return found


def reasons(folder: Folder) -> dict[str, str]:
    """The names of what was set aside, each with its reason."""
    found: dict[str, str] = {}
    for file in files_of(folder, finished_partitions(folder)[2], content=False):
        records = [*file.unread, *(r.intaken.unread for r in file.documents), *(r.refused for r in file.documents)]
        found |= {str(unread.name): unread.reason for unread in records if unread is not None}
    return found


def claims_of(folder: Folder) -> list[str]:
    """The claims of a batch as JSON."""
    partitions = finished_partitions(folder)[2]
    return [to_json_line(claim) for read in documents_of(folder, partitions) for claim in read.claims]


def models(work: Workplace) -> dict[str, list[str]]:
    """Documents, claims and unread records of a case as JSON."""
    return {
        "documents": sorted(to_json_line(document) for document in work.store.documents().items),
        "claims": sorted(to_json_line(claim) for claim in work.store.claims(ClaimFilter()).items),
        "unread": sorted(to_json_line(unread) for unread in work.store.unread()),
    }


def bait(
    document: Document, text: str, reader: Reader, mappings: Sequence[TableMapping] = ()
) -> DocumentClaims | UnreadRecord:
    """Reads as always, but for three words: ``ends`` the process, ``fails`` or takes ``ages``."""
    if BAIT in text and "ends" in text:
        os.abort()
    if BAIT in text and "ages" in text:
        while True:
            pass
    if BAIT in text and "fails" in text:
        raise ZeroDivisionError("as planned")
    return read_claims(document, text, reader, mappings)


def _dispatch(number: int, made: Any) -> str:
    return f"Source: {made.source}\nDate: {made.published.isoformat()}\nTitle: Dispatch {number}\n\n{made.text}"


def in_rows(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """A batch a row at a time."""
    for n in range(batch.num_rows):
        yield batch.slice(n, 1)
