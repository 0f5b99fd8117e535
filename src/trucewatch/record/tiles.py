"""Tiles and entry bundles on disk, as C2SP tlog-tiles lays them out.

A tile holds up to 256 hashes of one level (32 bytes each); level L hashes cover 256**L leaves. An entry
bundle holds up to 256 entries, each with its length as two bytes, big-endian. A tile or bundle that is
not full lies under ``<N>.p/<width>``; readers fall back to a wider one, which begins with the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from trucewatch.errors import RecordError
from trucewatch.record.merkle import HASH_SIZE, node_hash, root_of

__all__ = ["MAX_ENTRY", "TILE_WIDTH", "RightEdge", "TileReader", "split_bundle", "tile_name", "tile_place", "to_bundle"]

TILE_WIDTH = 256
MAX_ENTRY = 65_535


def tile_name(level: int | str, number: int, width: int = TILE_WIDTH) -> str:
    """The path of a tile below ``record/``; ``level`` is a number or ``entries``."""
    groups = [f"{number % 1000:03}"]
    number //= 1000
    while number:
        groups.append(f"x{number % 1000:03}")
        number //= 1000
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"


def tile_place(name: str) -> tuple[int, int]:
    """Level and number of the tile that :func:`tile_name` names."""
    level, *groups = name.removeprefix("tile/").partition(".p/")[0].split("/")
    number = 0
    for group in groups:
        number = number * 1000 + int(group.removeprefix("x"))
    return int(level), number


def to_bundle(entries: Iterable[bytes]) -> bytes:
    """Join leaf data into the bytes of a bundle."""
    parts: list[bytes] = []
    for data in entries:
        if len(data) > MAX_ENTRY:
            raise RecordError(
                "an entry is too large for a bundle", expected=f"at most {MAX_ENTRY} bytes", got=str(len(data))
            )
        parts.append(len(data).to_bytes(2, "big"))
        parts.append(data)
    return b"".join(parts)


def split_bundle(bundle: bytes, *, where: str) -> list[bytes]:
    """Take a bundle apart. Raises :class:`RecordError` when it ends inside an entry."""
    entries: list[bytes] = []
    at = 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle) or at + 2 > len(bundle):
            raise RecordError("an entry bundle is cut off", where=where, got=f"{len(entries)} whole entries")
        entries.append(bundle[at + 2 : end])
        at = end
    return entries


class TileReader:
    """Reads tiles and bundles of a log of ``size`` entries; remembers the tiles it has read."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        self.size = size
        self._tiles: dict[tuple[int, int], list[bytes]] = {}
        self._rows: dict[tuple[int, int], list[list[bytes]]] = {}

    def subtree(self, level: int, index: int) -> bytes:
        """The hash of the complete subtree ``(level, index)``."""
        tile_level, height = divmod(level, 8)
        number, offset = divmod(index << height, TILE_WIDTH)
        rows = self._rows_of(tile_level, number)
        if height >= len(rows) or offset >> height >= len(rows[height]):
            raise RecordError(
                "a subtree lies beyond the log", where=str(self.folder), got=f"level {level}, index {index}"
            )
        return rows[height][offset >> height]

    def _rows_of(self, level: int, number: int) -> list[list[bytes]]:
        """The complete subtrees within a tile by height: the tiles near the root serve every proof."""
        key = (level, number)
        rows = self._rows.get(key)
        if rows is None:
            rows = [self.hashes(level, number)]
            while len(rows[-1]) > 1:
                row = rows[-1]
                rows.append([node_hash(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)])
            if len(self._rows) > 1024:
                self._rows.clear()
            self._rows[key] = rows
        return rows

    def hashes(self, level: int, number: int) -> list[bytes]:
        """The hashes of a tile, as many as the log's size gives it."""
        key = (level, number)
        if key not in self._tiles:
            width = self.width(level, number)
            data = self._read(level, number, width)
            if len(data) < width * HASH_SIZE:
                raise _damaged(self.folder / tile_name(level, number, width), f"{len(data)} bytes")
            if len(self._tiles) > 4096:
                self._tiles.clear()
            self._tiles[key] = [data[i * HASH_SIZE : (i + 1) * HASH_SIZE] for i in range(width)]
        return self._tiles[key]

    def entries(self, number: int) -> list[bytes]:
        """The leaf data of bundle ``number``, as many as the log's size gives it."""
        width = self.width(0, number)
        where = str(self.folder / tile_name("entries", number, width))
        entries = split_bundle(self._read("entries", number, width), where=where)
        if len(entries) < width:
            raise _damaged(Path(where), f"{len(entries)} entries")
        return entries[:width]

    def width(self, level: int, number: int) -> int:
        """How many hashes tile ``number`` of ``level`` has in this log."""
        return max(0, min(TILE_WIDTH, (self.size >> (8 * level)) - number * TILE_WIDTH))

    def _read(self, level: int | str, number: int, width: int) -> bytes:
        if width == 0:
            return b""
        exact = self.folder / tile_name(level, number, width)
        for path in (exact, *self._wider(level, number, width)):
            try:
                return path.read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise RecordError(f"a tile cannot be read: {error.strerror}", where=str(path)) from error
        raise _damaged(exact, "no such file")

    def _wider(self, level: int | str, number: int, width: int) -> Iterator[Path]:
        # The writer removes a partial tile once a wider one is published; a reader with an older
        # checkpoint finds its hashes at the head of the wider one.
        yield self.folder / tile_name(level, number)
        folder = (self.folder / tile_name(level, number, 1)).parent
        if folder.is_dir():
            names = (int(p.name) for p in folder.iterdir() if p.name.isascii() and p.name.isdigit())
            yield from (folder / str(name) for name in sorted(names) if name > width)


