"""``trucewatch observations``: an observers' table, its sectors and where they overlap."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.cli.talk import now, out, say
from trucewatch.errors import InputError
from trucewatch.intake.files import read_file
from trucewatch.intake.observations.locating import sector_place
from trucewatch.intake.observations.observation_tables import read_observations
from trucewatch.intake.observations.sector_layers import overlaps, sector_layers
from trucewatch.vocabulary.claims import UnreadRecord

__all__ = ["observations", "register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "observations",
        help="Read an observers' table; print where its observations point and overlap.\n\n"
        "Example: trucewatch observations posts-2016-12-05.csv --geojson sectors.geojson",
    )(observations)


def observations(
    file: Annotated[Path, typer.Argument(help="A table of observations: CSV or XLSX.")],
    geojson: Annotated[Path | None, typer.Option(metavar="FILE", help="Write sectors and overlaps as GeoJSON.")] = None,
    minutes: Annotated[float, typer.Option(min=0, help="Observations this near in time may be of one occurrence.")] = 2,
) -> None:
    """One line an observation, then one an overlap."""
    taken = read_file(file, clock=now)
    if isinstance(taken, UnreadRecord) or taken.unread is not None:
        unread = taken if isinstance(taken, UnreadRecord) else taken.unread
        raise InputError(str(unread.detail if unread else "not read"), where=str(file))
    reading = read_observations(taken.text, document=taken.document.id)
    for item in reading.observations:
        place = sector_place(item)
        at = f"{place[0]:.4f}, {place[1]:.4f} ({place[2]})" if place else "no place: bearing, range or position missing"
        count = f"{'at least ' if item.at_least else ''}{item.count if item.count is not None else 'uncounted'}"
        what = f"{count} {item.kind}, {item.description or 'undetermined'}, weapon {item.weapon or 'not known'}"
        out.print(f"{item.observed}  {item.observer}: {what}: {at}", markup=False)
    for found in overlaps(reading.observations, minutes=minutes):
        said = f"{len(found.observations)} observations overlap within {found.radius_km:.2f} km of"
        out.print(f"{said} {found.lat:.4f}, {found.lon:.4f}", markup=False)
    if geojson is not None:
        geojson.write_text(json.dumps(sector_layers(reading.observations, minutes=minutes)), encoding="utf-8")
    for row in reading.refused:
        say(f"{file}: {row.message()}")
    if reading.refused:
        raise typer.Exit(1)
