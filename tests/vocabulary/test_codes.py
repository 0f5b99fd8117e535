"""The code lists say the same as the records, the interchange and their reference page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from trucewatch.errors import InputError
from trucewatch.vocabulary import actors, claims, documents, incidents, series, undercount
from trucewatch.vocabulary.code_tables import render_code_tables
from trucewatch.vocabulary.codes import (
    LANGUAGES,
    Code,
    Family,
    acts_of,
    broader_acts,
    code_list_ids,
    family_of,
    label,
    load_code_list,
    parse_code_list,
    unit_of,
)

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"

ENUMERATIONS: dict[str, Any] = {
    "polarity": claims.Polarity,
    "event_status": claims.EventStatus,
    "actor_role": claims.ActorRole,
    "protected_object": claims.ProtectedObject,
    "weapon": claims.WeaponCode,
    "place_precision": claims.PlacePrecision,
    "time_precision": claims.TimePrecision,
    "qualifier": claims.Qualifier,
    "unit": claims.Unit,
    "outcome": claims.Outcome,
    "who": claims.Who,
    "measure": claims.Measure,
    "stance": claims.Stance,
    "topic": claims.Topic,
    "control_status": claims.ControlStatus,
    "confidence": claims.Confidence,
    "corroboration": incidents.Corroboration,
    "source_kind": documents.SourceKind,
    "duplicate_kind": documents.DuplicateKind,
    "actor_kind": actors.ActorKind,
    "place_class": actors.PlaceClass,
    "series_dimension": series.Dimension,
    "effort_measure": series.EffortMeasure,
    "series_reason": series.SeriesReason,
    "projection_assumption": series.ProjectionAssumption,
    "baseline": series.Baseline,
    "undercount_estimator": undercount.Estimator,
    "undercount_reason": undercount.RefusalReason,
}
ONE = 'id: x\nversion: "1"\nsource: s\ncodes:\n  - {code: a, label: {en: a, fr: a, ar: a}}\n'


@pytest.mark.parametrize("list_id", sorted(ENUMERATIONS))
def test_a_list_is_the_enumeration_of_the_records(list_id: str) -> None:
    assert load_code_list(list_id).names() == get_args(ENUMERATIONS[list_id])


def test_kinds_are_the_tags_of_the_records() -> None:
    records = (claims.EventClaim, claims.FigureClaim, claims.PositionClaim, claims.ControlClaim, claims.UnreadRecord)
    assert load_code_list("kind").names() == tuple(r.__struct_config__.tag for r in records)


@pytest.mark.parametrize("list_id", code_list_ids())
def test_each_code_has_three_labels_and_a_definition_and_stands_once(list_id: str) -> None:
    codes = load_code_list(list_id)
    assert codes.id == list_id
    assert codes.source
    names = codes.names(retired=True)
    assert names
    assert len(names) == len(set(names))
    entries: tuple[Code | Family, ...] = (*codes.families, *codes.codes)
    for entry in entries:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", entry.code)
        assert all(entry.label[lang].strip() for lang in LANGUAGES)
        assert re.search(r"[\u0600-\u06ff]", entry.label["ar"])
        assert entry.definition.get("en", "").strip()


@pytest.mark.parametrize("list_id", code_list_ids())
@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_tell_the_codes_of_a_list_apart(list_id: str, lang: str) -> None:
    labels = [c.label[lang] for c in load_code_list(list_id).codes]
    assert len(labels) == len(set(labels))


def test_acts_are_those_of_the_interchange() -> None:
    path = SHARED / "spec" / "acts.yaml"
    if not path.exists():
        pytest.skip(f"{path} is absent")
    families = yaml.safe_load(path.read_text(encoding="utf-8"))["families"]
    acts = load_code_list("acts")
    assert tuple(f.code for f in acts.families) == tuple(families)
    for family, entry in families.items():
        assert acts_of(family) == tuple(entry["acts"])
        assert unit_of(family) == entry["unit"]
        assert all(family_of(act) == family for act in entry["acts"])


def test_plover_types_follow_from_the_cameo_codes() -> None:
    path = SHARED / "data" / "plover" / "CAMEO2PLOVER-2021.txt"
    if not path.exists():
        pytest.skip(f"{path} is absent")
    table = dict(re.findall(r"^(\d{3,4}): (\w+),", path.read_text(encoding="utf-8"), re.M))
    for act in load_code_list("acts").codes:
        assert set(act.crosswalk["plover"]) == {table[c] for c in act.crosswalk["cameo"]}, act.code


def test_broader_acts() -> None:
    assert broader_acts("drone_strike") == ("air_strike", "bombardment", "attack")
    for act in ("air_strike", "shelling", "missile_strike"):
        assert broader_acts(act) == ("bombardment", "attack")
    assert broader_acts("attack") == ()
    assert all(act not in broader_acts(act) for act in load_code_list("acts").names())


def test_labels_by_language() -> None:
    assert label("acts", "air_strike", "fr") == "frappe aérienne"
    assert label("acts", "air_strike", "ar-SY") == "غارة جوية"
    assert label("acts", "air_strike", "de") == "air strike"
    assert label("families", "political", "en") == "political steps"


@pytest.mark.parametrize(
    ("list_id", "code"), [("acts", "war"), ("no_such_list", "x"), ("../codes/acts", "attack"), ("families", "war")]
)
def test_an_unknown_code_or_list_is_an_input_error(list_id: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        label(list_id, code, "en")
    assert caught.value.got


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ONE + "  - {code: a, label: {en: b, fr: b, ar: b}}\n", "stands twice"),
        (ONE + "  - {code: b, label: {en: b, fr: b}}\n", "no label in 'ar'"),
        (ONE + "  - {code: b, label: {en: b, fr: b, ar: b}, parents: [z]}\n", "unknown parent"),
        (ONE + "  - {code: b, label: {en: b, fr: b, ar: b}, lable: x}\n", "unknown field"),
        (ONE + "families:\n  - {code: f, unit: event, label: {en: f, fr: f, ar: f}}\n", "no known family"),
    ],
)
def test_a_wrong_list_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_code_list(text, "x.yaml")


def test_a_retired_code_keeps_its_meaning_and_leaves_the_names() -> None:
    codes = parse_code_list(ONE + "  - {code: b, label: {en: b, fr: b, ar: b}, retired: true, replaced_by: a}\n", "x")
    assert codes.names() == ("a",)
    assert codes.names(retired=True) == ("a", "b")
    entry = codes.get("b")
    assert entry is not None
    assert entry.replaced_by == "a"


def test_the_reference_page_is_up_to_date() -> None:
    page = (ROOT / "docs" / "reference" / "codes.md").read_text(encoding="utf-8")
    assert page == render_code_tables(), "run python -m trucewatch.vocabulary.code_tables > docs/reference/codes.md"
