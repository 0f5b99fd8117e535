"""Pages that only say that the content is gone: short, and with one of the known sentences."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml
from msgspec import Struct, convert

__all__ = ["DeletionPhrase", "deletion_phrases", "is_deletion_page"]

_LONGEST_TEXT = 3_000
_DEAD = re.compile(rb"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rb"<[^<>]{0,2000}>")


class DeletionPhrase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence by which a site says that something was taken down; ``example`` holds it as seen."""

    id: str
    lang: str
    phrase: str
    source: str
    example: str


@cache
def deletion_phrases() -> tuple[DeletionPhrase, ...]:
    """The known sentences."""
    text = resources.files("trucewatch.intake.containers").joinpath("deletion_phrases.yaml").read_text("utf-8")
    return tuple(convert(yaml.safe_load(text), list[DeletionPhrase]))


def is_deletion_page(data: bytes) -> bool:
    """True for a short page that holds a known sentence. A long article that quotes one is no such page."""
    if b"<" not in data[:1024] or len(data) > 2_000_000:
        return False
    text = _TAG.sub(b" ", _DEAD.sub(b" ", data)).decode("utf-8", "replace")
    plain = " ".join(text.replace("’", "'").split()).casefold()
    return len(plain) <= _LONGEST_TEXT and any(p.phrase.casefold() in plain for p in deletion_phrases())
