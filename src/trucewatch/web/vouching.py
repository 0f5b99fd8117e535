"""How far parties vouch for the record and for one entry of it, as pages show it."""

from __future__ import annotations

from trucewatch.case import CaseFolder
from trucewatch.errors import RecordError
from trucewatch.record.cosigned import Rank, latest_cosigned, rank_of_entry
from trucewatch.record.trust import TrustRoot
from trucewatch.record.trust_store import installed_roots

__all__ = ["entry_rank", "head_rank"]


def head_rank(folder: CaseFolder) -> Rank | None:
    """How far parties vouch for the record, by the trust roots of the case; None where nobody cosigned."""
    try:
        return latest_cosigned(folder.record, _root(folder))
    except (RecordError, OSError):
        return None


def entry_rank(folder: CaseFolder, index: int) -> Rank | None:
    """The same for one entry: the first checkpoint that holds it and that vouches for it best; None where none does."""
    try:
        return rank_of_entry(folder.record, index, _root(folder))
    except (RecordError, OSError):
        return None


def _root(folder: CaseFolder) -> TrustRoot | None:
    roots = installed_roots(folder.trust)
    return roots[-1].root if roots else None
