"""The verifier names the first entry that was changed, removed, moved or added; and passes what is whole."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import trucewatch_verify.verifier as verifier
from trucewatch.errors import RecordError
from trucewatch.record import Checkpoint, Draft, Log, read_checkpoint, verify_log
from trucewatch.record.envelope import seal
from trucewatch.record.merkle import leaf_hash
from trucewatch.record.tiles import RightEdge, to_bundle
from trucewatch_verify.verifier import main

OpenLog = Callable[..., Log]
MakeDrafts = Callable[..., list[Draft]]
SIZE = 40


@pytest.fixture
def leaves(open_log: OpenLog, drafts_for: MakeDrafts) -> list[bytes]:
    """A log of one author in several appends; the leaf data of its entries."""
    with open_log() as log:
        for first in range(0, 12, 4):
            log.append(drafts_for(log, 4, first=first))
        log.append(Draft(type="run", author="mission", body={"n": n}) for n in range(SIZE - log.size))
        return [e.data for e in log.entries()]


@pytest.fixture
def shared_leaves(open_log: OpenLog) -> list[bytes]:
    """A log of three authors by turns."""
    with open_log() as log:
        for n in range(SIZE):
            log.append([Draft(type="run", author=f"party {n % 3}", body={"n": n})])
        return [e.data for e in log.entries()]


def forged(data: bytes) -> bytes:
    """Another entry in the same place, canonical in itself."""
    payload = json.loads(base64.b64decode(json.loads(data)["payload"]))
    payload["claimed_at"] = "2016-12-07T00:00:00Z"
    return seal(json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def rewrite(folder: Path, leaves: list[bytes], *, tiles: bool = False, checkpoint: bool = False) -> None:
    """Put ``leaves`` in place of the log's entries, and make the rest fit as far as asked."""
    size = read_checkpoint(folder).size
    for number, start in enumerate(range(0, max(size, len(leaves)), 256)):
        shutil.rmtree(folder / f"tile/entries/{number:03}.p", ignore_errors=True)
        (folder / f"tile/entries/{number:03}").unlink(missing_ok=True)
        part = leaves[start : start + 256]
        width = len(part) if checkpoint else min(256, size - start)
        name = f"tile/entries/{number:03}" + ("" if width == 256 else f".p/{width}")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(to_bundle(part))
    edge = RightEdge()
    made = edge.grow(leaf_hash(data) for data in leaves)
    if tiles:
        shutil.rmtree(folder / "tile/0")
        for name, data in made:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    if checkpoint:
        text = Checkpoint(read_checkpoint(folder).origin, edge.size, edge.root()).text()
        (folder / "checkpoint").write_text(text, "utf-8")


def changed(leaves: list[bytes], at: int) -> list[bytes]:
    return [*leaves[:at], forged(leaves[at]), *leaves[at + 1 :]]


def removed(leaves: list[bytes], at: int) -> list[bytes]:
    return leaves[:at] + leaves[at + 1 :]


def moved(leaves: list[bytes], at: int) -> list[bytes]:
    return [*leaves[:at], leaves[at + 1], leaves[at], *leaves[at + 2 :]]


def added(leaves: list[bytes], at: int) -> list[bytes]:
    return [*leaves[:at], forged(leaves[at]), *leaves[at:]]


def test_a_whole_record_verifies(leaves: list[bytes], folder: Path) -> None:
    result = verify_log(folder)
    assert result.verified
    assert (result.size, result.first, result.findings) == (SIZE, None, ())
    assert {s.name: s.holds for s in result.statements} == {
        "checkpoint": True, "entries": True, "tree": True, "tiles": True, "chains": True, "history": True,
        "files": True, "kept": None, "signatures": None,
    }  # fmt: skip


def test_an_empty_record_verifies(open_log: OpenLog, folder: Path) -> None:
    open_log().close()
    assert verify_log(folder).verified


@pytest.mark.parametrize("at", [0, 1, 17, SIZE - 2])
@pytest.mark.parametrize("attack", [changed, removed, moved, added])
def test_entries_against_tiles(
    shared_leaves: list[bytes], folder: Path, attack: Callable[[list[bytes], int], list[bytes]], at: int
) -> None:
    rewrite(folder, attack(shared_leaves, at))
    result = verify_log(folder)
    assert result.first is not None
    assert (result.first.kind, result.first.entry) == (attack.__name__, at)


