"""Write the reference pages that are made from the code: commands and JSON Schemas.

python docs/make_reference.py
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import typer

from trucewatch.case import case_schemas
from trucewatch.cli.main import application
from trucewatch.vocabulary.claims import ControlClaim, EventClaim, FigureClaim, PositionClaim, UnreadRecord

HERE = Path(__file__).resolve().parent / "reference"


def commands() -> str:
    """The page of commands, from their own help."""
    group = typer.main.get_command(application())
    codes = "Exit codes: 0 done, 1 something in the input was refused, 2 wrong usage."
    out = ["# Commands", "", f"Made from the program by `make docs`. {codes}", ""]
    for name, command in _leaves(group):
        context = command.make_context(name, [], resilient_parsing=True)
        out += [f"## {name}", "", "    " + command.get_usage(context).replace("Usage: ", "").strip(), ""]
        out += [(command.help or "").replace("\b", "").strip(), ""]
        for parameter in command.params:
            record = parameter.get_help_record(context)
            if record and "--help" not in record[0]:
                out.append(f"- `{record[0]}` {record[1]}".rstrip())
        out.append("")
    return "\n".join(out).rstrip() + "\n"


def _leaves(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Commands by their whole name, those of a group after one another."""
    for name, command in sorted(group.commands.items()):
        whole = f"{before} {name}".strip()
        if hasattr(command, "commands"):
            yield from _leaves(command, whole)
        else:
            yield whole, command


def schemas() -> dict[str, str]:
    """Each schema by name, as text."""
    kinds = EventClaim | FigureClaim | PositionClaim | ControlClaim | UnreadRecord
    made = {**case_schemas(), "claim": msgspec.json.schema(kinds)}
    return {name: json.dumps(schema, indent=1, sort_keys=True) + "\n" for name, schema in made.items()}


def main() -> None:
    """Write all pages."""
    (HERE / "commands.md").write_text(commands(), encoding="utf-8")
    for name, text in schemas().items():
        (HERE / "schemas" / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
