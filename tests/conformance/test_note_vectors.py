"""Signed notes and keys against 2,303 cases of golang.org/x/mod, C2SP and transparency-dev/witness."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trucewatch.errors import RecordError
from trucewatch.record.merkle import verify_consistency
from trucewatch.record.note import (
    ED25519,
    NoteSignature,
    SignedNote,
    VerifierKey,
    cosigned_message,
    open_note,
    parse_note,
    parse_vkey,
    signature_holds,
)

FILE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "tlog" / "derived" / "note_vectors.json"


@pytest.fixture(scope="module")
def vectors() -> dict[str, Any]:
    if not FILE.is_file():
        pytest.skip(f"the vectors are not there: {FILE}")
    value: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    assert len(value["open"]) + len(value["good_vkeys"]) + len(value["bad_vkeys_b64"]) + 1 == 2303
    return value


def opened(case: dict[str, Any]) -> list[str] | None:
    try:
        note = open_note(parse_note(base64.b64decode(case["note_b64"])), [parse_vkey(v) for v in case["vkeys"]])
    except RecordError:
        return None
    return [key.name for key, _ in note.verified]


def test_opening(vectors: dict[str, Any]) -> None:
    for case in vectors["open"]:
        expected = case["verified"] if case["accept"] else None
        assert opened(case) == expected, case["name"]


def test_good_keys(vectors: dict[str, Any]) -> None:
    for text in vectors["good_vkeys"]:
        assert parse_vkey(text).vkey == text


def test_bad_keys(vectors: dict[str, Any]) -> None:
    for encoded in vectors["bad_vkeys_b64"]:
        text = base64.b64decode(encoded).decode("utf-8", "surrogateescape")
        with pytest.raises(RecordError):
            parse_vkey(text)


def test_signing_gives_the_same_bytes(vectors: dict[str, Any]) -> None:
    case = vectors["sign"]
    name, raw = case["skey"].split("+")[2], base64.b64decode(case["skey"].split("+", 4)[4])
    private = Ed25519PrivateKey.from_private_bytes(raw[1:])
    key = VerifierKey(name, ED25519, private.public_key().public_bytes_raw())
    note = SignedNote(case["text"], (NoteSignature(name, key.key_id, private.sign(case["text"].encode())),))
    expected = next(v for k, v in case.items() if k not in ("skey", "text"))
    assert note.encode() == (base64.b64decode(expected) if "\n" not in expected else expected.encode())


def test_the_example_of_the_cosignature_specification() -> None:
    """The message of C2SP tlog-cosignature, word for word; the key of the example is not published."""
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    assert cosigned_message(text, 1679315147) == b"cosignature/v1\ntime 1679315147\n" + text.encode()
    assert verify_consistency(0, 1, [], bytes(32), bytes(32)) is False
    line = NoteSignature("w", b"\0\0\0\0", bytes(72))
    assert not signature_holds(VerifierKey("w", 4, bytes(range(32))), line, text)
