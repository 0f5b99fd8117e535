"""Loading instruments: what is accepted, what is refused, and where the error points."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.terms.support import ACTORS, AREAS, PLACES, TRUCE, truce

from trucewatch.errors import InputError, TrucewatchError, UsageError
from trucewatch.terms import load_instruments, schema
from trucewatch.vocabulary import assessments, terms
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.terms import Instrument
from trucewatch.vocabulary.yaml_input import parse_yaml

CASE = Path(__file__).parents[2] / "cases" / "aleppo-2016"


def line_of(text: str, needle: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if needle in line)


WINDOW = "    area: {theatre: true}\n    validity:\n      - {start: 2020-04-01, end: 2020-03-15}\n"


@pytest.mark.parametrize(
    ("old", "new", "message", "field"),
    [
        ("    area: {theatre: true}\n", WINDOW, "ends before it begins", "clauses[0].validity[0].end"),
        ("acts: [attack, armed_clash]", "acts: [attack, atack]", "act is unknown", "clauses[0].acts[1]"),
        ("bound: [parties]", "bound: [parties, rde]", "actor is unknown", "clauses[0].bound"),
        ("actor: grey", "actor: gray", "actor is unknown", "excluded[0].actor"),
        ("area: {theatre: true}", "area: {places: [nowhere]}", "place is unknown", "clauses[0].area.places[0]"),
        ("area: {theatre: true}", "area: {polygons: [nowhere]}", "area is unknown", "clauses[0].area.polygons[0]"),
        ("area: {theatre: true}", "area: {polygons: [road]}", "not a polygon", "clauses[0].area.polygons[0]"),
        ("area: {theatre: true}", "area: {}", "area is empty", "clauses[0].area"),
        ("zone: Asia/Damascus", "zone: Asia/Damaskus", "time zone is unknown", "zone"),
        ("zone: Asia/Damascus", "zone: ../etc/passwd", "time zone is unknown", "zone"),
        ("zone: Asia/Damascus", "zone: Asia", "time zone is unknown", "zone"),
        ("at: 2020-03-01T00:00", "at: 1920-03-01T00:00", "wrong century", "status[0].at"),
        ("at: 2020-03-01T00:00", "at: 2120-03-01T00:00", "wrong century", "status[0].at"),
        ("at: 2020-03-01T00:00", "at: 2020-02-30", "no such date", "status[0].at"),
        ("acts: [attack, armed_clash]", "acts: []", "names no act", "clauses[0].acts"),
        ("bound: [parties]", "bound: []", "binds nobody", "clauses[0].bound"),
        ("text: No attacks.", 'text: " "', "no words", "clauses[0].words"),
        ("kind: agreement", "kind: draft_resolution", "draft cannot be in force", "status[0].event"),
        ("date: 2020-03-01}", "date: 2020-03-01, url: 'javascript:x'}", "no web address", "citations[0].url"),
    ],
)
def test_what_contradicts_itself_is_refused_with_file_line_and_field(
    old: str, new: str, message: str, field: str
) -> None:
    assert old in TRUCE
    text = TRUCE.replace(old, new, 1)
    with pytest.raises(InputError) as caught:
        truce(text)
    error = caught.value
    assert message in error.message
    assert error.got is not None
    assert error.got.startswith(f"field {field}")
    assert error.where is not None
    name, _, line = error.where.partition(":")
    assert name == "truce.yaml"
    assert parse_yaml(text, "x").line(_steps(field)) == int(line)


def _steps(field: str) -> tuple[str | int, ...]:
    steps: list[str | int] = []
    for part in field.replace("[", ".[").split("."):
        steps.append(int(part[1:-1]) if part.startswith("[") else part)
    return tuple(steps)


def test_an_unknown_field_names_the_line() -> None:
    with pytest.raises(InputError) as caught:
        truce(TRUCE.replace("    effect: prohibits\n", "    effect: prohibits\n    effects: none\n"))
    assert "effects" in caught.value.diagnostics()
    assert str(caught.value.where).startswith("truce.yaml:")


@pytest.mark.parametrize("value", ["forbids", "PROHIBITS", "3"])
def test_a_value_outside_the_list_is_refused_on_its_line(value: str) -> None:
    text = TRUCE.replace("effect: prohibits", f"effect: {value}")
    with pytest.raises(InputError) as caught:
        truce(text)
    assert caught.value.where == f"truce.yaml:{line_of(text, 'effect:')}"


def test_a_duplicate_clause_id_is_refused_across_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TRUCE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(TRUCE.replace("id: truce\n", "id: other\n", 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_instruments(tmp_path, actors=ACTORS, places=PLACES, areas=AREAS)
    assert "'truce/attacks' stands twice" in caught.value.message
    assert str(caught.value.where).startswith("b.yaml:")
    assert "a.yaml:" in str(caught.value.got)


def test_a_folder_that_is_missing_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load_instruments(tmp_path / "terms", actors=ACTORS, places=PLACES, areas=AREAS)


@pytest.mark.parametrize(
    ("vote", "message"),
    [
        ("in_favour: {count: 0, actors: [red]}, against: {count: 0}, result: adopted", "more voters"),
        ("in_favour: {count: 1, actors: [red]}, against: {count: 1, actors: [red]}, result: adopted", "votes twice"),
        ("in_favour: {count: 1}, against: {count: 1}, result: vetoed", "does not agree with the vetoes"),
        ("in_favour: {count: 1}, against: {count: 1}, result: vetoed, vetoed_by: [red]", "veto is no vote against"),
    ],
)
def test_a_vote_that_does_not_add_up_is_refused(vote: str, message: str) -> None:
    decision = (
        f"decision: {{body: blue, date: 2020-01-01, abstaining: {{count: 0}}, {vote}, "
        "citation: {title: A vote, publisher: A publisher}}\n"
    )
    with pytest.raises(InputError, match=message):
        truce(TRUCE + decision)


@given(st.text(max_size=200))
def test_any_text_is_an_instrument_or_a_clear_refusal(text: str) -> None:
    with pytest.raises(TrucewatchError):
        truce(text)


@given(st.integers(0, len(TRUCE) - 1), st.sampled_from(["", "x", ":", "\n", "-", "{", "\t", "9", "\u202e"]))
def test_a_damaged_file_never_ends_in_another_error(position: int, damage: str) -> None:
    text = TRUCE[:position] + damage + TRUCE[position + 1 :]
    try:
        truce(text)
    except TrucewatchError as error:
        assert error.where  # noqa: PT017  an accepted file is as good an outcome


def test_the_schema_accepts_the_packaged_instruments_and_refuses_a_wrong_one() -> None:
    described = schema()
    jsonschema.Draft202012Validator.check_schema(described)
    validator = jsonschema.Draft202012Validator(described)
    files = sorted((CASE / "terms").glob("*.yaml"))
    assert len(files) == 9
    for path in files:
        validator.validate(parse_yaml(path.read_text(encoding="utf-8"), path.name).value)
    wrong = parse_yaml(TRUCE.replace("form: written", "form: carved"), "x").value
    assert not validator.is_valid(wrong)


def test_an_instrument_survives_the_wire() -> None:
    instrument = truce()
    assert msgspec.json.decode(msgspec.json.encode(instrument), type=Instrument) == instrument


@pytest.mark.parametrize(
    ("list_id", "alias"),
    [
        ("clause_type", terms.ClauseType),
        ("clause_effect", terms.ClauseEffect),
        ("instrument_kind", terms.InstrumentKind),
        ("instrument_form", terms.InstrumentForm),
        ("party_role", terms.PartyRole),
        ("instrument_status", terms.StatusEventCode),
        ("exception_kind", terms.ExceptionKind),
        ("counting_unit", terms.CountingUnit),
        ("decision_result", terms.DecisionResult),
        ("assessment_test", assessments.TestName),
        ("assessment_outcome", assessments.AssessmentOutcome),
        ("attribution_basis", assessments.AttributionBasis),
    ],
)
def test_the_code_lists_hold_exactly_what_the_records_allow(list_id: str, alias: object) -> None:
    assert set(load_code_list(list_id).names()) == set(get_args(alias))
