"""A small invented case for the tests of linking: one city, two sides, the voices of both and others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trucewatch.linking import LinkResult, link
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.claims import (
    EventActor,
    EventClaim,
    EventStatus,
    Evidence,
    PlaceRef,
    Polarity,
    ProtectedObject,
    Quantity,
    TimeSpan,
    Voice,
)
from trucewatch.vocabulary.documents import Document, Source

PLACES = (
    GazetteerPlace(id="province", place_class="admin1", label={"en": "Province"}),
    GazetteerPlace(id="city", place_class="city", label={"en": "City"}, lat=36.2, lon=37.1, parent="province"),
    GazetteerPlace(id="harbour", place_class="quarter", label={"en": "Harbour"}, lat=36.21, lon=37.12, parent="city"),
    GazetteerPlace(id="old-town", place_class="quarter", label={"en": "Old Town"}, lat=36.19, lon=37.16, parent="city"),
    GazetteerPlace(id="far", place_class="town", label={"en": "Far"}, lat=34.7, lon=36.7),
)
SOURCES = (
    Source(id="wire-agency", name="Wire Agency", kind="agency"),
    Source(id="second-agency", name="Second Agency", kind="agency"),
    Source(id="paper", name="Paper", kind="newspaper"),
    Source(id="radio", name="Radio", kind="broadcaster", owner="house"),
    Source(id="tv", name="Television", kind="broadcaster", owner="house"),
    Source(id="site", name="Site", kind="social"),
    Source(id="state-news", name="State News", kind="state_media", interest="gov"),
    Source(id="ally-news", name="Ally News", kind="state_media", interest="ally"),
    Source(id="rebel-news", name="Rebel News", kind="party_media", interest="opposition"),
    Source(id="observatory", name="Observatory", kind="monitor"),
    Source(id="mission", name="Mission", kind="mission"),
    Source(id="dataset", name="Dataset", kind="dataset"),
)
ACTORS = (
    Actor(id="gov", kind="government", label={"en": "Government"}),
    Actor(id="army", kind="armed_forces", label={"en": "Northern Army"}, side="gov"),
    Actor(id="ally", kind="state", label={"en": "Ally"}, side="gov"),
    Actor(id="opposition", kind="coalition", label={"en": "Opposition"}),
    Actor(id="brigade", kind="armed_group", label={"en": "Brigade"}, side="opposition"),
)


def document(
    name: str, source: str | None = "wire-agency", published: str | None = "2016-12-06", copy_of: str | None = None
) -> Document:
    """A document, a near-identical copy of another one where ``copy_of`` says so."""
    return Document(
        id=name,
        media="text/plain",
        size=1,
        name=name,
        source=source,
        published=published,
        duplicate="near_identical" if copy_of else None,
        duplicate_of=copy_of,
    )


def claim(
    name: str,
    document: str,
    *,
    act: str = "shelling",
    place: str | None = "harbour",
    day: str | None = "2016-12-05",
    status: EventStatus = "occurred",
    polarity: Polarity = "asserted",
    agent: str | None = None,
    by: Iterable[str] = (),
    said_by: str | None = None,
    through: Iterable[str] = (),
    killed: int | None = None,
    at_least: bool = False,
    objects: Iterable[ProtectedObject] = (),
    from_weekday: bool = False,
) -> EventClaim:
    """An event claim of few words; what is None is not told."""
    known = {p.id: p for p in PLACES}
    voices = [Voice(name=speaker, id=speaker) for speaker in by]
    if said_by is not None:
        voices.append(Voice(name=said_by))
    voices += [Voice(name=relay, id=relay, via=True) for relay in through]
    return EventClaim(
        id=name,
        document=document,
        lang="en",
        span=(0, 4),
        text="text",
        attribution=tuple(voices),
        polarity=polarity,
        confidence="high",
        evidence={"act": Evidence(span=(0, 4))},
        act=act,
        status=status,
        actors=(EventActor(role="agent", name=agent, id=agent),) if agent else (),
        objects=tuple(objects),
        place=PlaceRef(name=place, id=place, lat=known[place].lat, lon=known[place].lon) if place else None,
        time=_day(day, from_weekday),
        casualties=(_killed(killed, at_least),) if killed is not None else (),
    )


def _day(day: str | None, from_weekday: bool) -> TimeSpan | None:
    if day is None:
        return None
    if from_weekday:
        return TimeSpan(start=day, end=day, precision="day", derived_from=("published",))
    return TimeSpan(start=day, end=day, precision="day")


def _killed(number: int, at_least: bool) -> Quantity:
    return Quantity(
        low=number,
        best=number,
        high=None if at_least else number,
        qualifier="at_least" if at_least else "exact",
        unit="persons",
        outcome="killed",
        who="civilian",
    )


def linked(claims: Iterable[EventClaim], documents: Mapping[str, Document]) -> LinkResult:
    """What linking makes of claims in this case."""
    return link(claims, documents=documents, sources=SOURCES, actors=ACTORS, places=PLACES)
