"""The pairs that linking scored, kept beside the read models. Losing the file costs time and changes nothing."""

from __future__ import annotations

from trucewatch.errors import InputError
from trucewatch.linking import LinkResult, ScoredPairs
from trucewatch.pipeline.workplace import Workplace

__all__ = ["keep_pairs", "kept_pairs"]


def kept_pairs(work: Workplace) -> ScoredPairs | None:
    """What an earlier run scored; None where nothing is kept or the file cannot be read."""
    path = work.case.folder.scored_pairs
    try:
        return ScoredPairs.from_bytes(path.read_bytes(), where=str(path))
    except (OSError, InputError):
        return None


def keep_pairs(work: Workplace, result: LinkResult) -> None:
    """Keep the pairs for the next run, all or nothing; a folder that refuses costs time and nothing else."""
    path = work.case.folder.scored_pairs
    if result.fitted is None:
        return
    made = path.with_suffix(".new")
    try:
        made.write_bytes(result.fitted.scored.to_bytes())
        made.replace(path)
    except OSError:
        made.unlink(missing_ok=True)
