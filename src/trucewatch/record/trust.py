"""The trust root: which party holds which key in which role, from which entry of the log on.

A root is canonical JSON in a DSSE envelope. Version 1 is agreed in person; version N + 1 is signed by the
threshold of version N and by its own. Thresholds count distinct public-key bytes and distinct parties. The model
is that of The Update Framework (root role); validity is by index in the log and never by a clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Struct, UnsetType

from trucewatch.errors import KeyRefusedError, RecordError
from trucewatch.record.base64_text import from_base64, to_base64
from trucewatch.record.canonical import admit, canonical
from trucewatch.record.ed25519 import check_public_key, verifies
from trucewatch.record.envelope import Signatures, open_envelope, pae, seal
from trucewatch.record.note import COSIGNATURE, ED25519, VerifierKey, is_key_name
from trucewatch.record.policy import Group, Policy
from trucewatch.record.signers import Signer, key_digest

__all__ = [
    "TRUST_TYPE",
    "EnrolledKey",
    "Party",
    "Revocation",
    "SignedRoot",
    "TrustRoot",
    "add_signature",
    "check_root",
    "draft_root",
    "enrol",
    "parse_root",
    "policy_of",
    "possession_message",
]

TRUST_TYPE: Final = "application/vnd.trucewatch.trust-root.v1+json"
MAX_ROOT: Final = 22_000
"""Largest root document in bytes: its envelope travels in base64 in one entry."""
KeyRole: TypeAlias = Literal["root", "log", "machine", "submitter", "witness", "approver"]


class Party(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who holds keys. ``side`` marks those whose acknowledgement counts as that of a side to the ceasefire."""

    id: str
    name: str
    side: bool


class EnrolledKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key in one role. ``proof`` is the key's own signature over :func:`possession_message`; base64."""

    key: str
    party: str
    role: KeyRole
    name: str
    challenge: str
    proof: str

    @property
    def public(self) -> bytes:
        """The 32 bytes of the key."""
        return _binary(self.key)

    @property
    def digest(self) -> str:
        """SHA-256 of the key in hex."""
        return key_digest(self.public)

    @property
    def verifier(self) -> VerifierKey:
        """The key as notes know it."""
        return VerifierKey(self.name, COSIGNATURE if self.role == "witness" else ED25519, self.public)


class Revocation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key that no longer holds. Entries signed with it from ``suspect_from`` on (an index) are contested."""

    key: str
    suspect_from: int
    reason: str


class TrustRoot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version. ``prev`` is the SHA-256 of the version before; ``threshold`` parties sign the next version;
    ``quorum`` parties make a checkpoint *witnessed*. ``keys`` hold each key once."""

    v: Literal[1]
    log: str
    version: int
    prev: str | UnsetType = UNSET
    parties: tuple[Party, ...]
    keys: tuple[EnrolledKey, ...]
    threshold: int
    quorum: int
    revoked: tuple[Revocation, ...]

    def holders(self, role: KeyRole) -> dict[str, EnrolledKey]:
        """The keys of a role by digest."""
        return {key.digest: key for key in self.keys if key.role == role}

    @property
    def sides(self) -> tuple[str, ...]:
        """The parties whose acknowledgement counts."""
        return tuple(party.id for party in self.parties if party.side)


@dataclass(frozen=True)
class SignedRoot:
    """A root as it was read: ``data`` is the envelope, ``digest`` the SHA-256 of the payload in hex."""

    root: TrustRoot
    payload: bytes
    signatures: Signatures

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.payload).hexdigest()

    @property
    def data(self) -> bytes:
        return seal(self.payload, self.signatures, TRUST_TYPE)

    @property
    def fingerprint(self) -> str:
        """The digest in groups of four, to be read aloud and compared with the paper."""
        return " ".join(self.digest[i : i + 4] for i in range(0, 64, 4))


