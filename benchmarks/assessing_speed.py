"""Time and memory of assessing over generated incidents and the terms of the packaged case, one process on one core.

python -m benchmarks.assessing_speed [INCIDENTS] [CLAUSES] [SEED] [--all-in-force]

The packaged instruments are copied under new ids until there are CLAUSES clauses. Incidents fall on the days of 2016, a
third of them at a minute, at places of the case, a third of them at points of their own; acts, actors, what was struck
and the claims vary. ``--all-in-force`` makes every clause hold from the first day to the last: the worst case.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from trucewatch.assessing import Assessor, World
from trucewatch.case import Case, load_case
from trucewatch.terms import is_binding
from trucewatch.vocabulary.codes import family_of, load_code_list
from trucewatch.vocabulary.incidents import CasualtyRange, Incident, IncidentActor, IncidentPlace, IncidentTime, Origin
from trucewatch.vocabulary.terms import Clause, Instrument

_CASE = Path(__file__).resolve().parents[1] / "cases" / "aleppo-2016"
_OBJECTS = ("hospital", "school", "market", "residential", "aid_convoy", "water")


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    incidents: int
    clauses: int
    seed: int
    all_in_force: bool

    @classmethod
    def of(cls, arguments: list[str]) -> Asked:
        numbers = [int(a) for a in arguments if not a.startswith("--")]
        incidents, clauses, seed = (*numbers, *(100_000, 50, 1)[len(numbers) :])
        return cls(incidents, clauses, seed, "--all-in-force" in arguments)


def build_terms(case: Case, asked: Asked) -> tuple[Instrument, ...]:
    """Binding instruments with ``asked.clauses`` clauses in all."""
    binding = [i for i in case.instruments if is_binding(i)]
    made: list[Instrument] = []
    left = asked.clauses
    while left > 0:
        for instrument in binding:
            copy = f"{instrument.id}.{len(made)}"
            clauses = tuple(_named(c, f"{copy}/{n}") for n, c in enumerate(instrument.clauses[:left]))
            if asked.all_in_force:
                clauses = tuple(replace(c, validity=()) for c in clauses)
                start = replace(instrument.status[0], event="in_force", at="2016-01-01T00:00", until=None)
                instrument = replace(instrument, status=(start,))
            made.append(replace(instrument, id=copy, clauses=clauses))
            left -= len(clauses)
    return tuple(made)


def _named(clause: Clause, name: str) -> Clause:
    return replace(clause, id=name)


def build_incidents(case: Case, asked: Asked) -> Iterator[Incident]:
    """Incidents one by one, the same for the same seed."""
    dice = random.Random(asked.seed)
    acts = load_code_list("acts").names()
    usual = ("air_strike", "shelling", "armed_clash", "sniper_fire", "aid_obstruction", "ground_offensive")
    places = [p for p in case.places if p.lat is not None]
    fighters = [
        a.id for a in case.actors if a.kind in ("government", "armed_forces", "armed_group", "coalition", "state")
    ]
    for number in range(asked.incidents):
        act = dice.choice(usual) if dice.random() < 0.7 else dice.choice(acts)
        day = f"2016-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
        at = day + (f"T{dice.randint(0, 23):02d}:{dice.randint(0, 59):02d}" if dice.random() < 0.33 else "")
        place = dice.choice(places)
        own = dice.random() < 0.33
        spot = IncidentPlace(
            name=place.label.get("en", place.id),
            id=None if own else place.id,
            lat=(place.lat or 0) + (dice.uniform(-0.02, 0.02) if own else 0),
            lon=(place.lon or 0) + (dice.uniform(-0.02, 0.02) if own else 0),
            precision="vicinity" if own else "quarter",
            claims=(f"c{number}-0",),
        )
        claims = tuple(f"c{number}-{n}" for n in range(dice.randint(1, 6)))
        yield Incident(
            id=f"in-{number}",
            act=act,
            family=family_of(act),
            status="occurred",
            polarity="asserted",
            time=IncidentTime(start=at, end=at, precision="day", claims=claims[:1]),
            place=spot,
            agents=_actors(dice, fighters, claims, 0.7),
            targets=_actors(dice, fighters, claims, 0.4),
            objects=(dice.choice(_OBJECTS),) if dice.random() < 0.4 else (),  # type: ignore[arg-type]  # codes by name
            casualties=_hurt(dice),
            supporting=claims,
            origins=tuple(Origin(key=f"o{n}", name=f"o{n}", claims=(claim,)) for n, claim in enumerate(claims[:3])),
            corroboration="single_source",
        )


def _actors(dice: random.Random, ids: list[str], claims: tuple[str, ...], share: float) -> tuple[IncidentActor, ...]:
    if dice.random() > share:
        return ()
    chosen = dice.choice(ids)
    return (IncidentActor(name=chosen, id=chosen, claims=claims[:2]),)


def _hurt(dice: random.Random) -> tuple[CasualtyRange, ...]:
    if dice.random() > 0.4:
        return ()
    count = dice.randint(1, 40)
    return (CasualtyRange(outcome="killed", who="civilian", side=None, low=count, best=count, high=count, rule="one"),)


def main() -> None:
    """Assess and print what it took."""
    asked = Asked.of(sys.argv[1:])
    case = load_case(_CASE)
    world = World.of(
        actors=case.actors,
        places=case.places,
        areas=case.areas,
        zone=case.settings.time_zone,
        theatre=case.settings.theatre.area,
    )
    instruments = build_terms(case, asked)
    incidents = list(build_incidents(case, asked))
    outcomes: Counter[str] = Counter()
    begun, busy = time.perf_counter(), time.process_time()
    assessor = Assessor(instruments, world=world)
    for incident in incidents:
        outcomes.update(a.outcome for a in assessor.assess(incident))
    seconds, worked = time.perf_counter() - begun, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    clauses = sum(len(i.clauses) for i in instruments)
    sys.stdout.write(
        f"{len(incidents)} incidents, {clauses} clauses, seed {asked.seed}: {outcomes.total()} assessments "
        f"in {seconds:.1f} s ({worked:.1f} s of one core, {1000 * worked / len(incidents):.2f} ms an incident), "
        f"peak {peak:.0f} MB\n{dict(sorted(outcomes.items()))}\n"
    )


if __name__ == "__main__":
    main()
