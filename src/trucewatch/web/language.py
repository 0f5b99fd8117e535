"""The language of a page: asked for, remembered, preferred by the browser, or the first of the case."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

from trucewatch.errors import InputError
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["OFFERED", "choose", "direction", "phrases"]

OFFERED: Final = ("en", "fr", "ar")
_RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})


def choose(asked: str | None, remembered: str | None, accepted: str, default: str) -> str:
    """The language of the page. ``accepted`` is the Accept-Language header; unknown values are passed over."""
    for value in (asked, remembered):
        if value in OFFERED:
            return str(value)
    weighed: list[tuple[float, int, str]] = []
    for number, part in enumerate(accepted[:500].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        primary = tag.split("-")[0].lower()
        if primary in OFFERED:
            weighed.append((-_weight(weight), number, primary))
    if weighed:
        return min(weighed)[2]
    return default if default in OFFERED else "en"


def direction(lang: str | None) -> str:
    """``rtl`` or ``ltr``; ``auto`` where the language of a text is not known."""
    if lang is None:
        return "auto"
    return "rtl" if lang.split("-")[0] in _RIGHT_TO_LEFT else "ltr"


@cache
def phrases(lang: str) -> dict[str, str]:
    """The words of the pages in ``lang``. Raises :class:`InputError` when a catalogue lacks a phrase of another."""
    found = _catalogue(lang)
    missing = sorted(set(_catalogue("en")) ^ set(found))
    if missing:
        raise InputError(
            "a catalogue of the pages is not complete", where=f"labels/{lang}.yaml", got=", ".join(missing)
        )
    return found


@cache
def _catalogue(lang: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in sorted((resources.files("trucewatch.web") / "labels").iterdir(), key=lambda item: item.name):
        if item.name.startswith(f"{lang}.") and item.name.endswith(".yaml"):
            read = decode_yaml(item.read_text(encoding="utf-8"), dict[str, str], item.name)
            if twice := sorted(set(found) & set(read)):
                raise InputError("a phrase stands in two catalogues", where=f"labels/{item.name}", got=", ".join(twice))
            found |= read
    return found


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
