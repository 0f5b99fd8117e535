"""Begin a case: a folder with commented files that work as they are."""

from __future__ import annotations

import json
import re
import unicodedata
from importlib import resources
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trucewatch.case import case_schemas
from trucewatch.errors import CaseError, UsageError

__all__ = ["FILES", "start_case"]

FILES = ("case.yaml", "actors.yaml", "sources.yaml", "places.yaml", "terms/README.txt")
_EMPTY_AREAS = '{"type": "FeatureCollection", "features": []}\n'


def start_case(root: Path, *, name: str | None = None, zone: str = "UTC") -> tuple[Path, ...]:
    """Write a new case into ``root`` and return the files. Nothing that exists is overwritten.

    Raises :class:`UsageError` for a folder that holds a case or an unknown zone, :class:`CaseError` when the
    folder cannot be written.
    """
    if (root / "case.yaml").exists():
        raise UsageError("the folder holds a case already", where=str(root), hint=f"trucewatch run {root}")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError("the time zone is unknown", got=zone, expected="an IANA name, Asia/Damascus") from error
    title = name or root.resolve().name
    slug = _slug(title)
    values = {
        "id": slug,
        "name": json.dumps(title, ensure_ascii=False),
        "zone": zone,
        "origin": f"monitor.example/{slug}/log/1",
    }
    source = resources.files("trucewatch.starter")
    made: list[Path] = []
    try:
        for folder in ("inbox", "terms", ".schemas"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for file in FILES:
            text = source.joinpath(*file.split("/")).read_text(encoding="utf-8")
            if file == "case.yaml":
                text = Template(text.replace("$schema", "$$schema")).substitute(values)
            made += _write(root / file, text)
        made += _write(root / "areas.geojson", _EMPTY_AREAS)
        for kind, schema in case_schemas().items():
            _write(root / ".schemas" / f"{kind}.json", json.dumps(schema, indent=2, sort_keys=True) + "\n")
    except OSError as error:
        raise CaseError(f"the folder cannot be written: {error.strerror}", where=str(error.filename or root)) from error
    return tuple(made)


def _write(path: Path, text: str) -> list[Path]:
    if path.exists():
        return []
    path.write_text(text, encoding="utf-8")
    return [path]


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60] or "case"
