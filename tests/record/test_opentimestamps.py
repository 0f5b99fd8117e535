"""OpenTimestamps: the reference library's bytes, hostile proofs, a calendar on this machine, blocks given as a file."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.record.calendar_server import Calendar, block_hash, header, serving
from typer.testing import CliRunner

from trucewatch.cli.main import application
from trucewatch.errors import NoteError
from trucewatch.record import Checkpoint, read_checkpoint
from trucewatch.record.calendars import Fetch, complete, digest_of, stamp
from trucewatch.record.opentimestamps import (
    APPEND,
    BITCOIN,
    MAGIC,
    PREPEND,
    SHA256,
    Attestation,
    Operation,
    Proof,
    Tree,
    block_time,
    parse_headers,
    parse_ots,
)
from trucewatch.record.timestamps import TimestampFolder

REFERENCE = bytes.fromhex(
    "004f70656e54696d657374616d7073000050726f6f6600bf89e2e884e89294010847320987f9a49d5b00119b960f247a956773f57543982b8b"
    "fcb6da5bb3afd9eff0100101010101010101010101010101010108ff0083dfe30d2ef90c8e161568747470733a2f2f63616c2e6578616d706c"
    "652f78fff0027a7a03020083dfe30d2ef90c8e121168747470733a2f2f622e6578616d706c65f1206c6566746c6566746c6566746c6566746c"
    "6566746c6566746c6566746c65667408000588960d73d71901039bc31e"
)
"""Written by the reference library 0.4.5 over SHA-256("checkpoint"): two promises and block 500123."""
HEAD = Checkpoint("monitor.example/aleppo/log/1", 7, bytes(range(32)))
NONCE = bytes(16)
TIME = 1_481_000_000


def offline(calendar: Calendar) -> Fetch:
    """The network without one: a calendar called directly."""

    def fetch(url: str, body: bytes | None) -> bytes | None:
        if body is not None:
            return calendar.promise(body).encode()
        tree = calendar.upgrade(bytes.fromhex(url.rsplit("/", 1)[1]))
        return tree.encode() if tree else None

    return fetch


def test_a_proof_of_the_reference_library_is_read_and_written_to_the_byte() -> None:
    proof = parse_ots(REFERENCE)
    assert proof.digest == hashlib.sha256(b"checkpoint").digest()
    told = {(message.hex()[:16], a.height, a.calendar) for message, a in proof.results()}
    assert told == {
        ("ace78511271a637d", None, "https://cal.example/x"),
        ("5dcbbdacd5911630", None, "https://b.example"),
        ("f09b4ddc5acece05", 500123, None),
    }
    assert proof.encode() == REFERENCE


def test_from_a_promise_to_a_block() -> None:
    calendar = Calendar()
    calendar.url = "https://calendar.example"
    proof = stamp(HEAD, [calendar.url], NONCE, offline(calendar))
    assert proof.digest == digest_of(HEAD)
    assert calendar.seen == [hashlib.sha256(digest_of(HEAD) + NONCE).digest()]  # the calendar sees no digest of ours
    with pytest.raises(NoteError, match="only promised"):
        block_time(proof, {})
    assert complete(proof, [calendar.url], offline(calendar)) == proof
    mined = calendar.mine(431_000, TIME)
    whole = parse_ots(complete(proof, [calendar.url + "/"], offline(calendar)).encode())
    assert block_time(whole, {431_000: mined}) == (431_000, dt.datetime.fromtimestamp(TIME, dt.UTC))
    with pytest.raises(NoteError, match="no block header bears"):
        block_time(whole, {})
    with pytest.raises(NoteError, match="no block header bears"):
        block_time(whole, {431_000: header(bytes(32), TIME)})
    with pytest.raises(NoteError, match="no block header bears"):
        block_time(Proof(bytes(32), whole.tree), {431_000: mined})  # over other bytes


def test_an_address_that_a_proof_brings_along_is_not_asked() -> None:
    calendar = Calendar()
    calendar.url = "http://inside.example"
    proof = stamp(HEAD, [calendar.url], NONCE, offline(calendar))

    def never(url: str, body: bytes | None) -> bytes | None:
        raise AssertionError(url)

    assert complete(proof, ["https://calendar.example"], never) == proof


def deep(steps: int) -> bytes:
    return MAGIC + bytes([SHA256]) + bytes(32) + bytes([SHA256]) * steps + b"\x00" + BITCOIN + b"\x01\x01"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        MAGIC,
        REFERENCE[:-1],
        REFERENCE + b"\x00",
        REFERENCE.replace(b"\x01\x08G2", b"\x02\x08G2"),  # another version
        MAGIC + b"\x02" + REFERENCE[len(MAGIC) + 1 :],  # over a SHA-1
        deep(300),
        deep(60_000),
        MAGIC + bytes([SHA256]) + bytes(32) + b"\xff" * 50_000,
        MAGIC + bytes([SHA256]) + bytes(32) + b"\xf0\x00" + b"\x00" + BITCOIN + b"\x01\x01",  # puts nothing
        MAGIC + bytes([SHA256]) + bytes(32) + b"\xf0\xff\xff\xff\xff\x7f",  # a length beyond the file
        MAGIC + bytes([SHA256]) + bytes(32) + b"\xf0" + b"\xff" * 20,
        MAGIC + bytes([SHA256]) + bytes(32) + b"\x67\x00" + BITCOIN + b"\x01\x01",  # keccak: not known
        bytes(200_000),
    ],
)
def test_hostile_proofs_are_refused(data: bytes) -> None:
    with pytest.raises(NoteError):
        parse_ots(data)


def test_forks_without_end_stop_at_a_limit() -> None:
    branch = b"\xff\x00" + BITCOIN + b"\x01\x01"
    with pytest.raises(NoteError, match="branches"):
        parse_ots(MAGIC + bytes([SHA256]) + bytes(32) + branch * 6_000 + branch[1:])


ATTESTATIONS = st.builds(Attestation, st.just(BITCOIN), st.sampled_from([b"\x01", b"\x80\x01"]))
OPERATIONS = st.one_of(
    st.just(Operation(SHA256)),
    st.builds(Operation, st.sampled_from([APPEND, PREPEND]), st.binary(min_size=1, max_size=40)),
)
TREES = st.recursive(
    st.builds(Tree, st.tuples(ATTESTATIONS)),
    lambda inner: st.builds(
        Tree, st.just(()), st.lists(st.tuples(OPERATIONS, inner), min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(TREES, st.binary(min_size=32, max_size=32))
def test_what_is_written_is_read_back(tree: Tree, digest: bytes) -> None:
    assert parse_ots(Proof(digest, tree).encode()) == Proof(digest, tree)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_proof_or_refused(tail: bytes) -> None:
    try:
        proof = parse_ots(MAGIC + bytes([SHA256]) + bytes(32) + tail)
        block_time(proof, {})
    except NoteError:
        return
    raise AssertionError("no header was given")


def test_headers_are_read_and_held_against_their_work_and_one_another() -> None:
    first = header(bytes(32), TIME)
    second = header(b"\x01" * 32, TIME + 600, block_hash(first))
    text = f"# mine\n\n100 {first.hex()}\n101 {second.hex().upper()}\n"
    assert parse_headers(text) == {100: first, 101: second}
    stranger = header(b"\x02" * 32, TIME + 900)
    hard = first[:72] + (0x03000001).to_bytes(4, "little") + first[76:]
    for bad in (
        "100",
        f"100 {first.hex()[:-2]}",
        f"-1 {first.hex()}",
        f"100 {first.hex()}\n100 {stranger.hex()}",
        f"100 {hard.hex()}",  # a target that its hash does not meet
        f"100 {first[:72].hex()}ffffffff00000000",  # a target without meaning
        f"100 {first.hex()}\n101 {stranger.hex()}",
    ):
        with pytest.raises(NoteError):
            parse_headers(bad)


def run(*words: str) -> str:
    result = CliRunner().invoke(application(("outside_time", "cases")), list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def test_a_case_is_stamped_completed_and_checked_offline(tmp_path: Path) -> None:
    case = str(tmp_path / "river")
    run("init", case)
    assert "not timestamped (no token over it is kept)" in run("timestamp", "check", case)
    with serving(Calendar()) as calendar:
        run("timestamp", "stamp", case, "--calendar", calendar.url)
        assert "not timestamped (it is only promised" in run("timestamp", "check", case)
        assert "no block yet" in run("timestamp", "complete", case, "--calendar", calendar.url)
        mined = calendar.mine(431_000, TIME)
        assert "block 431000" in run("timestamp", "complete", case, "--calendar", calendar.url)
        calendar.answers["/digest"] = b"<html>not a calendar</html>"
        with pytest.raises(NoteError):
            run("timestamp", "stamp", case, "--calendar", calendar.url)
    (tmp_path / "headers.txt").write_text(f"431000 {mined.hex()}\n")
    told = run("timestamp", "check", case, "--headers", str(tmp_path / "headers.txt"))
    assert "2016-12-06T04:53:20+00:00 by block 431000" in told
    assert "not timestamped" not in told
    assert "no block header bears the proof out" in run("timestamp", "check", case)
    (kept,) = (tmp_path / "river" / "timestamps").glob("*.ots")
    run("timestamp", "keep", case, str(kept), "--over", str(kept.with_suffix(".checkpoint")))
    head = read_checkpoint(tmp_path / "river" / "record")
    other = tmp_path / "other.checkpoint"
    other.write_text(Checkpoint(head.origin, head.size + 1, bytes(32)).text())
    with pytest.raises(NoteError, match="over other bytes"):
        run("timestamp", "keep", case, str(kept), "--over", str(other))
    (fork,) = TimestampFolder(tmp_path / "river" / "timestamps").check(head, {head.size: bytes(32)}, ())[:1]
    assert (fork.at, fork.reason) == (None, "the proof is over another history of the log")
