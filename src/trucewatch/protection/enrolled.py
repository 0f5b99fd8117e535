"""In which role somebody acts where a trust root says who holds which key."""

from __future__ import annotations

from trucewatch.errors import ProtectionError
from trucewatch.protection.rights import roles_of
from trucewatch.record import Signer
from trucewatch.record.signers import key_digest
from trucewatch.record.trust import TrustRoot

__all__ = ["enrolled_role"]


def enrolled_role(root: TrustRoot, author: str, signer: Signer, claimed: str | None) -> str:
    """The role in which ``author`` acts with ``signer``: the one claimed if the root bears it out, else the first.

    Raises :class:`ProtectionError` where the root has no such party, where the key is not the party's, and where the
    key gives no such role.
    """
    if author not in {party.id for party in root.parties}:
        raise ProtectionError(
            "the trust root has no such party", got=author[:60], expected=", ".join(p.id for p in root.parties)
        )
    digest = key_digest(signer.public)
    held = [key for key in root.keys if key.digest == digest and key.party == author]
    if not held:
        raise ProtectionError(
            "the key is not one that the trust root enrols for this party",
            got=f"{author}, key {digest[:16]}",
            hint="act for your own party, with a key that trucewatch keys show lists for it",
        )
    roles = roles_of(held[0].role, side=author in root.sides)
    if not roles or (claimed is not None and claimed not in roles):
        raise ProtectionError(
            "the trust root gives the party no such role",
            where=f"{author}, {held[0].role} key",
            got=claimed,
            expected=", ".join(roles) or "a submitter or approver key",
        )
    return claimed or roles[0]
