"""C2SP tlog-policy and tlog-proof: what is read, and what is refused."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.record.parties import ORIGIN, Cast

from trucewatch.errors import NoteError
from trucewatch.record.note import COSIGNATURE, ED25519, VerifierKey
from trucewatch.record.policy import parse_policy
from trucewatch.record.proof import InclusionProof, WitnessRequest, parse_proof, parse_request

NAMES = ("X1", "X2", "X3", "Y1", "Y2", "Y3")
CAST = Cast()
LOG = VerifierKey(ORIGIN, ED25519, CAST.signer("un", "log").public).vkey
KEYS = {name: VerifierKey(f"{name}.example", COSIGNATURE, CAST.signer(name, "witness").public).vkey for name in NAMES}
WITNESSES = "".join(f"witness {name} {key}\n" for name, key in KEYS.items())
NESTED = (
    f"log {LOG}\n{WITNESSES}group X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any Y1 Y2 Y3\n"
    "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n"
)


def test_the_example_of_the_specification_in_every_case() -> None:
    policy = parse_policy(NESTED.encode())
    for chosen in itertools.product((False, True), repeat=6):
        named = [name for name, there in zip(NAMES, chosen, strict=True) if there]
        assert policy.reached(named) == (sum(chosen[:3]) >= 2 and any(chosen[3:])), named


def test_blanks_comments_and_urls() -> None:
    text = f"\n  # a comment\n\tlog {LOG} https://log.example/\n"
    text += f" witness w\t{KEYS['X1']}  https://w.example \nquorum w \t\n"
    policy = parse_policy(text.encode())
    assert not policy.reached([])
    assert policy.reached(["w"])
    assert parse_policy(b"quorum none\n").reached([])


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"log {LOG}\n",
        "quorum w\n",
        "quorum none\nquorum none\n",
        f"witness none {KEYS['X1']}\nquorum none\n",
        f"witness a {KEYS['X1']}\nwitness b {KEYS['X1']}\nquorum none\n",
        f"witness a {KEYS['X1']}\nwitness a {KEYS['X2']}\nquorum none\n",
        f"log {LOG}\nlog {LOG}\nquorum none\n",
        f"log {KEYS['X1']}\nquorum none\n",
        f"witness a {LOG}\nquorum none\n",
        f"{WITNESSES}group g 0 X1\nquorum g\n",
        f"{WITNESSES}group g 2 X1\nquorum g\n",
        f"{WITNESSES}group g 01 X1\nquorum g\n",
        f"{WITNESSES}group g any\nquorum g\n",
        f"{WITNESSES}group g any X1 X1\nquorum g\n",
        f"{WITNESSES}group g any X1\ngroup h any X1\nquorum h\n",
        f"{WITNESSES}group g any later\ngroup later any X1\nquorum g\n",
        f"{WITNESSES}group g any none\nquorum g\n",
        f"{WITNESSES}group g any g\nquorum g\n",
        "Quorum none\n",
        "quorum none\r\n",
        "quorum none\x00\n",
        "quorum none",
        "quorum\u00a0none\n",
    ],
)
def test_policies_outside_the_specification(text: str) -> None:
    with pytest.raises(NoteError):
        parse_policy(text.encode())


@given(st.integers(0, 2**50), st.lists(st.binary(min_size=32, max_size=32), max_size=63), st.none() | st.binary())
def test_proofs_and_requests_read_back(index: int, path: list[bytes], extra: bytes | None) -> None:
    note = b"log\n1\nx\n\n\xe2\x80\x94 log AAAA\n"
    proof = InclusionProof(index, tuple(path), note, extra)
    assert parse_proof(proof.encode()) == proof
    request = WitnessRequest(index, tuple(path), note)
    assert parse_request(request.encode()) == request


HASH = "A" * 43 + "="


@pytest.mark.parametrize(
    "head",
    [
        "c2sp.org/tlog-proof@v2\nindex 0",
        "c2sp.org/tlog-proof@v1\nindex 00",
        "c2sp.org/tlog-proof@v1\nindex -1",
        "c2sp.org/tlog-proof@v1\nindex +1",
        "c2sp.org/tlog-proof@v1\nindex 1_0",
        "c2sp.org/tlog-proof@v1\nindex \u0665",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v1\nindex 1\nextra AA==",
        "c2sp.org/tlog-proof@v1\nextra A\nindex 1",
        "c2sp.org/tlog-proof@v1\nindex 1\nAAAA",
        f"c2sp.org/tlog-proof@v1\nindex 1\n{HASH[:-2]}B=",
        f"c2sp.org/tlog-proof@v1\r\nindex 1\n{HASH}",
        "c2sp.org/tlog-proof@v1\nindex 1\n" + "\n".join([HASH] * 64),
    ],
)
def test_proofs_of_another_form(head: str) -> None:
    with pytest.raises(NoteError):
        parse_proof(f"{head}\n\nnote".encode())
