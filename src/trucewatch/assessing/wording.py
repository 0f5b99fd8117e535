"""The reasons in words, in English, French and Arabic, from the list ``assessment_reason``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from trucewatch.assessing.world import World
from trucewatch.errors import InputError
from trucewatch.vocabulary.assessments import AssessmentOutcome, Reason
from trucewatch.vocabulary.codes import label, load_code_list

__all__ = ["conditional", "make_reason", "sentence"]

_GAP: Final = re.compile(r"\{([a-z_]+)\}")
_ACTORS: Final = frozenset({"agent", "actor", "target", "bound", "excluded", "by", "disputed_by"})
_PLACES: Final = frozenset({"place", "area"})
_TIMES: Final = frozenset({"time", "boundary", "date"})
_LISTS: Final = {
    "act": ("acts", "families"),
    "broader": ("acts", "families"),
    "status": ("event_status",),
    "event": ("instrument_status",),
    "protected": ("protected_object", "who"),
    "struck": ("protected_object", "who"),
    "target": ("protected_object", "who"),
}


def make_reason(code: str, values: Mapping[str, str], world: World) -> Reason:
    """A reason with its English sentence."""
    if not values:
        return world.once(("reason", code), lambda: Reason(code=code, words=_fill(code, {}, "en", world)))
    kept = dict(sorted(values.items()))
    words = world.once(("reason", code, *kept.values()), lambda: _fill(code, kept, "en", world))
    return Reason(code=code, values=kept, words=words)


def sentence(reason: Reason, lang: str, world: World) -> str:
    """The sentence of a reason in ``en``, ``fr`` or ``ar`` (English for any other), with names from the case."""
    return _fill(reason.code, reason.values, lang, world)


def conditional(outcome: AssessmentOutcome, lang: str = "en") -> str:
    """The sentence that stands beside an outcome wherever it is shown."""
    return _templates(_primary(lang))["conditional_breach" if outcome == "breach" else "conditional_other"]


def _fill(code: str, values: Mapping[str, str], lang: str, world: World) -> str:
    template = _templates(_primary(lang))[code]
    return _GAP.sub(lambda gap: _name(gap[1], values.get(gap[1], "?"), lang, world), template)


def _name(key: str, value: str, lang: str, world: World) -> str:
    """The words for a value; a list of codes or ids, joined by a comma, is worded one by one."""
    comma = "، " if _primary(lang) == "ar" else ", "
    return comma.join(_single(key, part, lang, world) for part in value.split(", "))


def _single(key: str, value: str, lang: str, world: World) -> str:
    primary = _primary(lang)
    if key in _TIMES:
        return value.replace("T", " ")
    if key in _ACTORS and value in world.actors:
        names = world.actors[value].label
        return names.get(primary) or names.get("en") or value
    if key in _PLACES:
        place_id = value if value in world.places else next(iter(world.places_of_area(value)), None)
        if place_id is not None:
            names = world.places[place_id].label
            return names.get(primary) or names.get("en") or value
    for list_id in _LISTS.get(key, ()):
        try:
            return label(list_id, value, lang)
        except InputError:  # the value is of another list, or a name
            continue
    return value


@cache
def _templates(lang: str) -> Mapping[str, str]:
    entries = load_code_list("assessment_reason").codes
    return {entry.code: entry.definition.get(lang, entry.definition["en"]) for entry in entries}


@cache
def _primary(lang: str) -> str:
    return lang.split("-")[0].lower()