@pytest.mark.parametrize("checkpoint", [False, True])
@pytest.mark.parametrize("at", [0, 1, 17, SIZE - 2])
@pytest.mark.parametrize("attack", [changed, removed])
def test_chains_tell_where_everything_was_made_to_fit(
    leaves: list[bytes], folder: Path, attack: Callable[[list[bytes], int], list[bytes]], at: int, checkpoint: bool
) -> None:
    rewrite(folder, attack(leaves, at), tiles=True, checkpoint=checkpoint)
    result = verify_log(folder)
    assert result.first is not None
    assert (result.first.kind, result.first.entry) == (attack.__name__, at)


@pytest.mark.parametrize("at", [0, 17, SIZE - 2])
def test_an_order_made_to_fit_is_still_told(leaves: list[bytes], folder: Path, at: int) -> None:
    rewrite(folder, moved(leaves, at), tiles=True, checkpoint=True)
    result = verify_log(folder)
    assert result.first is not None
    assert (result.first.kind, result.first.entry) == ("moved", at)


def test_the_last_entry_changed_with_the_tiles_is_named(leaves: list[bytes], folder: Path) -> None:
    rewrite(folder, changed(leaves, SIZE - 1), tiles=True)
    result = verify_log(folder)
    assert result.first is not None
    assert (result.first.kind, result.first.entry) == ("changed", SIZE - 1)


def test_an_entry_of_another_author_cannot_leave_without_trace(shared_leaves: list[bytes], folder: Path) -> None:
    rewrite(folder, removed(shared_leaves, 20), tiles=True, checkpoint=True)
    result = verify_log(folder)
    assert result.first is not None
    assert result.first.entry in {18, 19, 20}
    assert not result.verified


def test_a_cut_end_or_a_new_history_needs_a_kept_checkpoint(leaves: list[bytes], folder: Path) -> None:
    kept = read_checkpoint(folder)
    rewrite(folder, leaves[:-3], tiles=True, checkpoint=True)
    assert verify_log(folder).verified
    result = verify_log(folder, kept=[kept])
    assert not result.verified
    assert {s.name: s.holds for s in result.statements}["kept"] is False


def test_a_later_log_extends_a_kept_checkpoint(leaves: list[bytes], open_log: OpenLog, folder: Path) -> None:
    kept = read_checkpoint(folder)
    with open_log() as log:
        log.append([Draft(type="run", author="b", body={})])
    assert verify_log(folder, kept=[kept]).verified
    other = Checkpoint(kept.origin, kept.size, bytes(32))
    assert not verify_log(folder, kept=[other]).verified
    assert not verify_log(folder, kept=[Checkpoint("else", kept.size, kept.root)]).verified


def test_the_first_of_several_changes_is_named(leaves: list[bytes], folder: Path) -> None:
    rewrite(folder, changed(changed(leaves, 30), 12))
    result = verify_log(folder)
    assert result.first is not None
    assert (result.first.kind, result.first.entry) == ("changed", 12)


@pytest.mark.parametrize("cut", [1, 100, 5000])
def test_a_truncated_bundle_names_the_entry(leaves: list[bytes], folder: Path, cut: int) -> None:
    bundle = folder / f"tile/entries/000.p/{SIZE}"
    bundle.write_bytes(bundle.read_bytes()[:-cut])
    whole = 0
    left = len(bundle.read_bytes())
    while left >= 2 + len(leaves[whole]):
        left -= 2 + len(leaves[whole])
        whole += 1
    result = verify_log(folder)
    assert result.first is not None
    assert (result.first.kind, result.first.entry) == ("removed", whole)


@pytest.mark.parametrize("gone", [f"tile/entries/000.p/{SIZE}", f"tile/0/000.p/{SIZE}", "checkpoint"])
def test_a_missing_part_is_told(leaves: list[bytes], folder: Path, gone: str) -> None:
    (folder / gone).unlink()
    if gone == "checkpoint":
        with pytest.raises(RecordError, match="no record"):
            verify_log(folder)
        return
    assert not verify_log(folder).verified


def test_a_damaged_tile_is_told_from_a_damaged_entry(leaves: list[bytes], folder: Path) -> None:
    tile = folder / f"tile/0/000.p/{SIZE}"
    data = bytearray(tile.read_bytes())
    data[32 * 7] ^= 1
    tile.write_bytes(bytes(data))
    result = verify_log(folder)
    assert [f.kind for f in result.findings] == ["tile"]


def test_every_flipped_bit_of_the_record_is_noticed(open_log: OpenLog, folder: Path) -> None:
    with open_log() as log:
        log.append(Draft(type="run", author="a", body={"n": n}) for n in range(3))
    for path in (p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "lock"):
        whole = path.read_bytes()
        for at in range(len(whole)):
            for bit in range(8):
                path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << bit)]) + whole[at + 1 :])
                assert not verify_log(folder).verified, f"{path.name} byte {at} bit {bit}"
        path.write_bytes(whole)
    assert verify_log(folder).verified


