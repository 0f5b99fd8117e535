"""The words of ``intake/words.yaml`` as one frozen record."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["DatelineExample", "IntakeWords", "load_words"]


class DatelineExample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """First lines of a text and the date they tell; runs as a test."""

    lang: str
    text: str
    published: str | None
    source: str | None = msgspec.field(default=None, name="from")


class IntakeWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words by language (``en``, ``fr``, ``ar``). ``months`` holds twelve lists of spellings each."""

    id: str
    version: str
    source: str
    months: dict[str, tuple[tuple[str, ...], ...]]
    weekdays: dict[str, tuple[str, ...]]
    published_cues: dict[str, tuple[str, ...]]
    updated_cues: dict[str, tuple[str, ...]]
    header_fields: dict[str, tuple[str, ...]]
    correction_marks: dict[str, tuple[str, ...]]
    related_lines: dict[str, tuple[str, ...]]
    examples: tuple[DatelineExample, ...]


@cache
def load_words() -> IntakeWords:
    """The words as packaged. Raises :class:`InputError` when the file is damaged."""
    text = (resources.files("trucewatch.intake") / "words.yaml").read_text(encoding="utf-8")
    return decode_yaml(text, IntakeWords, "words.yaml")
