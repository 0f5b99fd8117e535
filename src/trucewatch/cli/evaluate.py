"""``trucewatch evaluate``: score the reader against hand-made keys."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trucewatch.evaluation.__main__ import main as evaluation

__all__ = ["evaluate", "register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "evaluate",
        help="Score the reader against keys.\n\nExample: trucewatch evaluate benchmarks/gold --split development",
    )(evaluate)


def evaluate(
    gold: Annotated[list[Path], typer.Argument(help="Keys or folders of keys.")],
    split: Annotated[str | None, typer.Option(help="development or test.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List the errors in their sentences.")] = False,
) -> None:
    """Print the table."""
    arguments = [str(path) for path in gold] + (["--split", split] if split else []) + (["--errors"] if errors else [])
    raise typer.Exit(evaluation(arguments))
