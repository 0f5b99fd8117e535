"""Write the reference pages that are made from the code: commands and JSON Schemas.

python docs/make_reference.py
"""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import typer

from trucewatch.case import case_schemas
from trucewatch.cli.main import app
from trucewatch.vocabulary.claims import ControlClaim, EventClaim, FigureClaim, PositionClaim, UnreadRecord

HERE = Path(__file__).resolve().parent / "reference"


def commands() -> str:
    """The page of commands, from their own help."""
    group = typer.main.get_command(app)
    codes = "Exit codes: 0 done, 1 something in the input was refused, 2 wrong usage."
    out = ["# Commands", "", f"Made from the program by `make docs`. {codes}", ""]
    for name, command in sorted(group.commands.items()):  # type: ignore[attr-defined]  # a group of commands
        context = command.make_context(name, [], resilient_parsing=True)
        out += [f"## {name}", "", "    " + command.get_usage(context).replace("Usage: ", "").strip(), ""]
        out += [(command.help or "").replace("\b", "").strip(), ""]
        for parameter in command.params:
            record = parameter.get_help_record(context)
            if record and "--help" not in record[0]:
                out.append(f"- `{record[0]}` {record[1]}".rstrip())
        out.append("")
    return "\n".join(out).rstrip() + "\n"


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
