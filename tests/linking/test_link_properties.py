"""What must hold for any claims: order, names and copies change nothing; no claim is lost or told twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.linking.case import ACTORS, PLACES, SOURCES, claim, document

from trucewatch.linking import LinkResult, link
from trucewatch.vocabulary.actors import Actor
from trucewatch.vocabulary.claims import EventActor, EventClaim, PlaceRef, TimeSpan, Voice
from trucewatch.vocabulary.documents import Document, Source
from trucewatch.vocabulary.grades import Grade
from trucewatch.vocabulary.incidents import Incident

OUTLETS = ("wire-agency", "paper", "radio", "tv", "state-news", "ally-news", "rebel-news", "mission", "dataset")
RANK = ("single_source", "repeated_not_independent", "two_independent", "multiple_independent")


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[EventClaim], dict[str, Document]]:
    documents: dict[str, Document] = {}
    for n in range(draw(st.integers(1, 5))):
        copied = draw(st.sampled_from([None, *documents]))
        published = draw(st.sampled_from([None, "2016-12-05", "2016-12-06", "2016-12-07"]))
        documents[f"d{n}"] = document(f"d{n}", draw(st.sampled_from((None, *OUTLETS))), published, copied)
    claims = [
        claim(
            f"c{n}",
            draw(st.sampled_from([*documents, "unknown"])),
            act=draw(st.sampled_from(["shelling", "bombardment", "attack", "air_strike", "ceasefire_agreed", "siege"])),
            place=draw(st.sampled_from([None, "harbour", "old-town", "city", "province", "far"])),
            day=draw(st.sampled_from([None, "2016-12-05", "2016-12-05", "2016-12-06"])),
            status=draw(st.sampled_from(["occurred", "occurred", "ongoing", "attempted", "planned", "demanded"])),
            polarity=draw(st.sampled_from(["asserted", "asserted", "asserted", "denied", "contested"])),
            agent=draw(st.sampled_from([None, "army", "brigade", "stranger"])),
            by=draw(st.sampled_from([(), (), ("observatory",), ("army",), ("brigade",)])),
            said_by=draw(st.sampled_from([None, None, "a resident", "officer of the Northern Army"])),
            killed=draw(st.sampled_from([None, 0, 1, 8, 12, 50])),
            at_least=draw(st.booleans()),
            objects=draw(st.sampled_from([(), ("hospital",), ("market",)])),
        )
        for n in range(draw(st.integers(0, 9)))
    ]
    return claims, documents


def run(claims: list[EventClaim], documents: Mapping[str, Document]) -> LinkResult:
    return link(claims, documents=documents, sources=SOURCES, actors=ACTORS, places=PLACES)


def members(incident: Incident) -> tuple[str, ...]:
    return (*incident.supporting, *incident.contradicting, *incident.repeating, *incident.context)


@given(cases())
def test_every_claim_is_in_one_incident_or_unlinked(case: tuple[list[EventClaim], dict[str, Document]]) -> None:
    claims, documents = case
    result = run(claims, documents)
    placed = [m for i in result.incidents for m in members(i)] + [u.claim for u in result.unlinked]
    assert sorted(placed) == sorted(c.id for c in claims)
    status = {c.id: c.status for c in claims}
    assert all(status[u.claim] in ("planned", "demanded") for u in result.unlinked)
    assert all(status[c] in ("planned", "demanded") for i in result.incidents for c in i.context)


@given(cases(), st.randoms(use_true_random=False))
def test_order_of_claims_documents_sources_and_places_changes_nothing(
    case: tuple[list[EventClaim], dict[str, Document]], dice: object
) -> None:
    claims, documents = case
    shuffled = [list(items) for items in (claims, documents.items(), SOURCES, ACTORS, PLACES)]
    for items in shuffled:
        dice.shuffle(items)  # type: ignore[attr-defined]
    again = link(
        shuffled[0],  # type: ignore[arg-type]
        documents=dict(shuffled[1]),  # type: ignore[arg-type]
        sources=shuffled[2],  # type: ignore[arg-type]
        actors=shuffled[3],  # type: ignore[arg-type]
        places=shuffled[4],  # type: ignore[arg-type]
    )
    assert again == run(claims, documents)


@given(cases(), st.permutations([a.id for a in ACTORS]))
def test_names_of_parties_change_nothing(case: tuple[list[EventClaim], dict[str, Document]], order: list[str]) -> None:
    claims, documents = case
    new = {actor.id: f"{order.index(actor.id)}-party" for actor in ACTORS}
    old = {name: actor for actor, name in new.items()}
    actors = tuple(
        replace(a, id=new[a.id], label={"en": new[a.id]}, side=new[a.side] if a.side else None) for a in ACTORS
    )
    sources = tuple(replace(s, interest=new[s.interest] if s.interest else None) for s in SOURCES)
    renamed = link(
        [with_names(c, new) for c in claims], documents=documents, sources=sources, actors=actors, places=PLACES
    )
    back = tuple(named_back(i, old) for i in renamed.incidents)
    assert back == tuple(named_back(i, {}) for i in run(claims, documents).incidents)


def with_names(told: EventClaim, new: Mapping[str, str]) -> EventClaim:
    actors = tuple(
        EventActor(role=a.role, name=new.get(a.name, a.name), id=new.get(a.id or "", a.id)) for a in told.actors
    )
    voices = tuple(Voice(name=_put(v.name, new), id=new.get(v.id or "", v.id)) for v in told.attribution)
    return replace(told, actors=actors, attribution=voices)


def _put(name: str, new: Mapping[str, str]) -> str:
    return name.replace("Northern Army", new["army"]) if "Northern Army" in name else new.get(name, name)


def named_back(incident: Incident, old: Mapping[str, str]) -> Incident:
    """The incident with the former ids, without the shown names of origins and actors."""

    def former(key: str | None) -> str | None:
        if key is None or key.startswith("name:"):
            return "name:" if key else None
        return old.get(key, key)

    return replace(
        incident,
        agents=tuple(replace(a, name="", id=former(a.id)) for a in incident.agents),
        origins=tuple(
            replace(o, key=former(o.key) or "", name="", interest=former(o.interest), counts_with=former(o.counts_with))
            for o in incident.origins
        ),
        casualties=tuple(
            replace(c, values=tuple(replace(v, origin=former(v.origin) or "") for v in c.values))
            for c in incident.casualties
        ),
        grades=tuple(_grade_back(grade, former) for grade in incident.grades),
    )


def _grade_back(grade: Grade, former: Callable[[str | None], str | None]) -> Grade:
    def all_of(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(former(key) or "" for key in keys)

    return replace(
        grade,
        answer=former(grade.answer),
        reasons=tuple(replace(reason, origins=all_of(reason.origins)) for reason in grade.reasons),
        groups=tuple(
            replace(
                group,
                key=former(group.key) or "",
                origins=all_of(group.origins),
                interest=former(group.interest),
                answer=former(group.answer),
            )
            for group in grade.groups
        ),
        sensitivity=tuple(replace(change, origin=former(change.origin) or "") for change in grade.sensitivity),
    )


@given(cases(), st.data())
def test_a_copy_raises_no_independence_and_moves_no_claim(
    case: tuple[list[EventClaim], dict[str, Document]], data: st.DataObject
) -> None:
    claims, documents = case
    if not documents:
        return
    first = data.draw(st.sampled_from(sorted(documents)))
    outlet = data.draw(st.sampled_from(OUTLETS))
    copy = document("z-copy", outlet, data.draw(st.sampled_from([None, "2016-12-04", "2016-12-09"])), first)
    copied = [replace(c, id=f"z-{c.id}", document="z-copy") for c in claims if c.document == first]
    before = {i.id: i for i in run(claims, documents).incidents}
    after = {i.id: i for i in run([*claims, *copied], {**documents, "z-copy": copy}).incidents}
    assert before.keys() == after.keys()
    for key, incident in before.items():
        assert after[key].independent == incident.independent
        assert (after[key].supporting, after[key].contradicting) == (incident.supporting, incident.contradicting)
        assert {m for m in members(after[key]) if not m.startswith("z-")} == set(members(incident))
        assert after[key].casualties == incident.casualties
        grades = (incident.corroboration, after[key].corroboration)
        assert grades[0] == grades[1] or grades == RANK[:2]


@given(cases())
def test_ranges_span_what_origins_say_and_rest_on_claims_of_the_incident(
    case: tuple[list[EventClaim], dict[str, Document]],
) -> None:
    claims, documents = case
    for incident in run(claims, documents).incidents:
        held = set(members(incident))
        for slot in rested_on(incident):
            assert set(slot) <= held
        origins = {origin.key for origin in incident.origins}
        for told in incident.casualties:
            assert len({v.origin for v in told.values}) == len(told.values)
            assert {v.origin for v in told.values} <= origins
            assert told.low is None or told.low in {v.low for v in told.values}
            assert told.best is None or told.best in {v.best for v in told.values}
            assert told.best is None or told.low is None or told.low <= told.best
            assert told.rule == "median_of_groups"
            assert told.reasons
            assert told.high is None or all(v.high is not None and v.high <= told.high for v in told.values)
        assert incident.independent <= len(origins)


def rested_on(incident: Incident) -> Iterator[tuple[str, ...]]:
    yield incident.time.claims
    yield incident.place.claims if incident.place else ()
    for actor in (*incident.agents, *incident.targets, *incident.parties):
        yield actor.claims
    for origin in incident.origins:
        yield origin.claims
    for told in incident.casualties:
        yield tuple(value.claim for value in told.values)


def test_two_events_of_one_text_never_meet_in_one_incident() -> None:
    documents = {n: document(n, s) for n, s in (("t", "paper"), ("1", "wire-agency"), ("2", "mission"))}
    two = [claim("t1", "t", killed=11), claim("t2", "t", killed=2)]
    others = [claim(n, n) for n in ("1", "2")]
    for incident in run([*two, *others], documents).incidents:
        assert not {"t1", "t2"} <= set(members(incident))


def test_what_lies_outside_the_gazetteer_links_by_coordinates() -> None:
    documents = {n: document(n, s) for n, s in (("1", "paper"), ("2", "wire-agency"), ("3", "mission"))}

    def at(name: str, lat: float) -> EventClaim:
        place = PlaceRef(name=f"point {name}", lat=lat, lon=37.0, precision="locality")
        return replace(claim(name, name), place=place)

    result = run([at("1", 35.000), at("2", 35.009), at("3", 35.050)], documents)
    assert sorted(sorted(members(i)) for i in result.incidents) == [["1", "2"], ["3"]]


def test_months_and_open_ends_are_no_days() -> None:
    documents = {n: document(n, s) for n, s in (("1", "paper"), ("2", "wire-agency"))}
    month = replace(claim("1", "1"), time=TimeSpan(start="2016-12-01", end="2016-12-31", precision="month"))
    result = run([month, claim("2", "2")], documents)
    assert len(result.incidents) == 2
    since = replace(claim("1", "1"), time=TimeSpan(start="2016-11-15", end=None, precision="open"), status="ongoing")
    (incident,) = run([since], documents).incidents
    assert (incident.time.start, incident.time.end, incident.time.precision) == ("2016-11-15", None, "open")


def test_a_case_without_sources_actors_or_places_still_links() -> None:
    documents = {n: document(n, None) for n in ("1", "2")}
    nobody: tuple[Source, ...] = ()
    none: tuple[Actor, ...] = ()
    claims = [claim("1", "1"), claim("2", "2")]
    (incident,) = link(claims, documents=documents, sources=nobody, actors=none, places=()).incidents
    assert incident.corroboration == "two_independent"
