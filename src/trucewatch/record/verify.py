"""Verify a log on the disk. The work is done by ``trucewatch_verify``, the same file that each party runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trucewatch.errors import RecordError
from trucewatch.record.checkpoint import Checkpoint
from trucewatch_verify import verifier
from trucewatch_verify.verifier import Finding, Statement

__all__ = ["Finding", "Statement", "VerifyResult", "verify_log"]


@dataclass(frozen=True)
class VerifyResult:
    """What was checked and what does not hold; ``first`` concerns the earliest entry (index from 0)."""

    verified: bool
    origin: str
    size: int
    root: str
    first: Finding | None
    findings: tuple[Finding, ...]
    statements: tuple[Statement, ...]


def verify_log(folder: Path, *, kept: Sequence[Checkpoint] = (), files: bool = True) -> VerifyResult:
    """Recompute the log in ``folder`` from its entries and name the first entry changed, removed or moved.

    ``kept`` are checkpoints from elsewhere: without one, a cut end or a log rewritten whole cannot be told.
    ``files`` also hashes the files that entries name. Raises :class:`RecordError` where there is no record.
    """
    heads = [verifier.Checkpoint(head.origin, head.size, head.root) for head in kept]
    try:
        audit = verifier.audit_log(folder, heads, files=files)
    except (verifier.UnusableError, OSError) as error:
        raise RecordError(str(error), where=str(folder), hint="name a case folder or its record folder") from error
    return VerifyResult(
        verified=audit.verified,
        origin=audit.origin,
        size=audit.size,
        root=audit.root,
        first=audit.first,
        findings=tuple(audit.findings),
        statements=tuple(audit.statements),
    )
