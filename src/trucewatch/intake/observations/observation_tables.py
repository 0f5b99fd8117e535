"""Daily tables of observers (CSV, XLSX) to observations, row by row, in three languages of headings and words."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from msgspec import Struct

from trucewatch.errors import InputError
from trucewatch.intake.datasets.refusals import RefusedRow, RowError
from trucewatch.intake.datasets.rows import Malformed, Row, split_rows
from trucewatch.intake.observations.directions import bearing_in, range_in
from trucewatch.vocabulary.observations import Aircraft, Bearing, Observation, Range
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["ObservationReading", "code_of_word", "is_observation_table", "read_observations"]

_MAX_ROWS: Final = 50_000
_COUNT: Final = re.compile(r"(?:(?:at least|minimum|au moins|min\.?|>=|≥|ما لا يقل عن)\s*)?(\d{1,5})\+?", re.IGNORECASE)
_LEAST: Final = re.compile(r"at least|minimum|au moins|min\b|>=|≥|\+|ما لا يقل عن", re.IGNORECASE)
_CLOCK: Final = re.compile(r"(\d{1,2})[:hH](\d{2})(?:\s*(?:-|–|to|à|إلى)\s*(\d{1,2})[:hH](\d{2}))?")
_DAYS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y")


@dataclass(frozen=True, kw_only=True)
class ObservationReading:
    """The observations of the sound rows in order, and the rows that were refused."""

    observations: tuple[Observation, ...]
    refused: tuple[RefusedRow, ...]


class _Columns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    source: str
    required: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    words: dict[str, dict[str, tuple[str, ...]]]
    not_known: tuple[str, ...]


@cache
def _data() -> _Columns:
    text = (resources.files("trucewatch.intake.observations") / "columns.yaml").read_text(encoding="utf-8")
    return decode_yaml(text, _Columns, "columns.yaml")


def _folded(word: str) -> str:
    return " ".join(word.replace("’", "'").replace("_", " ").casefold().split())


def _columns(header: Sequence[str]) -> dict[str, int]:
    """The place of each known column; a heading serves one column only, the first that names it."""
    names = [_folded(name.lstrip("\ufeff")) for name in header]
    found: dict[str, int] = {}
    for column, words in _data().columns.items():
        for word in words:
            if _folded(word) in names and names.index(_folded(word)) not in found.values():
                found[column] = names.index(_folded(word))
                break
    return found


def is_observation_table(text: str) -> bool:
    """True when the header names an observer, an observation and a day, and a direction, a means or a description."""
    first = next(split_rows(text[:20_000]), None)
    if not isinstance(first, Row):
        return False
    found = _columns([field.value for field in first.fields])
    return set(_data().required) <= set(found) and bool({"location", "bearing", "means", "description"} & set(found))


def code_of_word(kind: str, written: str) -> str | None:
    """The code of a list (``means``, ``kind``, ``description``, ``weapon``) that the words name, or null."""
    word = _folded(written)
    if not word or word in _data().not_known:
        return None
    lists = _data().words[kind]
    for code, words in lists.items():
        if word == code or word in map(_folded, words):
            return code
    inside = [
        (len(w), code)
        for code, words in lists.items()
        for w in map(_folded, words)
        if re.search(rf"(?<!\w){re.escape(w)}(?!\w)", word)
    ]
    return max(inside)[1] if inside else None


def read_observations(text: str, *, document: str) -> ObservationReading:
    """The observations of a table. Raises :class:`InputError` for a header that lacks a column or a table too long."""
    first = next(split_rows(text), None)
    if not isinstance(first, Row) or not is_observation_table(text):
        raise InputError(
            "the table is no table of observations",
            where="line 1",
            expected=", ".join(_data().required) + " and a direction, a means or a description",
        )
    places = _columns([field.value for field in first.fields])
    made: list[Observation] = []
    refused: list[RefusedRow] = []
    for number, row in enumerate(split_rows(text, len(first.fields))):
        if number == 0:
            continue
        if number > _MAX_ROWS:
            raise InputError("the table has too many rows", expected=f"at most {_MAX_ROWS}", hint="split the file")
        if isinstance(row, Malformed):
            refused.append(RefusedRow(line=row.line, field="the row", expected="a sound row", got=row.reason))
            continue
        cells = {column: row.fields[at].value.strip() for column, at in places.items()}
        try:
            made.append(_observation(cells, row, document))
        except RowError as error:
            refused.append(RefusedRow(line=row.line, field=error.field, expected=error.expected, got=error.got[:80]))
    return ObservationReading(observations=tuple(made), refused=tuple(refused))


def _observation(cells: Mapping[str, str], row: Row, document: str) -> Observation:
    observer = cells["observer"]
    if not observer:
        raise RowError("observer", "the observer's post or position", "")
    kind = code_of_word("kind", cells["kind"])
    if kind is None:
        raise RowError("observation", "explosion, burst, shot, aircraft or another kind of the list", cells["kind"])
    day = _day("date", cells["observed"])
    start, end = _clock(cells.get("time", ""))
    count, least = _count(cells.get("count", ""))
    weapon = cells.get("weapon", "")
    key = "\0".join((document, str(row.line), *cells.values()))
    return Observation(
        id=hashlib.sha256(key.encode()).hexdigest()[:32],
        document=document,
        span=row.span,
        observer=observer,
        observed=f"{day}T{start}" if start else day,
        observed_end=f"{day}T{end}" if end else None,
        reported=_day("reported", cells["reported"]) if cells.get("reported") else None,
        kind=kind,  # type: ignore[arg-type]  # the words lead to codes of the list, which a test compares
        means=_coded("means", cells.get("means", "")),
        lat=_number(cells, "lat", -90, 90),
        lon=_number(cells, "lon", -180, 180),
        control=cells.get("control") or None,
        bearing=_bearing(cells),
        range=_range(cells),
        count=count,
        at_least=least,
        description=_coded("description", cells.get("description", "")),
        weapon=code_of_word("weapon", weapon)
        or ("other" if weapon and _folded(weapon) not in _data().not_known else None),  # type: ignore[arg-type]  # as above
        weapon_words=weapon or None,
        aircraft=_aircraft(cells) if kind == "aircraft" else None,
        notes=cells.get("notes") or None,
    )


def _weapon(written: str) -> Any:
    """The code; *other* for a weapon that no code names, null for one that is not known."""
    known = _folded(written) not in _data().not_known
    return code_of_word("weapon", written) or ("other" if known else None)


def _coded(kind: str, written: str) -> Any:
    return code_of_word(kind, written)


def _day(column: str, written: str) -> str:
    for pattern in _DAYS:
        try:
            day = dt.datetime.strptime(written[:20], pattern).date()
        except ValueError:
            continue
        if 1945 <= day.year <= 2100:
            return day.isoformat()
    raise RowError(column, "a day such as 2016-12-05 or 05/12/2016", written)


def _clock(written: str) -> tuple[str | None, str | None]:
    if not written:
        return None, None
    found = _CLOCK.search(written)
    if found is None:
        raise RowError("time", "a clock time such as 14:05 or 14:05-14:20", written)
    numbers = [int(part) if part else None for part in found.groups()]
    if (
        numbers[0] is None
        or numbers[0] > 23
        or (numbers[1] or 0) > 59
        or (numbers[2] or 0) > 23
        or (numbers[3] or 0) > 59
    ):
        raise RowError("time", "a clock time that exists", written)
    end = f"{numbers[2]:02d}:{numbers[3]:02d}" if numbers[2] is not None else None
    return f"{numbers[0]:02d}:{numbers[1]:02d}", end


def _count(written: str) -> tuple[int | None, bool]:
    if not written or _folded(written) in _data().not_known:
        return None, False
    found = _COUNT.fullmatch(written.strip())
    if found is None:
        raise RowError("count", "a whole number, with 'at least' where it is a minimum", written)
    return int(found[1]), bool(_LEAST.search(written))


def _number(cells: Mapping[str, str], column: str, low: float, high: float) -> float | None:
    written = cells.get(column, "")
    if not written:
        return None
    try:
        value = float(written.replace(",", "."))
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise RowError(column, f"a number from {low:g} to {high:g}", written)
    return value


def _bearing(cells: Mapping[str, str]) -> Bearing | None:
    degrees = _number(cells, "bearing", 0, 360) if cells.get("bearing", "").replace(".", "").isdigit() else None
    error = _number(cells, "bearing_error", 0, 180)
    if degrees is not None:
        return Bearing(degrees=degrees % 360, error=5.0 if error is None else error)
    found = bearing_in(cells.get("bearing", "")) or bearing_in(cells.get("location", ""))
    return found if found is None or error is None else Bearing(degrees=found.degrees, error=error)


def _range(cells: Mapping[str, str]) -> Range | None:
    low, high = _number(cells, "distance_min", 0, 500), _number(cells, "distance_max", 0, 500)
    if low is not None or high is not None:
        first, last = low if low is not None else 0.0, high if high is not None else low
        if last is None or last < first:
            raise RowError("distance_max", f"a distance not below {first:g} km", str(high))
        return Range(low=first, high=last)
    return range_in(cells.get("location", ""))


def _aircraft(cells: Mapping[str, str]) -> Aircraft:
    return Aircraft(
        type=cells.get("aircraft") or None,
        height=_number(cells, "height", 0, 40_000),
        heading=_number(cells, "heading", 0, 360),
        airfield=cells.get("airfield") or None,
        minutes=_number(cells, "minutes", 0, 100_000),
        sortie=cells.get("sortie") or None,
    )
