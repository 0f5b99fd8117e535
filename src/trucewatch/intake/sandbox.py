"""A pool of child processes that parse untrusted files, each with limits on time, memory and files.

A child serves one document after another. One that dies, hangs or grows past its memory takes one document with it,
which becomes an unread record (``timed_out``, ``too_large``, ``broken``); the next document gets a new child.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

import msgspec

from trucewatch.errors import DocumentError
from trucewatch.intake.child import Answer, Request, read_frame, write_frame
from trucewatch.intake.containers.member import Opened
from trucewatch.intake.documents import Intaken, unread_document
from trucewatch.intake.limits import Limits
from trucewatch.intake.parsing import Job

__all__ = ["MEMORY", "ChildProcesses"]

MEMORY: Final = 1_000_000_000
"""Bytes that a child may add to its address space once it has loaded its libraries."""
_START_SECONDS: Final = 120.0
_GRACE_SECONDS: Final = 5.0


class ChildProcesses:
    """Parses in child processes; a context manager. Children start when first needed and serve until the end.

    ``workers`` bounds how many run at a time, ``memory`` what each may add to its address space, in bytes.
    ``command`` starts a child and is there for tests.
    """

    def __init__(
        self, workers: int | None = None, *, memory: int = MEMORY, command: tuple[str, ...] | None = None
    ) -> None:
        self.workers = workers or min(os.cpu_count() or 1, 4)
        self._command = command or (sys.executable, "-B", "-m", "trucewatch.intake.child", str(memory))
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._started: set[_Child] = set()
        for _ in range(self.workers):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children."""
        with self._lock:
            for child in self._started:
                child.end()
            self._started.clear()

    def read(self, job: Job) -> Intaken:
        """Read one document in a child."""
        try:
            answer = self._ask(Request(job=job, limits=job.limits), job.limits.max_seconds)
        except DocumentError as error:
            return unread_document(job.data, error, name=job.name, now=job.now, received_by=job.received_by,
                                   given=job.given, provenance=job.provenance)  # fmt: skip
        assert answer.intaken is not None
        return answer.intaken

    def open(self, data: bytes, limits: Limits) -> Opened | None:
        """Open a container in a child. Raises :class:`DocumentError`."""
        answer = self._ask(Request(container=data, limits=limits), limits.max_seconds)
        if answer.reason is not None:
            raise DocumentError(answer.detail or "", reason=answer.reason)
        return answer.opened

    def _ask(self, request: Request, seconds: float) -> Answer:
        child = self._idle.get()
        try:
            if child is None:
                child = _Child(self._command)
                with self._lock:
                    self._started.add(child)
                child.greet()
            return child.ask(request, seconds + _GRACE_SECONDS)
        except BaseException:
            if child is not None:
                child.end()
                with self._lock:
                    self._started.discard(child)
            child = None
            raise
        finally:
            self._idle.put(child)


class _Child:
    """One child process and its two pipes."""

    def __init__(self, command: tuple[str, ...]) -> None:
        # one thread for the numeric libraries: more would cost memory in every child; nothing else is passed on
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH", "LANG", "LC_ALL")}
        environment = {**kept, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(  # noqa: S603 - the command is this program's own
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )

    def greet(self) -> None:
        """Wait until the child has taken its limits."""
        self._within(_START_SECONDS, self._receive)

    def ask(self, request: Request, seconds: float) -> Answer:
        return self._within(seconds, lambda: self._exchange(request))

    def end(self) -> None:
        """Kill it and close its pipes."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue

    def _within(self, seconds: float, work: Callable[[], Answer]) -> Answer:
        """Run ``work``, killing the child when the time is over: a blocked pipe then ends at once."""
        over = threading.Event()

        def stop() -> None:
            over.set()
            self._process.kill()

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            return work()
        except (OSError, EOFError, msgspec.DecodeError, ValueError) as error:
            raise self._refusal(over.is_set(), seconds) from error
        finally:
            timer.cancel()

    def _exchange(self, request: Request) -> Answer:
        assert self._process.stdin is not None
        write_frame(self._process.stdin, request)  # type: ignore[arg-type]
        return self._receive()

    def _receive(self) -> Answer:
        assert self._process.stdout is not None
        frame = read_frame(self._process.stdout)  # type: ignore[arg-type]
        if frame is None:
            raise EOFError
        return msgspec.msgpack.decode(frame, type=Answer)

    def _refusal(self, late: bool, seconds: float) -> DocumentError:
        if late:
            return DocumentError(f"parsing took longer than {seconds:g} seconds and was stopped", reason="timed_out")
        self._process.kill()
        code = self._process.wait()
        if code == -signal.SIGXCPU:
            return DocumentError("parsing used all its processor time and was stopped", reason="timed_out")
        return DocumentError(f"the parser ended while it read the file ({_ending(code)})", reason="broken")


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
