"""Steps of aid and evacuation: what people enter and what claims tell, with all denominators, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.terms.support import TRUCE, truce
from tests.tracking.support import GROUND, announced
from tests.tracking.test_tracking import BLOCKED, DELIVERED, OBLIGED, TERMS

from trucewatch.errors import InputError
from trucewatch.tracking import load_follow_up, track_obligations
from trucewatch.vocabulary.claims import EventClaim, PlaceRef
from trucewatch.vocabulary.tracking import Obligation

LEAVING = truce(
    TRUCE
    + OBLIGED.replace("kind: aid", "kind: evacuation")
    .replace("planned: [{unit: lorries, low: 40, measure: aid_deliveries}]", "arms_carried: light arms")
    .replace("met_by: [aid_delivery]", "met_by: [evacuation]")
)
AID = """\
- {id: r1, obligation: truce/aid, kind: request, day: 2020-03-06, entered_by: A. Clerk, by: un}
- {id: r2, obligation: truce/aid, kind: request, day: 2020-03-07, entered_by: A. Clerk, by: un}
- {id: r3, obligation: truce/aid, kind: request, day: 2020-03-08, entered_by: A. Clerk, by: un}
- {id: a1, obligation: truce/aid, kind: approval, day: 2020-03-08, entered_by: A. Clerk, by: un, answers: r1, actor: red}
- {id: a2, obligation: truce/aid, kind: refusal, day: 2020-03-08, entered_by: A. Clerk, by: un, answers: r2, actor: red}
- {id: c1, obligation: truce/aid, kind: convoy_planned, day: 2020-03-09, entered_by: A. Clerk, by: un, convoys: 1}
- {id: c2, obligation: truce/aid, kind: convoy_done, day: 2020-03-10, entered_by: A. Clerk, by: un, convoys: 1, people_low: 80, people_high: 90, tonnes: 1.5}
- {id: c3, obligation: truce/aid, kind: convoy_done, day: 2020-03-12, entered_by: A. Clerk, by: un, convoys: 2, people_low: 20, tonnes: 0.25}
- {id: c4, obligation: truce/aid, kind: convoy_done, day: 2020-03-12, entered_by: A. Clerk, by: blue, people_low: 5, people_high: 5}
- {id: o1, obligation: truce/aid, kind: obstruction, day: 2020-03-09, entered_by: A. Clerk, by: un, actor: red, constraint: impediments_to_entry}
"""  # noqa: E501 - one entry a line, so that lines count entries
LEFT = """\
- {id: d1, obligation: truce/aid, kind: departure, day: 2020-03-10, entered_by: A. Clerk, by: un, people_low: 100,
   people_high: 120, who: [civilian], route: [town], destination: [west], escorts: [neutral], arms_carried: none}
- {id: d2, obligation: truce/aid, kind: consent, day: 2020-03-10, entered_by: A. Clerk, by: blue, consent: forced}
- {id: d3, obligation: truce/aid, kind: consent, day: 2020-03-10, entered_by: A. Clerk, by: red, consent: given}
"""


def event(number: int, act: str, day: str, *, status: Any, place: str) -> EventClaim:
    return replace(announced(number, act, day, day, status), place=PlaceRef(name=place, id=place))


def followed(tmp_path: Path, text: str, terms: Any = TERMS, incidents: Any = (), claims: Any = ()) -> Obligation:
    file = tmp_path / "follow_up.yaml"
    file.write_text(text, encoding="utf-8")
    entered = load_follow_up(file, terms, GROUND)
    (found,) = track_obligations(terms, incidents, claims, GROUND, as_of="2020-04-01", entered=entered)
    return found


def test_an_obligation_of_aid_accounts_for_each_request_and_source(tmp_path: Path) -> None:
    found = followed(tmp_path, AID, incidents=(BLOCKED,))
    aid = found.aid
    assert aid is not None
    assert aid.requests == aid.approved + aid.refused + aid.unanswered == 3
    assert (aid.approved, aid.refused, aid.convoys_planned, aid.convoys_done) == (1, 1, 1, 3)
    assert len(aid.constraints) == 9
    assert {code: n for code, n in aid.constraints if n} == {
        "impediments_to_entry": 1,
        "interference_in_implementation": 1,
    }
    assert [(s.by, s.convoys, s.people_low, s.people_high, s.tonnes) for s in aid.sources] == [
        ("blue", None, 5, 5, None),
        ("un", 3, 100, None, 1.75),
    ]


def test_entered_steps_decide_no_state(tmp_path: Path) -> None:
    (without,) = track_obligations(TERMS, (DELIVERED,), (), GROUND, as_of="2020-04-01")
    assert followed(tmp_path, AID, incidents=(DELIVERED,)).state == without.state


def test_claims_tell_steps_where_they_lie_within_the_obligation(tmp_path: Path) -> None:
    claims = (
        event(1, "aid_delivery", "2020-03-10", status="occurred", place="east"),
        event(2, "aid_delivery", "2020-03-11", status="planned", place="east"),
        event(3, "aid_obstruction", "2020-03-11", status="occurred", place="east"),
        event(4, "aid_delivery", "2020-03-11", status="occurred", place="west"),
        event(5, "aid_delivery", "2020-03-01", status="occurred", place="east"),
    )
    found = followed(tmp_path, "", claims=claims)
    assert [(s.kind, s.claim) for s in found.steps] == [
        ("convoy_done", "c1"),
        ("convoy_planned", "c2"),
        ("obstruction", "c3"),
    ]


def test_who_leaves_how_and_on_whose_word_it_is_forced(tmp_path: Path) -> None:
    forced = event(1, "forced_displacement", "2020-03-11", status="occurred", place="east")
    found = followed(tmp_path, LEFT, terms=(LEAVING,), claims=(forced,))
    assert found.aid is None
    assert [(s.by, s.people_low, s.people_high) for s in found.departures] == [("un", 100, 120)]
    first = found.steps[2].entered
    assert first is not None
    assert (first.route, first.destination, first.escorts, first.arms_carried) == (
        ("town",),
        ("west",),
        ("neutral",),
        "none",
    )
    assert [(s.by, s.consent) for s in found.steps if s.kind == "consent"] == [
        ("blue", "forced"),
        ("red", "given"),
        ("red", "forced"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("id: r2", "id: r1", 2, "id"),
        ("r2, obligation: truce/aid", "r2, obligation: truce/none", 2, "obligation"),
        ("kind: convoy_planned", "kind: departure", 6, "kind"),
        ("2020-03-06", "2020-02-30", 1, "day"),
        ("answers: r1", "answers: c1", 4, "answers"),
        ("people_high: 90", "people_high: 70", 7, "people_high"),
        ("answers: r2, actor: red", "answers: r2, actor: nobody", 5, "actor"),
    ],
)
def test_a_wrong_step_is_refused_with_line_and_field(tmp_path: Path, old: str, new: str, line: int, field: str) -> None:
    with pytest.raises(InputError) as caught:
        followed(tmp_path, AID.replace(old, new, 1))
    assert str(caught.value.where).startswith(f"follow_up.yaml:{line}, field [")
    assert str(caught.value.where).endswith(f".{field}")


def test_an_unknown_code_is_refused_with_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        followed(tmp_path, AID.replace("impediments_to_entry", "bad_luck"))
    assert "follow_up.yaml:10" in str(caught.value.where)
