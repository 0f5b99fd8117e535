"""Versions, lists, conditions and registers: what is refused, and what an amendment changes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.terms.support import TRUCE, truce

from trucewatch.errors import InputError
from trucewatch.terms import ClauseClock, clauses_in_force, compare, compare_dates, version_of, versions_of

SECOND = """\
  - id: truce/attacks-2
    type: cessation
    effect: prohibits
    replaces: truce/attacks
    words: {en: {text: No attacks and no flights., paraphrase: true}}
    bound: [parties]
    acts: [attack, overflight]
    area: {theatre: true}
    validity: [{start: 2020-04-01T00:00}]
"""
WHOLE = TRUCE + SECOND


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00").astimezone(UTC)


def test_an_amendment_ends_the_version_before_it() -> None:
    instrument = truce(WHOLE)
    assert [c.clause.id for c in clauses_in_force([instrument], at("2020-03-10"))] == ["truce/attacks"]
    assert [c.clause.id for c in clauses_in_force([instrument], at("2020-04-10"))] == ["truce/attacks-2"]
    assert [c.id for c in versions_of("truce/attacks-2", [instrument])] == ["truce/attacks", "truce/attacks-2"]
    assert [version_of(c, [instrument]) for c in instrument.clauses] == [1, 2]


def test_a_stretch_across_the_amendment_is_unknown_for_both() -> None:
    instrument = truce(WHOLE)
    stretch = (at("2020-03-30"), at("2020-04-02"))
    assert [ClauseClock(instrument, c).force(stretch).state for c in instrument.clauses] == ["unknown", "unknown"]


def test_what_differs_is_told() -> None:
    instrument = truce(WHOLE)
    changed = {change.field for change in compare(*instrument.clauses)}
    assert changed == {"words", "acts", "exceptions", "replaces", "validity"}
    dated = compare_dates([instrument], at("2020-03-10"), at("2020-04-10"))
    assert [(c.clause, c.before, c.after) for c in dated] == [
        ("truce/attacks", "true", "false"),
        ("truce/attacks-2", "false", "true"),
    ]


THIRD = SECOND.replace("truce/attacks-2", "truce/attacks-3")
LISTS = """\
designation_lists:
  - id: list-1
    title: {en: A list}
    keeper: A council
    citation: {title: The list, publisher: A council}
    entries: [{actor: grey, since: 2020-03-01, until: 2020-02-01}]
"""
REGISTER = "protected_places:\n  - {id: r/1, object: hospital, label: {en: A clinic}}\n"
CIRCLE = WHOLE.replace(
    "    acts: [attack, armed_clash]\n",
    "    acts: [attack, armed_clash]\n    replaces: truce/attacks-2\n    validity: [{start: 2020-05-01}]\n",
)
DUE = """\
    obligations:
      - {id: o1, kind: release, words: {en: {text: Let go., paraphrase: true}}, start: 2020-04-02, due: 2020-04-01}
"""


@pytest.mark.parametrize(
    ("text", "message", "needle"),
    [
        (WHOLE.replace("replaces: truce/attacks\n", "replaces: truce/none\n"), "replaced is unknown", "replaces:"),
        (WHOLE + THIRD, "two clauses replace the same one", "replaces: truce/attacks"),
        (
            CIRCLE,
            "in a circle",
            "replaces: truce/attacks-2",
        ),
        (WHOLE.replace("    validity: [{start: 2020-04-01T00:00}]\n", ""), "has no beginning", "id: truce/attacks-2"),
        ("retired: [{id: truce/attacks, reason: taken out}]\n" + TRUCE, "is retired", "id: truce/attacks"),
        (LISTS + TRUCE, "designation ends before it begins", "entries:"),
        (TRUCE.replace("reason: named in the truce", "reason: listed, list: list-9"), "list is unknown", "actor: grey"),
        (REGISTER + TRUCE, "lies nowhere", "id: r/1"),
        (TRUCE + DUE, "due before it begins", "id: o1"),
        (TRUCE.replace("{theatre: true}", "{lines: [{line: east, km: 5}]}"), "not a line", "lines:"),
        (TRUCE.replace("{theatre: true}", "{lines: [{line: gone, km: 5}]}"), "area is unknown", "lines:"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_line(text: str, message: str, needle: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        truce(text)
    line = int(str(caught.value.where).rsplit(":", 1)[1])
    lines = text.splitlines()
    assert needle in "\n".join(lines[max(0, line - 2) : line + 9])
