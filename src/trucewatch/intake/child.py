"""The child process that parses: it reads requests from standard input and answers on standard output.

It takes limits on memory, processor time, open files and written files before the first request, and refuses by
an audit hook what no parser needs: connections, other programs, files opened for writing.
Started by :mod:`trucewatch.intake.sandbox` only.
"""

from __future__ import annotations

import os
import resource
import struct
import sys
from typing import Any, BinaryIO, Final

import msgspec
from msgspec import Struct

from trucewatch.errors import DocumentError
from trucewatch.intake.containers.member import Opened
from trucewatch.intake.documents import Intaken
from trucewatch.intake.language import load_classifiers
from trucewatch.intake.limits import Limits
from trucewatch.intake.parsing import InProcess, Job

__all__ = ["Answer", "Request", "main", "read_frame", "write_frame"]

_HEADER: Final = struct.Struct(">Q")
_OPEN_FILES: Final = 64
_FORBIDDEN: Final = frozenset(
    ("socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.fork",
     "os.posix_spawn", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.truncate")
)  # fmt: skip


class Request(Struct, frozen=True, kw_only=True):
    """A document to read, or with ``container`` the bytes of one to open."""

    job: Job | None = None
    container: bytes | None = None
    limits: Limits = Limits()


class Answer(Struct, frozen=True, kw_only=True):
    """``ready`` greets; ``reason`` and ``detail`` are of a container that could not be opened."""

    ready: bool = False
    intaken: Intaken | None = None
    opened: Opened | None = None
    reason: str | None = None
    detail: str | None = None


def write_frame(stream: BinaryIO, record: Struct) -> None:
    """One record with its length before it."""
    body = msgspec.msgpack.encode(record)
    stream.write(_HEADER.pack(len(body)))
    stream.write(body)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """The bytes of the next record, or null at the end."""
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    (size,) = _HEADER.unpack(header)
    body = stream.read(size)
    return body if len(body) == size else None


def main(memory: int) -> None:
    """Serve until the input ends. ``memory`` is what may be added to the address space after start, in bytes."""
    # the answers get a stream of their own: what a library prints must not end up among them
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    load_classifiers()  # before the limits hold, so that every document finds the same room
    _confine(memory)
    write_frame(answers, Answer(ready=True))
    parser = InProcess()
    while (frame := read_frame(sys.stdin.buffer)) is not None:
        request = msgspec.msgpack.decode(frame, type=Request)
        del frame
        _allow_time(request)
        write_frame(answers, _answer(parser, request))


def _answer(parser: InProcess, request: Request) -> Answer:
    if request.job is not None:
        return Answer(intaken=parser.read(request.job))
    try:
        return Answer(opened=parser.open(request.container or b"", request.limits))
    except DocumentError as error:
        facts = (error.message, error.expected and f"expected {error.expected}", error.got and f"got {error.got}")
        return Answer(reason=error.reason, detail="; ".join(fact for fact in facts if fact))


def _confine(memory: int) -> None:
    pages = int(open("/proc/self/statm").read().split()[0]) if os.path.exists("/proc/self/statm") else 0  # noqa: PTH110, PTH123, SIM115
    if pages:
        room = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse)


def _allow_time(request: Request) -> None:
    """Processor time for this request: the clock of the parent is the first limit, this one holds without it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limits = request.job.limits if request.job else request.limits
    seconds = int(used.ru_utime + used.ru_stime + limits.max_seconds * 2) + 5
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"a parser may not do this: {event}")
    if event == "open" and len(arguments) > 2:
        mode, flags = arguments[1], arguments[2]
        writes = isinstance(mode, str) and any(sign in mode for sign in "wax+")
        if writes or (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)):
            raise PermissionError("a parser may not write files")


if __name__ == "__main__":
    main(int(sys.argv[1]))
