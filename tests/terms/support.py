"""A small invented world for the tests of terms and assessing: two parties, a town with two halves, a road."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from trucewatch.terms import parse_instrument
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.terms import Instrument

ACTORS = (
    Actor(
        id="red", kind="government", label={"en": "Red government", "fr": "Gouvernement rouge", "ar": "الحكومة الحمراء"}
    ),
    Actor(id="red-army", kind="armed_forces", label={"en": "Red army"}, side="red", affiliations=("red",)),
    Actor(id="blue", kind="coalition", label={"en": "Blue coalition", "fr": "Coalition bleue", "ar": "التحالف الأزرق"}),
    Actor(id="blue-brigade", kind="armed_group", label={"en": "Blue brigade"}, side="blue"),
    Actor(id="grey", kind="armed_group", label={"en": "Grey group"}, affiliations=("mixed-front",)),
    Actor(id="mixed-front", kind="coalition", label={"en": "Mixed front"}, side="blue", affiliations=("blue",)),
    Actor(id="ally", kind="state", label={"en": "Allied state"}, side="red", affiliations=("red",)),
    Actor(
        id="ally-air-force", kind="armed_forces", label={"en": "Allied air force"}, side="red", affiliations=("ally",)
    ),
    Actor(id="neutral", kind="state", label={"en": "Neutral state"}),
    Actor(id="townspeople", kind="population", label={"en": "Townspeople"}),
)
PLACES = (
    GazetteerPlace(id="land", place_class="country", label={"en": "Land"}, area="land"),
    GazetteerPlace(id="town", place_class="city", label={"en": "Town"}, parent="land", area="town", lat=10.0, lon=10.0),
    GazetteerPlace(id="east", place_class="area", label={"en": "East"}, parent="town", area="east"),
    GazetteerPlace(id="mill", place_class="quarter", label={"en": "Mill"}, parent="east", lat=10.02, lon=10.05),
    GazetteerPlace(id="west", place_class="area", label={"en": "West"}, parent="town", area="west"),
    # so near the line between the halves that its point alone would leave it open
    GazetteerPlace(id="gate", place_class="quarter", label={"en": "Gate"}, parent="west", lat=10.0, lon=9.999),
    GazetteerPlace(id="abroad", place_class="city", label={"en": "Abroad"}, lat=46.2, lon=6.14),
    GazetteerPlace(id="far", place_class="town", label={"en": "Far"}, parent="land", lat=11.0, lon=11.0),
    GazetteerPlace(id="island", place_class="area", label={"en": "Island"}),
)
AREAS: dict[str, BaseGeometry] = {
    "land": shapely.box(9, 9, 12, 12),
    "town": shapely.box(9.9, 9.9, 10.1, 10.1),
    "east": shapely.box(10.0, 9.9, 10.1, 10.1),
    "west": shapely.box(9.9, 9.9, 10.0, 10.1),
    "road": shapely.LineString([(9.9, 10.0), (10.1, 10.0)]),
}
TRUCE = """\
id: truce
kind: agreement
title: {en: The truce}
zone: Asia/Damascus
form: written
languages: [en]
citations:
  - {title: The truce, publisher: A publisher, date: 2020-03-01}
parties:
  - {actor: red, role: signatory}
  - {actor: blue, role: signatory}
status:
  - event: in_force
    at: 2020-03-01T00:00
    citation: {title: The truce, publisher: A publisher}
  - event: ended
    at: 2020-06-01T00:00
    citation: {title: The end, publisher: A publisher}
excluded:
  - {actor: grey, reason: named in the truce}
clauses:
  - id: truce/attacks
    type: cessation
    effect: prohibits
    words: {en: {text: No attacks., paraphrase: true}}
    bound: [parties]
    acts: [attack, armed_clash]
    area: {theatre: true}
    exceptions:
      - id: truce/attacks/excluded
        kind: against_excluded_actor
        words: {en: {text: Except on the Grey group., paraphrase: true}}
"""


def truce(text: str = TRUCE, name: str = "truce.yaml") -> Instrument:
    """The instrument of ``text`` in this world."""
    return parse_instrument(text, name, actors=ACTORS, places=PLACES, areas=AREAS)
