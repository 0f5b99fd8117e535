"""Appending, reading, idempotency, superseding and proofs."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import UNSET
from msgspec.structs import replace
from tests.database.cluster import Cluster
from tests.record.conftest import ORIGIN, clock

from trucewatch.errors import RecordError
from trucewatch.record import (
    Draft,
    FileRef,
    Log,
    RunMarker,
    canonical,
    claims_drafts,
    leaf_hash,
    read_batch,
    read_checkpoint,
    read_record,
    record_draft,
    verify_consistency,
    verify_inclusion,
    verify_log,
)
from trucewatch.record.entry import open_leaf
from trucewatch.vocabulary.claims import EventClaim
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import Incident, IncidentTime

OpenLog = Callable[..., Log]


@pytest.fixture(params=["folder", pytest.param("database", marks=pytest.mark.services)])
def open_log(request: pytest.FixtureRequest, folder: Path) -> Iterator[OpenLog]:
    """Opens the log of a test, in its folder or in a database with the folder as its published copy."""
    if request.param == "folder":
        yield lambda origin=ORIGIN, **options: Log.open(folder, origin, clock, **options)
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    case = cluster.new_case()
    yield lambda origin=ORIGIN, **options: cluster.open_log(case, folder, origin, clock, **options)
    cluster.give_back(case)


MakeDrafts = Callable[..., list[Draft]]
MakeClaim = Callable[..., EventClaim]


def incident(act: str, claims: int = 1) -> Incident:
    return Incident(
        id="incident-1",
        act=act,
        family="hostilities",
        status="occurred",
        polarity="asserted",
        time=IncidentTime(),
        supporting=tuple(hashlib.sha256(str(n).encode()).hexdigest() for n in range(claims)),
        corroboration="single_source",
    )


def test_entries_come_back_in_order_after_reopening(open_log: OpenLog, drafts_for: MakeDrafts) -> None:
    with open_log() as log:
        written = log.append(drafts_for(log, 100))
        assert [e.index for e in written] == list(range(300))
    with open_log() as log:
        assert log.size == 300
        assert list(log.entries()) == written
        assert [e.index for e in log.entries(255, 258)] == [255, 256, 257]
        assert read_record(log.entry(0), Document, log.files).name == "0.txt"
        assert len(read_batch(log.entry(2), log.files).claims) == 2


def test_payloads_hold_exactly_the_members_of_the_format(open_log: OpenLog, drafts_for: MakeDrafts) -> None:
    with open_log() as log:
        first, second = log.append(drafts_for(log, 1))[:2]
        assert first.payload.seq == 0
        assert first.payload.prev is UNSET
        assert first.payload.claimed_at == "2016-12-06T09:30:00Z"
        assert first.payload.seen.size == 0
        assert (second.payload.seq, second.payload.prev) == (1, first.payload_digest)
        members = set(json.loads(_payload(second.data)))
        assert members == {
            "v", "log", "type", "id", "author", "seq", "prev", "seen", "claimed_at", "body", "refs", "files"
        }  # fmt: skip


def test_every_stored_payload_is_what_rfc8785_makes_of_it(open_log: OpenLog, drafts_for: MakeDrafts) -> None:
    with open_log() as log:
        for entry in log.append(drafts_for(log, 3)):
            assert canonical(json.loads(_payload(entry.data))) == _payload(entry.data)
            assert canonical(json.loads(entry.data)) == entry.data


def test_the_same_work_again_adds_nothing(open_log: OpenLog, drafts_for: MakeDrafts) -> None:
    with open_log() as log:
        first = log.append(drafts_for(log, 5))
        again = log.append(drafts_for(log, 5))
        assert again == first
        assert log.size == 15
    with open_log() as log:
        assert log.append(drafts_for(log, 5)) == first
        assert log.append([]) == []
        twice = drafts_for(log, 1, first=9)
        assert [e.index for e in log.append(twice + twice)] == [15, 16, 17, 15, 16, 17]


def test_other_content_supersedes_and_the_first_content_may_return(open_log: OpenLog) -> None:
    with open_log() as log:
        entries = [
            log.append([record_draft(incident(act), "mission", log.files)])[0]
            for act in ("shelling", "air_strike", "shelling", "shelling")
        ]
        assert [e.index for e in entries] == [0, 1, 2, 2]
        assert len({e.id for e in entries}) == 3
        assert [[(r.rel, r.leaf) for r in e.payload.refs] for e in entries[:3]] == [
            [],
            [("supersedes", entries[0].leaf)],
            [("supersedes", entries[1].leaf)],
        ]


def test_another_author_supersedes_nothing(open_log: OpenLog) -> None:
    with open_log() as log:
        log.append([record_draft(incident("shelling"), "mission", log.files)])
        (entry,) = log.append([record_draft(incident("air_strike"), "party a", log.files)])
        assert entry.payload.refs == ()
        assert entry.payload.seq == 0


def test_readings_of_a_document_replace_one_another_whole(open_log: OpenLog, claim_of: MakeClaim) -> None:
    def reading(log: Log, count: int, text: str) -> list[Draft]:
        return claims_drafts("d", [claim_of("d", n, text=text) for n in range(count)], "mission", log.files)

    with open_log() as log:
        long = reading(log, 4, "x" * 12_000)
        assert len(long) == 2
        assert [e.index for e in log.append(long)] == [0, 1]
        assert [e.index for e in log.append(reading(log, 1, "y"))] == [2]
        returned = log.append(long)
        assert [e.index for e in returned] == [3, 4]
        assert {r.leaf for e in returned for r in e.payload.refs} == {log.entry(2).leaf}
        assert [e.index for e in log.append(long)] == [3, 4]


def test_a_claim_too_large_for_an_entry_goes_to_a_file(open_log: OpenLog, claim_of: MakeClaim) -> None:
    claims = [claim_of("d", 0), claim_of("d", 1, text="é" * 40_000), claim_of("d", 2)]
    with open_log() as log:
        entries = log.append(claims_drafts("d", claims, "mission", log.files))
        assert [c for e in entries for c in read_batch(e, log.files).claims] == claims
        assert sum(len(e.payload.files) for e in entries) == 1


def test_an_incident_too_large_for_an_entry_goes_to_a_file(open_log: OpenLog) -> None:
    large = incident("shelling", claims=1000)
    with open_log() as log:
        (entry,) = log.append([record_draft(large, "mission", log.files)])
        assert read_record(entry, Incident, log.files) == large
        (after,) = log.append([record_draft(replace(large, act="air_strike"), "mission", log.files)])
        assert [r.leaf for r in after.payload.refs] == [entry.leaf]
        assert verify_log(log.folder).verified


def test_a_reading_without_claims_is_an_entry(open_log: OpenLog) -> None:
    with open_log() as log:
        (entry,) = log.append(claims_drafts("d", [], "mission", log.files))
        assert read_batch(entry, log.files).claims == ()


def test_start_and_end_of_a_run_are_two_entries(open_log: OpenLog) -> None:
    with open_log() as log:
        markers = [RunMarker(id="r", phase=p, at="2016-12-06T09:30:00Z") for p in ("started", "finished")]
        entries = log.append(record_draft(m, "mission", log.files) for m in markers)
        assert [e.index for e in entries] == [0, 1]
        assert [e.payload.refs for e in entries] == [(), ()]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600])
def test_proofs_of_every_entry_verify(open_log: OpenLog, size: int) -> None:
    with open_log() as log:
        drafts = [Draft(type="run", author="a", body={"n": n}) for n in range(size)]
        entries = log.append(drafts)
        for entry in entries:
            proof = log.inclusion_proof(entry.index)
            assert verify_inclusion(leaf_hash(entry.data), entry.index, log.size, proof, log.root())
        for first in range(1, size + 1, 7):
            proof = log.consistency_proof(first)
            assert verify_consistency(first, log.size, proof, log.root(first), log.root())
            inner = log.inclusion_proof(first - 1, first)
            assert verify_inclusion(leaf_hash(entries[first - 1].data), first - 1, first, inner, log.root(first))


def test_what_is_not_in_the_log_has_no_proof(open_log: OpenLog) -> None:
    with open_log() as log:
        log.append([Draft(type="run", author="a", body={})])
        for ask in (lambda: log.inclusion_proof(1), lambda: log.consistency_proof(0), lambda: log.root(2)):
            with pytest.raises(RecordError):
                ask()
        with pytest.raises(RecordError, match="no such entry"):
            log.entry(-1)


@pytest.mark.parametrize(
    "draft",
    [
        Draft(type="run", author="a", body={"x": 1.5}),  # type: ignore[dict-item]  # refused on purpose
        Draft(type="run", author="a", body={"x": "e\u0301"}),
        Draft(type="run", author="a", body={"x": "y" * 33_000}),
        Draft(type="run", author="a", body={"id": "\u202e"}),
        Draft(type="run", author="", body={}),
        Draft(type="run", author="a\u202e", body={}),
        Draft(type="run", author="a\n", body={}),
    ],
)
def test_a_refused_draft_leaves_the_log_as_it_was(open_log: OpenLog, draft: Draft) -> None:
    good = Draft(type="run", author="a", body={"ok": True})
    with open_log() as log:
        with pytest.raises(RecordError):
            log.append([good, draft])
        assert log.size == 0
        assert log.append([good])[0].payload.seq == 0


def test_a_folder_has_one_writer(folder: Path) -> None:
    with (
        Log.open(folder, ORIGIN, clock),
        pytest.raises(RecordError, match="another process is writing"),
    ):
        Log.open(folder, ORIGIN, clock)


def test_readers_write_nothing(open_log: OpenLog) -> None:
    with open_log() as log:
        log.append([Draft(type="run", author="a", body={})])
        with open_log(mode="read") as reader:
            assert reader.size == 1
            with pytest.raises(RecordError, match="not open for writing"):
                reader.append([])
    with open_log() as log:
        assert log.size == 1


def test_a_reader_keeps_its_view_while_the_log_grows(open_log: OpenLog) -> None:
    with open_log() as log:
        log.append(Draft(type="run", author="a", body={"n": n}) for n in range(200))
        reader = open_log(mode="read")
        log.append(Draft(type="run", author="a", body={"m": n}) for n in range(200))
        assert len(list(reader.entries())) == 200
        assert reader.root(100) == log.root(100)
        assert verify_consistency(200, 400, log.consistency_proof(200), reader.root(), log.root())


def test_another_origin_is_another_log(open_log: OpenLog) -> None:
    open_log().close()
    with pytest.raises(RecordError, match="another log"):
        open_log("other.example/log")
    for origin in ("", "two words", "a+b", "a\nb", "\u202ea"):
        with pytest.raises(RecordError, match="origin"):
            open_log(origin)


def test_there_is_nothing_to_read_where_nothing_was_written(open_log: OpenLog) -> None:
    with pytest.raises(RecordError, match="no record here"):
        open_log(mode="read")


def test_the_checkpoint_is_three_lines(open_log: OpenLog, folder: Path) -> None:
    with open_log() as log:
        log.append([Draft(type="run", author="a", body={})])
        lines = (folder / "checkpoint").read_text("utf-8").split("\n")
        assert lines[:2] == ["monitor.example/aleppo/log/1", "1"]
        assert read_checkpoint(folder) == log.checkpoint


def _payload(data: bytes) -> bytes:
    return base64.b64decode(json.loads(data)["payload"])


def test_an_entry_as_it_is_sealed_is_the_one_that_is_read_back(open_log: OpenLog) -> None:
    """The log does not parse what it has just written: both ways must give the same."""
    ref = FileRef(sha256="0" * 64, size=3, media="text/plain")
    with open_log() as log:
        made = log.append(
            [
                Draft(type="run", author="a", body={"n": 1}),
                Draft(type="correction", author="b", body={"id": "r", "reason": "ة"}, files=(ref,)),
                Draft(type="correction", author="b", body={"id": "r", "reason": "again"}),
            ]
        )
        for entry in made:
            read = open_leaf(entry.data, entry.index)
            assert (read.payload, read.payload_digest, read.signatures) == (
                entry.payload,
                entry.payload_digest,
                entry.signatures,
            )
            assert bytes(read.payload.body) == bytes(entry.payload.body)
