"""The last accepted run, and what a new run gains and loses against it, example by example."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from trucewatch.errors import InputError, UsageError
from trucewatch.evaluation.metrics import metrics_of
from trucewatch.evaluation.scoring import TextScore
from trucewatch.evaluation.tally import by_language

__all__ = ["Accepted", "Change", "Changes", "accept", "compare", "load_accepted", "write_accepted"]

_HIT, _MISS = "1", "0"
_MAX_BYTES: Final = 20_000_000


class AcceptedText(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text: a digest of its key and, for each list, 1 or 0 for each item of the key (found, trap avoided)."""

    key: str
    found: dict[str, str]
    spurious: int


class Accepted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An accepted run: the digest of the rules, the day, the metrics by split and language (``test/fr``) and every
    example."""

    rules: str
    day: str
    metrics: dict[str, dict[str, float]]
    texts: dict[str, AcceptedText]


class Change(Struct, frozen=True, kw_only=True):
    """An example gained or lost. ``anchor`` is null for the texts of a test split, which are not looked at."""

    document: str
    lang: str
    list: str
    anchor: str | None


class Changes(Struct, frozen=True, kw_only=True):
    """What differs from the accepted run. ``uncompared``: texts that are new or whose key has changed;
    ``spurious``: how many more finds stand in no key, over the texts compared."""

    rules: str
    day: str
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    spurious: int
    uncompared: tuple[str, ...]


def accept(scores: Sequence[TextScore], *, rules: str, day: str, before: Accepted | None = None) -> Accepted:
    """The run as a record to keep. Texts of ``before`` and splits that were not read this time stay as they
    were."""
    texts = dict(before.texts) if before else {}
    for score in scores:
        texts[score.gold.name] = AcceptedText(key=_key_digest(score), found=_examples(score), spurious=_spurious(score))
    metrics = dict(before.metrics) if before else {}
    for split in {score.gold.key.split for score in scores}:
        own = [score for score in scores if score.gold.key.split == split]
        for lang, summary in by_language(own).items():
            rounded = {name: round(value, 4) for name, value in metrics_of(summary).items()}
            metrics[f"{split or 'none'}/{lang}"] = rounded
    return Accepted(rules=rules, day=day, metrics=dict(sorted(metrics.items())), texts=dict(sorted(texts.items())))


def compare(scores: Iterable[TextScore], before: Accepted) -> Changes:
    """The examples gained and lost since ``before``."""
    gained: list[Change] = []
    lost: list[Change] = []
    uncompared: list[str] = []
    spurious = 0
    for score in scores:
        was = before.texts.get(score.gold.name)
        now = _examples(score)
        if was is None or was.key != _key_digest(score) or _sizes(was.found) != _sizes(now):
            uncompared.append(score.gold.name)
            continue
        spurious += _spurious(score) - was.spurious
        for name, hits in now.items():
            for index, (old, new) in enumerate(zip(was.found[name], hits, strict=True)):
                if old != new:
                    (gained if new == _HIT else lost).append(_change(score, name, index))
    return Changes(
        rules=before.rules,
        day=before.day,
        gained=tuple(gained),
        lost=tuple(lost),
        spurious=spurious,
        uncompared=tuple(uncompared),
    )


def load_accepted(path: Path) -> Accepted | None:
    """The accepted run of a file, None where there is no file. Raises :class:`InputError` where it is broken."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"the accepted run cannot be read: {error.strerror}", where=str(path)) from error
    if len(raw) > _MAX_BYTES:
        raise InputError("the accepted run is too large", where=str(path), expected=f"at most {_MAX_BYTES} bytes")
    try:
        return msgspec.json.decode(raw, type=Accepted)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(
            f"the accepted run is broken: {error}", where=str(path), hint="delete it and run with --accept"
        ) from error


def write_accepted(path: Path, accepted: Accepted) -> None:
    """Write the run, sorted and indented so that a change shows in a diff."""
    raw = msgspec.json.format(msgspec.json.encode(accepted, order="sorted"), indent=1)
    path.write_bytes(raw + b"\n")


def _examples(score: TextScore) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, one in score.lists.items():
        hit = {pair.key for pair in one.matched}
        found[name] = "".join(_HIT if index in hit else _MISS for index in range(len(one.keys)))
    found["traps"] = "".join(_HIT if trap.fell is None else _MISS for trap in score.traps)
    return found


def _sizes(found: dict[str, str]) -> dict[str, int]:
    return {name: len(hits) for name, hits in found.items()}


def _spurious(score: TextScore) -> int:
    return sum(len(one.spurious) for name, one in score.lists.items() if name != "acts")


def _key_digest(score: TextScore) -> str:
    key = score.gold.key
    items = (key.figures, key.events, key.positions, key.control, key.traps)
    return hashlib.sha256(msgspec.json.encode(items)).hexdigest()[:12]


def _change(score: TextScore, name: str, index: int) -> Change:
    item = score.traps[index].item if name == "traps" else score.lists[name].keys[index]
    hidden = score.gold.key.split == "test"
    return Change(document=score.gold.name, lang=score.gold.key.lang, list=name, anchor=None if hidden else item.anchor)
