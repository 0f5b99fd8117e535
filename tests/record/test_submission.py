"""Work away from the record: nothing is lost, nothing comes twice, the order is no matter, conflicts are shown."""

from __future__ import annotations

import base64
import itertools
import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.errors import RecordError
from trucewatch.record import Draft, FileRef, Log, verify_log
from trucewatch.record.submission import conflicts, make_submission, merge_in, read_submission

ORIGIN = "monitor.example/test/log/1"


def clock() -> datetime:
    return datetime(2016, 12, 6, 9, 30, tzinfo=UTC)


def opened(folder: Path) -> Log:
    return Log.open(folder, ORIGIN, clock)


def word(author: str, record: str, text: str) -> Draft:
    return Draft(
        type="correction", author=author, body={"id": record, "reason": text, "target_type": "x", "target_id": "y"}
    )


def copy_of(base: Path, folder: Path, drafts: Sequence[Draft], author: str) -> bytes:
    """What ``author`` brings back after entering ``drafts`` one at a time in a copy of ``base``."""
    shutil.copytree(base, folder)
    with opened(folder) as log:
        for draft in drafts:
            log.append([draft])
        return make_submission(log.entries(), author, log.files)


def told(log: Log) -> set[tuple[str, str, bytes]]:
    return {(e.author, e.type, bytes(e.payload.body)) for e in log.entries() if e.type != "submission"}


EDITS = st.lists(
    st.tuples(st.sampled_from(["r1", "r2", "r3"]), st.sampled_from(["a", "b", "c"])), min_size=1, max_size=4
)


@settings(max_examples=12, deadline=None)
@given(st.lists(EDITS, min_size=2, max_size=3), st.integers(0, 5))
def test_any_order_and_any_repetition_give_the_same_words_and_conflicts(
    edits: list[list[tuple[str, str]]], turn: int
) -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        with opened(root / "base") as log:
            log.append([word("chair", "r1", "first"), word("party-0", "r2", "base")])
        files = []
        wanted: set[tuple[str, str]] = set()
        for number, mine in enumerate(edits):
            author = f"party-{number}"
            files.append(copy_of(root / "base", root / f"copy{number}", [word(author, *e) for e in mine], author))
            wanted |= {(author, text) for _, text in mine}
        orders = list(itertools.permutations(files))
        results = []
        for number, order in enumerate((orders[0], orders[turn % len(orders)])):
            shutil.copytree(root / "base", root / f"main{number}")
            with opened(root / f"main{number}") as log:
                for file in order:
                    merge_in(log, file)
                size = log.size
                for file in order:
                    assert merge_in(log, file).new == 0
                assert log.size == size
                results.append((told(log), conflicts(log.entries())))
            assert verify_log(root / f"main{number}").verified
        assert results[0] == results[1]
        reasons = {(author, json.loads(body)["reason"]) for author, _, body in results[0][0]}
        assert wanted <= reasons


def test_a_conflict_names_each_author_and_the_first_word_stays(tmp_path: Path) -> None:
    with opened(tmp_path / "base") as log:
        log.append([word("chair", "r1", "held")])
    file = copy_of(
        tmp_path / "base", tmp_path / "copy", [word("party-a", "r1", "broken"), word("party-a", "r2", "x")], "party-a"
    )
    with opened(tmp_path / "base") as log:
        merged = merge_in(log, file)
        assert (merged.new, merged.known, merged.signed) == (2, 0, 0)
        (conflict,) = conflicts(log.entries())
        assert (conflict.type, conflict.id) == ("correction", "r1")
        assert [author for author, _ in conflict.words] == ["chair", "party-a"]
        assert log.entry(0).body()["reason"] == "held"
        mark = next(e for e in log.entries() if e.type == "submission")
        assert log.files.get(mark.payload.files[0].sha256) == file


def test_more_work_later_adds_only_what_is_more_and_files_travel(tmp_path: Path) -> None:
    with opened(tmp_path / "base") as log:
        log.append([word("chair", "r1", "held")])
    first = copy_of(tmp_path / "base", tmp_path / "copy", [word("party-a", "r1", "one")], "party-a")
    with opened(tmp_path / "copy") as log:
        digest = log.files.put(b"photograph")
        ref = FileRef(sha256=digest, size=10, media="image/png")
        log.append([Draft(type="correction", author="party-a", body={"id": "r1", "reason": "two"}, files=(ref,))])
        second = make_submission(log.entries(), "party-a", log.files)
    with opened(tmp_path / "base") as log:
        assert merge_in(log, first).new == 1
        again = merge_in(log, second)
        assert (again.new, again.known) == (1, 1)
        assert merge_in(log, first).new == 0
        assert log.files.get(digest) == b"photograph"
        said = [e.body()["reason"] for e in log.entries() if e.author == "party-a"]
        assert said == ["one", "two"]


def _changed(file: bytes, **changes: object) -> bytes:
    return json.dumps(json.loads(file) | changes).encode()


def test_what_was_changed_or_is_of_another_is_refused_and_nothing_is_taken_in(tmp_path: Path) -> None:
    with opened(tmp_path / "base") as log:
        log.append([word("chair", "r1", "held")])
    file = copy_of(
        tmp_path / "base", tmp_path / "copy", [word("party-a", "r1", "one"), word("party-a", "r1", "two")], "party-a"
    )
    entries = json.loads(file)["entries"]
    leaf = json.loads(base64.b64decode(entries[0]))
    payload = json.loads(base64.b64decode(leaf["payload"]))
    payload["body"]["reason"] = "forged"
    leaf["payload"] = base64.b64encode(json.dumps(payload, separators=(",", ":")).encode()).decode()
    forged = base64.b64encode(json.dumps(leaf, separators=(",", ":")).encode()).decode()
    kept = [{"sha256": "0" * 64, "data": "eA=="}]
    bad = [
        b"",
        b"[]",
        file[:-20],
        _changed(file, author="party-b"),
        _changed(file, log="monitor.example/other/log/1"),
        _changed(file, entries=[forged, entries[1]]),
        _changed(file, entries=[entries[0], entries[0]]),
        _changed(file, files=kept),
        _changed(file, more=1),
        b'{"format":' * 3000,
    ]
    with opened(tmp_path / "base") as log:
        size = log.size
        for data in bad:
            with pytest.raises(RecordError):
                merge_in(log, data)
        assert log.size == size
        assert len(read_submission(file)[1]) == 2


def test_an_unsigned_approval_does_not_come_in_by_a_file(tmp_path: Path) -> None:
    with opened(tmp_path / "base") as log:
        log.append([word("chair", "r1", "held")])
    approval = Draft(
        type="protection_approval", author="party-a", body={"id": "x/party-a", "request": "x", "role": "guarantor"}
    )
    file = copy_of(tmp_path / "base", tmp_path / "copy", [approval], "party-a")
    with opened(tmp_path / "base") as log, pytest.raises(RecordError, match="is not signed"):
        merge_in(log, file)
