"""When instruments and clauses are in force: true, false or unknown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.terms.support import TRUCE, truce

from trucewatch.terms import clause_force, clauses_in_force, instrument_force, is_binding
from trucewatch.terms.clock import BEGINNING, END, day_or_instant, zone_of
from trucewatch.vocabulary.terms import Instrument

DAMASCUS = zone_of("Asia/Damascus")
STATUS_END = """\
  - event: ended
    at: 2020-06-01T00:00
    citation: {title: The end, publisher: A publisher}
"""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=DAMASCUS)


def state(instrument: Instrument, text: str) -> str:
    moment = at(text).astimezone(UTC)
    return clause_force(instrument, instrument.clauses[0], (moment, moment)).state


def with_end(lines: str) -> Instrument:
    assert STATUS_END in TRUCE
    return truce(TRUCE.replace(STATUS_END, lines))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2020-02-29T23:59", "false"),
        ("2020-03-01T00:00", "true"),
        ("2020-05-31T23:59", "true"),
        ("2020-06-01T00:00", "false"),
    ],
)
def test_the_start_is_included_and_the_end_is_not(moment: str, expected: str) -> None:
    assert state(truce(), moment) == expected


def test_times_are_read_in_the_zone_of_the_agreement() -> None:
    # midnight in Damascus is 22:00 UTC of the day before
    before = datetime(2020, 2, 29, 21, 59, tzinfo=UTC)
    assert clauses_in_force([truce()], before) == ()
    found = clauses_in_force([truce()], before + timedelta(minutes=1))
    assert [(c.clause.id, c.state) for c in found] == [("truce/attacks", "true")]


def test_an_instant_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        clauses_in_force([truce()], datetime(2020, 3, 1))


def test_a_bare_day_of_the_end_leaves_that_day_unknown() -> None:
    instrument = with_end("  - {event: ended, at: 2020-06-01, citation: {title: T, publisher: P}}\n")
    assert [state(instrument, f"2020-{d}") for d in ("05-31T23:59", "06-01T12:00", "06-02T00:00")] == [
        "true",
        "unknown",
        "false",
    ]


def test_an_end_that_one_side_does_not_accept_leaves_it_unknown() -> None:
    instrument = with_end(
        "  - {event: denounced, at: 2020-06-01T00:00, by: [red], disputed_by: [blue],"
        " citation: {title: T, publisher: P}}\n"
    )
    assert state(instrument, "2020-07-01T00:00") == "unknown"
    moment = at("2020-07-01T00:00").astimezone(UTC)
    disputed = instrument_force(instrument, (moment, moment)).disputed
    assert disputed is not None
    assert disputed.disputed_by == ("blue",)


def test_an_agreed_term_ends_by_itself_and_an_extension_before_it_carries_on() -> None:
    citation = "citation: {title: T, publisher: P}"
    text = TRUCE.replace(STATUS_END, "").replace(
        "at: 2020-03-01T00:00", "at: 2020-03-01T00:00\n    until: 2020-03-08T00:00"
    )
    assert state(truce(text), "2020-03-07T23:59") == "true"
    assert state(truce(text), "2020-03-08T00:00") == "false"
    extension = f"  - {{event: extended, at: 2020-03-07, until: 2020-03-15T00:00, {citation}}}\nexcluded:"
    extended = truce(text.replace("excluded:", extension))
    assert state(extended, "2020-03-10T00:00") == "true"
    assert state(extended, "2020-03-15T00:00") == "false"


def test_a_suspension_and_what_resumes_it() -> None:
    citation = "citation: {title: T, publisher: P}"
    instrument = with_end(
        f"  - {{event: suspended, at: 2020-04-01T00:00, {citation}}}\n"
        f"  - {{event: resumed, at: 2020-04-03T00:00, {citation}}}\n"
    )
    states = [state(instrument, f"2020-04-0{d}T12:00") for d in (1, 2, 3)]
    assert states == ["false", "false", "true"]


def test_between_an_agreed_end_and_a_resumption_nothing_is_in_force() -> None:
    citation = "citation: {title: T, publisher: P}"
    text = TRUCE.replace(STATUS_END, f"  - {{event: resumed, at: 2020-04-01T00:00, {citation}}}\n")
    instrument = truce(text.replace("at: 2020-03-01T00:00", "at: 2020-03-01T00:00\n    until: 2020-03-08T00:00"))
    moments = ("2020-03-07T12:00", "2020-03-20T12:00", "2020-04-02T12:00")
    assert [state(instrument, m) for m in moments] == ["true", "false", "true"]


def test_the_order_in_the_file_does_not_matter() -> None:
    head, tail = TRUCE.split("status:\n")
    events, rest = tail.split("excluded:")
    first, second = events.split("  - event: ended")
    swapped = f"{head}status:\n  - event: ended{second}{first}excluded:{rest}"
    assert state(truce(swapped), "2020-05-01T00:00") == "true"


@pytest.mark.parametrize("events", ["draft", "vetoed", "rejected", "signed"])
def test_what_never_entered_into_force_binds_nobody(events: str) -> None:
    text = TRUCE.replace("event: in_force", f"event: {events}").replace(STATUS_END, "")
    instrument = truce(text.replace("kind: agreement", "kind: draft_resolution"))
    assert not is_binding(instrument)
    assert clauses_in_force([instrument], at("2020-05-01T00:00")) == ()


def windowed(window: str) -> Instrument:
    return truce(TRUCE.replace("    area: {theatre: true}\n", f"    area: {{theatre: true}}\n    validity:\n{window}"))


def test_several_windows_hold_one_by_one() -> None:
    instrument = windowed(
        "      - {start: 2020-03-05T08:00, end: 2020-03-05T19:00}\n"
        "      - {start: 2020-03-06T08:00, end: 2020-03-06T19:00}\n"
    )
    hours = ["05T07:59", "05T08:00", "05T18:59", "05T19:00", "06T12:00", "07T12:00"]
    assert [state(instrument, f"2020-03-{h}") for h in hours] == ["false", "true", "true", "false", "true", "false"]


def test_inside_a_margin_nothing_is_certain() -> None:
    instrument = windowed("      - {start: 2020-03-05T18:45, margin_minutes: 15}\n")
    hours = ["18:29", "18:31", "18:59", "19:00"]
    assert [state(instrument, f"2020-03-05T{h}") for h in hours] == ["false", "unknown", "unknown", "true"]


def test_a_bare_day_as_the_end_of_a_window_is_wholly_included() -> None:
    instrument = windowed("      - {start: 2020-03-05, end: 2020-03-07}\n")
    assert state(instrument, "2020-03-07T23:59") == "true"
    assert state(instrument, "2020-03-08T00:00") == "false"


def test_an_hour_that_comes_twice_is_read_as_both() -> None:
    # clocks in Damascus went back from 24:00 to 23:00 on 27 October 2016
    low, high = day_or_instant("2016-10-27T23:30", DAMASCUS)
    assert high - low == timedelta(hours=1)


def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is() -> None:
    low, high = day_or_instant("2016-10-27", DAMASCUS)
    assert high - low == timedelta(hours=25)


MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2020, 12, 31)).map(
    lambda d: d.replace(tzinfo=UTC)
)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_a_stretch_is_certain_only_where_every_moment_of_it_is(a: datetime, b: datetime, c: datetime) -> None:
    instrument = with_end(
        "  - {event: ended, at: 2020-06-01, by: [red], disputed_by: [blue], citation: {title: T, publisher: P}}\n"
    )
    low, middle, high = sorted((a, b, c))
    whole = instrument_force(instrument, (low, high)).state
    inner = instrument_force(instrument, (middle, middle)).state
    if whole != "unknown" and low < high and middle < high:
        assert inner == whole


@given(MOMENTS)
def test_all_of_time_is_never_wholly_in_force(moment: datetime) -> None:
    assert instrument_force(truce(), (BEGINNING, END)).state == "unknown"
    assert instrument_force(truce(), (moment, END)).state in ("unknown", "false")
