"""Keys: what a careful person found in a text, as data that a person can read and correct.

The format is described in ``benchmarks/gold/README.md``. Anchors are verbatim pieces of the text;
``occurrence`` (1-based) picks one where the piece stands more than once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from trucewatch.errors import InputError, UsageError
from trucewatch.vocabulary.claims import (
    ControlStatus,
    EventStatus,
    Measure,
    Polarity,
    ProtectedObject,
    Qualifier,
    Span,
    Stance,
    Topic,
    Who,
)

__all__ = [
    "GoldText",
    "Key",
    "KeyControl",
    "KeyEvent",
    "KeyFigure",
    "KeyPosition",
    "KeyTrap",
    "Split",
    "anchor_span",
    "load_gold",
    "load_text",
]

Split: TypeAlias = Literal["development", "test"]
MAX_KEY_BYTES = 2_000_000


class _Anchored(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    anchor: str
    occurrence: int = 1


class KeyFigure(_Anchored, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number of the text. ``what`` is an outcome or measure; ``by`` the innermost speaker, null for the outlet."""

    low: int | float | None
    best: int | float | None
    high: int | float | None
    qualifier: Qualifier
    what: Measure
    who: Who | None
    side: str | None
    by: str | None
    subset_of: str | None
    place: str | None


class KeyEvent(_Anchored, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event of the text. ``start`` and ``end`` are ISO dates, both inclusive."""

    act: str
    status: EventStatus
    agent: tuple[str, ...]
    target: tuple[str, ...]
    party: tuple[str, ...]
    objects: tuple[ProtectedObject, ...]
    place: str | None
    lat: float | None
    lon: float | None
    start: str | None
    end: str | None
    by: str | None
    polarity: Polarity
    hedged: bool


class KeyPosition(_Anchored, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stand taken; ``quote`` is verbatim inside the quotation marks."""

    speaker: str
    stance: Stance
    topic: Topic
    toward: str | None
    quote: str | None


class KeyControl(_Anchored, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is said to hold what; ``percent`` is the share held."""

    holder: str | None
    status: ControlStatus
    place: str | None
    percent: int | float | None


class KeyTrap(_Anchored, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that must not become a claim: ``must_not`` is figure, event, position or the code of an act."""

    must_not: str


class Key(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole key of one text. Texts about one real story share ``story`` and stand in one ``split``."""

    doc: str
    lang: str
    published: str | None
    outlet: str | None
    figures: tuple[KeyFigure, ...]
    events: tuple[KeyEvent, ...]
    positions: tuple[KeyPosition, ...]
    control: tuple[KeyControl, ...]
    traps: tuple[KeyTrap, ...]
    story: str | None = None
    split: Split | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class GoldText:
    """A text with its key. ``text`` is the stored text that spans refer to, ``digest`` the SHA-256 of its bytes."""

    name: str
    text: str
    digest: str
    key: Key
    path: Path


def anchor_span(text: str, anchor: str, occurrence: int = 1) -> Span | None:
    """Where the ``occurrence``-th ``anchor`` stands in ``text``, or None. Overlapping occurrences count each."""
    if occurrence < 1 or not anchor:
        return None
    at = -1
    for _ in range(occurrence):
        at = text.find(anchor, at + 1)
        if at < 0:
            return None
    return at, at + len(anchor)


def load_gold(paths: Sequence[Path], *, split: Split | None = None) -> tuple[GoldText, ...]:
    """The texts of files and folders (searched to the bottom for ``.json`` keys), sorted by name.

    ``split`` keeps the texts of one split only; texts without a split belong to none and are kept
    only when no split is asked for. Raises :class:`UsageError` where a path or any text is missing,
    :class:`InputError` where a key is broken.
    """
    texts = [load_text(path) for path in sorted(set(_key_files(paths)))]
    if not texts:
        raise UsageError(
            "there are no keys",
            where=", ".join(str(path) for path in paths),
            expected="folders or files with texts (.txt) and their keys (.json)",
        )
    kept = [gold for gold in texts if split is None or gold.key.split == split]
    if not kept:
        raise UsageError(f"no text belongs to the split {split!r}", where=", ".join(str(path) for path in paths))
    return tuple(sorted(kept, key=lambda gold: gold.name))


def load_text(path: Path) -> GoldText:
    """One text by the path of its key. The text stands beside it under the name in ``doc``."""
    try:
        raw_key = path.read_bytes()
    except OSError as error:
        raise UsageError(f"the key cannot be read: {error.strerror}", where=str(path)) from error
    if len(raw_key) > MAX_KEY_BYTES:
        raise InputError("the key is too large", where=str(path), expected=f"at most {MAX_KEY_BYTES} bytes")
    try:
        key = msgspec.json.decode(raw_key, type=Key)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(
            f"the key is broken: {error}", where=str(path), hint="see benchmarks/gold/README.md"
        ) from error
    # only the last part of the name is used, so that no key reaches a file outside its folder
    text_path = path.with_name(Path(key.doc).name or path.stem + ".txt")
    try:
        raw = text_path.read_bytes()
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InputError("the text is not UTF-8", where=str(text_path), got=f"byte {error.start}") from error
    except OSError as error:
        raise UsageError(
            f"the text of a key cannot be read: {error.strerror}", where=str(text_path), hint=f"its key is {path}"
        ) from error
    return GoldText(text_path.stem, text, hashlib.sha256(raw).hexdigest(), key, path)


def _key_files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from path.rglob("*.json")
        elif path.suffix == ".txt":
            yield path.with_suffix(".json")
        elif path.exists():
            yield path
        else:
            raise UsageError("the file does not exist", where=str(path))
