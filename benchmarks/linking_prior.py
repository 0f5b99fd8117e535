"""Would small cases do better under weights fitted elsewhere than under the written ones?

python -m benchmarks.linking_prior [--seed N]

A model is fitted to generated reports of one theatre (``benchmarks.linking_reports``) and used as it is on claims of
another (``benchmarks.linking_speed``), beside the written weights. Prints pair precision, recall and F1 by size.
"""

from __future__ import annotations

import argparse
import random

import numpy as np

from benchmarks.linking_reports import PLAIN, happen, report
from benchmarks.linking_speed import ACTORS, SOURCES, build_world, generate, pair_scores
from benchmarks.linking_table import COLUMNS
from trucewatch.linking import LinkModel, link
from trucewatch.linking.statistical import add_reports, fit_model, open_table

INCIDENTS = 10_000
SIZES = ((300, False), (2_000, False), (6_000, False), (2_000, True))


def fitted_elsewhere(seed: int) -> LinkModel:
    """A model of the generated theatre."""
    dice = np.random.default_rng(seed)
    connection = open_table(None, memory_mb=600)
    connection.register("rows", report(*happen(INCIDENTS, PLAIN, dice), PLAIN, dice))
    add_reports(connection, "rows", COLUMNS)
    return fit_model(connection)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=5)
    seed: int = parser.parse_args().seed
    prior = fitted_elsewhere(seed)
    print("| claims | front | weights | precision | recall | F1 |", "|---|---|---|---|---|---|", sep="\n")
    for size, dense in SIZES:
        dice = random.Random(seed)
        world = build_world(dice, dense=dense)
        claims, documents, truth = generate(size, world, dice)
        for name, model in (("written", None), ("fitted elsewhere", prior)):
            result = link(
                claims, documents=documents, sources=SOURCES, actors=ACTORS, places=world.places, frozen=model
            )
            precision, recall = pair_scores(claims, truth, result.incidents)
            f1 = 2 * precision * recall / max(precision + recall, 1e-9)
            front = "one city" if dense else "towns"
            print(f"| {size} | {front} | {name} | {precision:.2f} | {recall:.2f} | {f1:.2f} |", flush=True)


if __name__ == "__main__":
    main()
