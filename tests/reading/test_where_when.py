"""The place and the days of events in passages of the three languages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from msgspec import Struct, yaml

from trucewatch.evaluation.names import names_agree
from trucewatch.places import Gazetteer
from trucewatch.reading.parsed import parse_text
from trucewatch.reading.places import find_places
from trucewatch.reading.reader import Reader
from trucewatch.vocabulary.claims import EventClaim


class Passage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text with, for each event, a word of its clause, its place and its first and last day."""

    lang: str
    published: str
    text: str
    events: tuple[tuple[str, str | None, str | None, str | None], ...]


_FILE = Path(__file__).with_name("where_when.yaml")
PASSAGES = yaml.decode(_FILE.read_text(encoding="utf-8"), type=list[Passage])
_READER = Reader.general()


@pytest.mark.parametrize("passage", PASSAGES, ids=[f"{p.lang}-{p.text[:30]}" for p in PASSAGES])
def test_where_and_when(passage: Passage) -> None:
    published = dt.date.fromisoformat(passage.published)
    claims = _READER.read(passage.text, document="0" * 64, lang=passage.lang, published=published)
    events = [claim for claim in claims if isinstance(claim, EventClaim)]
    for word, place, start, end in passage.events:
        at = passage.text.index(word)
        event = min(
            (e for e in events if e.span[0] <= at < e.span[1]), key=lambda e: abs(e.evidence["act"].span[0] - at)
        )
        found = event.place.name if event.place is not None else None
        assert names_agree(place, found), (word, place, found)
        days = (event.time.start, event.time.end) if event.time is not None else (None, None)
        assert tuple(day[:10] if day else None for day in days) == (start, end), word


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("fr", "Un obus a touché le village de Bourdalé.", [("village de Bourdalé", None, "")]),
        ("fr", "Une trêve à Genève, à 35 km de Kaya.", [("Genève", "at", ""), ("Kaya", "distance", "")]),
        ("en", "Shells hit Khan Younis. The city burned.", [("Khan Younis", "", ""), ("Khan Younis", "", "reference")]),
        ("ar", "سقطت قذائف على بلدة كرماسين أمس.", [("بلدة كرماسين", "at", "")]),
    ],
)
def test_names_and_what_leads_to_them(lang: str, text: str, expected: list[tuple[str, str | None, str]]) -> None:
    parsed = parse_text(text, lang)
    places = find_places(parsed, Gazetteer.general())
    names = [text[p.name_start : p.name_end] for p in places]
    assert names == [name for name, _, _ in expected]
    for place, (_, relation, reference) in zip(places, expected, strict=True):
        assert relation is None or place.relation == relation
        assert ("places.reference" in place.rules) == bool(reference)
