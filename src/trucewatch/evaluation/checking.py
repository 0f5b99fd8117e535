"""Check keys: anchors stand in the text, codes are known, numbers and dates hold together, splits follow stories.

A broken key would count as a mistake of the reader, so keys are checked before they are used as a measure.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from trucewatch.evaluation.keys import GoldText, KeyEvent, KeyFigure, KeyPosition, KeyTrap, anchor_span
from trucewatch.vocabulary.codes import LANGUAGES, load_code_list

__all__ = ["key_problems", "split_problems"]

_KINDS: Final = frozenset({"figure", "event", "position"})


def key_problems(gold: GoldText) -> tuple[str, ...]:
    """What is wrong with one key, a line each; empty where all is well."""
    return tuple(f"{gold.name}: {problem}" for problem in _problems(gold))


def split_problems(texts: Sequence[GoldText]) -> tuple[str, ...]:
    """Stories that stand in more than one split, and texts without a story or a split."""
    problems = [f"{gold.name}: no story or no split" for gold in texts if not (gold.key.story and gold.key.split)]
    splits: dict[str, set[str]] = defaultdict(set)
    for gold in texts:
        splits[gold.key.story or ""].add(gold.key.split or "")
    problems += [f"the story {story!r} stands in {sorted(where)}" for story, where in splits.items() if len(where) > 1]
    return tuple(problems)


def _problems(gold: GoldText) -> Iterator[str]:
    key, text = gold.key, gold.text
    if key.lang not in LANGUAGES:
        yield f"the language {key.lang!r} is not known"
    if key.published is None or not _is_date(key.published):
        yield f"published {key.published!r} is no date"
    for name, items in (
        ("figures", key.figures),
        ("events", key.events),
        ("positions", key.positions),
        ("control", key.control),
        ("traps", key.traps),
    ):
        seen: set[tuple[str, int, str]] = set()
        for item in items:
            if anchor_span(text, item.anchor, item.occurrence) is None:
                yield f"{name}: {item.anchor!r} (occurrence {item.occurrence}) is not in the text"
            identity = (item.anchor, item.occurrence, repr(item))
            if identity in seen:
                yield f"{name}: {item.anchor!r} stands twice with the same values"
            seen.add(identity)
    yield from _figure_problems(key.figures)
    yield from _event_problems(key.events)
    yield from _position_problems(key.positions, text)
    yield from _trap_problems(key.traps)


def _figure_problems(figures: Iterable[KeyFigure]) -> Iterator[str]:
    anchors = {figure.anchor for figure in figures}
    for figure in figures:
        if figure.subset_of is not None and figure.subset_of not in anchors:
            yield f"figures: {figure.anchor!r} is a part of {figure.subset_of!r}, which is no figure"
        if figure.subset_of == figure.anchor:
            yield f"figures: {figure.anchor!r} is a part of itself"
        if not _numbers_hold(figure):
            bounds = (figure.low, figure.best, figure.high)
            yield f"figures: {figure.anchor!r}: {bounds} does not go with {figure.qualifier}"


def _numbers_hold(figure: KeyFigure) -> bool:
    low, best, high = figure.low, figure.best, figure.high
    ordered = [n for n in (low, high) if n is not None]
    if ordered != sorted(ordered) or any(n < 0 for n in ordered):
        return False
    match figure.qualifier:
        case "exact":
            return low == best == high and best is not None
        case "none":
            return low == best == high == 0
        case "at_least":
            return low == best is not None and high is None
        case "more_than":
            return best is not None and low is not None and low > best and high is None
        case "at_most" | "less_than":
            return best is not None and high is not None and high <= best
        case "about":
            return low is not None and high is not None and (best is None or low <= best <= high)
        case "between":
            return low is not None and high is not None and best is None


def _event_problems(events: Iterable[KeyEvent]) -> Iterator[str]:
    acts = set(load_code_list("acts").names())
    for event in events:
        if event.act not in acts:
            yield f"events: {event.anchor!r}: {event.act!r} is no act"
        for day in (event.start, event.end):
            if day is not None and not _is_date(day):
                yield f"events: {event.anchor!r}: {day!r} is no date"
        if event.start and event.end and event.start > event.end:
            yield f"events: {event.anchor!r}: starts after it ends"
        if (event.lat is None) != (event.lon is None):
            yield f"events: {event.anchor!r}: half a coordinate"
        if event.lat is not None and event.lon is not None and not (abs(event.lat) <= 90 and abs(event.lon) <= 180):
            yield f"events: {event.anchor!r}: {event.lat}, {event.lon} is nowhere"


def _position_problems(positions: Iterable[KeyPosition], text: str) -> Iterator[str]:
    for position in positions:
        if position.quote is not None and position.quote not in text:
            yield f"positions: the quotation {position.quote!r} is not in the text"


def _trap_problems(traps: Iterable[KeyTrap]) -> Iterator[str]:
    acts = set(load_code_list("acts").names())
    for trap in traps:
        if trap.must_not not in _KINDS and trap.must_not not in acts:
            yield f"traps: {trap.anchor!r}: {trap.must_not!r} is neither a kind nor an act"


def _is_date(value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
