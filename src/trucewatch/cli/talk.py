"""How commands talk: errors and progress on standard error, quiet in a pipe."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.measure import Measurement
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

from trucewatch.errors import TrucewatchError

__all__ = ["err", "now", "out", "print_table", "progress_bar", "say", "tell_error"]

_WIDE_IN_A_PIPE = 200
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def now() -> dt.datetime:
    """The present instant; the one clock of the command line."""
    return dt.datetime.now(dt.UTC)


def say(message: str) -> None:
    """One line of talk. Text from outside is never read as markup."""
    err.print(message, markup=False)


def tell_error(error: TrucewatchError) -> None:
    """The whole error: what was expected, what arrived, where, what to do."""
    err.print(error.diagnostics(), markup=False)


def print_table(table: Table) -> None:
    """A table on standard output, its cells never read as markup.

    On a terminal it has the terminal's width. In a pipe it has the width it needs, so that no word is cut: long text
    wraps where the table would be wider than 200 columns.
    """
    console = Console(highlight=False, markup=False, soft_wrap=True)
    if not console.is_terminal:
        needed = Measurement.get(console, console.options.update(max_width=100_000), table)
        width = max(needed.minimum, min(needed.maximum, _WIDE_IN_A_PIPE))
        console = Console(highlight=False, markup=False, soft_wrap=True, width=width)
    console.print(table)


class _Bars:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(self._tasks[stage], completed=done, total=total)


def _nothing(stage: str, done: int, total: int) -> None:
    del stage, done, total


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each stage on a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield _nothing
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        yield _Bars(progress)