def possession_message(log: str, party: str, role: str, name: str, challenge: str) -> bytes:
    """What a key signs when it is enrolled: this log, this holder, this role, a challenge given that day."""
    return "\n".join(("trucewatch-possession/v1", log, party, role, name, challenge, "")).encode("utf-8")


def enrol(signer: Signer, *, log: str, party: str, role: KeyRole, name: str, challenge: str) -> EnrolledKey:
    """A key with its proof of possession."""
    proof = signer.sign(possession_message(log, party, role, name, challenge))
    return EnrolledKey(
        key=to_base64(check_public_key(signer.public)),
        party=party,
        role=role,
        name=name,
        challenge=challenge,
        proof=to_base64(proof),
    )


def draft_root(root: TrustRoot) -> SignedRoot:
    """A root without signatures yet. Raises :class:`KeyRefusedError` when it contradicts itself."""
    _check_document(root)
    payload = canonical(msgspec.json.decode(msgspec.json.encode(root)))
    if len(payload) > MAX_ROOT:
        raise KeyRefusedError("the trust root is too large", expected=f"{MAX_ROOT} bytes", got=str(len(payload)))
    return SignedRoot(root, payload, ())


def add_signature(signed: SignedRoot, signer: Signer) -> SignedRoot:
    """The root with one signature more; a second one of the same key changes nothing."""
    keyid = key_digest(signer.public)
    others = tuple(s for s in signed.signatures if s[0] != keyid)
    return SignedRoot(signed.root, signed.payload, tuple(sorted((*others, (keyid, signer.sign(pae_of(signed)))))))


def pae_of(signed: SignedRoot) -> bytes:
    """What signatures of a root sign."""
    return pae(signed.payload, TRUST_TYPE)


def parse_root(data: bytes, *, where: str = "trust root") -> SignedRoot:
    """Read a root. Its signatures are not verified: see :func:`check_root`."""
    try:
        payload, pairs = open_envelope(data, TRUST_TYPE, where=where)
        admit(payload, where=where)
        root = msgspec.json.decode(payload, type=TrustRoot)
    except (RecordError, ValueError, RecursionError) as error:
        raise KeyRefusedError("the trust root cannot be read", where=where, got=str(error)[:160]) from error
    signed = SignedRoot(root, payload, pairs)
    if signed.data != data or len(dict(pairs)) != len(pairs):
        raise KeyRefusedError("the trust root is not in its one form", where=where, expected=TRUST_TYPE)
    return signed


def check_root(signed: SignedRoot, previous: SignedRoot | None = None) -> SignedRoot:
    """Return a root that may be trusted after ``previous``, else raise :class:`KeyRefusedError`.

    Without ``previous`` only the root's own threshold is asked: its fingerprint must come from elsewhere.
    """
    _check_document(signed.root)
    message = pae_of(signed)
    if previous is not None:
        _check_succession(signed.root, previous)
        _check_threshold(previous.root, signed, message, "the former version")
    _check_threshold(signed.root, signed, message, "its own version")
    return signed


def policy_of(root: TrustRoot) -> Policy:
    """The root as a C2SP policy: one group a party, and a quorum of parties."""
    witnesses = [key for key in root.keys if key.role == "witness"]
    parties = sorted({key.party for key in witnesses})
    groups = {f"party-{p}": Group(1, tuple(k.name for k in witnesses if k.party == p)) for p in parties}
    logs = tuple(key.verifier for key in root.keys if key.role == "log")
    if not root.quorum:
        return Policy(logs, {}, {}, "none")
    groups["quorum-of-parties"] = Group(root.quorum, tuple(groups))
    return Policy(logs, {key.name: key.verifier for key in witnesses}, groups, "quorum-of-parties")


