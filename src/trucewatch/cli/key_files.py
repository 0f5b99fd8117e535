"""Key files named on the command line, and whether who acts holds what the trust root says."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import Case
from trucewatch.errors import UsageError
from trucewatch.protection import enrolled_role
from trucewatch.record import Signer, load_signer
from trucewatch.record.trust import SignedRoot
from trucewatch.record.trust_store import installed_roots

__all__ = ["Actor", "OwnKey", "PassphraseFile", "acting", "passphrase_of", "signer_of"]

PassphraseFile = Annotated[
    Path | None, typer.Option("--passphrase-file", help="A file that holds the passphrase; asked for by default.")
]
OwnKey = Annotated[Path | None, typer.Option("--key", help="Your party's key; needed where the case has a trust root.")]


@dataclass(frozen=True)
class Actor:
    """Who acts: the author and role of what is entered, what signs it, and the trust roots of the case."""

    author: str
    role: str
    roots: tuple[SignedRoot, ...] = ()
    signers: Mapping[str, Signer] = field(default_factory=dict)


def acting(case: Case, author: str, role: str | None, key: Path | None, passphrase_file: Path | None) -> Actor:
    """Who acts under ``author``. Where the case has a trust root, that gives the party and its roles, and the key
    must be one of the party's; without a root the role is what the author says.

    Raises :class:`UsageError` where a key or a role is missing, :class:`ProtectionError` for a claim that the root
    does not bear out.
    """
    roots = installed_roots(case.folder.trust)
    if not roots:
        if role is None:
            raise UsageError("in which role?", where="--role", hint="see the code list access_role")
        return Actor(author, role, (), {author: signer_of(key, passphrase_file)} if key else {})
    if key is None:
        raise UsageError(
            "the case has a trust root: who acts signs", where="--key", hint="name a key that it enrols for your party"
        )
    signer = signer_of(key, passphrase_file)
    return Actor(author, enrolled_role(roots[-1].root, author, signer, role), roots, {author: signer})


def signer_of(key: Path, passphrase_file: Path | None) -> Signer:
    """What signs with a key file or a signer file; the passphrase is asked for where one is needed."""
    head = key.read_bytes()[:100] if key.is_file() else b""
    plain = passphrase_file is None and (b"BEGIN PRIVATE KEY" in head or head[:1] == b"{")
    return load_signer(key, None if plain else passphrase_of(passphrase_file, key.name))


def passphrase_of(file: Path | None, what: str, *, twice: bool = False) -> str | None:
    """The passphrase from a file or from whoever sits there; None where there is nobody to ask."""
    if file is not None:
        return file.read_text("utf-8").strip("\n")
    if not sys.stdin.isatty():
        return None
    return str(typer.prompt(f"passphrase of {what}", hide_input=True, confirmation_prompt=twice, err=True)) or None
