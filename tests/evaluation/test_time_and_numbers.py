"""The outside set of numbers and dates, read where it is present; a newspaper's reading counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trucewatch.errors import InputError
from trucewatch.evaluation.time_and_numbers import OutsideScore, time_and_numbers_scores

_SET = Path(__file__).resolve().parents[3] / "shared" / "data" / "time_and_numbers"


def _write(folder: Path, name: str, cases: object) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(cases), encoding="utf-8-sig")


def _number(words: str, value: str, subtype: str = "integer") -> dict[str, Any]:
    return {"Input": words, "Results": [{"Text": words, "Resolution": {"subtype": subtype, "value": value}}]}


def _date(words: str, past: str, future: str) -> dict[str, Any]:
    value = {"PastResolution": {"date": past}, "FutureResolution": {"date": future}}
    result = {"Text": words, "Type": "date", "Value": value}
    return {"Input": words, "Context": {"ReferenceDateTime": "2016-11-07T00:00:00"}, "Results": [result]}


def test_numbers_are_compared_by_value_and_fractions_left_out(tmp_path: Path) -> None:
    cases = [_number("forty two", "42"), _number("forty three", "42"), _number("a half", "0.5", "fraction")]
    _write(tmp_path, "Number/English/NumberModel.json", cases)
    assert time_and_numbers_scores(tmp_path) == (OutsideScore(what="whole numbers", lang="en", cases=2, right=1),)


def test_the_other_reading_of_a_date_is_neither_right_nor_wrong(tmp_path: Path) -> None:
    cases = [
        _date("They met on 2 October.", "2016-10-02", "2017-10-02"),
        _date("They met on 2 October.", "2015-10-02", "2016-10-02"),
        _date("They met on 2 October.", "2015-10-02", "2017-10-02"),
    ]
    _write(tmp_path, "DateTime/English/DateParser.json", cases)
    assert time_and_numbers_scores(tmp_path) == (OutsideScore(what="dates", lang="en", cases=3, right=1, otherwise=1),)


def test_the_end_of_a_period_is_its_last_day(tmp_path: Path) -> None:
    value = {f"{side}Resolution": {"startDate": "2016-10-01", "endDate": "2016-11-01"} for side in ("Past", "Future")}
    result = {"Text": "October", "Type": "daterange", "Value": value}
    case = {"Input": "It fell in October 2016.", "Context": {"ReferenceDateTime": "2016-11-07"}, "Results": [result]}
    _write(tmp_path, "DateTime/English/DatePeriodParser.json", [case])
    assert time_and_numbers_scores(tmp_path) == (OutsideScore(what="periods", lang="en", cases=1, right=1),)


def test_an_absent_set_is_left_out_and_a_broken_one_refused(tmp_path: Path) -> None:
    assert time_and_numbers_scores(tmp_path) == ()
    _write(tmp_path, "DateTime/French/DateParser.json", {"no": "list"})
    with pytest.raises(InputError, match="broken"):
        time_and_numbers_scores(tmp_path)


def test_the_set_is_read_in_three_languages() -> None:
    if not _SET.is_dir():
        pytest.skip("the outside set is not here: time_and_numbers")
    scores = time_and_numbers_scores(_SET)
    assert {(score.what, score.lang) for score in scores} == {
        (what, lang) for what in ("whole numbers", "dates", "periods") for lang in ("ar", "en", "fr")
    }
    assert all(score.right > 0 for score in scores)
