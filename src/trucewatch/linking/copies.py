"""Claims of copied texts ride with the claim they copy: they take no part in linking and add no voice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from trucewatch.linking.features import Features
from trucewatch.linking.origins import OriginIndex
from trucewatch.linking.taxonomy import acts_agree

__all__ = ["split_copies"]

_ALIKE = 0.5


def split_copies(
    features: Sequence[Features], origins: OriginIndex
) -> tuple[list[Features], Mapping[str, tuple[Features, ...]]]:
    """The claims that stand for themselves, and for the id of each those of copies that repeat it.

    The texts of one chain of copies are taken in turn, the first one before its copies and these before
    copies of theirs; a claim that no earlier text of the chain has stands for itself.
    """
    texts: dict[str, dict[str, list[Features]]] = defaultdict(lambda: defaultdict(list))
    for claim in features:
        texts[claim.text][claim.claim.document].append(claim)
    standing: list[Features] = []
    riding: dict[str, list[Features]] = defaultdict(list)
    for documents in texts.values():
        family = sorted(
            documents.items(),
            key=lambda item: (origins.steps_to_first(item[0]), origins.published(item[1][0].claim), item[0]),
        )
        heads: list[Features] = []
        for _, told in family:
            matched = _matched(told, heads)
            for claim in told:
                head = matched.get(claim.claim.id)
                if head is None:
                    heads.append(claim)
                else:
                    riding[head.claim.id].append(claim)
        standing += heads
    standing.sort(key=lambda f: f.claim.id)
    return standing, {head: tuple(riders) for head, riders in riding.items()}


def _matched(told: Iterable[Features], heads: Sequence[Features]) -> dict[str, Features]:
    """The best counterpart of each claim, each counterpart once."""
    pairs = [(_likeness(claim, head), head.claim.id, claim.claim.id, head) for claim in told for head in heads]
    found: dict[str, Features] = {}
    taken: set[str] = set()
    for share, head_id, claim_id, head in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if share >= _ALIKE and claim_id not in found and head_id not in taken:
            found[claim_id] = head
            taken.add(head_id)
    return found


def _likeness(a: Features, b: Features) -> float:
    if not acts_agree(a.act, b.act) or a.real != b.real or a.claim.polarity != b.claim.polarity:
        return 0.0
    shared = len(a.words & b.words)
    every = len(a.words) + len(b.words) - shared
    words = shared / every if every else 1.0
    same_spot = a.place is not None and b.place is not None and a.place.key == b.place.key
    same_days = a.dated and b.dated and (a.start, a.end) == (b.start, b.end)
    # a copy may cut the sentence: then act, place and day stand for the words
    return words + (1.0 if same_spot and same_days else 0.0) + (0.1 if a.act == b.act else 0.0)
