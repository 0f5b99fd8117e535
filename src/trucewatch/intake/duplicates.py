"""Copies: the same bytes, the same text, nearly the same text.

A wire story that fifteen outlets print must count once. Copies with another headline, a cut tail or a few
changed words are found by the shingles they share. A dispatch that corrects another one resembles it on
purpose and is never taken for its copy.

Candidates come from an inverted index over one in sixteen hashes. Unlike bands of MinHash values, it
finds a short cut of a long story as surely as two equal ones. The order in which texts are added decides
which one is the original; otherwise the answers are the same on every machine.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import msgspec

from trucewatch.intake.documents import Intaken
from trucewatch.intake.shingles import Shingles, normalised_words, shingle, text_key
from trucewatch.vocabulary.documents import DuplicateKind

__all__ = ["Match", "SeenTexts", "Thresholds", "mark_duplicate"]

_SAMPLED = 0xF  # one in sixteen hashes is indexed
_LONGEST_POSTING = 200


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """From which share on two texts are nearly identical.

    ``jaccard``: shared shingles among all of both. ``contained``: shingles of the new text that stand in
    the earlier one, which a cut keeps high. ``resembles``: from here on the likeness is noted without
    making a duplicate. Texts with fewer than ``least`` shingles are only compared for sameness.
    """

    jaccard: float = 0.6
    contained: float = 0.8
    resembles: float = 0.5
    least: int = 20


@dataclass(frozen=True, kw_only=True)
class Match:
    """The earlier document that a text repeats or resembles. ``kind`` is None for mere likeness.

    ``jaccard`` is the likeness of both; ``contained`` the share of the new text found in the earlier one,
    ``containing`` the share of the earlier one found in the new text. All 0 to 1, two decimals.
    """

    document: str
    kind: DuplicateKind | None
    jaccard: float
    contained: float
    containing: float
    correction: bool = False


@dataclass(frozen=True)
class _Seen:
    document: str
    shingles: Shingles
    correction: bool


class SeenTexts:
    """An index of the texts that came in. One index serves one case; it is no record and can be rebuilt."""

    def __init__(self, thresholds: Thresholds | None = None) -> None:
        self._thresholds = thresholds or Thresholds()
        self._items: list[_Seen] = []
        self._by_id: dict[str, int] = {}
        self._by_text: dict[tuple[bytes, bool], int] = {}
        self._postings: dict[int, int | list[int]] = {}

    def __len__(self) -> int:
        return len(self._items)

    def match(self, document: str, text: str, *, correction: bool = False) -> Match | None:
        """The earlier document that ``text`` repeats or resembles most, or None. Adds nothing."""
        if document in self._by_id:
            return Match(document=document, kind="same_bytes", jaccard=1.0, contained=1.0, containing=1.0)
        words = normalised_words(text)
        return self._match(words, shingle(words), correction)

    def add(self, document: str, text: str, *, correction: bool = False) -> Match | None:
        """Match ``text`` and keep it for those that come later."""
        if document in self._by_id:
            return self.match(document, text, correction=correction)
        words = normalised_words(text)
        shingles = shingle(words)
        found = self._match(words, shingles, correction)
        number = len(self._items)
        self._items.append(_Seen(document, shingles, correction))
        self._by_id[document] = number
        self._by_text.setdefault((text_key(words), correction), number)
        for value in shingles.hashes:
            if not value & _SAMPLED or shingles.count <= self._thresholds.least * 2:
                self._post(value, number)
        return found

    def _post(self, value: int, number: int) -> None:
        before = self._postings.get(value)
        if before is None:
            self._postings[value] = number  # most hashes stand in one text: no list is spent on them
        elif isinstance(before, int):
            self._postings[value] = [before, number]
        elif len(before) < _LONGEST_POSTING:
            before.append(number)

    def _match(self, words: list[str], shingles: Shingles, correction: bool) -> Match | None:
        if not words:
            return None
        same = self._by_text.get((text_key(words), correction))
        if same is not None:
            return self._judged(self._items[same], 1.0, 1.0, 1.0, "same_text")
        if shingles.count < self._thresholds.least:
            return None
        best: tuple[float, float, int] | None = None
        found: Match | None = None
        for number in self._candidates(shingles):
            seen = self._items[number]
            if seen.shingles.count < self._thresholds.least:
                continue
            jaccard, contained, containing = _shares(shingles, seen.shingles)
            key = (contained, jaccard, -number)
            if max(contained, containing) >= self._thresholds.resembles and (best is None or key > best):
                best = key
                near = jaccard >= self._thresholds.jaccard or contained >= self._thresholds.contained
                kind: DuplicateKind | None = "near_identical" if near and seen.correction == correction else None
                found = self._judged(seen, jaccard, contained, containing, kind)
        return found

    def _candidates(self, shingles: Shingles) -> list[int]:
        """Numbers of earlier texts that share sampled shingles, those that share most first."""
        hits: Counter[int] = Counter()
        for value in shingles.hashes:
            posting = self._postings.get(value)
            if posting is not None:
                hits.update((posting,) if isinstance(posting, int) else posting)
        # in a long text one shared sample is a set phrase; a copy shares many
        enough = 2 if len(shingles.hashes) > 200 else 1
        most = hits.most_common(_LONGEST_POSTING)
        return sorted(number for number, count in most if count >= enough)

    @staticmethod
    def _judged(seen: _Seen, jaccard: float, contained: float, containing: float, kind: DuplicateKind | None) -> Match:
        return Match(
            document=seen.document,
            kind=kind,
            jaccard=round(jaccard, 2),
            contained=round(contained, 2),
            containing=round(containing, 2),
            correction=seen.correction,
        )


def mark_duplicate(intaken: Intaken, seen: SeenTexts) -> Intaken:
    """Add a document to ``seen`` and say on it what it repeats.

    ``similarity`` is the share of its shingles found in the earlier document. Likeness that makes no
    duplicate, and that of a correction with what it corrects, is only noted. Unread documents are compared
    by their bytes alone.
    """
    document = intaken.document
    found = seen.add(document.id, intaken.text, correction=intaken.correction is not None)
    if found is None:
        return intaken
    if found.kind is None:
        return replace(intaken, notes=(*intaken.notes, _note(found, intaken.correction is not None)))
    marked = msgspec.structs.replace(
        document, duplicate=found.kind, duplicate_of=found.document, similarity=found.contained
    )
    return replace(intaken, document=marked)


def _note(found: Match, correction: bool) -> str:
    shares = f"{found.contained:.2f} of it stands there, {found.containing:.2f} of that one here"
    if correction != found.correction:
        return f"a correction kept apart from {found.document[:16]}, which it resembles ({shares})"
    return f"resembles {found.document[:16]} ({shares})"


def _shares(new: Shingles, old: Shingles) -> tuple[float, float, float]:
    level = max(new.level, old.level)
    mine, theirs = new.at(level), old.at(level)
    shared = len(mine & theirs)
    if not shared:
        return 0.0, 0.0, 0.0
    return shared / len(mine | theirs), shared / len(mine), shared / len(theirs)
