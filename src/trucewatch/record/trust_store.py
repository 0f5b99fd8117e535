"""Trust roots as files of a case (``trust/1.json`` and on), and as text that is read aloud."""

from __future__ import annotations

import re
from pathlib import Path

from trucewatch.errors import KeyRefusedError
from trucewatch.record.disk import Disk
from trucewatch.record.ed25519 import verifies
from trucewatch.record.trust import SignedRoot, chain_of, pae_of, parse_root

__all__ = ["installed_roots", "root_text", "write_root"]

_NAME = re.compile(r"[1-9][0-9]{0,5}\.json\Z")


def installed_roots(folder: Path) -> tuple[SignedRoot, ...]:
    """The roots of a case in order, each checked against the one before. Empty where there are none."""
    paths = [path for path in folder.iterdir() if _NAME.match(path.name)] if folder.is_dir() else []
    ordered = sorted(paths, key=lambda path: int(path.stem))
    return chain_of(parse_root(path.read_bytes(), where=str(path)) for path in ordered)


def write_root(path: Path, signed: SignedRoot) -> None:
    """Write a root; another root under the same name is not overwritten."""
    if path.exists() and parse_root(path.read_bytes(), where=str(path)).digest != signed.digest:
        raise KeyRefusedError("another trust root lies there", where=str(path), hint="name another file")
    Disk().write(path, signed.data)


def root_text(signed: SignedRoot) -> str:
    """A root for people: what each party checks before it signs."""
    root = signed.root
    holders = root.holders("root")
    good = {
        holders[k].party
        for k, s in signed.signatures
        if k in holders and verifies(holders[k].public, s, pae_of(signed))
    }
    lines = [
        f"trust root {root.version} of {root.log}",
        f"fingerprint {signed.fingerprint}",
        f"signed by {', '.join(sorted(good)) or 'nobody yet'}; {root.threshold} parties needed",
        f"a checkpoint is witnessed when {root.quorum} parties cosigned it",
    ]
    lines += [f"party {party.id}: {party.name}{' (a side)' if party.side else ''}" for party in root.parties]
    lines += [f"key {key.digest[:16]} {key.party} {key.role} {key.name}" for key in root.keys]
    lines += [f"revoked {item.key[:16]} suspect from entry {item.suspect_from}: {item.reason}" for item in root.revoked]
    return "\n".join(lines)
