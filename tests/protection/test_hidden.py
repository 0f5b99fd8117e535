"""Hidden fields: digests as published, decoys, nobody's identity, the vault, two approvals and whole proofs."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.errors import InputError, ProtectionError
from trucewatch.protection import (
    Custodian,
    Disclosure,
    Hidden,
    Request,
    Vault,
    approve,
    ask,
    carry_out,
    hidden_draft,
    hide,
    load_custodians,
    new_handle,
    open_disclosure,
    protection_state,
)
from trucewatch.record import Draft, Entry, Log, verify_inclusion, verify_log

VALUES = {"text": "seen from the roof beside the bakery", "lat": "36.2021", "observed_at": "2016-12-05T04:10:00Z"}


def randomness(seed: int = 7) -> random.Random:
    return random.Random(seed)


def clock() -> datetime:
    return datetime(2016, 12, 6, 9, 30, tzinfo=UTC)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with Log.open(tmp_path / "record", "monitor.example/test/log/1", clock) as opened:
        yield opened


def custodians() -> tuple[list[str], list[Custodian]]:
    keys = [pyrage.x25519.Identity.generate() for _ in range(2)]
    made = [
        Custodian(id=f"c{n}", name=f"Custodian {n}", organisation=f"body {n}", recipient=str(key.to_public()))
        for n, key in enumerate(keys)
    ]
    return [str(key) for key in keys], made


def test_the_digest_is_that_of_rfc_9901() -> None:
    """The example of section 4.2.3 of RFC 9901: the digest is over the letters of the disclosure."""
    disclosure = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    opened = open_disclosure(disclosure, ["X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"])
    assert (opened.name, opened.value) == ("family_name", "Möbius")


def test_an_entry_shows_a_fixed_number_of_digests_and_no_value() -> None:
    one, opened = hide("raw_report", VALUES, randomness().randbytes)
    none, nothing = hide("raw_report", {}, randomness(8).randbytes)
    assert len(one.digests) == len(none.digests) == 8
    assert len(opened) == 3
    assert not nothing
    body = json.dumps(hidden_draft(one, "mission").body)
    assert not any(value in body for value in VALUES.values())
    assert list(one.digests) == sorted(one.digests)


@given(
    st.dictionaries(st.sampled_from(["text", "place", "means", "note"]), st.text(max_size=40)), st.integers(0, 10**6)
)
def test_each_disclosure_opens_its_own_entry_and_no_other(values: dict[str, str], seed: int) -> None:
    source = random.Random(seed)
    try:
        hidden, opened = hide("raw_report", values, source.randbytes)
        other, _ = hide("raw_report", values, source.randbytes)
    except ProtectionError:
        assert any(len(v.strip()) >= 7 or "@" in v for v in values.values())
        return
    assert {d.name: open_disclosure(d.text, hidden.digests).value for d in opened} == values
    for d in opened:
        with pytest.raises(ProtectionError):
            open_disclosure(d.text, other.digests)


def test_no_digest_follows_from_its_value_alone() -> None:
    hidden, _ = hide("raw_report", {"text": "+211 900 000 01 and more"}, randomness().randbytes)
    for guess in ("+211 900 000 01 and more",):
        for data in (guess.encode(), json.dumps(["", "text", guess]).encode(), json.dumps(["text", guess]).encode()):
            for encoded in (data, base64.urlsafe_b64encode(data).rstrip(b"=")):
                digest = base64.urlsafe_b64encode(hashlib.sha256(encoded).digest()).decode().rstrip("=")
                assert digest not in hidden.digests


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "A Person"), ("phone", "x"), ("note", "+211 912 345 678"), ("note", "someone@mail.example"), ("x", "y")],
)
def test_nobody_is_entered_and_the_refusal_repeats_no_value(field: str, value: str) -> None:
    with pytest.raises(ProtectionError) as refused:
        hide("raw_report", {field: value}, randomness().randbytes)
    assert value not in str(refused.value) or len(value) == 1


def test_a_handle_says_nothing_and_is_never_the_same() -> None:
    source = randomness()
    handles = {new_handle(source.randbytes) for _ in range(200)}
    assert len(handles) == 200
    assert all(len(handle) == 28 for handle in handles)


def test_a_disclosure_shows_no_value_when_printed() -> None:
    _, opened = hide("raw_report", VALUES, randomness().randbytes)
    assert not any(value in repr(opened) for value in VALUES.values())
    assert isinstance(opened[0], Disclosure)


def test_the_vault_opens_for_each_custodian_and_nobody_else(tmp_path: Path) -> None:
    hidden, opened = hide("raw_report", VALUES, randomness().randbytes)
    secrets, named = custodians()
    vault = Vault(tmp_path / "vault")
    leaf = "ab" * 32
    vault.put(leaf, opened, named)
    for secret in secrets:
        assert {d.name: d.value for d in vault.open(leaf, hidden.digests, secret)} == VALUES
    with pytest.raises(ProtectionError, match="does not open"):
        vault.open(leaf, hidden.digests, str(pyrage.x25519.Identity.generate()))
    stored = b"".join(p.read_bytes() for p in vault.folder.rglob("*.age"))
    assert not any(value.encode() in stored for value in VALUES.values())
    key = pyrage.x25519.Identity.from_str(secrets[0])
    assert {len(pyrage.decrypt(p.read_bytes(), [key])) for p in vault.folder.rglob("*.age")} == {512}
    assert all(p.stat().st_mode & 0o077 == 0 for p in vault.folder.rglob("*.age"))
    with pytest.raises(ProtectionError):
        vault.put("../../etc", opened, named)


def test_custodians_are_two_with_keys_that_differ(tmp_path: Path) -> None:
    _, named = custodians()
    path = tmp_path / "custodians.yaml"
    row = "- {{id: {0}, name: n, organisation: o, recipient: {1}}}\n"
    path.write_text(row.format("a", named[0].recipient) + row.format("b", named[1].recipient))
    assert [c.id for c in load_custodians(path)] == ["a", "b"]
    for bad in (
        row.format("a", named[0].recipient),
        row.format("a", "age1x") * 2,
        row.format("b", named[0].recipient) * 2,
    ):
        path.write_text(bad)
        with pytest.raises(InputError):
            load_custodians(path)


def _entered(log: Log, draft: Draft) -> Entry:
    return log.append([draft])[0]


def test_a_redaction_needs_two_others_and_leaves_every_proof_valid(log: Log, tmp_path: Path) -> None:
    hidden, opened = hide("raw_report", VALUES, randomness().randbytes)
    _, named = custodians()
    vault = Vault(tmp_path / "vault")
    entry = _entered(log, hidden_draft(hidden, "mission"))
    vault.put(entry.leaf, opened, named)
    size, root = log.size, log.root()
    request = Request(id="r1", kind="redaction", leaf=entry.leaf, classification="protected", basis="danger to life")
    _entered(log, ask(request, "mission", "verifier"))
    with pytest.raises(ProtectionError, match="does not approve"):
        approve(protection_state(log.entries()), "r1", "mission", "verifier")
    with pytest.raises(ProtectionError, match="may not approve"):
        approve(protection_state(log.entries()), "r1", "party-a", "party_submitter")
    for author, role in (("party-a", "committee_member"), ("party-a", "committee_member")):
        _entered(log, approve(protection_state(log.entries()), "r1", author, role))
    with pytest.raises(ProtectionError, match="too few"):
        carry_out(protection_state(log.entries()), "r1", "mission")
    _entered(log, approve(protection_state(log.entries()), "r1", "guarantor", "guarantor"))
    done, draft = carry_out(protection_state(log.entries()), "r1", "mission")
    _entered(log, draft)
    assert vault.destroy(done.leaf) == tuple(sorted(d.digest for d in opened))
    assert not vault.held(entry.leaf)
    state = protection_state(log.entries())
    assert set(state.redacted) == {entry.leaf}
    with pytest.raises(ProtectionError, match="already"):
        carry_out(state, "r1", "mission")
    assert log.entry(entry.index).record(Hidden) == hidden
    assert log.root(size) == root
    assert verify_inclusion(
        bytes.fromhex(entry.leaf), entry.index, log.size, log.inclusion_proof(entry.index), log.root()
    )
    assert verify_log(log.folder).verified


def test_an_act_without_approvals_has_no_effect_and_a_seal_can_be_lifted(log: Log) -> None:
    entry = _entered(log, Draft(type="run", author="trucewatch", body={"id": "x", "phase": "started", "at": "now"}))
    request = Request(id="s1", kind="sealing", leaf=entry.leaf, classification="restricted", basis="order of the chair")
    _entered(log, ask(request, "mission", "verifier"))
    forged = {
        "id": "s1/done",
        "request": "s1",
        "leaf": entry.leaf,
        "basis": "x",
        "approved_by": ["a", "b"],
        "slots": [],
    }
    _entered(log, Draft(type="sealing", author="mission", body=forged))  # type: ignore[arg-type]
    assert not protection_state(log.entries()).sealed
    for author in ("party-a", "party-b"):
        _entered(log, approve(protection_state(log.entries()), "s1", author, "committee_member"))
    _entered(log, carry_out(protection_state(log.entries()), "s1", "chair")[1])
    assert protection_state(log.entries()).sealed == {entry.leaf}
    lifted = Request(id="s2", kind="unsealing", leaf=entry.leaf, classification="restricted", basis="no danger now")
    _entered(log, ask(lifted, "mission", "verifier"))
    for author in ("party-a", "party-b"):
        _entered(log, approve(protection_state(log.entries()), "s2", author, "committee_member"))
    _entered(log, carry_out(protection_state(log.entries()), "s2", "chair")[1])
    assert not protection_state(log.entries()).sealed


def test_a_reveal_says_to_whom_and_never_what(log: Log) -> None:
    hidden, _ = hide("raw_report", VALUES, randomness().randbytes)
    entry = _entered(log, hidden_draft(hidden, "mission"))
    request = Request(id="v1", kind="disclosure_notice", leaf=entry.leaf, classification="protected", basis="inquiry 3")
    with pytest.raises(ProtectionError, match="to whom"):
        ask(request, "mission", "verifier")
