"""How much each group is worth and which answer holds, from agreement alone: Dawid and Skene (1979), one vote a group.

Over partisan outlets the method rewards the largest bloc and is confidently wrong, so it never sees outlets: each
independence group casts one vote a question. Questions have different answers, so a group has one share of right
answers and its errors fall evenly on the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from math import prod
from typing import TypeVar

__all__ = ["posteriors"]

T = TypeVar("T", bound=Hashable)

_ROUNDS = 60
_RIGHT, _WRONG = 4.0, 1.0


def posteriors(votes: Sequence[Mapping[T, str]]) -> list[dict[str, float]]:
    """For each question the probability of each answer.

    ``votes`` maps the groups that answer a question to their answers. An answer beyond those given is always
    possible, so that one voice alone is never sure. Questions nobody answers have no probabilities.
    """
    right: dict[T, float] = defaultdict(lambda: _RIGHT / (_RIGHT + _WRONG))
    # a voice that stands alone says nothing of how often it is right
    shared = [question for question in votes if len(question) > 1]
    for _ in range(_ROUNDS):
        hits: dict[T, float] = defaultdict(lambda: _RIGHT)
        number: dict[T, float] = defaultdict(lambda: _RIGHT + _WRONG)
        for question in shared:
            chance = _weigh(question, right)
            for group, answer in question.items():
                hits[group] += chance[answer]
                number[group] += 1
        before = dict(right)
        right.update({group: hits[group] / number[group] for group in hits})
        if before.keys() == right.keys() and all(abs(before[g] - right[g]) < 1e-6 for g in before):
            break
    return [_weigh(question, right) for question in votes]


def _weigh(question: Mapping[T, str], right: Mapping[T, float]) -> dict[str, float]:
    answers = sorted(set(question.values()))
    if not answers:
        return {}
    weights: dict[str | None, float] = {}
    for held in (*answers, None):
        parts = [right[g] if answer == held else (1 - right[g]) / len(answers) for g, answer in question.items()]
        weights[held] = prod(sorted(parts))  # sorted, so that the names of groups do not move the last bit
    total = sum(weights.values())
    return {answer: weights[answer] / total for answer in answers}
