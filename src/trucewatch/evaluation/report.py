"""The whole report of a run, as one record that becomes a table, JSON or a page."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from trucewatch.evaluation.accepted import Accepted, Changes, compare
from trucewatch.evaluation.bootstrap import RESAMPLES, SEED, Interval, intervals
from trucewatch.evaluation.calibration import ClassAccuracy, Coverage, class_accuracy, risk_and_coverage
from trucewatch.evaluation.contribution import RuleShare, rule_shares
from trucewatch.evaluation.keys import Split
from trucewatch.evaluation.metrics import metrics_of
from trucewatch.evaluation.mistakes import Mistake, mistakes
from trucewatch.evaluation.plover import PloverScore
from trucewatch.evaluation.scoring import TextScore
from trucewatch.evaluation.tally import Summary, by_language
from trucewatch.evaluation.time_and_numbers import OutsideScore

__all__ = ["Report", "report_json", "write_report"]


class Report(Struct, frozen=True, kw_only=True):
    """A run: which rules read which texts on which day, and everything that was measured.

    ``summaries``, ``metrics`` and ``intervals`` go by language; ``mistakes`` leaves out the texts of a test split
    (``hidden`` counts them); ``mixed`` tells that the sums hold texts of a test split and others.
    """

    rules: str
    day: str
    split: Split | None
    texts: int
    hidden: int
    mixed: bool
    seed: int
    resamples: int
    summaries: dict[str, Summary]
    metrics: dict[str, dict[str, float]]
    intervals: dict[str, dict[str, Interval]]
    classes: tuple[ClassAccuracy, ...]
    coverage: tuple[Coverage, ...]
    contributions: tuple[RuleShare, ...]
    changes: Changes | None
    plover: PloverScore | None
    time_and_numbers: tuple[OutsideScore, ...]
    mistakes: tuple[Mistake, ...]


def write_report(
    scores: Sequence[TextScore],
    *,
    rules: str,
    day: str,
    split: Split | None,
    before: Accepted | None = None,
    plover: PloverScore | None = None,
    time_and_numbers: tuple[OutsideScore, ...] = (),
    seed: int = SEED,
    resamples: int = RESAMPLES,
) -> Report:
    """Measure all there is to measure in ``scores``. ``rules`` is the digest of the rules, ``day`` an ISO date."""
    summaries = by_language(scores)
    return Report(
        rules=rules,
        day=day,
        split=split,
        texts=len(scores),
        hidden=sum(score.gold.key.split == "test" for score in scores),
        mixed=len({score.gold.key.split == "test" for score in scores}) > 1,
        seed=seed,
        resamples=resamples,
        summaries=summaries,
        metrics={lang: metrics_of(summary) for lang, summary in summaries.items()},
        intervals=intervals(scores, seed=seed, resamples=resamples),
        classes=class_accuracy(scores),
        coverage=risk_and_coverage(scores),
        contributions=rule_shares(scores),
        changes=compare(scores, before) if before else None,
        plover=plover,
        time_and_numbers=time_and_numbers,
        mistakes=mistakes(scores),
    )


def report_json(report: Report) -> bytes:
    """The report as JSON, keys sorted, indented."""
    return msgspec.json.format(msgspec.json.encode(report, order="sorted"), indent=1) + b"\n"
