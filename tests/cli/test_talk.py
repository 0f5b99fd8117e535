"""Tables as they are printed: whole in a pipe, and never read as markup."""

from __future__ import annotations

import pytest
from rich.table import Table

from trucewatch.cli.talk import print_table


def test_a_table_in_a_pipe_cuts_no_word(capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"a-long-column-name-{number}" for number in range(9)]
    table = Table(*names)
    table.add_row(*(f"[bold]{name}[/bold]" for name in names))
    print_table(table)
    shown = capsys.readouterr().out
    assert all(f" {name} " in shown and f"[bold]{name}[/bold]" in shown for name in names)
    assert "…" not in shown


def test_long_text_in_a_pipe_wraps(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("text")
    table.add_row("many words " * 100)
    print_table(table)
    shown = capsys.readouterr().out
    assert max(len(line) for line in shown.splitlines()) <= 200
    assert shown.count("many") == 100
