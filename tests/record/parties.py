"""Three parties with keys in memory, and a trust root that they signed."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trucewatch.record.signers import FileSigner
from trucewatch.record.trust import EnrolledKey, KeyRole, Party, SignedRoot, TrustRoot, add_signature, draft_root, enrol

ORIGIN = "monitor.example/aleppo/log/1"
PARTIES = ("gov", "opp", "un")


@dataclass
class Cast:
    """Signers by party and role. The keys come from a counter, so that a test can be run again as it was."""

    signers: dict[tuple[str, str], FileSigner] = field(default_factory=dict)
    log: str = ORIGIN

    def signer(self, party: str, role: str) -> FileSigner:
        seed = f"{party}/{role}".encode().ljust(32, b".")[:32]
        return self.signers.setdefault((party, role), FileSigner(Ed25519PrivateKey.from_private_bytes(seed)))

    def key(self, party: str, role: KeyRole, *, name: str | None = None, slot: str = "") -> EnrolledKey:
        named = name or (self.log if role == "log" else f"{party}.example/{role}{slot}")
        signer = self.signer(party, role + slot)
        return enrol(signer, log=self.log, party=party, role=role, name=named, challenge="heron 7")

    def root(self, **changes: object) -> TrustRoot:
        keys = [self.key(party, role) for party in PARTIES for role in ("root", "witness")]
        keys += [self.key("gov", "submitter"), self.key("opp", "submitter")]
        keys += [self.key("un", "log"), self.key("mission", "machine")]
        values: dict[str, object] = {
            "v": 1,
            "log": self.log,
            "version": 1,
            "parties": (
                Party(id="gov", name="Government", side=True),
                Party(id="opp", name="Opposition", side=True),
                Party(id="un", name="Mission", side=False),
                Party(id="mission", name="Program", side=False),
            ),
            "keys": tuple(keys),
            "threshold": 2,
            "quorum": 2,
            "revoked": (),
        }
        return TrustRoot(**(values | changes))  # type: ignore[arg-type]  # members of many types

    def signed(self, root: TrustRoot | None = None, by: tuple[str, ...] = ("gov", "opp")) -> SignedRoot:
        signed = draft_root(root or self.root())
        for party in by:
            signed = add_signature(signed, self.signer(party, "root"))
        return signed
