"""Where a case has a trust root, approvals count parties by their keys, and a role is what the root gives."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from tests.record.parties import ORIGIN, Cast

from trucewatch.errors import ProtectionError
from trucewatch.protection import Request, ask, carry_out, enrolled_role, protection_state
from trucewatch.protection.approvals import Approval
from trucewatch.protection.rights import roles_of
from trucewatch.record import Draft, Log, LoggedRoot, LogSigning, record_draft
from trucewatch.record.base64_text import to_base64
from trucewatch.record.encoding import encode_record
from trucewatch.record.enrolment import enrolment_of
from trucewatch.record.signers import Signer
from trucewatch.record.trust import Revocation, SignedRoot, TrustRoot


def clock() -> datetime:
    return datetime(2016, 12, 6, 9, 30, tzinfo=UTC)


@pytest.fixture
def cast() -> Cast:
    return Cast()


def enrolled(cast: Cast, **changes: object) -> TrustRoot:
    root = cast.root()
    keys = (*root.keys, cast.key("gov", "approver"), cast.key("opp", "approver"), cast.key("un", "submitter"))
    return msgspec.structs.replace(root, **({"keys": (*keys, cast.key("un", "approver"))} | changes))


@pytest.fixture
def root(cast: Cast) -> SignedRoot:
    return cast.signed(enrolled(cast))


def opened(folder: Path, cast: Cast, signers: dict[str, Signer]) -> Log:
    return Log.open(folder, ORIGIN, clock, signing=LogSigning(cast.signer("un", "log"), signers))


@pytest.fixture
def asked(tmp_path: Path, cast: Cast) -> Path:
    with opened(tmp_path / "record", cast, {"un": cast.signer("un", "submitter")}) as log:
        (entry,) = log.append([Draft(type="correction", author="desk", body={"id": "x"})])
        request = Request(id="r", kind="sealing", leaf=entry.leaf, classification="restricted", basis="order")
        log.append([ask(request, "un", "observer")])
    return tmp_path / "record"


def approval(author: str, role: str = "committee_member") -> Draft:
    body = Approval(id=f"r/{author}", request="r", role=role)
    return Draft(type="protection_approval", author=author, body=encode_record(body))


def enter(folder: Path, cast: Cast, author: str, signer: Signer | None, role: str = "committee_member") -> None:
    with opened(folder, cast, {author: signer} if signer else {}) as log:
        log.append([approval(author, role)])


def given(folder: Path, cast: Cast, *roots: SignedRoot) -> set[str]:
    with opened(folder, cast, {}) as log:
        return set(protection_state(log.entries(), roots).approvals.get("r", {}))


def test_two_parties_whose_keys_sign_approve(asked: Path, cast: Cast, root: SignedRoot) -> None:
    for party in ("gov", "opp"):
        enter(asked, cast, party, cast.signer(party, "approver"))
    assert given(asked, cast, root) == {"gov", "opp"}
    with opened(asked, cast, {"un": cast.signer("un", "submitter")}) as log:
        log.append([carry_out(protection_state(log.entries(), [root]), "r", "un")[1]])
        assert protection_state(log.entries(), [root]).sealed == {log.entry(0).leaf}


@pytest.mark.parametrize(
    ("author", "holder", "role"),
    [
        ("gov", None, "committee_member"),  # nobody signed
        ("gov", ("opp", "approver"), "committee_member"),  # another party's key
        ("gov", ("gov", "submitter"), "committee_member"),  # a key that approves nothing
        ("gov", ("gov", "approver"), "guarantor"),  # a role that the root does not give a side
        ("gov2", ("gov", "approver"), "committee_member"),  # a second name for the same party
        ("un", ("un", "approver"), "verifier"),  # who asked
    ],
)
def test_what_the_root_does_not_bear_out_counts_for_nothing(
    author: str, holder: tuple[str, str] | None, role: str, asked: Path, cast: Cast, root: SignedRoot
) -> None:
    enter(asked, cast, author, cast.signer(*holder) if holder else None, role)
    assert given(asked, cast, root) == set()


def test_acts_that_rest_on_made_up_approvals_have_no_effect(asked: Path, cast: Cast, root: SignedRoot) -> None:
    for author in ("gov", "opp"):
        enter(asked, cast, author, None)
    with opened(asked, cast, {}) as log:
        log.append([carry_out(protection_state(log.entries()), "r", "desk")[1]])
        assert protection_state(log.entries()).sealed  # without a root authors are all that can be counted
        assert not protection_state(log.entries(), [root]).sealed


def test_one_key_under_two_names_counts_once_where_there_is_no_root(asked: Path, cast: Cast) -> None:
    for author in ("a", "b"):
        enter(asked, cast, author, cast.signer("gov", "approver"))
    enter(asked, cast, "c", cast.signer("un", "submitter"))  # the key of who asked
    assert given(asked, cast) == {"a"}


def test_a_key_under_suspicion_approves_nothing(asked: Path, cast: Cast, root: SignedRoot) -> None:
    enter(asked, cast, "gov", cast.signer("gov", "approver"))
    gone = next(key for key in root.root.keys if key.party == "gov" and key.role == "approver")
    later = cast.signed(
        enrolled(
            cast,
            version=2,
            prev=root.digest,
            keys=tuple(key for key in root.root.keys if key is not gone),
            revoked=(Revocation(key=gone.digest, suspect_from=0, reason="lost"),),
        )
    )
    logged = LoggedRoot(id="trust-root-2", version=2, root=to_base64(later.data))
    with opened(asked, cast, {}) as log:
        log.append([record_draft(logged, "trucewatch", log.files)])
        found = enrolment_of([root, later], log.entries())
        assert found is not None
        assert [start for start, _ in found.roots] == [-1, log.size - 1]
    assert given(asked, cast, root, later) == set()


def test_a_claim_to_be_another_party_or_in_another_role_is_refused(cast: Cast) -> None:
    root = enrolled(cast)
    assert enrolled_role(root, "gov", cast.signer("gov", "approver"), None) == "committee_member"
    assert enrolled_role(root, "un", cast.signer("un", "approver"), "guarantor") == "guarantor"
    for author, holder, claimed, match in (
        ("opp", ("gov", "approver"), None, "not one that the trust root enrols"),
        ("nobody", ("gov", "approver"), None, "no such party"),
        ("gov", ("gov", "approver"), "verifier", "gives the party no such role"),
        ("gov", ("gov", "witness"), None, "gives the party no such role"),
    ):
        with pytest.raises(ProtectionError, match=match):
            enrolled_role(root, author, cast.signer(*holder), claimed)


def test_roles_by_key_as_written_here() -> None:
    assert roles_of("submitter", side=True) == ("party_submitter",)
    assert roles_of("approver", side=True) == ("committee_member",)
    assert roles_of("submitter", side=False) == ("observer", "custodian", "auditor")
    assert roles_of("approver", side=False) == ("verifier", "guarantor")
    assert not [kind for kind in ("root", "log", "machine", "witness", "x") if roles_of(kind, side=False)]
