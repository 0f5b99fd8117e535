"""Parsing in child processes: the same results, and a child that fails takes one document with it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from tests.intake.containers import PAGE, RSS, make_zip
from tests.intake.support import ENGLISH, FRENCH, NOW, make_docx, make_pdf

from trucewatch.errors import DocumentError
from trucewatch.intake.containers.opening import open_container
from trucewatch.intake.given import Given
from trucewatch.intake.limits import Limits
from trucewatch.intake.parsing import InProcess, Job
from trucewatch.intake.sandbox import ChildProcesses

pytestmark = pytest.mark.xdist_group("sandbox")


def job(data: bytes, name: str = "a.txt", **given: str) -> Job:
    return Job(data=data, name=name, now=NOW, received_by="desk", given=Given(**given))


@pytest.fixture(scope="module")
def children() -> Iterator[ChildProcesses]:
    with ChildProcesses(1) as pool:
        yield pool


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (FRENCH.encode(), "a.txt"),
        ("قالت البعثة إن ثلاث قذائف سقطت قرب المخيم يوم الاثنين ولم يصب أحد من السكان.".encode(), "a.txt"),
        ("Наблюдатели сообщили в понедельник, что три снаряда упали рядом с лагерем.".encode(), "a.txt"),
        (PAGE, "a.html"),
        (make_pdf([["Three rounds were counted near the camp on Monday."]]), "a.pdf"),
        (make_docx([ENGLISH]), "a.docx"),
        (b"\x00\x01", "a.bin"),
        (b"", "a.txt"),
    ],
)
def test_a_child_reads_what_this_process_reads(children: ChildProcesses, data: bytes, name: str) -> None:
    assert children.read(job(data, name)) == InProcess().read(job(data, name))


def test_a_child_opens_containers(children: ChildProcesses) -> None:
    assert children.open(RSS, Limits()) == open_container(RSS)
    assert children.open(FRENCH.encode(), Limits()) is None
    with pytest.raises(DocumentError) as caught:
        children.open(make_zip({f"{n}.txt": b"x" for n in range(9)}), Limits(max_members=3))
    assert caught.value.reason == "too_large"


def broken_child(body: str) -> ChildProcesses:
    """A pool whose child greets and then runs ``body`` on its first request."""
    script = (
        "import sys,os,time,resource,signal;from trucewatch.intake.child import *\n"
        "write_frame(sys.stdout.buffer, Answer(ready=True));read_frame(sys.stdin.buffer)\n" + body
    )
    return ChildProcesses(1, command=(sys.executable, "-c", script))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "broken"),
        ("os._exit(3)", "broken"),
        ("sys.stdout.buffer.write(bytes(8) + b'x');sys.stdout.flush()", "broken"),
        ("resource.setrlimit(resource.RLIMIT_CPU,(1,-1))\nwhile True: pass", "timed_out"),
    ],
)
def test_a_child_that_dies_gives_an_unread_record(body: str, reason: str) -> None:
    with broken_child(body) as pool:
        taken = pool.read(job(FRENCH.encode(), source="s"))
    assert taken.unread is not None
    assert taken.unread.reason == taken.document.unread == reason
    assert taken.document.id == InProcess().read(job(FRENCH.encode())).document.id
    assert taken.document.source == "s"


def test_a_child_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.intake.sandbox._GRACE_SECONDS", 0.2)
    with broken_child("signal.pause()") as pool:
        hung = Job(data=b"text", name="a.txt", now=NOW, received_by="desk", limits=Limits(max_seconds=0.1))
        taken = pool.read(hung)
    assert taken.unread is not None
    assert taken.unread.reason == "timed_out"


def test_the_next_document_gets_a_new_child(children: ChildProcesses) -> None:
    for child in list(children._started):
        child._process.kill()
        child._process.wait()
    assert children.read(job(FRENCH.encode())).unread is not None
    assert children.read(job(FRENCH.encode())).unread is None


def test_memory_files_and_connections_are_limited() -> None:
    script = """
import socket, sys
from trucewatch.intake.child import _confine
_confine(200_000_000)
out = []
def tried(name, work):
    try:
        work()
        out.append(name + " allowed")
    except (MemoryError, PermissionError, OSError) as error:
        out.append(f"{name} {type(error).__name__}")
tried("memory", lambda: bytearray(400_000_000))
tried("write", lambda: open("/tmp/x", "w"))
tried("connect", lambda: socket.socket().connect(("127.0.0.1", 9)))
tried("files", lambda: [open("/dev/null") for _ in range(200)].clear())
import subprocess
tried("program", lambda: subprocess.run(["true"]))
print(out)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    denied = "PermissionError"
    expected = ["memory MemoryError", f"write {denied}", f"connect {denied}", "files OSError", f"program {denied}"]
    assert done.stdout.strip() == str(expected)
