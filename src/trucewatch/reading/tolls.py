"""Which numbers belong to one event and which stand alone.

A casualty count that belongs to one event sits in that event's ``casualties``. A running total, a
stock, a share or a count without an event in its sentence is a figure of its own. A subset always
goes with its whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.reading.found import FoundAttribution, FoundEvent, FoundFigure
from trucewatch.reading.parsed import ParsedText

__all__ = ["CASUALTY_MEASURES", "innermost", "machines", "tolls_by_event"]

CASUALTY_MEASURES = frozenset({"killed", "injured", "missing", "detained", "displaced", "evacuated"})
_REAL = frozenset({"occurred", "ongoing", "ended", "attempted"})
# The acts by which people come to be counted so. An evacuation does not kill.
_BY_OUTCOME: dict[str, frozenset[str]] = {
    "detained": frozenset({"detention", "abduction"}),
    "missing": frozenset({"abduction", "detention"}),
    "displaced": frozenset({"flight", "forced_displacement"}),
    "evacuated": frozenset({"evacuation"}),
}
_HARMFUL = frozenset({"hostilities", "civilians", "mechanism"})
_NOT_HARMFUL = frozenset({"ground_offensive", "flight", "detention", "harassment", "looting_or_destruction"})


def innermost(attributions: Sequence[FoundAttribution], position: int) -> FoundAttribution | None:
    """The attribution with the smallest range around a position."""
    best: FoundAttribution | None = None
    for attribution in attributions:
        if attribution.start <= position < attribution.end and (
            best is None or attribution.end - attribution.start < best.end - best.start
        ):
            best = attribution
    return best


def tolls_by_event(
    text: ParsedText,
    events: Sequence[FoundEvent],
    figures: Sequence[FoundFigure],
    families: dict[str, str],
    attributions: Sequence[FoundAttribution] = (),
) -> dict[int, int]:
    """Index of the event for each figure that belongs to one. ``families`` maps acts to their family.

    A count that somebody else gives than the event is told by stands alone, so that it keeps its voice.
    """
    owner: dict[int, int] = {}
    for index, figure in enumerate(figures):
        if figure.subset_of is not None or figure.what not in CASUALTY_MEASURES or figure.total is True:
            continue
        event = _nearest(text, events, figure, families)
        if event is not None and _one_voice(attributions, events[event].trigger_start, figure.number_start):
            owner[index] = event
    for index, figure in enumerate(figures):  # a subset follows its whole
        root = figure.subset_of
        seen: set[int] = set()
        while root is not None and root not in seen and figures[root].subset_of is not None:
            seen.add(root)
            root = figures[root].subset_of
        if root is not None and root in owner:
            owner[index] = owner[root]
    return owner


def machines(events: Sequence[FoundEvent], figures: Sequence[FoundFigure]) -> set[int]:
    """Indices of the figures that count what was shot down: drones and aircraft, no dead (*57 had been shot down*)."""
    spans = [(event.trigger_start, event.trigger_end) for event in events if event.act == "air_defence_fire"]
    return {
        index
        for index, figure in enumerate(figures)
        if figure.what == "killed"
        and figure.who in (None, "person")
        and figure.state is not None
        and any(start < figure.state[1] and figure.state[0] < end for start, end in spans)
    }


def _one_voice(attributions: Sequence[FoundAttribution], event: int, figure: int) -> bool:
    """Whether the heads of an event and of a figure stand in the same voice."""
    one, other = innermost(attributions, event), innermost(attributions, figure)
    return _speaker(one) == _speaker(other)


def _speaker(attribution: FoundAttribution | None) -> int | None:
    return attribution.voices[0].actor.start if attribution is not None and attribution.voices else None


def _nearest(
    text: ParsedText, events: Sequence[FoundEvent], figure: FoundFigure, families: dict[str, str]
) -> int | None:
    sentence = text.sentence(figure.start)
    best: tuple[int, int] | None = None
    for index, event in enumerate(events):
        if not sentence.start <= event.trigger_start < sentence.end or event.status not in _REAL:
            continue
        if not _can_cause(event.act, families.get(event.act, ""), figure.what):
            continue
        distance = max(event.trigger_start - figure.end, figure.start - event.trigger_end, 0)
        if best is None or distance < best[0]:
            best = (distance, index)
    return best[1] if best else None


def _can_cause(act: str, family: str, what: str) -> bool:
    if what in _BY_OUTCOME:
        return act in _BY_OUTCOME[what]
    return family in _HARMFUL and act not in _NOT_HARMFUL
