"""Add the scores of texts up: precision, recall and F1 of each list, the share right of each slot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from trucewatch.evaluation.scoring import LISTS, TextScore

__all__ = ["Counts", "Share", "Summary", "by_language", "count_lists", "summarise"]


class Counts(Struct, frozen=True, kw_only=True):
    """How many items the keys hold, how many were found, how many went together."""

    keys: int = 0
    found: int = 0
    matched: int = 0

    @property
    def precision(self) -> float | None:
        """Matched of found; None where nothing was found."""
        return self.matched / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Matched of the key's; None where the keys hold nothing."""
        return self.matched / self.keys if self.keys else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean; None where there is neither a key nor a find."""
        both = self.keys + self.found
        return 2 * self.matched / both if both else None

    def __add__(self, other: Counts) -> Counts:
        return Counts(keys=self.keys + other.keys, found=self.found + other.found, matched=self.matched + other.matched)


class Share(Struct, frozen=True, kw_only=True):
    """``right`` of ``of``."""

    right: int = 0
    of: int = 0

    @property
    def rate(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.right / self.of if self.of else None

    def __add__(self, other: Share) -> Share:
        return Share(right=self.right + other.right, of=self.of + other.of)


class Summary(Struct, frozen=True, kw_only=True):
    """The score of many texts. ``slots`` maps a list to its slots; ``traps`` counts those fallen into (``right``
    is how many), ``grounded`` the claims that stand in the words they name."""

    lang: str
    texts: int
    words: int
    lists: dict[str, Counts]
    slots: dict[str, dict[str, Share]]
    traps: Share
    grounded: Share


def count_lists(score: TextScore) -> dict[str, Counts]:
    """The counts of one text by list."""
    return {
        name: Counts(keys=len(one.keys), found=len(one.found), matched=len(one.matched))
        for name, one in score.lists.items()
    }


def summarise(scores: Sequence[TextScore], lang: str) -> Summary:
    """Add ``scores`` up under the name ``lang`` (a language, or ``all``)."""
    lists = dict.fromkeys(LISTS, Counts())
    slots: dict[str, dict[str, Share]] = {name: {} for name in LISTS}
    for score in scores:
        for name, counts in count_lists(score).items():
            lists[name] += counts
            for pair in score.lists[name].matched:
                for slot in pair.slots:
                    share = slots[name].get(slot.name, Share())
                    slots[name][slot.name] = share + Share(right=int(slot.right), of=1)
    traps = [trap for score in scores for trap in score.traps]
    claims = sum(len(score.claims) for score in scores)
    return Summary(
        lang=lang,
        texts=len(scores),
        words=sum(len(score.gold.text.split()) for score in scores),
        lists=lists,
        slots={name: found for name, found in slots.items() if name != "acts"},
        traps=Share(right=sum(trap.fell is not None for trap in traps), of=len(traps)),
        grounded=Share(right=claims - sum(len(score.ungrounded) for score in scores), of=claims),
    )


def by_language(scores: Iterable[TextScore]) -> dict[str, Summary]:
    """A summary for each language, and ``all`` where there is more than one."""
    every = list(scores)
    languages = sorted({score.gold.key.lang for score in every})
    found = {lang: summarise([s for s in every if s.gold.key.lang == lang], lang) for lang in languages}
    return {**found, "all": summarise(every, "all")} if len(languages) > 1 else found
