"""Rules that point to nothing are refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.alerting import Known, load_alerts
from trucewatch.errors import InputError

KNOWN = Known(frozenset({"coh/1"}), frozenset({"aleppo"}))
GOOD = """channels:
- {type: atom, id: feed}
rules:
- id: strikes
  label: {en: Strikes}
  to: [feed]
  acts: [air_strike]
"""


def read(tmp_path: Path, text: str) -> object:
    (tmp_path / "alerts.yaml").write_text(text, encoding="utf-8")
    return load_alerts(tmp_path / "alerts.yaml", KNOWN)


def test_a_case_without_the_file_has_no_rules(tmp_path: Path) -> None:
    assert load_alerts(tmp_path / "alerts.yaml", KNOWN) is None
    assert read(tmp_path, GOOD) is not None


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("to: [feed]", "to: [nobody]", 6, "the name points to nothing"),
        ("to: [feed]", "to: []", 6, "nobody is told"),
        ("acts: [air_strike]", "acts: [dancing]", 7, "the name points to nothing"),
        ("acts: [air_strike]", "places: [moon]", 7, "the name points to nothing"),
        ("acts: [air_strike]", "clauses: [coh/9]", 7, "the name points to nothing"),
        ("acts: [air_strike]", "urgent: true", 4, "the rule holds for everything"),
        ("acts: [air_strike]", "acts: [air_strike]\n  deadline_within: 5", 8, "a rule is about deadlines or about"),
        ("acts: [air_strike]", "acts: [air_strike]\n  outcomes: [breach]", 8, ""),
        ("acts: [air_strike]", "killed_at_least: -1", 7, ""),
        ("id: feed}", "id: feed}\n- {type: atom, id: feed}", 3, "the id stands twice"),
        ("type: atom", "type: pigeon", 2, ""),
        ("id: strikes", "id: 'Strikes; drop'", 4, ""),
    ],
)
def test_wrong_rules_are_refused_with_file_and_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read(tmp_path, GOOD.replace(old, new))
    assert said in str(refused.value)
    assert f"alerts.yaml:{line}" in str(refused.value)
