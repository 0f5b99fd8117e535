"""A stream of reports as texts, with the truth of each: which incident it tells, and which report it copies.

python -m benchmarks.report_stream REPORTS FOLDER [--seed N]

writes one text file a report and ``truth.jsonl`` beside them. Reports come in the order of their publication and are
made as they are asked for: what is held is what has happened and is still to be told, whatever the length of the
stream. Ten incidents a day on average, in bursts; three and a third reports an incident in French, English and Arabic;
copies by other outlets, late reports, wrong or wider places, wrong days, blame turned and tolls inflated by outlets
with an interest. Everything is made up from the seed; the words are those of no report.
"""

from __future__ import annotations

import argparse
import datetime as dt
import heapq
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.report_words import lead, rest, title
from trucewatch.case import Case, load_case

__all__ = ["Shares", "StreamReport", "file_of", "packaged_case", "reports", "truth_line"]

PACKAGED: Final = Path(__file__).resolve().parents[1] / "cases" / "aleppo-2016"
START: Final = dt.date(2012, 1, 2)
ACTS: Final = ("air_strike", "shelling", "armed_clash", "aid_obstruction", "abduction")
SIDES: Final = ("government", "opposition")
INCIDENTS_A_DAY: Final = 10
_MEDIA: Final = ("agency", "broadcaster", "newspaper", "ngo", "monitor", "state_media", "party_media", "social")


@dataclass(frozen=True)
class Shares:
    """How often what makes linking hard occurs, 0 to 1. ``burst`` is the share of days on which one place has many
    incidents; the others are shares of reports."""

    copies: float = 0.12
    late: float = 0.08
    wrong_place: float = 0.06
    wide_place: float = 0.08
    wrong_day: float = 0.06
    burst: float = 0.03
    french: float = 0.4
    english: float = 0.35


@dataclass(frozen=True)
class Spot:
    """A place with its name in each language."""

    id: str
    label: dict[str, str]
    lat: float
    lon: float


@dataclass(frozen=True)
class Outlet:
    """A source, and the side in whose interest it speaks."""

    id: str
    name: str
    side: str | None


@dataclass(frozen=True)
class Incident:
    """What happened."""

    number: int
    act: str
    day: dt.date
    spot: Spot
    side: str
    toll: int


@dataclass(frozen=True, kw_only=True)
class StreamReport:
    """One report. ``incident`` and ``original`` (the number of the report it copies) are the truth; ``faults`` says
    what it tells otherwise than it was, or late."""

    number: int
    lang: str
    source: str
    outlet: str
    published: dt.date
    title: str
    text: str
    incident: int
    act: str
    original: int | None
    faults: tuple[str, ...]


@dataclass(order=True)
class _Waiting:
    """A report that is still to be told."""

    due: int
    serial: int
    made: StreamReport = field(compare=False)
    number: list[int] = field(compare=False)
    copies: list[int] | None = field(compare=False, default=None)


@cache
def packaged_case() -> Case:
    """The case whose places, actors and sources the stream speaks of."""
    return load_case(PACKAGED)


def reports(number: int, *, seed: int, shares: Shares | None = None) -> Iterator[StreamReport]:
    """``number`` reports in the order of publication; the same for the same seed."""
    given, dice = shares or Shares(), random.Random(seed)
    spots, outlets = _spots(), _outlets()
    waiting: list[_Waiting] = []
    told = serial = happened = 0
    for days in range(10**9):
        today = START + dt.timedelta(days=days)
        for incident in _happen(today, happened, spots, given, dice):
            happened += 1
            for made in _tell(incident, outlets, spots, given, dice, serial):
                heapq.heappush(waiting, made)
                serial = made.serial + 1
        while waiting and waiting[0].due <= today.toordinal():
            next_one = heapq.heappop(waiting)
            if told == number:
                return
            next_one.number.append(told)
            original = next_one.copies[0] if next_one.copies is not None else None
            yield replace(next_one.made, number=told, original=original)
            told += 1


def _happen(
    today: dt.date, first: int, spots: Sequence[Spot], shares: Shares, dice: random.Random
) -> Iterator[Incident]:
    """The incidents of a day: about ten, and on some days three times as many more at one place."""
    many = INCIDENTS_A_DAY + dice.randint(-4, 4)
    places = [spots[min(int(dice.expovariate(4 / len(spots))), len(spots) - 1)] for _ in range(many)]
    if dice.random() < shares.burst:
        places += [dice.choice(spots)] * dice.randint(20, 50)
    for n, spot in enumerate(places):
        act = dice.choices(ACTS, (30, 35, 15, 12, 8))[0]
        deadly = act in ("air_strike", "shelling", "armed_clash") and dice.random() < 0.6
        toll = 1 + int(dice.expovariate(0.12)) if deadly else 0
        yield Incident(first + n, act, today, spot, dice.choice(SIDES), toll)


