"""Whatever acts come in whatever order: each has its effect whole or is refused with its field and has none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.commission.world import BODIES, TYPES

from trucewatch.commission import Proceedings, bursts, docket, enter, equal_treatment, fold, parse_bodies, tally
from trucewatch.errors import ActError
from trucewatch.vocabulary.commission import CommissionAct

ALL_BODIES = {body.id: body for body in parse_bodies(BODIES, "commission.yaml", actors=())}
NOW = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
WHERE = st.just("Mill")
REFS = st.sampled_from(["A", "B", "C", "D"])
SEATS = st.sampled_from(["red-1", "red-2", "blue-1", "blue-2", "chair", "chair", "rapporteur", "one", "nobody"])
TIMES = st.sampled_from(
    ["2020-03-01", "2020-03-02T10:00Z", "2020-03-04T10:00+02:00", "2020-05-09T10:00Z", "2020-02-30T10:00Z"]
)
PARTIES = st.sampled_from(["red", "blue"])
WORDS = st.sampled_from([{"en": "Words."}, {"en": "Others."}, {}])
CODES = {
    "occurrence": ["verified", "not_verified", "unable_to_verify", "found_not_to_have_occurred", "nonsense"],
    "breach": ["breach", "no_breach", "unable_to_rule"],
    "attribution": ["attributed", "contested"],
    "gravity": ["grave"],
}
findings = st.sampled_from([(question, code) for question, codes in CODES.items() for code in codes]).flatmap(
    lambda pair: st.fixed_dictionaries(
        {"question": st.just(pair[0]), "code": st.just(pair[1])},
        optional={"actors": st.just(["red"]), "reason": st.just("time"), "clause": st.just("truce/hospitals")},
    )
)
remedies = st.fixed_dictionaries(
    {"owed_by": PARTIES, "words": WORDS, "due": st.sampled_from(["2020-03-09", "2020-13-40"])}
)


def _act(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    body = st.sampled_from(["jmc", "jmc", "jmc", "guarantors", "none"])
    head = {"act": st.just(kind), "body": body, "by": SEATS, "at": TIMES}
    return st.fixed_dictionaries({**head, **fields})


acts = st.one_of(
    _act(
        "complaint", ref=REFS, words=WORDS, what=st.just("shelling"), place=st.just("Mill"), day=st.just("2020-02-28")
    ),
    _act("complaint", ref=REFS, words=WORDS, supplies=st.one_of(st.none(), REFS), day=st.sampled_from(["x", None])),
    _act("case", ref=REFS, complaint=st.one_of(st.none(), REFS), incident=st.sampled_from([None, "i1"])),
    _act("notification", case=REFS, party=PARTIES, deadline=st.one_of(st.none(), TIMES)),
    _act("extension", case=REFS, party=PARTIES, deadline=TIMES, words=WORDS),
    _act("answer", case=REFS, party=PARTIES, position=st.just("denied"), words=WORDS),
    _act("visit", case=REFS, place=st.just("Mill"), day=st.just("2020-03-01"), present=st.just([]), seen=WORDS),
    _act("suspension", case=REFS, reason=st.just("security"), words=WORDS),
    _act("resumption", case=REFS),
    _act("closure", of=REFS, reason=st.just("vague")),
    _act("draft", ref=REFS, title=WORDS, text=WORDS, sponsors=st.just(["red-1"]), version=st.sampled_from([1, 2])),
    _act("motion", ref=REFS, subject=st.just("finding"), words=WORDS, case=REFS, finding=findings),
    _act("motion", ref=REFS, subject=st.just("remedy"), words=WORDS, case=REFS, remedy=remedies),
    _act(
        "motion",
        ref=REFS,
        subject=st.sampled_from(["referral", "deferral", "text", "procedural", "challenge"]),
        words=WORDS,
        case=st.one_of(st.none(), REFS),
        draft=st.one_of(st.none(), REFS),
        of=st.one_of(st.none(), REFS),
    ),
    _act("amendment", ref=REFS, to=REFS, text=WORDS),
    _act("vote", on=REFS, position=st.sampled_from(["yes", "yes", "no", "abstain"])),
    _act("silence", on=REFS, deadline=st.one_of(st.none(), TIMES)),
    _act("objection", on=REFS, words=WORDS),
    _act("ruling", ref=REFS, words=WORDS, on=st.one_of(st.none(), REFS)),
    _act("decision", on=REFS, casting=st.sampled_from([None, None, "yes"])),
    _act("withdrawal", of=REFS),
    _act("remedy", of=REFS, state=st.just("done"), words=WORDS),
)
OPENING = [
    {"act": "complaint", "body": "jmc", "by": "blue-1", "at": "2020-03-01", "ref": "A", "words": {"en": "x"}}
    | {"what": "shelling", "place": "Mill", "day": "2020-02-28", "against": ["red"]},
    {"act": "case", "body": "jmc", "by": "chair", "at": "2020-03-01", "ref": "B", "complaint": "A"},
    {"act": "motion", "body": "jmc", "by": "red-1", "at": "2020-03-01", "ref": "C", "subject": "deferral", "case": "B"}
    | {"words": {"en": "x"}},
]


def _snapshot(p: Proceedings) -> tuple[Any, ...]:
    return dict(p.complaints), dict(p.cases), dict(p.puts), dict(p.drafts), dict(p.rulings), list(p.acts)


def _refusal(p: Proceedings, act: CommissionAct) -> ActError | None:
    try:
        enter(p, act)
    except ActError as error:
        return error
    return None


@settings(max_examples=300)
@given(st.booleans(), st.lists(acts, max_size=25))
def test_an_act_is_whole_or_refused(opened: bool, given_acts: list[dict[str, Any]]) -> None:
    p = Proceedings(ALL_BODIES, TYPES)
    said: list[CommissionAct] = []
    for item in [*(OPENING if opened else []), *given_acts]:
        act: CommissionAct = msgspec.convert(item, CommissionAct)
        said.append(act)
        before = _snapshot(p)
        refused = _refusal(p, act)
        if refused is not None:
            assert refused.field
            assert refused.where
            assert _snapshot(p) == before
    counts = tally(docket(p))
    assert counts.received == counts.ruled + counts.not_ruled + counts.unable_to_rule + counts.pending
    assert max(counts.vague, counts.inquired, counts.breaches, counts.suspended) <= counts.received
    for row in equal_treatment(p):
        assert row.verified_made <= row.inquired_made <= row.made
        assert row.verified_faced <= row.inquired_faced <= row.faced
    bursts(p)
    for case in p.cases.values():
        assert all(remedy.state(NOW.date()) for remedy in case.remedies)
    for put in p.puts.values():
        assert put.state(NOW)
        if put.counted is not None and put.counted.outcome != "adopted":
            assert put.kind in ("not_adopted", "deferred")
    again = fold(said, ALL_BODIES, TYPES)
    assert _snapshot(again) == _snapshot(p)
    assert len(again.refused) == len(said) - len(p.acts)
