"""Trust roots: who may sign what, in the library and in the offline verifier alike."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from tests.record.parties import Cast

from trucewatch.errors import KeyRefusedError
from trucewatch.record import canonical
from trucewatch.record.policy import parse_policy, write_policy
from trucewatch.record.trust import (
    EnrolledKey,
    Revocation,
    SignedRoot,
    TrustRoot,
    add_signature,
    check_root,
    draft_root,
    parse_root,
    policy_of,
)
from trucewatch_verify import verifier


@pytest.fixture
def cast() -> Cast:
    return Cast()


def next_root(cast: Cast, former: SignedRoot, **changes: Any) -> TrustRoot:
    return replace(former.root, version=former.root.version + 1, prev=former.digest, **changes)


def alone(signed: SignedRoot, former: SignedRoot | None = None) -> bool:
    """Whether the offline verifier takes the root."""
    try:
        before = verifier.open_root(former.data, None, -1) if former else None
        verifier.open_root(signed.data, before, 0)
    except verifier.UnusableError:
        return False
    return True


def taken(signed: SignedRoot, former: SignedRoot | None = None) -> bool:
    try:
        check_root(parse_root(signed.data), former)
    except KeyRefusedError:
        return False
    return True


def test_a_root_signed_by_the_threshold_is_taken(cast: Cast) -> None:
    signed = cast.signed()
    assert taken(signed)
    assert alone(signed)
    assert parse_root(signed.data) == signed
    assert len(signed.fingerprint.split()) == 16


@pytest.mark.parametrize("by", [(), ("gov",), ("gov", "gov")])
def test_too_few_parties(cast: Cast, by: tuple[str, ...]) -> None:
    signed = cast.signed(by=by)
    assert not taken(signed)
    assert not alone(signed)


def test_two_keys_of_one_party_count_once(cast: Cast) -> None:
    root = cast.root(keys=(*cast.root().keys, cast.key("gov", "root", slot="2")))
    signed = add_signature(cast.signed(root, by=("gov",)), cast.signer("gov", "root2"))
    assert len(signed.signatures) == 2
    assert not taken(signed)
    assert not alone(signed)


def test_one_key_under_two_names_is_refused(cast: Cast) -> None:
    twice = cast.key("gov", "root", name="gov.example/other")
    with pytest.raises(KeyRefusedError, match="stands in two places"):
        draft_root(cast.root(keys=(*cast.root().keys, twice)))


def test_a_witness_key_that_also_submits_is_refused(cast: Cast) -> None:
    cast.signers["gov", "approver"] = cast.signer("gov", "witness")
    with pytest.raises(KeyRefusedError, match="stands in two places"):
        draft_root(cast.root(keys=(*cast.root().keys, cast.key("gov", "approver"))))


@pytest.mark.parametrize("member", ["party", "role", "name", "challenge", "proof"])
def test_possession_is_bound_to_holder_role_name_and_challenge(cast: Cast, member: str) -> None:
    keys = list(cast.root().keys)
    other: EnrolledKey = {
        "party": replace(keys[0], party="opp"),
        "role": replace(keys[0], role="approver"),
        "name": replace(keys[0], name="else"),
        "challenge": replace(keys[0], challenge="yesterday"),
        "proof": replace(keys[0], proof=keys[1].proof),
    }[member]
    with pytest.raises(KeyRefusedError, match="possession"):
        draft_root(cast.root(keys=(other, *keys[1:])))


@pytest.mark.parametrize("raw", [bytes([1]) + bytes(31), bytes(32), b"\xff" * 31 + b"\x7f"])
def test_weak_keys_are_not_enrolled(cast: Cast, raw: bytes) -> None:
    keys = list(cast.root().keys)
    weak = replace(keys[0], key=base64.b64encode(raw).decode())
    with pytest.raises(KeyRefusedError, match=r"low order|canonical"):
        draft_root(cast.root(keys=(weak, *keys[1:])))


@pytest.mark.parametrize(("threshold", "quorum"), [(1, 2), (0, 2), (4, 2), (2, 4), (2, -1)])
def test_thresholds_fit_the_parties_and_none_acts_alone(cast: Cast, threshold: int, quorum: int) -> None:
    with pytest.raises(KeyRefusedError, match="does not fit"):
        draft_root(cast.root(threshold=threshold, quorum=quorum))


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (("gov", "opp"), True),
        (("gov", "un"), True),
        (("un",), False),
        ((), False),
    ],
)
def test_the_next_version_needs_both_thresholds(cast: Cast, by: tuple[str, ...], expected: bool) -> None:
    former = cast.signed()
    signed = cast.signed(next_root(cast, former, quorum=3), by=by)
    assert taken(signed, former) == expected
    assert alone(signed, former) == expected


def test_new_keys_alone_do_not_rotate(cast: Cast) -> None:
    former = cast.signed()
    fresh = tuple(cast.key(party, "root", slot="-new") for party in ("gov", "opp"))
    kept = tuple(key for key in former.root.keys if key.role != "root")
    signed = draft_root(next_root(cast, former, keys=(*kept, *fresh)))
    for party in ("gov", "opp"):
        signed = add_signature(signed, cast.signer(party, "root-new"))
    assert not taken(signed, former)
    assert not alone(signed, former)
    for party in ("gov", "un"):
        signed = add_signature(signed, cast.signer(party, "root"))
    assert taken(signed, former)
    assert alone(signed, former)


@pytest.mark.parametrize(
    "change",
    [
        lambda former: {"version": 3},
        lambda former: {"prev": "0" * 64},
        lambda former: {"log": "else.example/log"},
    ],
)
def test_a_root_that_does_not_follow(cast: Cast, change: Callable[[SignedRoot], dict[str, Any]]) -> None:
    former = cast.signed()
    root = next_root(cast, former)
    changed = replace(root, **change(former))
    if changed.log != root.log:
        changed = replace(changed, keys=())
    signed = SignedRoot(changed, canonical(_plain(changed)), ())
    for party in ("gov", "opp"):
        signed = add_signature(signed, cast.signer(party, "root"))
    assert not taken(signed, former)
    assert not alone(signed, former)


def _plain(root: TrustRoot) -> Any:
    return msgspec.json.decode(msgspec.json.encode(root))


def test_a_revocation_stays_and_the_key_is_gone(cast: Cast) -> None:
    former = cast.signed()
    lost = next(key for key in former.root.keys if key.role == "submitter")
    gone = (Revocation(key=lost.digest, suspect_from=4, reason="lost"),)
    with pytest.raises(KeyRefusedError, match="revoked key is enrolled"):
        draft_root(next_root(cast, former, revoked=gone))
    keys = tuple(key for key in former.root.keys if key != lost)
    second = cast.signed(next_root(cast, former, keys=keys, revoked=gone))
    assert taken(second, former)
    assert not taken(cast.signed(next_root(cast, second, revoked=())), second)
    stranger = (Revocation(key="f" * 64, suspect_from=0, reason="?"),)
    assert not taken(cast.signed(next_root(cast, former, revoked=stranger)), former)


def test_the_root_as_a_policy_counts_parties(cast: Cast) -> None:
    policy = policy_of(cast.root())
    again = parse_policy(write_policy(policy).encode())
    for one in (policy, again):
        assert not one.reached(["gov.example/witness"])
        assert one.reached(["gov.example/witness", "un.example/witness"])
    assert [key.name for key in again.logs] == [cast.root().log]