class RightEdge:
    """The unfinished tile of every level: all that is needed to grow the tree and to know its root."""

    def __init__(self, levels: Sequence[Sequence[bytes]] = (), size: int = 0) -> None:
        self.levels = [list(level) for level in levels]
        self.size = size
        self._peaks: dict[int, tuple[tuple[int, bytes], ...]] = {}

    @classmethod
    def read(cls, reader: TileReader) -> RightEdge:
        """The right edge of the log that ``reader`` reads."""
        levels: list[list[bytes]] = []
        level = 0
        while count := reader.size >> (8 * level):
            number, width = divmod(count, TILE_WIDTH)
            levels.append(list(reader.hashes(level, number)) if width else [])
            level += 1
        return cls(levels, reader.size)

    def copy(self) -> RightEdge:
        """An independent copy."""
        other = RightEdge(self.levels, self.size)
        other._peaks = dict(self._peaks)
        return other

    def grow(self, leaves: Iterable[bytes]) -> list[tuple[str, bytes]]:
        """Append leaf hashes; return the tiles to write, full ones first, as names and bytes."""
        before = self.size
        full: list[tuple[str, bytes]] = []
        waiting = list(leaves)
        if waiting and not self.levels:
            self.levels.append([])
        at = 0
        while at < len(waiting):
            part = waiting[at : at + TILE_WIDTH - len(self.levels[0])]
            at += len(part)
            self.size += len(part)
            self.levels[0] += part[:-1]
            self._push(0, part[-1], full)
        partial: list[tuple[str, bytes]] = []
        for level, hashes in enumerate(self.levels):
            count = self.size >> (8 * level)
            if hashes and count != before >> (8 * level):
                partial.append((tile_name(level, count // TILE_WIDTH, len(hashes)), b"".join(hashes)))
        return full + partial

    def root(self) -> bytes:
        """The root over all leaves so far."""
        result: bytes | None = None
        for level in range(len(self.levels)):
            for _, part in reversed(self._peaks_of(level)):
                result = part if result is None else node_hash(part, result)
        return root_of([]) if result is None else result

    def _peaks_of(self, level: int) -> tuple[tuple[int, bytes], ...]:
        """The complete subtrees that the hashes of a level make, widest first: widths and roots. Those known from
        before are built on, so that one leaf more costs a hash or two and not the whole level again."""
        hashes = self.levels[level]
        peaks = list(self._peaks.get(level, ()))
        at = sum(width for width, _ in peaks)
        while at < len(hashes):
            width, value = 1, hashes[at]
            if not at % TILE_WIDTH and len(hashes) > 1:  # none are known: the widest at once
                width = 1 << (len(hashes).bit_length() - 1)
                value = root_of(hashes[:width])
            at += width
            while peaks and peaks[-1][0] == width:
                width, value = 2 * width, node_hash(peaks.pop()[1], value)
            peaks.append((width, value))
        self._peaks[level] = tuple(peaks)
        return self._peaks[level]

    def _push(self, level: int, value: bytes, full: list[tuple[str, bytes]]) -> None:
        if level == len(self.levels):
            self.levels.append([])
        hashes = self.levels[level]
        hashes.append(value)
        if len(hashes) == TILE_WIDTH:
            number = (self.size >> (8 * level)) // TILE_WIDTH - 1
            full.append((tile_name(level, number), b"".join(hashes)))
            parent = root_of(hashes)
            hashes.clear()
            self._peaks.pop(level, None)
            self._push(level + 1, parent, full)


def _damaged(path: Path, got: str) -> RecordError:
    return RecordError(
        "a tile of the record is missing or cut off",
        where=str(path),
        got=got,
        hint="run trucewatch verify, and restore the file from a mirror",
    )
