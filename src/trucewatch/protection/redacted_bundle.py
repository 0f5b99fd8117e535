"""Which entries of an evidence bundle an audience gets whole, which only by their leaf hash, and which not at all.

A redacted entry keeps its proof: the bundle holds its leaf hash in place of its bytes. A leaf hash of an entry with few
possible contents can be guessed, so for an audience that does not hold the log an entry goes along only where it and
the neighbour whose hash stands in its proof are signed: without the key nobody can make the bytes to compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from trucewatch.protection.redaction import Seen, ShownEntry, shown_entries
from trucewatch.record import Entry
from trucewatch.record.canonical import quick_bytes

__all__ = ["RedactedChoice", "choose_for"]

_OPEN: Final = frozenset({"trust-root", "reaffirmation"})
"""Who holds which key: without these nobody can check a signature."""


@dataclass(frozen=True)
class RedactedChoice:
    """Entries for a bundle: ``pages`` are those entries as shown, ``redactions`` what is shown of each redacted one
    (empty where nothing is), ``left_out`` how many are not in the bundle at all."""

    indices: tuple[int, ...]
    redactions: Mapping[int, bytes]
    pages: tuple[Entry, ...]
    left_out: int

    def text(self, audience: str) -> str:
        """What was redacted, for the reader of the bundle. No value is named."""
        part = sorted(index for index, shown in self.redactions.items() if shown)
        none = sorted(index for index, shown in self.redactions.items() if not shown)
        lines = [f"This bundle is for the audience `{audience}`.", ""]
        lines.append(f"- whole: {_listed(i for i in self.indices if i not in self.redactions)}")
        lines.append(f"- in part, under `shown/`, with the proof that the entry stands in the log: {_listed(part)}")
        lines.append(f"- not at all, with the proof that the entry stands in the log: {_listed(none)}")
        lines.append(f"- left out, since the hash of an unsigned entry could be guessed: {self.left_out}")
        return "\n".join(lines) + "\n"


def choose_for(seen: Seen, chosen: Iterable[int]) -> RedactedChoice:
    """What the audience of ``seen`` gets of the entries ``chosen`` (indices of the log)."""
    shown = list(shown_entries(seen))
    indices: list[int] = []
    pages: list[Entry] = []
    redactions: dict[int, bytes] = {}
    left_out = 0
    for index in sorted(set(chosen)):
        entry, told = seen.entries[index], shown[index]
        if not seen.profile.in_full and not _hard_to_guess(seen.entries, index):
            left_out += 1
            continue
        indices.append(index)
        if told.whole or entry.type in _OPEN:
            pages.append(entry)
            continue
        pages.append(told)
        redactions[index] = b"" if told.type == "withheld" else _shown(told)
    return RedactedChoice(tuple(indices), redactions, tuple(pages), left_out)


def _hard_to_guess(entries: Sequence[Entry], index: int) -> bool:
    neighbour = index ^ 1
    return all(bool(entries[at].signatures) for at in (index, neighbour) if at < len(entries))


def _shown(entry: ShownEntry) -> bytes:
    payload = entry.payload
    return quick_bytes(
        {"author": payload.author, "body": entry.body(), "claimed_at": payload.claimed_at, "type": payload.type}
    )


def _listed(indices: Iterable[int]) -> str:
    return ", ".join(map(str, indices)) or "none"
