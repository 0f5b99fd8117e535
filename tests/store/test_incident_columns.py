"""Columns answer as the tables do, grow with the record, and belong to one store."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from trucewatch.record import FileStore
from trucewatch.store import FilledStore, IncidentFilter, SqliteStore, rows, tables
from trucewatch.vocabulary.assessments import Assessment, Attribution
from trucewatch.vocabulary.incidents import Incident, IncidentActor, IncidentPlace, IncidentTime

TIMES = [None, "2016-12-01", "2016-12-05", "2016-12-07"]
OUTCOMES = ["breach", "permitted", "indeterminate"]
WORLD = (-180.0, -90.0, 180.0, 90.0)


def incident(number: int, start: str | None, end: str | None, precision: str | None, at: int, outcome: int) -> Incident:
    return Incident(
        id=f"i{(number * 7) % 31:03d}",
        act=("shelling", "air_strike")[at % 2],
        family=("hostilities", "humanitarian")[outcome % 2],
        status="occurred",
        polarity="asserted",
        corroboration=("single_source", "contradicted")[outcome % 2],
        time=IncidentTime(start=start, end=end, precision=precision),  # type: ignore[arg-type]  # drawn from the list
        place=IncidentPlace(name="x", id=f"p{at}", lat=at / 2, lon=float(at)) if at else None,
        agents=(IncidentActor(name="a", id=f"party{at % 3}"),) if at % 4 else (),
    )


def opened(root: Path, name: str) -> SqliteStore:
    return SqliteStore.open(root / name, FileStore(root / "files"))


def fill(store: FilledStore, told: list[Incident], outcomes: list[int]) -> None:
    entry = {"type": "incident", "author": "x", "leaf": "0", "claimed_at": "", "state": "current"}
    assessed = [
        Assessment(
            id=f"a{i.id}{n}",
            incident=i.id,
            outcome=OUTCOMES[n],  # type: ignore[arg-type]  # drawn from the list
            attribution=Attribution(basis="unattributed"),
            conditional="made up",
        )
        for i, outcome in zip(told, outcomes, strict=True)
        for n in {outcome, outcome // 2}
        if n < len(OUTCOMES)
    ]
    with store._writing() as connection:
        for table in (tables.assessments, tables.incident_actors, tables.incidents, tables.entries):
            connection.execute(table.delete())
        if told:
            connection.execute(insert(tables.entries), [entry | {"idx": n, "id": str(n)} for n in range(len(told))])
            connection.execute(insert(tables.incidents), [rows.incident_row(i, n) for n, i in enumerate(told)])
        if actors := [row for i in told for row in rows.incident_actor_rows(i)]:
            connection.execute(insert(tables.incident_actors), actors)
        if assessed:
            connection.execute(insert(tables.assessments), [rows.assessment_row(a, 0) for a in assessed])


TOLD = st.lists(
    st.tuples(
        st.sampled_from(TIMES),
        st.sampled_from(TIMES),
        st.sampled_from([None, "day", "open"]),
        st.integers(0, 9),
        st.integers(0, 6),
    ),
    max_size=20,
)
DROP = shapely.Polygon([(2, 0), (6, 0), (6, 4), (3.1, 4.1), (2, 3)])
WANTED = st.builds(
    IncidentFilter,
    acts=st.sampled_from([(), ("shelling",), ("nothing", "air_strike")]),
    families=st.sampled_from([(), ("humanitarian",)]),
    parties=st.sampled_from([(), ("party1",), ("a",), ("nobody",)]),
    places=st.sampled_from([(), ("p3", "p7")]),
    area=st.sampled_from([None, shapely.box(1, 0, 4, 2), DROP]),
    start=st.sampled_from([None, "2016-11-30", "2016-12-05", "2016-12-06"]),
    end=st.sampled_from([None, "2016-12-01", "2016-12-06", "2017"]),
    undated=st.sampled_from(["exclude", "include", "only"]),
    corroborations=st.sampled_from([(), ("contradicted",)]),
    outcomes=st.sampled_from([(), ("breach",), ("breach", "permitted")]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TOLD, st.lists(WANTED, min_size=1, max_size=4))
def test_every_filter_chooses_what_the_tables_choose(
    store: FilledStore, drawn: list[tuple[str | None, str | None, str | None, int, int]], asked: list[IncidentFilter]
) -> None:
    fill(store, [incident(n, *row) for n, row in enumerate(drawn)], [row[-1] for row in drawn])
    for wanted in asked:
        page = store.incidents(wanted, limit=100)
        if wanted.area is None:  # the tables are asked: no page, no shape
            assert page == store.incidents(wanted)
        assert store.incidents(wanted, limit=2, offset=1).items == page.items[1:3]
        acts = Counter(i.act for i in page.items)
        assert dict(store.count_incidents(wanted, "act")) == acts
        starts = Counter(i.time.start for i in page.items)
        assert dict(store.count_incidents(wanted, "time_start")) == starts
        outcomes = Counter(
            outcome
            for i in page.items
            for outcome in ({a.outcome for a in store.assessments_of(i.id)} or {None})  # type: ignore[arg-type]  # of both
        )
        assert dict(store.count_incidents(wanted, "outcome")) == outcomes
        first = Counter((i.time.start or i.time.end, i.family) for i in page.items if i.time.start or i.time.end)
        assert {(d.day, d.family): d.number for d in store.days(wanted)} == first
        pointed = [i for i in page.items if i.place is not None]
        assert store.count_drawn(wanted) == sum(c.number for c in store.cells(wanted, WORLD, 1.5)) == len(pointed)


def test_what_another_process_entered_is_counted(tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    with (
        SqliteStore.open(tmp_path / "one.sqlite", files) as here,
        SqliteStore.open(tmp_path / "one.sqlite", files) as there,
    ):
        fill(there, [incident(1, "2016-12-05", None, None, 1, 0)], [0])
        assert here.incidents(IncidentFilter(), limit=9).total == 1
        with there._writing() as connection:
            entry = {"idx": 1, "id": "1", "type": "incident", "author": "x", "leaf": "0", "claimed_at": ""}
            connection.execute(insert(tables.entries), entry | {"state": "current"})
            connection.execute(
                insert(tables.incidents), rows.incident_row(incident(2, "2016-12-07", None, None, 2, 1), 1)
            )
            connection.execute(insert(tables.meta), {"name": "applied", "value": "2"})
        assert here.incidents(IncidentFilter(), limit=9).total == 2
        assert len(here.cells(IncidentFilter(), WORLD, 0.1)) == 2


def test_columns_belong_to_the_copy_of_an_audience(tmp_path: Path) -> None:
    """Two copies with as many entries: what one counts never comes from the other."""
    told = [incident(n, "2016-12-05", None, None, n, 0) for n in (1, 2, 3)]
    with (
        opened(tmp_path, "all.sqlite") as whole,
        opened(tmp_path, "pub.sqlite") as public,
    ):
        fill(whole, told, [0, 0, 0])
        fill(public, told[:1], [0])
        for _ in range(2):
            assert whole.incidents(IncidentFilter(), limit=9).total == 3
            assert public.incidents(IncidentFilter(), limit=9).total == 1
            assert sum(d.number for d in public.days(IncidentFilter())) == 1
            assert sum(c.number for c in public.cells(IncidentFilter(), WORLD, 9)) == 1
            assert dict(public.count_incidents(IncidentFilter(), "outcome")) == {"breach": 1}
