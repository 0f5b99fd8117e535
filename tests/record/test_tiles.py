"""Tiles: names, widths, and the right edge that grows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.errors import RecordError
from trucewatch.record.merkle import leaf_hash, root_of
from trucewatch.record.tiles import RightEdge, TileReader, split_bundle, tile_name, to_bundle


@pytest.mark.parametrize(
    ("level", "number", "width", "name"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 5, 256, "tile/0/005"),
        (1, 1234067, 256, "tile/1/x001/x234/067"),
        (0, 1000, 8, "tile/0/x001/000.p/8"),
        ("entries", 12, 255, "tile/entries/012.p/255"),
    ],
)
def test_names_are_those_of_tlog_tiles(level: int | str, number: int, width: int, name: str) -> None:
    assert tile_name(level, number, width) == name


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=4))
def test_the_edge_grows_to_the_root_of_all_leaves(steps: list[int]) -> None:
    edge = RightEdge()
    leaves: list[bytes] = []
    tiles: dict[str, bytes] = {}
    for step in steps:
        fresh = [leaf_hash(str(len(leaves) + n).encode()) for n in range(step)]
        leaves += fresh
        tiles |= dict(edge.grow(fresh))
        assert edge.root() == root_of(leaves)
        assert edge.size == len(leaves)
    full, rest = divmod(len(leaves), 256)
    for number in range(full):
        assert tiles[tile_name(0, number)] == b"".join(leaves[number * 256 : (number + 1) * 256])
    if rest:
        assert tiles[tile_name(0, full, rest)] == b"".join(leaves[full * 256 :])
    if full:
        assert tiles[tile_name(1, 0, full)] == b"".join(root_of(leaves[n * 256 : (n + 1) * 256]) for n in range(full))


def test_a_third_level_appears_after_65536_leaves(tmp_path: Path) -> None:
    leaves = [leaf_hash(str(n).encode()) for n in range(65_536 + 3)]
    edge = RightEdge()
    for name, data in edge.grow(leaves):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    reader = TileReader(tmp_path, len(leaves))
    assert reader.hashes(2, 0) == [root_of(leaves[:65_536])]
    assert reader.subtree(16, 0) == root_of(leaves[:65_536])
    assert reader.subtree(9, 3) == root_of(leaves[3 * 512 : 4 * 512])
    assert RightEdge.read(reader).root() == root_of(leaves)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundles_come_apart_again(entries: list[bytes]) -> None:
    assert split_bundle(to_bundle(entries), where="here") == entries


@given(st.lists(st.binary(min_size=1, max_size=30), min_size=1, max_size=5), st.data())
def test_a_cut_bundle_is_refused_or_shorter(entries: list[bytes], data: st.DataObject) -> None:
    bundle = to_bundle(entries)
    cut = bundle[: data.draw(st.integers(0, len(bundle) - 1))]
    try:
        read = split_bundle(cut, where="here")
    except RecordError:
        return
    assert read == entries[: len(read)]
    assert len(read) < len(entries)


def test_an_entry_too_large_for_a_bundle_is_refused() -> None:
    with pytest.raises(RecordError, match="too large"):
        to_bundle([bytes(65_536)])


def test_a_reader_with_an_older_checkpoint_finds_its_hashes_in_a_wider_tile(tmp_path: Path) -> None:
    leaves = [leaf_hash(bytes([n])) for n in range(9)]
    path = tmp_path / tile_name(0, 0, 9)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(leaves))
    assert TileReader(tmp_path, 4).hashes(0, 0) == leaves[:4]
    with pytest.raises(RecordError, match="missing or cut off"):
        TileReader(tmp_path, 10).hashes(0, 0)
