"""Tokens of a local authority made here: a good one holds, and one that is changed, or for other bytes, does not."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import pytest

from trucewatch.errors import NoteError
from trucewatch.record import Checkpoint
from trucewatch.record.timestamps import TimestampFolder, check_token, request_for

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="the tool openssl is not installed")
HEAD = Checkpoint("monitor.example/test/log/1", 12, b"\x07" * 32)
CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {0}/serial
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
signer_digest = sha256
[ext]
extendedKeyUsage = critical,timeStamping
"""


def run(*words: str) -> None:
    done = subprocess.run([OPENSSL or "openssl", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


class Authority:
    """A certificate of its own and a signer of tokens under it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.certificate = folder / "ca.pem"
        (folder / "serial").write_text("01\n")
        (folder / "cnf").write_text(CONFIG.format(folder))
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        run(
            "req",
            "-x509",
            *key,
            "-keyout",
            str(folder / "ca.key"),
            "-out",
            str(self.certificate),
            "-subj",
            "/CN=Local CA",
        )
        run("req", *key, "-keyout", str(folder / "tsa.key"), "-out", str(folder / "tsa.csr"), "-subj", "/CN=Local TSA")
        signed = ("-CA", str(self.certificate), "-CAkey", str(folder / "ca.key"), "-CAcreateserial")
        extensions = ("-extfile", str(folder / "cnf"), "-extensions", "ext", "-days", "30")
        run("x509", "-req", "-in", str(folder / "tsa.csr"), *signed, *extensions, "-out", str(folder / "tsa.pem"))

    def answer(self, query: bytes) -> bytes:
        (self.folder / "q").write_bytes(query)
        signer = ("-signer", str(self.folder / "tsa.pem"), "-inkey", str(self.folder / "tsa.key"))
        where = ("-config", str(self.folder / "cnf"), "-section", "one", "-queryfile", str(self.folder / "q"))
        run("ts", "-reply", *where, *signer, "-chain", str(self.certificate), "-out", str(self.folder / "a"))
        return (self.folder / "a").read_bytes()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "one")


@pytest.fixture(scope="module")
def token(authority: Authority) -> bytes:
    return authority.answer(request_for(HEAD))


def test_a_token_gives_the_time_of_its_authority(authority: Authority, token: bytes) -> None:
    at = check_token(HEAD, token, authority.certificate)
    assert at.tzinfo is dt.UTC
    assert at.year >= 2024


def test_a_token_for_other_bytes_is_none(authority: Authority, token: bytes) -> None:
    for other in (Checkpoint(HEAD.origin, 13, HEAD.root), Checkpoint(HEAD.origin, 12, b"\x08" * 32)):
        with pytest.raises(NoteError):
            check_token(other, token, authority.certificate)


def test_a_changed_token_and_another_authority_are_refused(authority: Authority, token: bytes, tmp_path: Path) -> None:
    """A bit outside what is signed (a certificate that travels along) may change; the time never does."""
    true = check_token(HEAD, token, authority.certificate)
    refused = 0
    for at in range(60, len(token), max(1, len(token) // 24)):
        changed = bytearray(token)
        changed[at] ^= 1
        try:
            assert check_token(HEAD, bytes(changed), authority.certificate) == true
        except NoteError:
            refused += 1
    assert refused > 10
    for broken in (b"", token[:-5], b"x" * 50, b"x" * 200_000):
        with pytest.raises(NoteError):
            check_token(HEAD, broken, authority.certificate)
    with pytest.raises(NoteError):
        check_token(HEAD, token, Authority(tmp_path / "other").certificate)


def test_what_has_no_token_is_not_timestamped(authority: Authority, token: bytes, tmp_path: Path) -> None:
    kept = TimestampFolder(tmp_path / "timestamps")
    (none,) = kept.check(HEAD, {}, ())
    assert (none.at, none.checkpoint) == (None, HEAD)
    kept.keep(HEAD, token, authority.certificate)
    assert kept.sizes() == (12,)
    (stamp,) = kept.check(HEAD, {12: HEAD.root}, (authority.certificate,))
    assert stamp.at == check_token(HEAD, token, authority.certificate)
    assert stamp.authority == "ca.pem"
    later = Checkpoint(HEAD.origin, 20, b"\x09" * 32)
    found = kept.check(later, {12: HEAD.root}, (authority.certificate,))
    assert [(s.checkpoint.size, s.at is None) for s in found] == [(12, False), (20, True)]
    (other, _) = kept.check(later, {12: b"\x01" * 32}, (authority.certificate,))
    assert (other.at, other.reason) == (None, "the token is over another history of the log")
    unnamed = kept.check(HEAD, {12: HEAD.root}, ())
    assert all(s.at is None for s in unnamed)
