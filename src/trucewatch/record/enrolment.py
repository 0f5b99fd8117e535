"""Who the trust roots say stands behind an entry: keys by party, in force by index in the log and by no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trucewatch.record.base64_text import from_base64
from trucewatch.record.ed25519 import verifies
from trucewatch.record.entry import Entry
from trucewatch.record.envelope import open_envelope, pae
from trucewatch.record.trust import EnrolledKey, SignedRoot, TrustRoot

__all__ = ["Enrolment", "enrolment_of", "logged_roots"]


@dataclass(frozen=True)
class Enrolment:
    """Trust roots, each with the index after which it is in force; the first is in force from the beginning (-1)."""

    roots: tuple[tuple[int, TrustRoot], ...]

    def at(self, index: int) -> TrustRoot:
        """The version in force for the entry of that index."""
        return [root for start, root in self.roots if start < index or start < 0][-1]

    @property
    def latest(self) -> TrustRoot:
        return self.roots[-1][1]

    def signers_of(self, entry: Entry) -> tuple[EnrolledKey, ...]:
        """The keys that the entry's author held then, whose signatures over it hold and are under no suspicion.

        A key that a later version revokes counts only before the index from which it is suspect.
        """
        if not entry.signatures:
            return ()
        keys = {key.digest: key for key in self.at(entry.index).keys if key.party == entry.author}
        suspect = {r.key for _, root in self.roots for r in root.revoked if entry.index >= r.suspect_from}
        message = pae(open_envelope(entry.data, where=entry.where)[0])
        return tuple(
            keys[digest]
            for digest, signature in entry.signatures
            if digest in keys and digest not in suspect and verifies(keys[digest].public, signature, message)
        )


def enrolment_of(roots: Sequence[SignedRoot], entries: Iterable[Entry]) -> Enrolment | None:
    """The roots of a case with their places in its log; None for a case without.

    ``roots`` are checked and in order (``installed_roots``). A later version that is no entry is not in force.
    """
    if not roots:
        return None
    places = {data: index for index, data in logged_roots(entries)}
    placed = [(-1, roots[0].root)]
    placed += [(places[signed.data], signed.root) for signed in roots[1:] if signed.data in places]
    return Enrolment(tuple(placed))


def logged_roots(entries: Iterable[Entry]) -> list[tuple[int, bytes]]:
    """The trust roots that a log holds: the index of each entry and the envelope. They are not judged."""
    found = []
    for entry in entries:
        text = entry.body().get("root") if entry.type == "trust-root" else None
        data = from_base64(text) if isinstance(text, str) else None
        if data is not None:
            found.append((entry.index, data))
    return found
