"""Records and JSON values survive the record's subset exactly."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, Struct
from msgspec import inspect as shapes

from trucewatch.errors import RecordError
from trucewatch.record import ClaimsBatch, Correction, IssuedReport, RunMarker, admit, canonical
from trucewatch.record.encoding import decode_record, decode_value, encode_record, encode_value
from trucewatch.vocabulary.assessments import Assessment
from trucewatch.vocabulary.claims import ControlClaim, EventClaim, FigureClaim, PositionClaim, UnreadRecord
from trucewatch.vocabulary.documents import Custody, Document
from trucewatch.vocabulary.incidents import Incident

KINDS: list[type[Struct]] = [
    Assessment, ClaimsBatch, ControlClaim, Correction, Custody, Document, EventClaim, FigureClaim, Incident,
    IssuedReport, PositionClaim, RunMarker, UnreadRecord,
]  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["e\u0301", "a\u202eb", "\0", "حلب", "\u200f", "$null", "\U0001d15e", ""]
)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=15)


def records(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a msgspec type, from its description."""
    shape = shapes.type_info(kind) if not isinstance(kind, shapes.Type) else kind
    match shape:
        case shapes.StructType():
            fields = {f.name: _field(f) for f in shape.fields}
            return st.builds(shape.cls, **fields)
        case shapes.UnionType():
            return st.one_of([records(t) for t in shape.types])
        case shapes.LiteralType():
            return st.sampled_from(list(shape.values))
        case shapes.VarTupleType():
            return st.lists(records(shape.item_type), max_size=2).map(tuple)
        case shapes.TupleType():
            return st.tuples(*(records(t) for t in shape.item_types))
        case shapes.DictType():
            return st.dictionaries(records(shape.key_type), records(shape.value_type), max_size=2)
        case shapes.StrType():
            return st.from_regex(shape.pattern, fullmatch=True) if shape.pattern else TEXTS
        case shapes.IntType():
            return st.integers(-(2**63), 2**63 - 1)
        case shapes.FloatType():
            return st.floats(allow_nan=False, allow_infinity=False)
        case shapes.BoolType():
            return st.booleans()
        case shapes.NoneType():
            return st.none()
    raise AssertionError(f"no strategy for {shape}")


def _field(field: shapes.Field) -> st.SearchStrategy[Any]:
    given_value = records(field.type)
    if field.required:
        return given_value
    return given_value | st.just(UNSET if field.default is UNSET else None) if _may_be_empty(field) else given_value


def _may_be_empty(field: shapes.Field) -> bool:
    return field.default is UNSET or field.default is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_records_come_back_exactly(kind: type[Struct]) -> None:
    @settings(max_examples=40, deadline=None)
    @given(records(kind))
    def check(record: Struct) -> None:
        data = canonical(encode_record(record))
        assert decode_record(kind, admit(data, limit=10**7)) == record

    check()


@given(VALUES)
def test_values_come_back_exactly(value: Any) -> None:
    encoded = encode_value(value)
    again = decode_value(admit(canonical({"a": encoded}), limit=10**7)["a"]) if _depth(encoded) < 15 else value
    assert _typed(again) == _typed(value)


def test_unknown_values_are_left_out_and_decimals_are_text() -> None:
    document = Document(id="d", media="text/plain", size=1, name="n", similarity=0.92)
    encoded = encode_record(document)
    assert encoded == {"id": "d", "media": "text/plain", "name": "n", "similarity": {"$float": "0.92"}, "size": 1}


def test_a_required_unknown_is_written_out() -> None:
    assert encode_record(UnreadRecord(id="u", document=None, reason="encrypted", detail="x"))["document"] == {
        "$null": True
    }


@pytest.mark.parametrize(
    "escape",
    [
        {"$float": "36.20"}, {"$float": "nan"}, {"$float": "1e400"}, {"$float": "36"}, {"$float": 1}, {"$int": "5"},
        {"$int": "x"}, {"$text": "YQ=="}, {"$text": "//"}, {"$text": "7aCA"}, {"$null": False}, {"$what": "1"},
        {"$map": [["a", 1]]}, {"$map": [["é", 1], ["é", 2]]}, {"$map": [["é", 1], ["a", 2]]}, {"$map": [["é"]]},
        {"$null": True, "$x": 1}, {"a": 1, "$float": "1.5"},
    ],
)  # fmt: skip
def test_an_escape_that_is_not_the_one_form_is_refused(escape: Any) -> None:
    with pytest.raises(RecordError, match="one form"):
        decode_value(escape)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {1: "a"}, {"\ud800": 1}, object()])
def test_what_is_no_value_is_refused(value: Any) -> None:
    with pytest.raises(RecordError):
        encode_value(value)


def test_a_body_of_another_type_is_refused_with_its_place() -> None:
    with pytest.raises(RecordError) as refused:
        decode_record(Document, {"id": "d"}, where="entry 7")
    assert "entry 7" in str(refused.value)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _typed(value: Any) -> Any:
    """Tell 1 from 1.0 and from True, and 0.0 from -0.0."""
    if isinstance(value, dict):
        return {name: _typed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    return type(value).__name__, repr(value)
