"""Bodies and acts from YAML: refused with file, line and field."""

from __future__ import annotations

import pytest
from tests.commission.world import BODIES, TYPES
from tests.terms.support import TRUCE, truce

from trucewatch.commission import Proceedings, enter_file, parse_acts, parse_bodies
from trucewatch.errors import ActError, InputError

HEAD = "{body: jmc, at: 2020-03-01T10:00Z, by: "


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "message"),
    [
        ("chair: chair", "chair: nobody", 14, "chair", "no seat"),
        ("zone: UTC", "zone: Mars/Base", 4, "zone", "zone"),
        ("share: {more_than: [1, 2]}, quorum", "share: {more_than: [2, 2]}, quorum", 18, "more_than", "reached"),
        (
            "share: {more_than: [1, 2]}, quorum",
            "share: {count: 3, at_least: [1, 2]}, quorum",
            18,
            "share",
            "one of three",
        ),
        ("quorum: {present: 3}", "quorum: {present: 9}", 18, "present", "quorum"),
        ("{finding: plain, referral", "{finding: nothing, referral", 20, "rules.finding", "decision rule"),
        ("to: guarantors,", "to: jmc,", 27, "refers.to", "another body"),
        ("clause_types: [protection_of_objects]", "clause_types: [nonsense]", 23, "clause_types", "clause type"),
        ("group: red, share", "group: green, share", 17, "group", "group"),
        ("- {id: all, method: consensus}", "- {id: all, method: consensus, veto: [x]}", 19, "veto", "veto holder"),
        ("- {id: all, method: consensus}", "- {id: all, method: majority}", 19, "decision_rules[2]", "share"),
    ],
)
def test_a_wrong_body_names_line_and_field(old: str, new: str, line: int, field: str, message: str) -> None:
    with pytest.raises(InputError) as raised:
        parse_bodies(BODIES.replace(old, new, 1), "commission.yaml", actors=())
    said = raised.value.diagnostics()
    assert f"commission.yaml:{line}, field" in said, said
    assert field in said
    assert message in said


def test_an_unknown_code_names_line_and_field() -> None:
    text = f"- {HEAD}chair, act: ruling, ref: R1, words: {{en: x}}}}\n"
    text += f"- {HEAD}red-1, act: vote, on: M1, position: maybe}}\n"
    with pytest.raises(InputError) as raised:
        parse_acts(text, "acts.yaml")
    assert "acts.yaml:2" in raised.value.diagnostics()
    assert "position" in raised.value.diagnostics()


def test_amendments_in_a_circle_are_refused_with_their_line() -> None:
    text = "".join(
        f"- {HEAD}red-1, act: amendment, ref: {ref}, to: {to}, text: {{en: x}}}}\n" for ref, to in ("AB", "BC", "CA")
    )
    with pytest.raises(ActError) as raised:
        parse_acts(text, "acts.yaml")
    assert raised.value.where == "acts.yaml:1, field to"
    assert raised.value.got == "A → B → C → A"


def test_an_act_that_the_rules_refuse_names_its_line() -> None:
    text = (
        f"- {HEAD}chair, act: motion, ref: M1, subject: procedural, words: {{en: Meet.}}}}\n"
        f"- {HEAD}red-1, act: vote, on: M1, position: 'yes'}}\n"
        f"- {HEAD}red-1,\n   act: vote, on: M1, position: 'no'}}\n"
    )
    p = Proceedings({b.id: b for b in parse_bodies(BODIES, "c.yaml", actors=())}, TYPES)
    with pytest.raises(ActError) as raised:
        enter_file(p, parse_acts(text, "acts.yaml"))
    assert raised.value.where == "acts.yaml:3, field by"
    assert "voted on M1 already" in raised.value.message


def test_an_instant_without_an_offset_is_refused() -> None:
    with pytest.raises(InputError, match=r"acts\.yaml:1"):
        parse_acts("- {act: ruling, body: jmc, by: chair, at: 2020-03-01T10:00, ref: R1, words: {}}", "acts.yaml")


SET_BY_TERMS = TRUCE.replace(
    "clauses:",
    """decision_rules:
  - {id: joint-vote, method: majority, share: {more_than: [1, 2]}, groups: [{group: red, share: {count: 1}}]}
clauses:""",
)
TAKING = BODIES.replace(
    "  rules: {finding: plain,",
    "  terms_rules: [{instrument: truce, rule: joint-vote}]\n  rules: {finding: joint-vote,",
    1,
)


def test_a_body_takes_a_rule_out_of_the_terms() -> None:
    instrument = truce(SET_BY_TERMS)
    body = parse_bodies(TAKING, "commission.yaml", actors=(), instruments=(instrument,))[0]
    rule = next(rule for rule in body.decision_rules if rule.id == body.rules["finding"])
    assert (rule.id, rule.groups) == ("joint-vote", instrument.decision_rules[0].groups)
    assert rule.citation == instrument.citations[0]


@pytest.mark.parametrize(
    ("terms", "old", "new", "field"),
    [
        (SET_BY_TERMS, "instrument: truce", "instrument: peace", "terms_rules[0].instrument"),
        (SET_BY_TERMS, "rule: joint-vote}", "rule: other}", "terms_rules[0].rule"),
        (SET_BY_TERMS.replace("group: red", "group: green"), "", "", "terms_rules[0].groups[0].group"),
        (
            SET_BY_TERMS.replace("id: joint-vote", "id: joint"),
            "rule: joint-vote}",
            "rule: joint}",
            "terms_rules[0].rule",
        ),
    ],
)
def test_a_rule_that_the_terms_do_not_set_is_refused(terms: str, old: str, new: str, field: str) -> None:
    with pytest.raises(InputError) as raised:
        parse_bodies(TAKING.replace(old, new, 1), "commission.yaml", actors=(), instruments=(truce(terms),))
    assert str(raised.value.where) == f"commission.yaml:20, field [0].{field}"
