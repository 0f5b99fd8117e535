"""Floors: the scores that may not be undercut. A gate that fails, also when there is nothing to measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from trucewatch.errors import InputError
from trucewatch.evaluation.keys import Split
from trucewatch.evaluation.metrics import METRICS, metrics_of
from trucewatch.evaluation.scoring import TextScore
from trucewatch.evaluation.tally import by_language
from trucewatch.vocabulary.yaml_input import load_yaml

__all__ = ["FloorSet", "Floors", "load_floors", "undercut"]


class FloorSet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Floors for one split: ``texts`` is how many texts each language has at least, ``floors`` maps a language (or
    ``all``) to metrics and the least value of each, between 0 and 1."""

    split: Split
    texts: dict[str, int]
    floors: dict[str, dict[str, float]]


class Floors(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file ``benchmarks/floors.yaml``."""

    id: str
    source: str
    sets: tuple[FloorSet, ...]


def load_floors(path: Path) -> Floors:
    """Read and check the floors. Raises :class:`InputError` for a metric that is not known."""
    floors = load_yaml(path, Floors)
    for one in floors.sets:
        for metrics in one.floors.values():
            for name in metrics:
                if name not in METRICS:
                    raise InputError(
                        f"{name!r} is no metric", where=str(path), expected="one of " + ", ".join(METRICS), got=name
                    )
    return floors


def undercut(floors: FloorSet, scores: Sequence[TextScore]) -> tuple[str, ...]:
    """What is wrong, a line each: texts that are missing, floors that are undercut, metrics that stand on nothing.
    Empty when all floors hold. Texts of other splits are not counted."""
    own = [score for score in scores if score.gold.key.split == floors.split]
    count = Counter(score.gold.key.lang for score in own)
    problems = [
        f"{floors.split} {lang}: {count[lang]} texts, at least {least} expected"
        for lang, least in floors.texts.items()
        if count[lang] < least
    ]
    reached = {lang: metrics_of(summary) for lang, summary in by_language(own).items()}
    for lang, metrics in floors.floors.items():
        for name, least in metrics.items():
            value = reached.get(lang, {}).get(name)
            if value is None:
                problems.append(f"{floors.split} {lang} {name}: nothing to measure, at least {least} expected")
            elif value < least:
                problems.append(f"{floors.split} {lang} {name}: {value:.3f}, at least {least} expected")
    return tuple(problems)
