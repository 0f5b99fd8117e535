"""Short passages on many conflicts with the acts they tell, written without looking at what the reader finds.

``passages/<lang>.txt``: a line ``# name | genre``, then the text; ``[words|act]`` or ``[words|act:status]`` marks
an event. The last passage of each file tells of no war.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from trucewatch.reading.language_data import LANGUAGES
from trucewatch.reading.reader import Reader
from trucewatch.vocabulary.claims import EventClaim
from trucewatch.vocabulary.codes import family_of

_MARK = re.compile(r"\[([^\[\]|]+)\|([a-z_]+)(?::([a-z]+))?\]")
_PASSAGES = Path(__file__).parent / "passages"
_LEAST = 0.85

Key = tuple[int, int, str]


def passages(lang: str) -> list[tuple[str, str, list[Key]]]:
    """Name, text and marked events of each passage of a language."""
    out: list[tuple[str, str, list[Key]]] = []
    for block in (_PASSAGES / f"{lang}.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        head, _, body = block.partition("\n")
        text, at, keys = "", 0, list[Key]()
        for mark in _MARK.finditer(body):
            text += body[at : mark.start()]
            keys.append((len(text), len(text) + len(mark[1]), mark[2]))
            text += mark[1]
            at = mark.end()
        out.append((head.strip("# "), text + body[at:], keys))
    return out


def _matched(keys: list[Key], claims: list[EventClaim]) -> int:
    used: set[int] = set()
    for start, end, act in keys:
        for k, claim in enumerate(claims):
            touches = min(end, claim.span[1]) > max(start, claim.span[0])
            if k not in used and touches and family_of(claim.act) == family_of(act):
                used.add(k)
                break
    return len(used)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_acts_of_passages(lang: str) -> None:
    reader = Reader.general()
    keyed = found = matched = 0
    for _, text, keys in passages(lang):
        claims = reader.read(text, document="0" * 64, lang=lang, published=date(2025, 3, 15))
        events = [claim for claim in claims if isinstance(claim, EventClaim)]
        keyed, found, matched = keyed + len(keys), found + len(events), matched + _matched(keys, events)
    assert keyed > 70
    assert 2 * matched / (keyed + found) >= _LEAST, f"{matched} of {keyed} events, {found} read"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_war_where_there_is_none(lang: str) -> None:
    _, text, keys = passages(lang)[-1]
    assert not keys
    claims = Reader.general().read(text, document="0" * 64, lang=lang, published=date(2025, 3, 15))
    told = [claim.act for claim in claims if isinstance(claim, EventClaim)]
    assert not [act for act in told if family_of(act) in ("hostilities", "posture")], told