def _tell(
    incident: Incident,
    outlets: Sequence[Outlet],
    spots: Sequence[Spot],
    shares: Shares,
    dice: random.Random,
    serial: int,
) -> Iterator[_Waiting]:
    """The reports of one incident, copies after what they copy."""
    often = 1 + min(int(dice.expovariate(1 / 2.8)), 30)
    originals: list[_Waiting] = []
    # seven tenths of the reports are not the first of their incident: only those can be copies
    copying = shares.copies / 0.7
    for n in range(often):
        due = incident.day.toordinal() + dice.choice((0, 0, 1, 1, 2))
        before = [w for w in originals if w.due <= due + 1]
        if before and dice.random() < copying:
            made = _copy(dice.choice(before), outlets, dice, serial + n)
        else:
            made = _original(incident, due, outlets, spots, shares, dice, serial + n)
            originals.append(made)
        yield made


def _original(
    incident: Incident,
    due: int,
    outlets: Sequence[Outlet],
    spots: Sequence[Spot],
    shares: Shares,
    dice: random.Random,
    serial: int,
) -> _Waiting:
    faults: list[str] = []
    outlet = dice.choice(outlets)
    lang = dice.choices(("fr", "en", "ar"), (shares.french, shares.english, 1 - shares.french - shares.english))[0]
    if dice.random() < shares.late:
        due += dice.randint(7, 60)
        faults.append("late")
    place, chance = incident.spot.label[lang], dice.random()
    if chance < shares.wrong_place:
        place = dice.choice(spots).label[lang]
        faults.append("wrong_place")
    elif chance < shares.wrong_place + shares.wide_place:
        place = {"fr": "Alep", "en": "Aleppo", "ar": "حلب"}[lang]
        faults.append("wide_place")
    day = incident.day
    if dice.random() < shares.wrong_day:
        day -= dt.timedelta(days=1)
        faults.append("wrong_day")
    side, toll = incident.side, incident.toll
    if outlet.side is not None:
        if outlet.side == side and dice.random() < 0.5:
            side = SIDES[1 - SIDES.index(side)]
            faults.append("blame_turned")
        if toll and dice.random() < 0.4:
            toll = max(1, round(toll * dice.uniform(0.4, 2.5)))
            faults.append("toll_changed")
    published = dt.date.fromordinal(due)
    first = lead(lang, incident.act, day, published, place, side, toll)
    made = StreamReport(
        number=0,
        lang=lang,
        source=outlet.id,
        outlet=outlet.name,
        published=published,
        title=title(lang, incident.act, place),
        text=f"{first}\n\n{rest(lang, dice)}",
        incident=incident.number,
        act=incident.act,
        original=None,
        faults=tuple(faults),
    )
    return _Waiting(due, serial, made, [])


def _copy(original: _Waiting, outlets: Sequence[Outlet], dice: random.Random, serial: int) -> _Waiting:
    """The words of another outlet a little later, half of the time with its end cut."""
    outlet = dice.choice([o for o in outlets if o.id != original.made.source])
    due = original.due + dice.choice((0, 1, 1, 2))
    text = original.made.text
    if dice.random() < 0.5:
        text = text[: text.rstrip().rindex(". ") + 1]
    made = replace(
        original.made,
        source=outlet.id,
        outlet=outlet.name,
        published=dt.date.fromordinal(due),
        text=text,
        faults=("copy",),
    )
    return _Waiting(due, serial, made, [], original.number)


@cache
def _spots() -> tuple[Spot, ...]:
    """Quarters and towns of the case that have a point and a name in each language."""
    return tuple(
        Spot(place.id, dict(place.label), place.lat, place.lon)
        for place in packaged_case().places
        if place.lat is not None and place.lon is not None and {"fr", "en", "ar"} <= set(place.label)
    )


@cache
def _outlets() -> tuple[Outlet, ...]:
    """Agencies and media of the case."""
    sides = {"syria-gov": "government", "russia": "government", "iran": "government"}
    kept = [s for s in packaged_case().sources if s.kind in _MEDIA]
    return tuple(Outlet(s.id, s.name, sides.get(s.interest or "", "opposition") if s.interest else None) for s in kept)


def file_of(report: StreamReport) -> tuple[str, str]:
    """The name of a report's file and what stands in it."""
    head = f"Source: {report.outlet}\nDate: {report.published.isoformat()}\nTitle: {report.title}\n\n"
    return f"{report.number:08d}.txt", f"{head}{report.text}\n"


def truth_line(report: StreamReport) -> bytes:
    """What is true of a report, as a line of JSON."""
    told = {"report": report.number, "incident": report.incident, "original": report.original, "act": report.act}
    return msgspec.json.encode({**told, "faults": report.faults}) + b"\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with (given.folder / "truth.jsonl").open("wb") as truth:
        for report in reports(given.reports, seed=given.seed):
            name, text = file_of(report)
            (given.folder / name).write_text(text, encoding="utf-8")
            truth.write(truth_line(report))
    print(f"seed {given.seed}: {given.reports} reports")


if __name__ == "__main__":
    main()
