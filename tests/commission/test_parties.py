"""Parties that acts name are those of the case; another's act cannot be withdrawn."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.commission.world import BODIES, TYPES

from trucewatch.case import load_case
from trucewatch.commission import Proceedings, enter, enter_file, parse_acts, parse_bodies
from trucewatch.errors import ActError
from trucewatch.pipeline import enter_act, open_workplace
from trucewatch.record import Correction, record_draft
from trucewatch.vocabulary.commission import CommissionAct

CASE = Path(__file__).parents[2] / "cases" / "aleppo-2016"
SAID = {"what": "shelling", "place": "Mill", "day": "2020-02-28", "words": {"en": "Shells fell."}}
ACTS = """\
- {act: complaint, body: jmc, by: blue-1, at: 2020-03-01T09:00Z, ref: K1, against: [red], what: shelling, place: Mill,
   day: 2020-02-28, words: {en: Shells fell.}}
- {act: case, body: jmc, by: rapporteur, at: 2020-03-01T10:00Z, ref: C1, complaint: K1}
- act: notification
  body: jmc
  by: rapporteur
  at: 2020-03-01T11:00Z
  case: C1
  party: green
"""


def sitting() -> Proceedings:
    bodies = parse_bodies(BODIES, "commission.yaml", actors=())
    return Proceedings({body.id: body for body in bodies}, TYPES, frozenset({"red", "blue", "white"}))


def act(**given: Any) -> CommissionAct:
    made: CommissionAct = msgspec.convert({"body": "jmc", "at": "2020-03-01T09:00Z", **given}, CommissionAct)
    return made


@pytest.mark.parametrize(
    ("named", "field"),
    [
        ({"against": ["red", "green"]}, "against.1"),
        ({"against": ["red"], "on_behalf_of": "green"}, "on_behalf_of"),
    ],
)
def test_a_complaint_names_parties_of_the_case(named: dict[str, Any], field: str) -> None:
    p = sitting()
    with pytest.raises(ActError, match="no party 'green'") as caught:
        enter(p, act(act="complaint", by="blue-1", ref="K1", **SAID, **named))
    assert caught.value.field == field
    assert not p.complaints
    enter(p, act(act="complaint", by="blue-1", ref="K1", **SAID, against=["white", "red"], on_behalf_of="blue"))


def test_an_unknown_party_of_a_notification_is_refused_with_file_line_and_field() -> None:
    p = sitting()
    with pytest.raises(ActError, match="no party 'green'") as caught:
        enter_file(p, parse_acts(ACTS, "acts.yaml"))
    assert caught.value.where == "acts.yaml:9, field party"
    assert p.cases["C1"].notices == ()


def test_an_answer_for_an_unknown_party_is_refused() -> None:
    p = sitting()
    enter_file(p, parse_acts(ACTS.replace("party: green", "party: red"), "acts.yaml"))
    given = {"by": "red-1", "at": "2020-03-01T12:00Z", "case": "C1", "position": "denied", "words": {"en": "No."}}
    with pytest.raises(ActError) as caught:
        enter(p, act(act="answer", party="green", **given))
    assert caught.value.field == "party"
    enter(p, act(act="answer", party="red", **given))


def test_a_correction_by_another_author_withdraws_no_act(tmp_path: Path) -> None:
    for name in ("case.yaml", "actors.yaml", "sources.yaml", "places.yaml", "areas.geojson", "commission.yaml"):
        (tmp_path / name).write_bytes((CASE / name).read_bytes())
    (tmp_path / "commission.yaml").write_text(BODIES.replace("red-1, actor: red", "red-1").replace(", actor: red", "")
        .replace(", actor: blue", ""), encoding="utf-8")  # fmt: skip
    clock = lambda: dt.datetime(2020, 3, 2, tzinfo=dt.UTC)  # noqa: E731 - the clock of the test
    with open_workplace(load_case(tmp_path), clock) as work:
        made = enter_act(work, act(act="complaint", by="blue-1", ref="K1", **SAID, against=["red"]))
        for author in ("jmc/red-1", "jmc/blue-1"):
            withdrawal = Correction(
                id=f"{author}-1", target_type="act", target_id=made.id, reason="no", withdraws=True, by=author
            )
            work.append([record_draft(withdrawal, author, work.log.files)])
            standing = [a.id for a in work.store.acts()]
            assert standing == ([made.id] if author == "jmc/red-1" else [])