def _check_document(root: TrustRoot) -> None:
    """What a root must hold whoever signed it."""
    parties = {party.id for party in root.parties}
    where = f"trust root {root.version}"
    if root.version < 1 or (root.version == 1) != (root.prev is UNSET) or len(parties) != len(root.parties):
        raise KeyRefusedError("versions count from 1, each names the one before, parties stand once", where=where)
    seen: set[bytes] = set()
    revoked = {item.key for item in root.revoked}
    for key in root.keys:
        public = check_public_key(_binary(key.key), where=f"{where}, {key.party} {key.role}")
        message = possession_message(root.log, key.party, key.role, key.name, key.challenge)
        if public in seen:
            raise KeyRefusedError("one key stands in two places", where=where, got=f"{key.party} {key.role}")
        if key.digest in revoked:
            raise KeyRefusedError("a revoked key is enrolled", where=where, got=f"{key.party} {key.role}")
        if key.party not in parties or not is_key_name(key.name):
            raise KeyRefusedError("a key has no party or no usable name", where=where, got=f"{key.party} {key.name}")
        if not verifies(public, _binary(key.proof), message):
            raise KeyRefusedError("a key's possession is not proven", where=where, got=f"{key.party} {key.role}")
        seen.add(public)
    names = [key.name for key in root.keys if key.role == "witness"]
    if len(set(names)) != len(names) or any(k.name != root.log for k in root.keys if k.role == "log"):
        raise KeyRefusedError("witnesses have names of their own and a log key is named by the log", where=where)
    _check_number(root.threshold, {k.party for k in root.keys if k.role == "root"}, "threshold", where, least=1)
    _check_number(root.quorum, {k.party for k in root.keys if k.role == "witness"}, "quorum", where, least=0)


def _check_number(number: int, holders: set[str], what: str, where: str, *, least: int) -> None:
    least = 2 if what == "threshold" and len(holders) > 1 else least
    if not least <= number <= len(holders):
        raise KeyRefusedError(
            f"the {what} does not fit the parties that hold such keys",
            where=where,
            expected=f"{least} to {len(holders)}: no party alone",
            got=str(number),
        )


def _check_succession(root: TrustRoot, previous: SignedRoot) -> None:
    former = previous.root
    where = f"trust root {root.version}"
    if root.log != former.log or root.version != former.version + 1 or root.prev != previous.digest:
        raise KeyRefusedError(
            "the root does not follow the one before",
            where=where,
            expected=f"version {former.version + 1} of {former.log}",
        )
    if not set(former.revoked) <= set(root.revoked):
        raise KeyRefusedError("a revocation is taken back", where=where)
    gone = {key.digest for key in former.keys} - {key.digest for key in root.keys}
    strangers = {item.key for item in set(root.revoked) - set(former.revoked)} - gone
    if strangers:
        raise KeyRefusedError("a key is revoked that was not enrolled", where=where, got=sorted(strangers)[0])


def _check_threshold(judge: TrustRoot, signed: SignedRoot, message: bytes, whose: str) -> None:
    holders = judge.holders("root")
    parties = {
        holders[keyid].party
        for keyid, signature in signed.signatures
        if keyid in holders and verifies(holders[keyid].public, signature, message)
    }
    if len(parties) < judge.threshold:
        raise KeyRefusedError(
            f"too few parties signed the trust root, by {whose}",
            where=f"trust root {signed.root.version}",
            expected=f"{judge.threshold} parties",
            got=f"{len(parties)}: {', '.join(sorted(parties)) or 'none'}",
        )


def chain_of(roots: Iterable[SignedRoot]) -> tuple[SignedRoot, ...]:
    """Check roots in order, each after the one before; the first must be trusted by its fingerprint."""
    checked: list[SignedRoot] = []
    for signed in roots:
        checked.append(check_root(signed, checked[-1] if checked else None))
    return tuple(checked)


def _binary(text: str) -> bytes:
    raw = from_base64(text)
    if raw is None:
        raise KeyRefusedError("a key or proof is not canonical base64", got=ascii(text)[:60])
    return raw
