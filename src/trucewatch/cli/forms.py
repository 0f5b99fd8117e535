"""``trucewatch forms``: the field forms as XLSForms for KoboToolbox and ODK."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trucewatch.cli.talk import out
from trucewatch.errors import UsageError
from trucewatch.intake.forms import form_definitions, write_xlsform

__all__ = ["forms", "register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("forms", help="Write the field forms as XLSForms.\n\nExample: trucewatch forms forms/ --form incident")(
        forms
    )


def forms(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the workbooks go; made when missing.")],
    form: Annotated[list[str] | None, typer.Option(help="Only this form; may be given more than once.")] = None,
) -> None:
    """Write a workbook for each form. Submissions come back with ``trucewatch ingest``."""
    known = {definition.id: definition for definition in form_definitions()}
    for name in form or ():
        if name not in known:
            raise UsageError("there is no such form", expected=", ".join(known), got=name)
    folder.mkdir(parents=True, exist_ok=True)
    for name in form or sorted(known):
        path = folder / f"{name}.xlsx"
        path.write_bytes(write_xlsform(known[name]))
        out.print(str(path), markup=False)
