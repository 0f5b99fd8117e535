"""Linking: one occurrence, one incident; copies and relays add no voice; disagreement stays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from trucewatch.linking import link
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.claims import EventActor, EventClaim, Evidence, PlaceRef, Quantity, TimeSpan, Voice
from trucewatch.vocabulary.documents import Document, Source
from trucewatch.vocabulary.incidents import Incident

PLACES = (
    GazetteerPlace(id="town", place_class="city", label={"en": "Town"}, lat=36.2, lon=37.1),
    GazetteerPlace(id="quarter", place_class="quarter", label={"en": "Quarter"}, lat=36.21, lon=37.12, parent="town"),
    GazetteerPlace(id="far", place_class="city", label={"en": "Far"}, lat=34.7, lon=36.7),
)
SOURCES = (
    Source(id="a", name="A", kind="state_media", interest="gov"),
    Source(id="b", name="B", kind="party_media", interest="opposition"),
    Source(id="c", name="C", kind="agency"),
    Source(id="d", name="D", kind="agency"),
    Source(id="watch", name="Watch", kind="monitor"),
)
ACTORS = (
    Actor(id="gov", kind="government", label={"en": "Government"}),
    Actor(id="opposition", kind="armed_group", label={"en": "Opposition"}),
)


def document(name: str, source: str, **more: str) -> Document:
    return Document(id=name, media="text/plain", size=1, name=name, source=source, published="2016-12-06", **more)  # type: ignore[arg-type]


def claim(name: str, doc: str, **more: object) -> EventClaim:
    made = EventClaim(
        id=name,
        document=doc,
        lang="en",
        span=(0, 4),
        text="text",
        confidence="high",
        evidence={"act": Evidence(span=(0, 4))},
        act="shelling",
        status="occurred",
        place=PlaceRef(name="Town", id="town", lat=36.2, lon=37.1, precision="town"),
        time=TimeSpan(start="2016-12-05", end="2016-12-05", precision="day"),
    )
    return replace(made, **more)


def toll(best: int) -> Quantity:
    return Quantity(low=best, best=best, high=best, qualifier="exact", unit="persons", outcome="killed", who="civilian")


def incidents(*pairs: tuple[Document, EventClaim]) -> tuple[Incident, ...]:
    documents = {d.id: d for d, _ in pairs}
    result = link([c for _, c in pairs], documents=documents, sources=SOURCES, actors=ACTORS, places=PLACES)
    return result.incidents


def test_two_agencies_on_one_shelling_are_two_independent_voices() -> None:
    (incident,) = incidents((document("1", "c"), claim("1", "1")), (document("2", "d"), claim("2", "2")))
    assert incident.corroboration == "two_independent"


def test_a_wire_story_through_another_outlet_is_one_voice() -> None:
    copy = document("2", "d", duplicate="near_identical", duplicate_of="1")
    (incident,) = incidents((document("1", "c"), claim("1", "1")), (copy, claim("2", "2")))
    assert incident.corroboration == "repeated_not_independent"
    assert (incident.supporting, incident.repeating) == (("1",), ("2",))


def test_two_outlets_that_cite_one_monitor_are_one_voice() -> None:
    voice = (Voice(name="Watch", id="watch"),)
    pairs = [(document(n, s), claim(n, n, attribution=voice)) for n, s in (("1", "c"), ("2", "d"))]
    (incident,) = incidents(*pairs)
    assert [origin.key for origin in incident.origins] == ["watch"]
    assert incident.corroboration == "repeated_not_independent"


def test_opposed_sides_that_say_the_same() -> None:
    (incident,) = incidents((document("1", "a"), claim("1", "1")), (document("2", "b"), claim("2", "2")))
    assert incident.corroboration == "adversarial"


def test_blame_and_toll_that_differ_are_disputed_and_never_averaged() -> None:
    rebels = (EventActor(role="agent", name="rebels", id="opposition"),)
    army = (EventActor(role="agent", name="army", id="gov"),)
    quarter = PlaceRef(name="Quarter", id="quarter", lat=36.21, lon=37.12, precision="quarter")
    one = claim("1", "1", place=quarter, actors=rebels, casualties=(toll(8),))
    two = claim("2", "2", place=quarter, actors=army, casualties=(toll(12),))
    (incident,) = incidents((document("1", "a"), one), (document("2", "b"), two))
    assert incident.disputed == ("agent", "toll")
    assert [(c.low, c.best, c.high) for c in incident.casualties] == [(8, 8, 12)]
    assert incident.casualties[0].rule == "median_of_groups"
    assert incident.casualties[0].reasons == ("lower_of_two_middle",)


def test_a_denial_contradicts() -> None:
    (incident,) = incidents(
        (document("1", "c"), claim("1", "1")), (document("2", "d"), claim("2", "2", polarity="denied"))
    )
    assert (incident.corroboration, incident.polarity, incident.contradicting) == ("contradicted", "contested", ("2",))


def test_other_day_or_place_is_another_incident() -> None:
    later = TimeSpan(start="2016-12-09", end="2016-12-09", precision="day")
    far = PlaceRef(name="Far", id="far", lat=34.7, lon=36.7, precision="town")
    found = incidents(
        (document("1", "c"), claim("1", "1")),
        (document("2", "d"), claim("2", "2", time=later)),
        (document("3", "a"), claim("3", "3", place=far)),
    )
    assert len(found) == 3


def test_two_rows_of_one_table_stay_two_whatever_joins_them() -> None:
    table = document("t", "d")
    rows = [claim(f"t{n}", "t", casualties=(toll(best),)) for n, best in ((1, 11), (2, 2))]
    others = [(document(n, s), claim(n, n)) for n, s in (("1", "a"), ("2", "b"), ("3", "c"))]
    found = incidents((table, rows[0]), (table, rows[1]), *others)
    assert {v.best for i in found for c in i.casualties for v in c.values} == {2, 11}


def test_what_is_planned_makes_no_incident_and_is_listed() -> None:
    planned = claim("1", "1", status="planned")
    result = link([planned], documents={}, sources=SOURCES, actors=ACTORS, places=PLACES)
    assert result.incidents == ()
    assert [(u.claim, u.reason) for u in result.unlinked] == [("1", "not_an_occurrence")]


@given(st.data())
def test_order_changes_nothing_and_no_claim_is_lost(data: st.DataObject) -> None:
    days = data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=8))
    places = data.draw(st.lists(st.sampled_from(["town", "quarter", "far"]), min_size=len(days), max_size=len(days)))
    by_id = {p.id: p for p in PLACES}
    claims: list[EventClaim] = []
    documents: dict[str, Document] = {}
    for n, (day, place) in enumerate(zip(days, places, strict=True)):
        documents[str(n)] = document(str(n), "abcd"[n % 4])
        where = PlaceRef(name=place, id=place, lat=by_id[place].lat, lon=by_id[place].lon, precision="town")
        when = TimeSpan(start=f"2016-12-0{day}", end=f"2016-12-0{day}", precision="day")
        claims.append(claim(str(n), str(n), place=where, time=when))
    shuffled = data.draw(st.permutations(claims))
    one = link(claims, documents=documents, sources=SOURCES, actors=ACTORS, places=PLACES)
    two = link(shuffled, documents=documents, sources=SOURCES, actors=ACTORS, places=PLACES)
    assert one == two
    held = [c for i in one.incidents for c in (*i.supporting, *i.contradicting, *i.repeating)]
    assert sorted(held) == sorted(c.id for c in claims)


@given(st.integers(1, 4))
def test_a_copy_never_raises_independence(copies: int) -> None:
    pairs = [(document("0", "c"), claim("0", "0"))]
    for n in range(1, copies + 1):
        copy = document(str(n), "abd"[n % 3], duplicate="same_text", duplicate_of=str(n - 1))
        pairs.append((copy, claim(str(n), str(n))))
    (incident,) = incidents(*pairs)
    assert incident.corroboration == "repeated_not_independent"
    assert len(incident.origins) == 1
