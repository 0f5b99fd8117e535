"""Content-addressed files."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trucewatch.errors import RecordError
from trucewatch.record import Disk, FileStore


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.binary(max_size=2000))
def test_bytes_come_back_under_their_digest(tmp_path: Path, data: bytes) -> None:
    files = FileStore(tmp_path)
    digest = files.put(data)
    assert digest == hashlib.sha256(data).hexdigest()
    assert files.exists(digest)
    assert files.get(digest) == data
    assert files.put(data) == digest


def test_the_layout_splits_after_two_digits(tmp_path: Path) -> None:
    digest = FileStore(tmp_path).put(b"x")
    assert (tmp_path / digest[:2] / digest[2:]).read_bytes() == b"x"
    assert list(FileStore(tmp_path).digests()) == [digest]


def test_a_changed_file_is_found_and_never_served(tmp_path: Path) -> None:
    files = FileStore(tmp_path)
    kept, changed = files.put_all([b"kept", b"original"])
    files.path(changed).write_bytes(b"forgery!")
    assert [problem.digest for problem in files.verify()] == [changed]
    assert files.get(kept) == b"kept"
    with pytest.raises(RecordError, match="was changed"):
        files.get(changed)


def test_a_damaged_file_is_written_again(tmp_path: Path) -> None:
    files = FileStore(tmp_path)
    digest = files.put(b"original")
    files.path(digest).write_bytes(b"ruined!!")
    assert files.put(b"original") == digest
    assert files.get(digest) == b"original"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="is missing"):
        FileStore(tmp_path).get("0" * 64)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_digest_is_a_name(tmp_path: Path, digest: str) -> None:
    with pytest.raises(RecordError, match="malformed"):
        FileStore(tmp_path).exists(digest)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "read-only"),
        (errno.EIO, "refuses"),
    ],
)
def test_a_failing_disk_is_explained(tmp_path: Path, code: int, problem: str) -> None:
    def fail(step: str) -> None:
        if step.startswith("flush"):
            raise OSError(code, "as the system says")

    with pytest.raises(RecordError, match=problem):
        FileStore(tmp_path, Disk(fail)).put(b"x")
    assert list(FileStore(tmp_path).digests()) == []
