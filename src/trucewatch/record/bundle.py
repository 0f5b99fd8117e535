"""Evidence bundles: entries with their proofs and files in one zip that anyone can verify without the log.

    checkpoint               the signed checkpoint, with its cosignatures, that every proof leads to
    index                    the indices of the entries, one a line
    entries/N.json           leaf data of entry N, byte for byte
    entries/N.tlog-proof     its inclusion proof (C2SP tlog-proof)
    entries/N.leaf           of an entry that is redacted: its leaf hash in place of its bytes; the proof is the same
    shown/N.json             what of a redacted entry is for the audience; nothing vouches for this
    files/ab/cdef…           files that the entries name, by SHA-256
    trust/N.json, policy     trust roots as the log holds them: to be compared, not to be trusted
    pages/, README.md        what the entries say, for reading; nothing vouches for these

The same entries, checkpoint and pages give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trucewatch.errors import RecordError
from trucewatch.record.checkpoint import Checkpoint, parse_signed
from trucewatch.record.cosigned import cosigned_notes, rank_of
from trucewatch.record.log import Log
from trucewatch.record.proof import InclusionProof
from trucewatch.record.trust import SignedRoot, TrustRoot
from trucewatch_verify.verifier import zip_of

__all__ = ["Bundle", "checkpoint_for", "make_bundle"]


@dataclass(frozen=True)
class Bundle:
    """A bundle as bytes, the indices of its entries and the checkpoint that they are proven against.

    ``redacted`` are the indices of those whose bytes are not in it.
    """

    data: bytes
    indices: tuple[int, ...]
    head: Checkpoint
    redacted: tuple[int, ...] = ()


def make_bundle(
    log: Log,
    indices: Iterable[int],
    *,
    pages: Mapping[str, bytes],
    roots: Iterable[SignedRoot] = (),
    policy: str = "",
    redactions: Mapping[int, bytes] | None = None,
) -> Bundle:
    """Bundle entries of a log. ``pages`` are members by name, such as ``README.md``.

    ``redactions`` are the entries whose bytes and files are left out, each with what of it is shown (none: empty).
    Raises :class:`RecordError` when a file that an entry names is missing, or when nothing is to be bundled.
    """
    kept, hidden = tuple(roots), redactions or {}
    chosen = sorted(set(indices))
    if not chosen:
        raise RecordError("no entry is to be bundled", where=str(log.folder), hint="name an incident or a day that has")
    note = checkpoint_for(log, chosen[-1], kept[-1].root if kept else None)
    head, _ = parse_signed(note)
    members: dict[str, bytes] = dict(pages)
    for index in chosen:
        entry = log.entry(index)
        proof = InclusionProof(index, log.inclusion_proof(index, head.size), note)
        members[f"entries/{index}.tlog-proof"] = proof.encode()
        if index in hidden:
            members[f"entries/{index}.leaf"] = f"{entry.leaf}\n".encode("ascii")
            if hidden[index]:
                members[f"shown/{index}.json"] = hidden[index]
            continue
        members[f"entries/{index}.json"] = entry.data
        for file in entry.payload.files:
            members[f"files/{file.sha256[:2]}/{file.sha256[2:]}"] = log.files.get(file.sha256)
    for signed in kept:
        members[f"trust/{signed.root.version}.json"] = signed.data
    if policy:
        members["policy"] = policy.encode("utf-8")
    members["checkpoint"] = note
    members["index"] = "".join(f"{index}\n" for index in chosen).encode("ascii")
    return Bundle(zip_of(members), tuple(chosen), head, tuple(index for index in chosen if index in hidden))


def checkpoint_for(log: Log, index: int, root: TrustRoot | None) -> bytes:
    """The signed checkpoint to prove an entry against: the latest with a quorum that holds it, else the log's own."""
    for head, note in reversed(cosigned_notes(log.folder)):
        if index < head.size <= log.size and log.root(head.size) == head.root and rank_of(note, head, root).witnessed:
            return note.encode()
    for head, note in reversed(cosigned_notes(log.folder)):
        if head.size == log.size and head.root == log.root():
            return note.encode()
    return (log.folder / "checkpoint").read_bytes()
