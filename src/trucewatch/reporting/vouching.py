"""How far parties vouch for the record that a report rests on, in words."""

from __future__ import annotations

from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.reports import SituationReport

__all__ = ["vouching"]


def vouching(report: SituationReport, w: Wording) -> str:
    """One line: the rank of the head, and what parties cosigned with their times.

    Cosignatures of a shorter log vouch for that part only: the head itself then rests on the log alone.
    """
    rank = report.rank
    covers = rank.size >= report.log_size
    words = [w.word(f"rank_{rank.name}" if covers else "rank_logged")]
    if rank.parties:
        told = ", ".join(f"{party} {at}" for party, at in rank.parties)
        part = f"{w.number(len(rank.parties))}/{w.number(rank.of)}: {told}"
        if rank.name == "logged":
            part = f"{w.word('rank_short')} {part}"
        elif not covers:
            part = f"{w.word(f'rank_{rank.name}')} {part}"
        words.append(f"({part}; {w.word('rank_up_to')} {w.number(rank.size)})")
    return " ".join(words)