def test_upper_tiles_are_checked(open_log: OpenLog, folder: Path) -> None:
    with open_log() as log:
        log.append(Draft(type="run", author="a", body={"n": n}) for n in range(600))
    tile = folder / "tile/1/000.p/2"
    tile.write_bytes(tile.read_bytes()[:32] + bytes(32))
    result = verify_log(folder)
    assert [f.kind for f in result.findings] == ["tile"]


def test_files_are_checked_by_digest(leaves: list[bytes], open_log: OpenLog, folder: Path) -> None:
    with open_log(mode="read") as log:
        paths = [log.files.path(log.entry(i).payload.files[0].sha256) for i in (0, 3)]
    paths[1].write_bytes(b"forged")
    paths[0].unlink()
    result = verify_log(folder)
    assert [(f.kind, f.entry) for f in result.findings] == [("file_missing", 0), ("file_changed", 3)]
    assert verify_log(folder, files=False).verified


@pytest.mark.parametrize(
    "payload",
    [
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b'{"a":1,"a":2}',
        b"[" * 20000,
        b'{"a":1.5}',
        b'{"v":1}',
        b'{"a":"\\ud800"}',
        b"9" * 5000,
    ],
)
def test_a_hostile_entry_is_unreadable_and_no_more(leaves: list[bytes], folder: Path, payload: bytes) -> None:
    rewrite(folder, [*leaves[:5], seal(payload), *leaves[6:]], tiles=True, checkpoint=True)
    result = verify_log(folder)
    assert result.first is not None
    assert (result.first.kind, result.first.entry) == ("unreadable", 5)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("seq", -1), ("seq", "1"), ("seq", True), ("seen", {}), ("seen", []), ("files", [{}]), ("author", 1),
        ("log", "other"), ("v", 2), ("files", [{"sha256": "../x", "size": 1, "media": "a"}]), ("id", "\u202e"),
        ("extra", 1), ("body", None),
    ],
)  # fmt: skip
def test_a_member_of_the_wrong_form_is_unreadable(
    leaves: list[bytes], folder: Path, member: str, value: object
) -> None:
    members = json.loads(base64.b64decode(json.loads(leaves[5])["payload"])) | {member: value}
    data = seal(json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    rewrite(folder, [*leaves[:5], data, *leaves[6:]], tiles=True, checkpoint=True)
    result = verify_log(folder)
    assert "unreadable" in {f.kind for f in result.findings if f.entry == 5}


def test_a_huge_size_in_the_checkpoint_ends_at_once(leaves: list[bytes], folder: Path) -> None:
    lines = (folder / "checkpoint").read_text().split("\n")
    lines[1] = "9" * 18
    (folder / "checkpoint").write_text("\n".join(lines))
    assert not verify_log(folder).verified


def test_the_command_says_verified(leaves: list[bytes], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[-1] == "VERIFIED"
    assert out[0].startswith("ok   checkpoint:")
    assert main([str(folder.parent)]) == 0


def test_the_command_names_the_entry(leaves: list[bytes], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder.parent / "kept").write_bytes((folder / "checkpoint").read_bytes())
    assert main([str(folder), "--kept", str(folder.parent / "kept")]) == 0
    rewrite(folder, changed(leaves, 9))
    capsys.readouterr()
    assert main([str(folder)]) == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith("NOT VERIFIED: entry 9 chain")
    assert main([str(folder), "--json"]) == 1
    result = json.loads(capsys.readouterr().out)
    assert (result["verified"], result["first"]["entry"], result["first"]["kind"]) == (False, 9, "chain")


@pytest.mark.parametrize("arguments", [[], ["/nowhere/at/all"], ["--what"], [".", "--kept", "/nowhere"]])
def test_wrong_usage_has_its_own_code(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err


def test_the_one_file_runs_alone(leaves: list[bytes], folder: Path, tmp_path: Path) -> None:
    """Without trucewatch or any other package: Python's isolated mode, no site packages."""
    alone = shutil.copy(verifier.__file__, tmp_path / "verify_alone.py")
    command = [sys.executable, "-I", "-S", str(alone), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "VERIFIED")
    rewrite(folder, removed(leaves, 3))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "entry 3 chain" in done.stdout


def test_the_one_file_is_short_and_stands_alone() -> None:
    text = Path(verifier.__file__).read_text("utf-8")
    assert len(text.splitlines()) <= 500
    assert "import trucewatch" not in text
    assert "from trucewatch" not in text
