"""The vault: disclosures as age files, encrypted to named custodians, outside the log and its copies.

One file holds one disclosure: ``vault/<leaf>/<digest>.age``. The plain text is padded to a multiple of 512 bytes, so
that the size of a file tells little. Who keeps the machine holds no key to it. Any age tool opens a file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyrage
from msgspec import Struct

from trucewatch.errors import InputError, ProtectionError, StoreError
from trucewatch.protection.hidden import Disclosure, open_disclosure
from trucewatch.vocabulary.yaml_input import load_yaml

__all__ = ["Custodian", "Vault", "load_custodians"]

_PAD: Final = 512
_LEAF: Final = re.compile(r"[0-9a-f]{64}\Z")
_DIGEST: Final = re.compile(r"[A-Za-z0-9_-]{43}\Z")


class Custodian(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may open hidden values. ``recipient`` is an age public key (``age1…``)."""

    id: str
    name: str
    organisation: str
    recipient: str


def load_custodians(path: Path) -> tuple[Custodian, ...]:
    """The custodians of a case (``custodians.yaml``): two or more, with keys that differ.

    Raises :class:`UsageError` when the file is missing, :class:`InputError` when it does not say what it must.
    """
    custodians: list[Custodian] = load_yaml(path, list[Custodian])
    if len(custodians) < 2:
        raise InputError("hidden values need two custodians or more", where=str(path), got=str(len(custodians)))
    for what in ("id", "recipient"):
        seen = [getattr(c, what) for c in custodians]
        if len(set(seen)) != len(seen):
            raise InputError(f"two custodians have the same {what}", where=str(path))
    for custodian in custodians:
        _recipient(custodian, str(path))
    return tuple(custodians)


class Vault:
    """The folder of a case's opened values."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, leaf: str, disclosures: Sequence[Disclosure], custodians: Sequence[Custodian]) -> None:
        """Keep what opens the entry with leaf hash ``leaf``, each for every custodian."""
        recipients = [_recipient(c, "custodians.yaml") for c in custodians]
        if not recipients:
            raise ProtectionError("nobody could open what would be kept", expected="custodians", got="none")
        for disclosure in disclosures:
            plain = disclosure.text.encode("ascii")
            padded = plain + b"\n" * (_PAD - len(plain) % _PAD)
            self._write(self._path(leaf, disclosure.digest), pyrage.encrypt(padded, recipients))

    def held(self, leaf: str) -> tuple[str, ...]:
        """The digests of an entry that can still be opened."""
        folder = self._path(leaf, "A" * 43).parent
        return tuple(sorted(path.stem for path in folder.glob("*.age"))) if folder.is_dir() else ()

    def open(self, leaf: str, digests: Sequence[str], identity: str) -> tuple[Disclosure, ...]:
        """What a custodian's key opens of an entry whose digests are ``digests``; each is checked against them.

        ``identity`` is the secret key (``AGE-SECRET-KEY-1…``). Raises :class:`ProtectionError` when it opens nothing.
        """
        try:
            key = pyrage.x25519.Identity.from_str(identity.strip())
        except pyrage.IdentityError as error:
            raise ProtectionError("the key cannot be read", expected="one line AGE-SECRET-KEY-1…") from error
        opened = []
        for digest in self.held(leaf):
            try:
                plain = pyrage.decrypt(self._path(leaf, digest).read_bytes(), [key])
            except pyrage.DecryptError as error:
                raise ProtectionError(
                    "the key does not open the value", where=f"entry {leaf[:12]}…", hint="ask another custodian"
                ) from error
            opened.append(open_disclosure(plain.decode("ascii").rstrip("\n"), digests))
        return tuple(opened)

    def destroy(self, leaf: str, digests: Sequence[str] | None = None) -> tuple[str, ...]:
        """Remove what opens an entry, all of it or some digests; returns what was there.

        Copies of the vault must be destroyed by those who hold them: this reaches the one folder only.
        """
        gone = [d for d in self.held(leaf) if digests is None or d in digests]
        for digest in gone:
            self._path(leaf, digest).unlink()
        return tuple(gone)

    def _path(self, leaf: str, digest: str) -> Path:
        if not _LEAF.match(leaf) or not _DIGEST.match(digest):
            raise ProtectionError("no such place in the vault", expected="a leaf hash and a digest", got=leaf[:20])
        return self.folder / leaf / f"{digest}.age"

    def _write(self, path: Path, data: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = path.with_suffix(".new")
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        except OSError as error:
            raise StoreError(f"the vault cannot be written: {error.strerror}", where=str(self.folder)) from error


def _recipient(custodian: Custodian, where: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(custodian.recipient)
    except pyrage.RecipientError as error:
        raise InputError(
            "the custodian's key cannot be read", where=f"{where}: {custodian.id}", expected="a public key age1…"
        ) from error
