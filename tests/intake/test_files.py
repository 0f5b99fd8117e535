"""Files from disk: what is missing, too large or no file becomes a record."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from tests.intake.support import FRENCH, clock

from trucewatch.errors import InputError
from trucewatch.intake.documents import Intaken
from trucewatch.intake.files import read_file
from trucewatch.intake.given import Given
from trucewatch.intake.limits import Limits
from trucewatch.vocabulary.claims import UnreadRecord


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "poste 2.txt"
    path.write_text(FRENCH, encoding="utf-8")
    taken = read_file(path, clock=clock, received_by="desk")
    assert isinstance(taken, Intaken)
    assert taken.text == FRENCH
    assert (taken.document.name, taken.custody.received_by) == ("poste 2.txt", "desk")


def test_a_larger_file_is_hashed_and_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 2_000)
    record = read_file(path, clock=clock, limits=Limits(max_bytes=1_000))
    assert isinstance(record, UnreadRecord)
    assert (record.reason, record.document) == ("too_large", hashlib.sha256(b"x" * 2_000).hexdigest())


@pytest.mark.parametrize("name", ["absent.txt", ".", "a\x00b"])
def test_what_is_no_file_is_missing(tmp_path: Path, name: str) -> None:
    record = read_file(tmp_path / name, clock=clock)
    assert isinstance(record, UnreadRecord)
    assert (record.reason, record.document) == ("missing", None)
    assert record.detail
    assert record.id != read_file(tmp_path / "other", clock=clock).id  # type: ignore[union-attr]


def test_a_wrong_given_value_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(FRENCH, encoding="utf-8")
    with pytest.raises(InputError):
        read_file(path, clock=clock, given=Given(published="hier"))
