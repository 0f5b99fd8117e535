"""Records in the order of the log, from a place on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from shapely.geometry import box as shape_of

from trucewatch.record import Log, record_draft
from trucewatch.store import Box, FilledStore, IncidentFilter, Wanted, catch_up
from trucewatch.vocabulary.incidents import IncidentPlace

Fill = Callable[..., None]


@pytest.fixture
def fill(log: Log, store: FilledStore) -> Fill:
    def add(*records: Any) -> None:
        log.append([record_draft(record, "trucewatch", log.files) for record in records])
        catch_up(log, store)

    return add


def read(store: FilledStore, wanted: Wanted, limit: int) -> list[str]:
    """Ids of all pages of so many."""
    found: list[str] = []
    after = None
    while True:
        part = store.in_log_order("incident", wanted, after=after, limit=limit)
        assert len(part.items) <= limit
        found += [item.record.id for item in part.items]
        if not part.more:
            assert part.total == len(found)
            return found
        after = part.items[-1].place


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_of_any_size_give_the_same_list(make: Any, fill: Fill, store: FilledStore, limit: int) -> None:
    fill(*(make.incident(name) for name in ("z", "b", "a", "y", "c")))
    assert read(store, Wanted(), limit) == ["z", "b", "a", "y", "c"]
    inside = Wanted(filter=IncidentFilter(area=shape_of(37, 36, 38, 37)))
    assert read(store, inside, limit) == ["z", "b", "a", "y", "c"]


def test_what_changes_moves_to_the_end_and_nothing_is_skipped(make: Any, fill: Fill, store: FilledStore) -> None:
    fill(*(make.incident(name) for name in ("a", "b", "c")))
    first = store.in_log_order("incident", Wanted(), after=None, limit=2)
    fill(make.incident("a", act="air_strike"), make.incident("0"))
    rest = store.in_log_order("incident", Wanted(), after=first.items[-1].place, limit=10)
    assert [item.record.id for item in rest.items] == ["c", "a", "0"]
    assert rest.items[1].record.act == "air_strike"


def test_a_box_and_a_region(make: Any, fill: Fill, store: FilledStore) -> None:
    region = IncidentPlace(name="Syrie", id="syria", lat=35.0, lon=38.0, precision="country")
    spots = [make.incident("west", point=(36.0, -179.0)), make.incident("east", point=(36.0, 179.0))]
    fill(make.incident("here"), make.incident("region", place=region), *spots)
    assert read(store, Wanted(box=Box(36, 34, 39, 37)), 1) == ["here", "region"]
    assert read(store, Wanted(box=Box(36, 34, 39, 37), vague=("country",)), 1) == ["here"]
    assert read(store, Wanted(box=Box(170, 30, -170, 40)), 5) == ["west", "east"]
    assert store.incident_bounds(("country",)) == (-179.0, 36.0, 179.0, 36.2, "2016-12-05", "2016-12-05")


def test_entries_in_order(make: Any, fill: Fill, store: FilledStore) -> None:
    fill(make.incident("a"), make.document(1), make.incident("b"))
    rows = store.entry_rows(after=None, limit=2)
    assert [(row.index, row.type) for row in rows] == [(0, "incident"), (1, "document")]
    assert [row.index for row in store.entry_rows(after=1, limit=2)] == [2]
    assert store.entry_rows(after=10**30, limit=2) == ()


def test_assessments_of_one_incident(make: Any, fill: Fill, store: FilledStore) -> None:
    fill(
        make.incident("a"), make.assessment("x", "a"), make.assessment("y", "b"), make.assessment("z", "a", "permitted")
    )

    def ids(wanted: Wanted) -> list[str]:
        return [item.record.id for item in store.in_log_order("assessment", wanted, after=None, limit=9).items]

    assert ids(Wanted(incident="a")) == ["x", "z"]
    assert ids(Wanted(incident="a", outcomes=("breach",))) == ["x"]
