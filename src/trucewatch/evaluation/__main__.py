"""``python -m trucewatch.evaluation GOLD... [--split SPLIT] [--errors]``: scores of the general reader as tables."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from trucewatch.errors import TrucewatchError
from trucewatch.evaluation.keys import load_gold
from trucewatch.evaluation.mistakes import mistakes
from trucewatch.evaluation.runner import general_reader, score_all
from trucewatch.evaluation.table import mistake_lines, score_table, slot_table
from trucewatch.evaluation.tally import by_language


def main(arguments: list[str]) -> int:
    """Print the scores; 0 when they could be taken, else the exit code of the error."""
    parser = argparse.ArgumentParser(prog="python -m trucewatch.evaluation")
    parser.add_argument("gold", nargs="+", type=Path, metavar="GOLD", help="folders or files with keys")
    parser.add_argument("--split", choices=("development", "test"), help="only the texts of this split")
    parser.add_argument("--errors", action="store_true", help="list the mistakes (never those of a test split)")
    parser.add_argument("--every-slot", action="store_true", help="list the wrong slots that are not scored too")
    options = parser.parse_args(arguments)
    out = Console(highlight=False, soft_wrap=not sys.stdout.isatty(), width=None if sys.stdout.isatty() else 160)
    try:
        scores = score_all(load_gold(options.gold, split=options.split), general_reader())
    except TrucewatchError as error:
        sys.stderr.write(error.diagnostics() + "\n")
        return error.exit_code
    if options.errors:
        for line in mistake_lines(mistakes(scores, every_slot=options.every_slot)):
            out.print(line)
    summaries = by_language(scores)
    out.print(score_table(summaries, {}))
    out.print(slot_table(summaries))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
