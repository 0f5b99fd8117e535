"""The one reader of all engines: record batches of documents in, record batches of what they say out.

It holds nothing between batches but a cache of lexicon, gazetteer and parser for its process, so that an engine may
call it anywhere and again. A document that cannot be read is a row with a reason and never an error.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import msgspec
import pyarrow as pa
from msgspec import Struct

from trucewatch.batch.tables import OUTPUT, rows_to_batch
from trucewatch.errors import TrucewatchError
from trucewatch.intake.datasets.mapping import TableMapping
from trucewatch.intake.documents import Intaken, unread_record
from trucewatch.intake.given import Given, check_given
from trucewatch.intake.limits import Limits
from trucewatch.intake.parsing import Parser
from trucewatch.intake.sandbox import ChildProcesses
from trucewatch.pipeline.readings import DocumentClaims, read_claims
from trucewatch.pipeline.receiving import Arrived, Desk, receive_bytes
from trucewatch.reading.reader import Reader
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.claims import UnreadRecord
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.wire import to_json_line

__all__ = ["BatchReader", "ReadText", "ReaderSettings"]

_ROWS: Final = 256
_BYTES: Final = 32_000_000

Row = dict[str, object]
ReadText = Callable[[Document, str, Reader, Sequence[TableMapping]], DocumentClaims | UnreadRecord]


class ReaderSettings(Struct, frozen=True, kw_only=True):
    """All that decides what a reader makes of a document: actors, places and mappings of a case, instant of receipt.

    ``seconds`` of processor time bound the reading of one text once it is parsed.
    """

    received_at: str
    received_by: str
    actors: tuple[Actor, ...] = ()
    places: tuple[GazetteerPlace, ...] = ()
    mappings: tuple[TableMapping, ...] = ()
    seconds: float = 120.0


@dataclass(frozen=True)
class _Kit:
    reader: Reader
    desk: Desk
    settings: ReaderSettings


# by the settings' bytes; a process serves one batch, or a few in tests
_KITS: dict[bytes, _Kit] = {}
_PARSERS: list[Parser] = []


@dataclass(frozen=True)
class BatchReader:
    """``Iterator[RecordBatch] -> Iterator[RecordBatch]``, of :data:`INPUT` and :data:`OUTPUT`. Travels by pickle.

    ``settings`` is :class:`ReaderSettings` as JSON. ``read`` makes claims of a stored text.
    """

    settings: bytes
    read: ReadText = read_claims

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        kit = _kit(self.settings)
        rows: list[Row] = []
        held = 0
        for batch in batches:
            for given in batch.to_pylist():
                for row in _read(given, kit, self.read):
                    rows.append(row)
                    held += _weight(row)
                    if len(rows) >= _ROWS or held >= _BYTES:
                        yield rows_to_batch(rows, OUTPUT)
                        rows, held = [], 0
        if rows:
            yield rows_to_batch(rows, OUTPUT)


def _kit(settings: bytes) -> _Kit:
    if settings not in _KITS:
        told = msgspec.json.decode(settings, type=ReaderSettings)
        if not _PARSERS:
            # one child a process: engines set how many processes there are
            _PARSERS.append(ChildProcesses(1))
        _KITS[settings] = _Kit(
            Reader.for_case(actors=told.actors, places=told.places),
            Desk(
                parser=_PARSERS[0],
                known=frozenset(),
                now=dt.datetime.fromisoformat(told.received_at),
                received_by=told.received_by,
                limits=Limits(),
            ),
            told,
        )
    return _KITS[settings]


def _weight(row: Row) -> int:
    return sum(len(value) for value in row.values() if isinstance(value, str | bytes))


def _read(given: dict[str, object], kit: _Kit, read: ReadText) -> Iterator[Row]:
    place: Row = {"item": given["item"], "row": given["row"]}
    for row in _rows(given, kit, read):
        yield row | place


def _rows(given: dict[str, object], kit: _Kit, read: ReadText) -> Iterator[Row]:
    name, content = str(given["name"]), given["content"]
    if given["reason"] is not None or not isinstance(content, bytes):
        digest = str(given["digest"]) if given["digest"] else None
        unread = unread_record(
            str(given["reason"] or "missing"), str(given["detail"] or "there are no bytes"), digest=digest, name=name
        )
        yield _refused(unread, "file", 0, 0)
        return
    try:
        words = {key: str(given[key]) if given[key] else None for key in ("published", "source", "lang")}
        told = check_given(Given(**words), kit.desk.now.year)
        arrived = receive_bytes(content, name, told, kit.desk)
    except TrucewatchError as error:
        detail = "; ".join(error.diagnostics().split("\n"))
        digest = hashlib.sha256(content).hexdigest()
        yield _refused(unread_record("unsupported", detail, digest=digest, name=name), "file", 0, 0)
        return
    yield from _received(arrived, kit, read)


def _received(arrived: Arrived, kit: _Kit, read: ReadText) -> Iterator[Row]:
    for at, (data, intaken) in enumerate(arrived.taken):
        yield _document(data, intaken, at)
        if intaken.unread is not None:
            yield _refused(intaken.unread, "document", at, 0)
        elif intaken.document.text_digest is not None:
            yield from _claims(intaken, at, kit, read)
    for n, unread in enumerate(arrived.unread):
        yield _refused(unread, "file", len(arrived.taken), n)
    for n, (kind, words) in enumerate(
        [("note", note) for note in arrived.notes] + [("doubt", doubt) for doubt in arrived.doubts]
    ):
        yield {"table": "note", "at": len(arrived.taken), "n": n, "kind": kind, "detail": words}


def _claims(intaken: Intaken, at: int, kit: _Kit, read: ReadText) -> Iterator[Row]:
    document = intaken.document
    found = _guarded(document, intaken.text, kit, read)
    if isinstance(found, UnreadRecord):
        yield _refused(found, "reading", at, 0)
        return
    for n, claim in enumerate(found.claims):
        yield {
            "table": "claim",
            "at": at,
            "n": n,
            "id": claim.id,
            "document": document.id,
            "kind": type(claim).__struct_config__.tag,
            "record": to_json_line(claim).rstrip("\n"),
        }
    for n, words in enumerate(found.refused):
        yield {"table": "note", "at": at, "n": n, "kind": "row", "detail": f"{document.name}: {words}"}


def _guarded(document: Document, text: str, kit: _Kit, read: ReadText) -> DocumentClaims | UnreadRecord:
    """Claims, or why there are none: a defect met by one text must not stop the others."""
    try:
        with _within(kit.settings.seconds):
            return read(document, text, kit.reader, kit.settings.mappings)
    except _TooLongError:
        reason, detail = (
            "timed_out",
            f"reading the text took more than {kit.settings.seconds:g} seconds of processor time",
        )
    except (MemoryError, RecursionError) as error:
        reason, detail = "too_large", f"reading the text needs too much memory: {type(error).__name__}"
    except TrucewatchError as error:
        reason, detail = "unsupported", error.message
    except Exception as error:  # noqa: BLE001 - whatever a text provokes, it stops at that text
        reason, detail = "broken", f"the reader failed on the text: {type(error).__name__}: {str(error)[:200]}"
    return unread_record(reason, detail, digest=document.id, name=document.name)


class _TooLongError(Exception):
    pass


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise in here when so much processor time is used: that of the clock would tell of a busy machine and not of a
    text. Only the first thread of a process can be told so; others run on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def over(number: int, frame: object) -> None:
        del number, frame
        raise _TooLongError

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _document(data: bytes, intaken: Intaken, at: int) -> Row:
    document = intaken.document
    return {
        "table": "document",
        "at": at,
        "n": 0,
        "id": document.id,
        "document": document.id,
        "name": document.name,
        "kind": document.media,
        "lang": document.lang,
        "published": document.published,
        "reason": document.unread,
        "detail": document.detail,
        "record": to_json_line(document).rstrip("\n"),
        "custody": to_json_line(intaken.custody).rstrip("\n"),
        "correction": intaken.correction,
        "text": intaken.text or None,
        "content": data,
    }


def _refused(unread: UnreadRecord, kind: str, at: int, n: int) -> Row:
    """``kind``: the ``document`` was taken and not read, the ``file`` gave none, or ``reading`` its text failed."""
    return {
        "table": "refused",
        "at": at,
        "n": n,
        "id": unread.id,
        "document": unread.document,
        "name": unread.name,
        "kind": kind,
        "reason": unread.reason,
        "detail": unread.detail,
        "record": to_json_line(unread).rstrip("\n"),
    }
