"""Secret keys and whatever else can sign: key files, encrypted or plain, and external signer commands.

A key file is PKCS #8 in PEM, encrypted under a passphrase or not, or the same in an age file
(``age -p``). A signer file is JSON and names a command that holds the key elsewhere, such as a hardware token.
"""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
from pathlib import Path
from typing import Final, Protocol

import msgspec
import pyrage
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trucewatch.errors import KeyRefusedError, RecordError
from trucewatch.record.ed25519 import SIGNATURE_SIZE, check_public_key, verifies
from trucewatch.record.note import COSIGNATURE, ED25519, NoteSignature, VerifierKey, cosigned_message

__all__ = [
    "CommandSigner",
    "FileSigner",
    "Signer",
    "cosign",
    "key_digest",
    "load_signer",
    "new_key_file",
    "sign_note",
    "write_private",
]

_AGE: Final = b"age-encryption.org/v1"
MAX_KEY_FILE: Final = 100_000
COMMAND_SECONDS: Final = 60


class Signer(Protocol):
    """Signs messages with one Ed25519 key. ``public`` are its 32 bytes."""

    @property
    def public(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes. Raises :class:`RecordError` when the key is out of reach."""


class FileSigner:
    """A key held in memory, read from a file."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)


class CommandSigner:
    """A key that another program holds: the message goes to its standard input, 64 bytes or base64 come back.

    What comes back is verified before it is used, so a program that signs with another key is noticed.
    """

    def __init__(self, public: bytes, command: tuple[str, ...]) -> None:
        self.public = check_public_key(public)
        self._command = command

    def sign(self, message: bytes) -> bytes:
        where = " ".join(self._command)[:120]
        try:
            done = subprocess.run(  # noqa: S603 - the command is the owner's own, from the owner's signer file
                self._command, input=message, capture_output=True, check=False, timeout=COMMAND_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise RecordError("the signer command does not answer", where=where, got=str(error)[:200]) from error
        signature = done.stdout if len(done.stdout) == SIGNATURE_SIZE else _base64(done.stdout)
        if done.returncode or not verifies(self.public, signature, message):
            told = done.stderr.decode("utf-8", "replace").strip()[:200]
            raise RecordError(
                "the signer command gave no signature of its key",
                where=where,
                expected="64 bytes, or their base64",
                got=told or f"exit code {done.returncode}, {len(done.stdout)} bytes",
            )
        return signature


class _SignerFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    public: str
    command: tuple[str, ...]


def key_digest(public: bytes) -> str:
    """SHA-256 of a public key in hex: how envelopes and trust roots name it."""
    return hashlib.sha256(public).hexdigest()


def new_key_file(path: Path, passphrase: str | None, *, age: bool = False) -> FileSigner:
    """Make a key and write it to ``path``, readable by its owner alone. Nothing is overwritten.

    Without a passphrase the file is plain: for machine keys that no person unlocks.
    """
    private = Ed25519PrivateKey.generate()
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase and not age:
        encryption = serialization.BestAvailableEncryption(passphrase.encode("utf-8"))
    data = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    if age:
        if not passphrase:
            raise KeyRefusedError("an age file needs a passphrase", where=str(path))
        data = pyrage.passphrase.encrypt(data, passphrase)
    write_private(path, data)
    return FileSigner(private)


def load_signer(path: Path, passphrase: str | None = None) -> Signer:
    """Open a key file or a signer file. Raises :class:`KeyRefusedError` when it cannot be opened."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KeyRefusedError(f"the key file cannot be read: {error.strerror}", where=str(path)) from error
    if len(data) > MAX_KEY_FILE:
        raise KeyRefusedError("the key file is too large", where=str(path))
    if data.lstrip().startswith(b"{"):
        return _command_signer(data, path)
    secret = passphrase.encode("utf-8") if passphrase else None
    try:
        if data.startswith(_AGE):
            data, secret = pyrage.passphrase.decrypt(data, passphrase or ""), None
        private = serialization.load_pem_private_key(data, secret)
    except (pyrage.DecryptError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyRefusedError(
            "the key file does not open",
            where=str(path),
            expected="its passphrase, or none where it is plain",
            got=str(error)[:120],
        ) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyRefusedError("the key is of another kind", where=str(path), expected="Ed25519")
    return FileSigner(private)


def sign_note(text: str, name: str, signer: Signer) -> NoteSignature:
    """The signature line of ``name`` over the text of a note."""
    key = VerifierKey(name, ED25519, signer.public)
    return NoteSignature(name, key.key_id, signer.sign(text.encode("utf-8")))


def cosign(text: str, name: str, signer: Signer, time: int) -> NoteSignature:
    """The cosignature line of a witness over a checkpoint's text, at a POSIX time."""
    key = VerifierKey(name, COSIGNATURE, signer.public)
    return NoteSignature(name, key.key_id, time.to_bytes(8, "big") + signer.sign(cosigned_message(text, time)))


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that only its owner may read. Raises :class:`KeyRefusedError` where one exists."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyRefusedError("the file exists; no key is overwritten", where=str(path)) from error
    except OSError as error:
        raise KeyRefusedError(f"the file cannot be written: {error.strerror}", where=str(path)) from error
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _command_signer(data: bytes, path: Path) -> CommandSigner:
    try:
        said = msgspec.json.decode(data, type=_SignerFile)
    except msgspec.DecodeError as error:
        raise KeyRefusedError("the signer file cannot be read", where=str(path), got=str(error)[:120]) from error
    return CommandSigner(_base64(said.public.encode("ascii", "replace")), said.command)


def _base64(text: bytes) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except ValueError:
        return b""
