"""What people say about claims holds over every reading, is taken back by an entry, and loses nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from trucewatch.case import load_case
from trucewatch.errors import ConflictError, InputError, UsageError
from trucewatch.pipeline import Workplace, open_workplace, run_case
from trucewatch.pipeline.reviews import add_claim, confirm_claim, correct_claim, reject_claim, undo_review
from trucewatch.record import claims_drafts
from trucewatch.starting import start_case
from trucewatch.store import ClaimFilter, IncidentFilter, SearchFilter, parse_query, rebuild
from trucewatch.vocabulary.claims import Claim, EventClaim

SAID: dict[str, Any] = {"by": "A. Analyst", "reason": "read again"}
OTHER: dict[str, Any] = {"by": "B. Analyst", "reason": "the words say otherwise"}
TEXT = "Shelling killed three people in Riverton on 5 December 2016, the agency said.\n\nA convoy reached Hilltown.\n"


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workplace]:
    root = tmp_path / "case"
    start_case(root, name="Small case", zone="UTC")
    (root / "inbox").mkdir(exist_ok=True)
    (root / "inbox" / "one.txt").write_text(TEXT, encoding="utf-8")
    ticks = iter(range(10_000))
    with open_workplace(
        load_case(root), lambda: dt.datetime(2026, 11, 24, tzinfo=dt.UTC) + dt.timedelta(seconds=next(ticks))
    ) as place:
        run_case(place)
        yield place


def shelling(work: Workplace) -> EventClaim:
    found = [c for c in work.store.claims(ClaimFilter(rejected="include")).items if isinstance(c, EventClaim)]
    return next(c for c in found if c.text.startswith("Shelling"))


def version(work: Workplace, claim: str) -> str:
    state = work.store.claim_state(claim)
    assert state is not None
    return state.version


def read_anew(work: Workplace, change: Callable[[Claim], Claim]) -> None:
    """Enter another reading of every document by the machine."""
    for document in work.store.documents().items:
        bases: list[Claim] = []
        for claim in work.store.claims_of(document.id):
            state = work.store.claim_state(claim.id)
            if state is not None and state.read is not None:
                bases.append(state.read)
        work.append(claims_drafts(document.id, [change(c) for c in bases], "trucewatch", work.log.files))


def test_a_rejected_claim_supports_nothing_and_stays_visible(work: Workplace) -> None:
    claim = shelling(work)
    (incident,) = work.store.incidents_of_claim(claim.id)
    reject_claim(work, claim.id, version=version(work, claim.id), **SAID)
    run_case(work)
    assert work.store.incident(incident.id) is None
    assert claim.id not in {c.id for c in work.store.claims(ClaimFilter()).items}
    shown = next(c for c in work.store.claims_of(claim.document) if c.id == claim.id)
    assert shown.review == "rejected"
    state = work.store.claim_state(claim.id)
    assert state is not None
    assert state.read == claim


def test_a_correction_stands_over_the_reading_and_names_what_was_read(work: Workplace) -> None:
    claim = shelling(work)
    written = {
        "act": "air_strike",
        "start": "2016-12-04",
        "end": "2016-12-04",
        "toll1_best": "٥",
        "toll1_low": "",
        "toll1_high": "",
    }
    review = correct_claim(work, claim.id, written, version=None, **SAID)
    made = shelling(work)
    assert (made.review, made.act, made.id) == ("corrected", "air_strike", claim.id)
    assert made.time is not None
    assert (made.time.start, made.time.derived_from) == ("2016-12-04", ("review",))
    assert (made.casualties[0].low, made.casualties[0].best, made.casualties[0].high) == (5, 5, 5)
    assert "act" not in made.evidence
    assert (made.text, made.span, made.rules) == (claim.text, claim.span, claim.rules)
    assert (review.read, review.by) == (claim, "A. Analyst")
    run_case(work)
    (incident,) = work.store.incidents_of_claim(claim.id)
    assert incident.act == "air_strike"
    assert [
        hit.id for hit in work.store.search(parse_query(""), ("claim",), SearchFilter(acts=("air_strike",))).hits
    ] == [claim.id]


def test_undoing_brings_back_what_held_before(work: Workplace) -> None:
    claim = shelling(work)
    confirmed = confirm_claim(work, claim.id, version=None, **SAID)
    rejected = reject_claim(work, claim.id, version=None, **OTHER)
    with pytest.raises(UsageError, match="by who entered it"):
        undo_review(work, rejected.id, **SAID)
    undo_review(work, rejected.id, by="B. Analyst", reason="mistaken")
    assert shelling(work).review == "confirmed"
    state = work.store.claim_state(claim.id)
    assert state is not None
    assert [(row.review.kind, row.withdrawn) for row in state.reviews] == [("confirm", None), ("reject", "mistaken")]
    undo_review(work, confirmed.id, **SAID)
    assert shelling(work) == claim
    with pytest.raises(UsageError, match="no such review stands"):
        undo_review(work, confirmed.id, **SAID)


def test_two_people_at_once_lose_nothing(work: Workplace) -> None:
    claim = shelling(work)
    seen = version(work, claim.id)
    confirm_claim(work, claim.id, version=seen, **SAID)
    size = work.log.size
    for act in (confirm_claim, reject_claim):
        with pytest.raises(ConflictError) as caught:
            act(work, claim.id, version=seen, **OTHER)
        assert caught.value.record == claim.id
        assert "by A. Analyst" in str(caught.value)
    with pytest.raises(ConflictError):
        correct_claim(work, claim.id, {"act": "air_strike"}, version=seen, **OTHER)
    assert work.log.size == size
    reject_claim(work, claim.id, version=version(work, claim.id), **OTHER)
    assert shelling(work).review == "rejected"


def test_a_later_reading_of_the_same_words_changes_nothing(work: Workplace) -> None:
    claim = shelling(work)
    correct_claim(work, claim.id, {"act": "air_strike"}, version=None, **SAID)

    def renamed(read: Claim) -> Claim:
        return type(read)(**{**{f: getattr(read, f) for f in read.__struct_fields__}, "id": f"new-{read.id}"})

    read_anew(work, renamed)
    made = shelling(work)
    assert (made.id, made.act, made.review) == (f"new-{claim.id}", "air_strike", "corrected")
    state = work.store.claim_state(made.id)
    assert state is not None
    assert [row.review.claim for row in state.reviews] == [claim.id]
    assert (
        len([c for c in work.store.claims_of(claim.document) if c.text == claim.text and isinstance(c, EventClaim)])
        == 1
    )
    undo_review(work, state.reviews[0].review.id, **SAID)
    assert (shelling(work).act, shelling(work).review or None) == ("shelling", None)


def test_what_a_person_confirms_stands_where_no_reading_holds_it(work: Workplace) -> None:
    claim = shelling(work)
    review = confirm_claim(work, claim.id, version=None, **SAID)
    for other in [c for c in work.store.claims_of(claim.document) if c.id != claim.id]:
        reject_claim(work, other.id, version=None, **SAID)
    work.append(claims_drafts(claim.document, [], "trucewatch", work.log.files))
    assert [c.id for c in work.store.claims_of(claim.document)] == [claim.id]
    provenance = work.store.provenance("claim", claim.id)
    assert provenance is not None
    assert provenance.author == "A. Analyst"
    undo_review(work, review.id, **SAID)
    assert work.store.claims_of(claim.document) == ()


def test_a_claim_is_added_on_exact_words(work: Workplace) -> None:
    document = shelling(work).document
    start = TEXT.index("A convoy reached Hilltown")
    span = (start, start + len("A convoy reached Hilltown"))
    review = add_claim(work, document, span, "event", {"act": "aid_delivery", "place": "Hilltown"}, **SAID)
    made = work.store.claim(review.claim)
    assert isinstance(made, EventClaim)
    assert (made.text, made.review, made.status) == ("A convoy reached Hilltown", "added", "occurred")
    assert made.place is not None
    assert made.place.span is not None
    assert TEXT[made.place.span[0] : made.place.span[1]] == "Hilltown"
    run_case(work)
    assert work.store.incidents_of_claim(made.id)
    reject_claim(work, made.id, version=None, **OTHER)
    shown = work.store.claim(made.id)
    assert shown is not None
    assert shown.review == "rejected"


@pytest.mark.parametrize(
    ("kind", "written", "where"),
    [
        ("event", {}, "act"),
        ("event", {"act": "nothing"}, "act"),
        ("event", {"act": "shelling", "start": "5 December"}, "start"),
        ("event", {"act": "shelling", "start": "2016-12-05", "end": "2016-12-01"}, "end"),
        ("figure", {"measure": "killed"}, "best"),
        ("figure", {"measure": "killed", "low": "9", "high": "3"}, "best"),
        ("figure", {"measure": "killed", "best": "many"}, "best"),
        ("position", {"stance": "demands", "topic": "aid"}, "speaker"),
        ("control", {}, "status"),
        ("gossip", {}, "kind"),
        ("event", {"act": "shelling", "colour": "red"}, "colour"),
    ],
)
def test_what_is_missing_or_none_is_named(work: Workplace, kind: str, written: dict[str, str], where: str) -> None:
    with pytest.raises(InputError) as caught:
        add_claim(work, shelling(work).document, (0, 8), kind, written, **SAID)
    assert caught.value.where == where


def test_a_correction_that_changes_nothing_is_refused(work: Workplace) -> None:
    claim = shelling(work)
    with pytest.raises(InputError, match="nothing is changed"):
        correct_claim(work, claim.id, {"act": claim.act}, version=None, **SAID)
    with pytest.raises(UsageError, match="an author and a reason"):
        confirm_claim(work, claim.id, version=None, by="A", reason=" ")
    with pytest.raises(UsageError, match="no such claim"):
        confirm_claim(work, "none", version=None, **SAID)


def test_a_store_made_at_once_is_the_store_made_bit_by_bit(work: Workplace) -> None:
    claim = shelling(work)
    correct_claim(work, claim.id, {"act": "air_strike"}, version=None, **SAID)
    rejected = reject_claim(work, claim.id, version=None, **OTHER)
    add_claim(work, claim.document, (0, 8), "event", {"act": "shelling"}, **SAID)
    read_anew(work, lambda read: read)
    run_case(work)
    undo_review(work, rejected.id, **OTHER)
    before = work.store.dump()
    rebuild(work.log, work.store)
    assert work.store.dump() == before


def test_nothing_is_linked_twice(work: Workplace) -> None:
    claim = shelling(work)
    confirm_claim(work, claim.id, version=None, **SAID)
    run_case(work)
    run_case(work)
    assert len(work.store.incidents(IncidentFilter()).items) == len(
        {i.id for i in work.store.incidents(IncidentFilter()).items}
    )
    assert shelling(work).review == "confirmed"
