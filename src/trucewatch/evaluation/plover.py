"""An outside set: the coded sentences of PLOVER (openeventdata, CC BY-SA 4.0), read where they are present.

Each sentence has one event type. Our acts name their nearest PLOVER types in ``codes/acts.yaml``; a sentence is found
when an event is read in it whose family holds an act of that type. Types that no act names are politics without a
counterpart here (agreeing, demanding, protesting); they are counted and left out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import msgspec
from msgspec import Struct

from trucewatch.errors import InputError
from trucewatch.vocabulary.claims import Claim, EventClaim
from trucewatch.vocabulary.codes import family_of, load_code_list

__all__ = ["PloverScore", "ReadSentence", "plover_score"]

ReadSentence: TypeAlias = Callable[[str, str, dt.date], Sequence[Claim]]
_LATER: Final = {"FIGHT": "ASSAULT"}  # merged in the type list of 2021, which the crosswalk follows
_MAX_BYTES: Final = 5_000_000


class _Record(Struct, frozen=True):
    event: str
    date: str | None = None
    text: str | None = None


class PloverScore(Struct, frozen=True, kw_only=True):
    """``covered`` of ``sentences`` have a type that an act names. Of those, ``found`` have an event of a family that
    fits. ``events`` were read in them, ``fitting`` in a family that fits. ``by_type``: found and covered by type."""

    sentences: int
    covered: int
    found: int
    events: int
    fitting: int
    by_type: dict[str, tuple[int, int]]


def plover_score(path: Path, read: ReadSentence) -> PloverScore | None:
    """Score the sentences of ``path``, or None where the file is absent. ``read`` is given text, digest and date.
    Raises :class:`InputError` where the file is not what it should be."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        if len(raw) > _MAX_BYTES:
            raise InputError("the file is too large", where=str(path), expected=f"at most {_MAX_BYTES} bytes")
        records = msgspec.json.decode(raw, type=list[_Record])
        sentences = [(r.event, r.text, dt.date.fromisoformat(r.date)) for r in records if r.text and r.date]
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InputError(f"the sentences are broken: {error}", where=str(path)) from error
    families = _families()
    covered: Counter[str] = Counter()
    found: Counter[str] = Counter()
    events = fitting = 0
    for kind, text, date in sentences:
        wanted = families.get(_LATER.get(kind, kind))
        if wanted is None:
            continue
        digest = hashlib.sha256(text.encode()).hexdigest()
        got = [family_of(claim.act) for claim in read(text, digest, date) if isinstance(claim, EventClaim)]
        fits = sum(family in wanted for family in got)
        covered[kind] += 1
        found[kind] += bool(fits)
        events, fitting = events + len(got), fitting + fits
    return PloverScore(
        sentences=len(sentences),
        covered=covered.total(),
        found=found.total(),
        events=events,
        fitting=fitting,
        by_type={kind: (found[kind], count) for kind, count in sorted(covered.items())},
    )


def _families() -> dict[str, set[str]]:
    families: dict[str, set[str]] = defaultdict(set)
    for code in load_code_list("acts").codes:
        for kind in code.crosswalk.get("plover", ()):
            families[kind].add(family_of(code.code))
    return dict(families)
