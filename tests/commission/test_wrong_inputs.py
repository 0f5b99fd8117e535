"""What may not be entered is refused with file, line and field, each on the line on which it stands."""

from __future__ import annotations

import pytest
from tests.commission.world import BODIES, TYPES
from tests.terms.support import TRUCE, truce

from trucewatch.commission import Proceedings, enter_file, parse_acts, parse_bodies
from trucewatch.errors import InputError, TrucewatchError

ACTS = """\
- {act: complaint, body: jmc, by: blue-1, at: 2020-03-01T09:00Z, ref: K1, against: [red], what: shelling, place: Mill, day: 2020-02-28, words: {en: Shells.}}
- {act: case, body: jmc, by: rapporteur, at: 2020-03-01T10:00Z, ref: C1, complaint: K1}
- {act: notification, body: jmc, by: rapporteur, at: 2020-03-01T11:00Z, case: C1, party: red}
- {act: motion, body: jmc, by: red-1, at: 2020-03-01T12:00Z, ref: M1, subject: procedural, words: {en: We meet.}}
- {act: vote, body: jmc, by: red-1, at: 2020-03-01T13:00Z, on: M1, position: "yes"}
"""  # noqa: E501 - one act a line, so that lines count acts
VOTE = '- {act: vote, body: jmc, by: red-1, at: 2020-03-01T14:00Z, on: M1, position: "no"}\n'
ANSWER = (
    "- {act: answer, body: jmc, by: red-1, at: 2020-03-09T09:00Z, case: C1, party: red, position: denied,"
    " words: {en: No.}}\n"
)


def refused(text: str) -> TrucewatchError:
    bodies = parse_bodies(BODIES, "commission.yaml", actors=())
    p = Proceedings({body.id: body for body in bodies}, TYPES)
    with pytest.raises(TrucewatchError) as caught:
        enter_file(p, parse_acts(text, "acts.yaml"))
    return caught.value


@pytest.mark.parametrize(
    ("more", "line", "field"),
    [
        (VOTE.replace("by: red-1", "by: stranger"), 6, "by"),
        (VOTE.replace("by: red-1", "by: rapporteur"), 6, "by"),
        (VOTE, 6, "by"),
        (ANSWER, 6, "at"),
    ],
    ids=["no seat", "no member", "second vote", "late answer"],
)
def test_an_act_that_the_rules_do_not_allow(more: str, line: int, field: str) -> None:
    assert refused(ACTS + more).where == f"acts.yaml:{line}, field {field}"


def test_a_circular_amendment() -> None:
    circle = "".join(
        f"- {{act: amendment, body: jmc, by: red-1, at: 2020-03-02T09:00Z, ref: {ref}, to: {to}, text: {{en: x}}}}\n"
        for ref, to in ("AB", "BA")
    )
    assert refused(ACTS + circle).where == "acts.yaml:6, field to"


def test_an_unknown_code() -> None:
    error = refused(ACTS.replace("what: shelling", "what: nonsense"))
    assert error.where == "acts.yaml:1, field what"
    assert "acts.yaml:6" in str(refused(ACTS + VOTE.replace('"no"', "perhaps")).where)


def test_a_clause_that_ends_before_it_begins() -> None:
    wrong = TRUCE.replace(
        "    effect: prohibits", "    validity: [{start: 2020-04-02, end: 2020-04-01}]\n    effect: prohibits", 1
    )
    with pytest.raises(InputError) as caught:
        truce(wrong)
    said = caught.value.diagnostics()
    number = next(n for n, text in enumerate(wrong.splitlines(), 1) if "validity:" in text)
    assert f":{number}" in said
    assert "validity" in said


def test_an_area_that_is_no_polygon() -> None:
    wrong = TRUCE.replace("area: {theatre: true}", "area: {polygons: [road]}", 1)
    with pytest.raises(InputError) as caught:
        truce(wrong)
    said = caught.value.diagnostics()
    line = next(n for n, text in enumerate(wrong.splitlines(), 1) if "polygons:" in text)
    assert f"truce.yaml:{line}" in said
    assert "clauses[0].area.polygons" in said
