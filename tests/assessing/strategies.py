"""Generators of incidents in the small invented world of the tests of terms."""

from __future__ import annotations

from datetime import date
from typing import get_args

from hypothesis import strategies as st
from tests.terms.support import ACTORS, PLACES

from trucewatch.vocabulary.claims import EventStatus, PlacePrecision, Polarity, ProtectedObject, WeaponCode, Who
from trucewatch.vocabulary.codes import family_of, load_code_list
from trucewatch.vocabulary.incidents import (
    CasualtyRange,
    Incident,
    IncidentActor,
    IncidentPlace,
    IncidentTime,
    Origin,
)

ACTS = load_code_list("acts").names()
CLAIMS = ("c1", "c2", "c3")

claims = st.lists(st.sampled_from(CLAIMS), unique=True, max_size=3).map(tuple)
days = st.dates(min_value=date(2020, 2, 1), max_value=date(2020, 7, 1)).map(str)
# other rooms may hand over anything that is text: a time that is none, an instant with an offset, a far year
times = days | st.sampled_from(["2020-03-01T00:00", "2020-03-01T09:30+05:00", "0001-01-01", "9999-12-31", "soon", ""])
actors = st.builds(
    IncidentActor,
    name=st.sampled_from(["somebody", "an army"]),
    id=st.none() | st.sampled_from([a.id for a in ACTORS]) | st.just("unheard-of"),
    claims=claims,
)
several = st.lists(actors, max_size=3).map(tuple)
places = st.builds(
    IncidentPlace,
    name=st.just("a place"),
    id=st.none() | st.sampled_from([p.id for p in PLACES]) | st.just("geonames:1"),
    lat=st.none() | st.floats(-90, 90),
    lon=st.none() | st.floats(-180, 180),
    precision=st.none() | st.sampled_from(get_args(PlacePrecision)),
    claims=claims,
)
casualties = st.builds(
    CasualtyRange,
    outcome=st.just("killed"),
    who=st.none() | st.sampled_from(get_args(Who)),
    side=st.none(),
    low=st.just(1),
    best=st.just(1),
    high=st.just(1),
    rule=st.just("one origin"),
)
origins = st.builds(
    Origin,
    key=st.sampled_from([a.id for a in ACTORS] + ["a-paper"]),
    name=st.just("an origin"),
    claims=claims,
    polarity=st.sampled_from(get_args(Polarity)),
)


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    """Any incident that the types allow, its family being that of its act."""
    act = draw(st.sampled_from(ACTS))
    return Incident(
        id="in-1",
        act=act,
        family=family_of(act),
        status=draw(st.sampled_from(get_args(EventStatus))),
        polarity=draw(st.sampled_from(get_args(Polarity))),
        time=IncidentTime(start=draw(st.none() | times), end=draw(st.none() | times), claims=draw(claims)),
        place=draw(st.none() | places),
        agents=draw(several),
        targets=draw(several),
        parties=draw(several),
        objects=draw(st.lists(st.sampled_from(get_args(ProtectedObject)), max_size=2).map(tuple)),
        weapons=draw(st.lists(st.sampled_from(get_args(WeaponCode)), max_size=2).map(tuple)),
        casualties=draw(st.lists(casualties, max_size=2).map(tuple)),
        supporting=draw(claims),
        contradicting=draw(claims),
        origins=draw(st.lists(origins, max_size=3).map(tuple)),
        corroboration="single_source",
        disputed=draw(st.lists(st.sampled_from(["agent", "act", "place"]), unique=True, max_size=2).map(tuple)),
    )
