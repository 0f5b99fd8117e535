"""The record: an append-only Merkle log in published formats, which each party can verify offline."""

from trucewatch.record.bodies import Correction, IssuedReport, LoggedRoot, Reaffirmation, RunMarker
from trucewatch.record.canonical import Json, admit, canonical
from trucewatch.record.checkpoint import Checkpoint, parse_checkpoint
from trucewatch.record.disk import Disk
from trucewatch.record.drafts import ClaimsBatch, claims_drafts, read_act, read_batch, read_record, record_draft
from trucewatch.record.encoding import decode_record, encode_record
from trucewatch.record.entry import Draft, Entry, FileRef, Payload, Ref, Seen
from trucewatch.record.files import FileProblem, FileStore
from trucewatch.record.log import Clock, Log, read_checkpoint
from trucewatch.record.merkle import leaf_hash, verify_consistency, verify_inclusion
from trucewatch.record.signers import Signer, load_signer
from trucewatch.record.signing import LogSigning, case_signing, make_case_keys
from trucewatch.record.verify import Finding, Statement, VerifyResult, verify_log

__all__ = [
    "Checkpoint",
    "ClaimsBatch",
    "Clock",
    "Correction",
    "Disk",
    "Draft",
    "Entry",
    "FileProblem",
    "FileRef",
    "FileStore",
    "Finding",
    "IssuedReport",
    "Json",
    "Log",
    "LogSigning",
    "LoggedRoot",
    "Payload",
    "Reaffirmation",
    "Ref",
    "RunMarker",
    "Seen",
    "Signer",
    "Statement",
    "VerifyResult",
    "admit",
    "canonical",
    "case_signing",
    "claims_drafts",
    "decode_record",
    "encode_record",
    "leaf_hash",
    "load_signer",
    "make_case_keys",
    "parse_checkpoint",
    "read_act",
    "read_batch",
    "read_checkpoint",
    "read_record",
    "record_draft",
    "verify_consistency",
    "verify_inclusion",
    "verify_log",
]
