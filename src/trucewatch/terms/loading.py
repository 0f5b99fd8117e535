"""Read the instruments of a case from ``terms/*.yaml``, one instrument a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from shapely.geometry.base import BaseGeometry

from trucewatch.errors import UsageError
from trucewatch.terms.checking import KnownIds, check_instrument, refuse_duplicates
from trucewatch.terms.versions import check_versions
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.terms import Instrument
from trucewatch.vocabulary.yaml_input import YamlTree, decode_yaml, parse_yaml, read_text

__all__ = ["MAX_INSTRUMENTS", "load_instruments", "parse_instrument", "schema"]

MAX_INSTRUMENTS: Final = 500


def load_instruments(
    folder: Path,
    *,
    actors: Iterable[Actor],
    places: Iterable[GazetteerPlace],
    areas: Mapping[str, BaseGeometry],
) -> tuple[Instrument, ...]:
    """Every instrument of ``folder``, in the order of the file names.

    ``actors``, ``places`` and ``areas`` are those of the case; ids that a file names and the case lacks are refused.
    Raises :class:`UsageError` when the folder is missing, :class:`InputError` with file, line and field otherwise.
    """
    if not folder.is_dir():
        raise UsageError("the folder of terms does not exist", where=str(folder), hint="a case keeps them in terms/")
    paths = sorted(p for p in folder.iterdir() if p.suffix in (".yaml", ".yml") and p.is_file())
    if len(paths) > MAX_INSTRUMENTS:
        raise UsageError("the folder holds too many files", where=str(folder), expected=f"at most {MAX_INSTRUMENTS}")
    known = KnownIds.of(actors, places, areas)
    read = [_read(read_text(path), path.name, known) for path in paths]
    refuse_duplicates(read)
    check_versions(read)
    return tuple(instrument for instrument, _ in read)


def parse_instrument(
    text: str,
    name: str,
    *,
    actors: Iterable[Actor],
    places: Iterable[GazetteerPlace],
    areas: Mapping[str, BaseGeometry],
) -> Instrument:
    """Decode and check one instrument; ``name`` is the file shown in errors. Raises :class:`InputError`."""
    read = _read(text, name, KnownIds.of(actors, places, areas))
    refuse_duplicates([read])
    check_versions([read])
    return read[0]


def schema() -> dict[str, Any]:
    """The JSON Schema of an instrument file, made from the records."""
    described = msgspec.json.schema(Instrument)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Instrument", **described}


def _read(text: str, name: str, known: KnownIds) -> tuple[Instrument, YamlTree]:
    instrument = decode_yaml(text, Instrument, name)
    tree = parse_yaml(text, name)
    check_instrument(instrument, tree, known)
    return instrument, tree
