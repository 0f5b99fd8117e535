"""Others check what is written here: openssl the signatures, Go's own library the notes; and the other way."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from tests.record.parties import ORIGIN, Cast

from trucewatch.record import Draft, Log, LogSigning
from trucewatch.record.checkpoint import parse_signed
from trucewatch.record.envelope import pae
from trucewatch.record.note import ED25519, VerifierKey, open_note, parse_note, parse_vkey

OpenLog = Callable[..., Log]
DER = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo (RFC 8410)."""
GO = r"""
package main

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"strconv"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	data, _ := io.ReadAll(os.Stdin)
	v, err := note.NewVerifier(os.Args[1])
	if err != nil {
		panic(err)
	}
	n, err := note.Open(data, note.VerifierList(v))
	if err != nil {
		panic(err)
	}
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + os.Args[2] + "\n" + os.Args[3] + "\n"))
	if err != nil {
		panic(err)
	}
	leaf, err := os.ReadFile(os.Args[4])
	if err != nil {
		panic(err)
	}
	index, err := strconv.ParseInt(os.Args[5], 10, 64)
	if err != nil {
		panic(err)
	}
	var proof tlog.RecordProof
	for _, text := range os.Args[6:] {
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			panic(err)
		}
		var hash tlog.Hash
		copy(hash[:], raw)
		proof = append(proof, hash)
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(leaf)); err != nil {
		panic(err)
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, "go.example/log")
	if err != nil {
		panic(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		panic(err)
	}
	signed, err := note.Sign(&note.Note{Text: n.Text}, s)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s\n%s", vkey, signed)
}
"""


def missing(reason: str) -> NoReturn:
    """Skip where a tool is missing; fail where all are said to be there, as in CI."""
    if os.environ.get("TRUCEWATCH_ALL_TOOLS"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def record(open_log: OpenLog) -> tuple[Cast, Path]:
    cast = Cast()
    signing = LogSigning(cast.signer("un", "log"), {"gov": cast.signer("gov", "submitter")})
    with open_log(signing=signing) as log:
        log.append([Draft(type="run", author="gov", body={"n": n}) for n in range(3)])
        return cast, log.folder


def openssl(folder: Path, public: bytes, signature: bytes, message: bytes) -> bool:
    if shutil.which("openssl") is None:
        missing("openssl is not on this machine")
    (folder / "key.der").write_bytes(DER + public)
    (folder / "signature").write_bytes(signature)
    (folder / "message").write_bytes(message)
    command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in message -sigfile signature"
    done = subprocess.run(command.split(), cwd=folder, capture_output=True, check=False)
    return done.returncode == 0


def test_openssl_checks_checkpoint_and_entry(record: tuple[Cast, Path], tmp_path: Path) -> None:
    cast, folder = record
    _, note = parse_signed((folder / "checkpoint").read_bytes())
    public = cast.signer("un", "log").public
    assert openssl(tmp_path, public, note.signatures[0].signature, note.text.encode())
    assert not openssl(tmp_path, public, note.signatures[0].signature, note.text.encode() + b"\n")
    with Log.open(folder, ORIGIN, lambda: None, mode="read") as log:  # type: ignore[arg-type, return-value]  # not asked
        leaf = log.entry(0)
    payload = base64.b64decode(json.loads(leaf.data)["payload"])
    assert openssl(tmp_path, cast.signer("gov", "submitter").public, leaf.signatures[0][1], pae(payload))


def test_what_openssl_signs_is_accepted(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        missing("openssl is not on this machine")
    text = f"{ORIGIN}\n0\n{base64.b64encode(bytes(32)).decode()}\n"
    (tmp_path / "text").write_text(text)
    for command in (
        "openssl genpkey -algorithm ed25519 -out key.pem",
        "openssl pkey -in key.pem -pubout -outform DER -out key.der",
        "openssl pkeyutl -sign -inkey key.pem -rawin -in text -out signature",
    ):
        subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=True)
    public = (tmp_path / "key.der").read_bytes().removeprefix(DER)
    key = VerifierKey(ORIGIN, ED25519, public)
    line = base64.b64encode(key.key_id + (tmp_path / "signature").read_bytes()).decode()
    note = parse_note(f"{text}\n— {ORIGIN} {line}\n".encode())
    assert open_note(note, [key]).verified


def test_go_opens_our_notes_checks_our_proofs_and_we_open_theirs(record: tuple[Cast, Path], tmp_path: Path) -> None:
    sources = Path("/usr/share/gocode/src/golang.org/x/mod")
    if shutil.which("go") is None or not sources.is_dir():
        missing("Go and Debian's golang-golang-x-mod-dev are not on this machine")
    cast, folder = record
    work = tmp_path / "src" / "check"
    work.mkdir(parents=True)
    (work / "main.go").write_text(GO)
    vkey = VerifierKey(ORIGIN, ED25519, cast.signer("un", "log").public).vkey
    env = os.environ | {
        "GO111MODULE": "off", "GOPATH": f"{tmp_path}:/usr/share/gocode", "GOFLAGS": "", "GOPROXY": "off",
        "GOCACHE": str(tmp_path / "cache"), "HOME": str(tmp_path),
    }  # fmt: skip
    note = (folder / "checkpoint").read_bytes()
    with Log.open(folder, ORIGIN, lambda: None, mode="read") as log:  # type: ignore[arg-type, return-value]  # not asked
        (work / "leaf").write_bytes(log.entry(1).data)
        path = [base64.b64encode(part).decode() for part in log.inclusion_proof(1)]
    subprocess.run(["go", "build", "-o", "check", "main.go"], cwd=work, check=True, env=env, timeout=300)
    root = note.split(b"\n")[2].decode()

    def go(data: bytes, *proof: str, index: int = 1) -> subprocess.CompletedProcess[bytes]:
        words = ["./check", vkey, "3", root, "leaf", str(index), *proof]
        return subprocess.run(words, cwd=work, input=data, capture_output=True, check=False, timeout=60)

    done = go(note, *path)
    assert done.returncode == 0, done.stderr.decode()
    theirs, _, signed = done.stdout.partition(b"\n")
    opened = open_note(parse_note(signed), [parse_vkey(theirs.decode())])
    assert opened.note.text == parse_signed(note)[1].text
    assert go(note.replace(b"\n3\n", b"\n4\n"), *path).returncode
    assert go(note, *path, index=2).returncode
    assert go(note, *path[:-1]).returncode
    (work / "leaf").write_bytes(b"another")
    assert go(note, *path).returncode
