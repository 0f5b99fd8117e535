"""What the database counts is what reading every incident would count."""

from __future__ import annotations

from collections import Counter

import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trucewatch.store import FilledStore, IncidentFilter
from trucewatch.store.rows import incident_row
from trucewatch.store.tables import entries, incidents
from trucewatch.vocabulary.incidents import Incident, IncidentPlace, IncidentTime
from trucewatch.vocabulary.precision import reach_metres

WORLD = (-180.0, -90.0, 180.0, 90.0)


def incident(number: int, lon: float | None, precision: str | None, day: str | None, family: str) -> Incident:
    lat = None if lon is None else lon / 2
    return Incident(
        id=f"i{number:03d}",
        act="shelling",
        family=family,
        status="occurred",
        polarity="asserted",
        corroboration="single_source",
        time=IncidentTime(start=day, end=day),
        place=IncidentPlace(name="x", id=f"p{number % 3}", lat=lat, lon=lon, precision=precision),  # type: ignore[arg-type]  # drawn from the list
        disputed=("toll",) if number % 4 == 0 else (),
    )


def fill(store: FilledStore, told: list[Incident]) -> None:
    with store._writing() as connection:
        connection.execute(incidents.delete())
        connection.execute(entries.delete())
        if told:
            entry = {"type": "incident", "author": "x", "leaf": "0", "claimed_at": "", "state": "current"}
            connection.execute(entries.insert(), [entry | {"idx": n, "id": str(n)} for n in range(len(told))])
            connection.execute(incidents.insert(), [incident_row(i, n) for n, i in enumerate(told)])


ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.sampled_from([10.0, 10.001, 10.3, 11.9, 40.0])),
        st.sampled_from([None, "town", "exact", "admin1", "country"]),
        st.sampled_from([None, "2016-12-05", "2016-12-07"]),
        st.sampled_from(["hostilities", "humanitarian"]),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.sampled_from([0.01, 0.5, 30.0]))
def test_cells_and_days_count_each_incident_once(
    store: FilledStore, rows: list[tuple[float | None, str | None, str | None, str]], size: float
) -> None:
    told = [incident(n, *row) for n, row in enumerate(rows)]
    fill(store, told)
    drawn = [
        i
        for i in told
        if i.place and i.place.lon is not None and (i.place.precision is None or reach_metres(i.place.precision))
    ]
    cells = store.cells(IncidentFilter(), WORLD, size)
    assert sum(cell.number for cell in cells) == store.count_drawn(IncidentFilter()) == len(drawn)
    assert {c.incident for c in cells if c.number == 1} <= {i.id for i in drawn}
    assert all((c.incident is None) == (c.number > 1) for c in cells)
    assert all(c.one_point for c in cells if c.number == 1)
    days = Counter((i.time.start, i.family) for i in told if i.time.start)
    assert {(d.day, d.family): d.number for d in store.days(IncidentFilter())} == days
    assert store.count_disputed() == sum(bool(i.disputed) for i in told)
    # a shape that is no box is asked one by one, and gives the same
    box, drop = shapely.box(9, 4, 12, 7), shapely.Polygon([(9, 4), (12, 4), (12, 7), (9.001, 7.001), (9, 7)])
    for wanted in (IncidentFilter(area=box), IncidentFilter(area=drop)):
        inside = [i for i in drawn if i.place and i.place.lon and i.place.lon < 12]
        assert sum(c.number for c in store.cells(wanted, WORLD, size)) == len(inside)
        dated = [i for i in told if i.place and i.place.lon and i.place.lon < 12 and i.time.start]
        assert sum(d.number for d in store.days(wanted)) == len(dated)
    by_box = [(c.number, c.incident, c.one_point, c.reach) for c in store.cells(IncidentFilter(area=box), WORLD, size)]
    by_shape = [
        (c.number, c.incident, c.one_point, c.reach) for c in store.cells(IncidentFilter(area=drop), WORLD, size)
    ]
    assert sorted(by_box, key=str) == sorted(by_shape, key=str)
