"""Verify a log on the disk. The work is done by ``trucewatch_verify``, the same file that each party runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trucewatch.errors import RecordError
from trucewatch.record.checkpoint import Checkpoint
from trucewatch.record.diagnosis import LOCATED, diagnose
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
    code: int
    findings: tuple[Finding, ...]
    statements: tuple[Statement, ...]


def verify_log(
    folder: Path, *, kept: Sequence[Checkpoint] = (), files: bool = True, trust: Sequence[bytes] = ()
) -> VerifyResult:
    """Recompute the log in ``folder`` from its entries and name the first entry changed, removed or moved.

    ``kept`` are checkpoints from elsewhere: without one, a cut end or a log rewritten whole cannot be told.
    ``files`` also hashes the files that entries name; ``trust`` are trust roots from elsewhere, by which
    signatures are judged; ``folder`` may be an evidence bundle. ``code`` is the verifier's exit code.
    Raises :class:`RecordError` where there is no record.
    """
    heads = [verifier.Checkpoint(head.origin, head.size, head.root) for head in kept]
    try:
        audit = verifier.audit_log(folder, heads, files=files, trust=trust)
    except (verifier.UnusableError, OSError) as error:
        raise RecordError(str(error), where=str(folder), hint="name a case folder or its record folder") from error
    findings, statements = audit.findings, audit.statements
    if not folder.is_file():
        findings, more = diagnose(audit)
        statements = statements[:3] + more + statements[3:]
    ordered = sorted((f for f in findings if f.entry is not None), key=lambda f: (f.entry, f.kind not in LOCATED))
    return VerifyResult(
        verified=not findings and bool(statements),
        origin=audit.origin,
        size=audit.size,
        root=audit.root,
        first=next(iter((*ordered, *findings)), None),
        code=audit.code or int(bool(findings)),
        findings=tuple(findings),
        statements=tuple(statements),
    )
