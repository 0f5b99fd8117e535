"""Reading one document at a time in a child process, for a partition whose reader was ended from outside.

A text may make the reader grow past its memory or end the process. No exception tells of that, so the partition is read
again row by row: the row that ends its child, or takes too long, is set aside with a reason, and the others are read.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import resource
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

import msgspec
import pyarrow as pa

from trucewatch.batch.reading import BatchReader, ReaderSettings
from trucewatch.batch.tables import OUTPUT, rows_to_batch
from trucewatch.intake.documents import unread_record
from trucewatch.vocabulary.wire import to_json_line

__all__ = ["ConfinedReader", "main"]

_HEADER: Final = struct.Struct(">Q")
_MEMORY: Final = 4_000_000_000
_TIMES: Final = 10
"""A row may be a container of many texts: it has the time of so many."""
_READY: Final = b"ready"


@dataclass(frozen=True)
class ConfinedReader:
    """The same function as its ``reader``, each row in a child process under limits on memory and time."""

    reader: BatchReader

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        child = _Child(self.reader)
        seconds = msgspec.json.decode(self.reader.settings, type=ReaderSettings).seconds * _TIMES
        try:
            for batch in batches:
                for n in range(batch.num_rows):
                    row = batch.slice(n, 1)
                    answer = child.ask(row, seconds)
                    if isinstance(answer, _Ended):
                        yield _set_aside(row, answer)
                        child = _Child(self.reader)
                    else:
                        yield from answer
        finally:
            child.end()


@dataclass(frozen=True)
class _Ended:
    reason: str
    detail: str


class _Child:
    def __init__(self, reader: BatchReader) -> None:
        self._process = subprocess.Popen(
            (sys.executable, "-m", "trucewatch.batch.confined"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._reader = reader
        self._greeted = False

    def ask(self, row: pa.RecordBatch, seconds: float) -> list[pa.RecordBatch] | _Ended:
        """The output for one row, or how the child ended."""
        over = threading.Event()

        def stop() -> None:
            over.set()
            self._process.kill()

        if not self._greeted:
            _write(self._stdin, pickle.dumps(self._reader))
            if _read(self._stdout) != _READY:
                raise ChildProcessError("the reader cannot be started in a child process")
            self._greeted = True
        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            _write(self._stdin, _to_bytes([row], row.schema))
            answer = _read(self._stdout)
        except OSError:
            answer = None
        finally:
            timer.cancel()
        if answer is not None:
            return _from_bytes(answer)
        code = self._process.wait()
        if over.is_set():
            return _Ended("timed_out", f"reading took longer than {seconds:g} seconds and was stopped")
        ending = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        return _Ended("broken", f"the reader ended while it read the file ({ending})")

    def end(self) -> None:
        """End it and close its pipes."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue

    @property
    def _stdin(self) -> BinaryIO:
        assert self._process.stdin is not None
        return self._process.stdin  # type: ignore[return-value]

    @property
    def _stdout(self) -> BinaryIO:
        assert self._process.stdout is not None
        return self._process.stdout  # type: ignore[return-value]


def _set_aside(row: pa.RecordBatch, ended: _Ended) -> pa.RecordBatch:
    told = row.to_pylist()[0]
    digest = hashlib.sha256(told["content"]).hexdigest() if told["content"] else told["digest"]
    unread = unread_record(ended.reason, ended.detail, digest=digest, name=told["name"])
    refused = {
        "table": "refused",
        "item": told["item"],
        "row": told["row"],
        "at": 0,
        "n": 0,
        "id": unread.id,
        "document": digest,
        "name": told["name"],
        "kind": "file",
        "reason": ended.reason,
        "detail": ended.detail,
        "record": to_json_line(unread).rstrip("\n"),
    }
    return rows_to_batch([refused], OUTPUT)


def _write(stream: BinaryIO, body: bytes) -> None:
    stream.write(_HEADER.pack(len(body)))
    stream.write(body)
    stream.flush()


def _read(stream: BinaryIO) -> bytes | None:
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    (size,) = _HEADER.unpack(header)
    body = stream.read(size)
    return body if len(body) == size else None


def _to_bytes(batches: list[pa.RecordBatch], schema: pa.Schema) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return bytes(sink.getvalue())


def _from_bytes(data: bytes) -> list[pa.RecordBatch]:
    with pa.ipc.open_stream(data) as reader:
        return list(reader)


def main() -> None:
    """Serve until the input ends: the reader first, then one row a request."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up among the answers
    requests = sys.stdin.buffer
    body = _read(requests)
    if body is None:
        return
    reader: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]] = pickle.loads(body)  # noqa: S301 - from the process that started this one
    _confine()
    _write(answers, _READY)
    while (frame := _read(requests)) is not None:
        _write(answers, _to_bytes(list(reader(iter(_from_bytes(frame)))), OUTPUT))


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY or hard > _MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    main()
