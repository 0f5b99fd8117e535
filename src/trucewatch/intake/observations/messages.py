"""Radio and SMS messages: SALUTE reports and situation lines, in three languages, to claims.

A message is one block of lines ``field: words``, or one line with the fields parted by semicolons or slashes. The
time is the time observed, not sent. A second-hand source is named in its own field and then is the one who speaks.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from msgspec import Struct

from trucewatch.intake.datasets.refusals import RefusedRow, RowError, TableReading
from trucewatch.intake.observations.directions import bearing_in, range_in
from trucewatch.intake.observations.observation_tables import code_of_word
from trucewatch.vocabulary.claims import (
    Abstention,
    EventActor,
    EventClaim,
    Evidence,
    PlaceRef,
    Span,
    TimeSpan,
    Voice,
    Weapon,
)
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["is_messages", "read_messages"]

_FIELD: Final = re.compile(r"(?:^|[;|]|(?<=\s)//)[ \t]*([^\W\d_]{1,20})[ \t]*[:：\-][ \t]*", re.MULTILINE)
_GRID: Final = re.compile(r"(-?\d{1,2}\.\d{2,6})\s*[,; ]\s*(-?\d{1,3}\.\d{2,6})")
_DTG: Final = re.compile(r"\b(\d{2})(\d{2})(\d{2})([A-Z])?\s*([^\W\d_]{3,6})\.?\s*(\d{2}|\d{4})\b")
_ISO: Final = re.compile(r"\b(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2})[:hH](\d{2}))?")
_NEEDED: Final = ("activity", "location", "time")


class _Activity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    act: str
    words: tuple[str, ...]


class _Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    source: str
    fields: dict[str, tuple[str, ...]]
    opening: tuple[str, ...]
    activities: tuple[_Activity, ...]
    months: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Part:
    value: str
    span: Span


@cache
def _data() -> _Words:
    text = (resources.files("trucewatch.intake.observations") / "messages.yaml").read_text(encoding="utf-8")
    return decode_yaml(text, _Words, "messages.yaml")


@cache
def _names() -> dict[str, str]:
    return {word.casefold(): name for name, words in _data().fields.items() for word in words}


def is_messages(text: str) -> bool:
    """True when the text opens as a SALUTE report or situation line, or its first block has its fields."""
    head = text[:4000].lstrip("\ufeff \t\r\n")
    first = next(iter(_blocks(head)), None)
    if first is None:
        return False
    named = set(_parts(head, *first))
    opened = any(head.casefold().startswith(word) for word in _data().opening)
    return len(named & {"size", "activity", "location", "unit", "time", "equipment"}) >= (3 if opened else 4)


def read_messages(text: str, *, document: str, lang: str = "en") -> TableReading:
    """The claims of the messages of a text, in order; a message without act, place or time is refused by itself."""
    claims: list[EventClaim] = []
    refused: list[RefusedRow] = []
    for start, end in _blocks(text):
        parts = _parts(text, start, end)
        if not parts:
            continue
        try:
            claims.append(_claim(text, (start, end), parts, document, lang))
        except RowError as error:
            line = text.count("\n", 0, start) + 1
            refused.append(RefusedRow(line=line, field=error.field, expected=error.expected, got=error.got[:80]))
    return TableReading(claims=tuple(claims), refused=tuple(refused), mapping="messages")


def _blocks(text: str) -> Iterator[Span]:
    """Messages are parted by blank lines; a new opening word begins one too."""
    for found in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+", text):
        start = found.start()
        for line in re.finditer(r"[^\n]+", found[0]):
            at = found.start() + line.start()
            words = line[0].strip().casefold()
            if at > start and any(words.startswith(word) for word in _data().opening):
                yield start, at
                start = at
        yield start, found.end()


def _parts(text: str, start: int, end: int) -> Mapping[str, _Part]:
    marks = [(m, name) for m in _FIELD.finditer(text, start, end) if (name := _names().get(m[1].casefold()))]
    parts: dict[str, _Part] = {}
    for number, (mark, name) in enumerate(marks):
        stop = marks[number + 1][0].start() if number + 1 < len(marks) else end
        raw = text[mark.end() : stop]
        value = raw.strip(" \t\r\n;|/")
        if value and name not in parts:
            at = mark.end() + raw.index(value)
            parts[name] = _Part(value, (at, at + len(value)))
    return parts


def _claim(text: str, block: Span, parts: Mapping[str, _Part], document: str, lang: str) -> EventClaim:
    for name in _NEEDED:
        if name not in parts:
            raise RowError(name, f"the field {name}", "")
    act = _act(parts["activity"].value)
    time = _time(parts["time"])
    raw = text[block[0] : block[1]].rstrip()
    span = (block[0], block[0] + len(raw))
    weapon = parts.get("equipment")
    code = code_of_word("weapon", weapon.value) if weapon else None
    unit = parts.get("unit")
    abstained = [] if unit else [Abstention(slot="actors", reason="the message names no unit")]
    speaker = parts.get("source") or parts.get("observer")
    return EventClaim(
        id=hashlib.sha256("\0".join((document, "message", str(span))).encode()).hexdigest()[:32],
        document=document,
        lang=lang,
        span=span,
        text=raw,
        attribution=(Voice(name=speaker.value, span=speaker.span),) if speaker else (),
        confidence="medium" if "source" in parts else "high",
        rules=("message.salute", *(("message.second_hand",) if "source" in parts else ())),
        abstained=tuple(abstained),
        evidence={"act": Evidence(span=parts["activity"].span)},
        act=act,
        status="occurred",
        # the unit is whom the observer recognised; that it acted is the observer's word
        actors=(EventActor(name=unit.value, span=unit.span, role="agent"),) if unit else (),
        weapon=Weapon(name=weapon.value, code=code, span=weapon.span) if weapon and code else None,  # type: ignore[arg-type]  # a code of the list
        place=_place(parts["location"]),
        time=time,
    )


def _act(activity: str) -> str:
    said = " ".join(activity.replace("’", "'").casefold().split())
    found = [
        (len(word), item.act)
        for item in _data().activities
        for word in map(str.casefold, item.words)
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said)
    ]
    if not found:
        raise RowError("activity", "an activity of the list, such as shelling or small arms fire", activity)
    return max(found)[1]


def _place(part: _Part) -> PlaceRef:
    """A pair of degrees is a point; a bearing and distance stay words with the area they allow."""
    grid = _GRID.search(part.value)
    if grid is not None:
        lat, lon = float(grid[1]), float(grid[2])
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise RowError("location", "latitude and longitude in degrees", part.value)
        return PlaceRef(name=part.value, lat=lat, lon=lon, precision="vicinity", span=part.span)
    offset = bearing_in(part.value) is not None and range_in(part.value) is not None
    return PlaceRef(name=part.value, precision="near" if offset else None, span=part.span)


def _time(part: _Part) -> TimeSpan:
    group = _DTG.search(part.value)
    if group is not None:
        month = next((i for i, names in enumerate(_data().months, 1) if group[5].casefold() in names), None)
        year = int(group[6]) + (2000 if len(group[6]) == 2 else 0)
        try:
            moment = dt.datetime(year, month or 0, int(group[1]), int(group[2]), int(group[3]))
        except ValueError:
            raise RowError("time", "a date-time group such as 051430C DEC 16", part.value) from None
        written = moment.isoformat(timespec="minutes")
        return TimeSpan(start=written, end=written, precision="instant", span=part.span)
    found = _ISO.search(part.value)
    if found is None:
        raise RowError("time", "the time observed, such as 2016-12-05 14:30 or 051430C DEC 16", part.value)
    try:
        day = dt.date.fromisoformat(found[1])
        clock = f"T{dt.time(int(found[2]), int(found[3])).isoformat('minutes')}" if found[2] else ""
    except ValueError:
        raise RowError("time", "a time that exists", part.value) from None
    written = day.isoformat() + clock
    return TimeSpan(start=written, end=written, precision="instant" if clock else "day", span=part.span)
