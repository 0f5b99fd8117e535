"""Time, memory and quality of linking over generated claims whose incidents are known.

python -m benchmarks.linking_speed [CLAIMS] [SEED] [--dense]

A third as many incidents as claims over a year and 150 towns with quarters, dated wrongly now and then, placed only in
the town, the province or nowhere, the act told more broadly, tolls inflated, blame turned, one claim in
sixteen a copy. ``--dense`` puts all of them into one city of sixty quarters within 120 days.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trucewatch.linking import link
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.claims import EventActor, EventClaim, Evidence, PlaceRef, Quantity, TimeSpan
from trucewatch.vocabulary.documents import Document, Source
from trucewatch.vocabulary.incidents import Incident

_ACTS = {
    "air_strike": ("bombardment", "attack"),
    "shelling": ("bombardment", "attack"),
    "sniper_fire": ("small_arms_fire", "attack"),
    "ied": ("attack",),
    "aid_obstruction": (),
    "abduction": (),
}
_OBJECTS = ("hospital", "school", "market", "residential")


@dataclass(frozen=True)
class World:
    """Places by town, the gazetteer, and how long the reports run."""

    towns: tuple[tuple[str, tuple[str, ...]], ...]
    places: tuple[GazetteerPlace, ...]
    days: int


def build_world(dice: random.Random, *, dense: bool = False, number: int = 150) -> World:
    """``number`` towns with quarters in four provinces, or one city."""
    places = [GazetteerPlace(id=f"province{p}", place_class="admin1", label={"en": f"Province {p}"}) for p in range(4)]
    towns: list[tuple[str, tuple[str, ...]]] = []
    for t in range(1 if dense else number):
        lat, lon = 34 + 3 * dice.random(), 36 + 3 * dice.random()
        places.append(
            GazetteerPlace(
                id=f"town{t}",
                place_class="city",
                label={"en": f"Town {t}"},
                lat=lat,
                lon=lon,
                parent=f"province{t % 4}",
            )
        )
        quarters = tuple(f"town{t}-q{q}" for q in range(60 if dense else 6))
        places += [
            GazetteerPlace(
                id=quarter,
                place_class="quarter",
                label={"en": quarter},
                lat=lat + dice.uniform(-0.05, 0.05),
                lon=lon + dice.uniform(-0.05, 0.05),
                parent=f"town{t}",
            )
            for quarter in quarters
        ]
        towns.append((f"town{t}", quarters))
    return World(tuple(towns), tuple(places), 120 if dense else 365)


SOURCES = tuple(
    Source(id=f"s{n}", name=f"Source {n}", kind="agency", interest=("gov", "opposition", None)[n % 3])
    for n in range(60)
)
ACTORS = (
    Actor(id="gov", kind="government", label={"en": "Government"}),
    Actor(id="army", kind="armed_forces", label={"en": "Army"}, side="gov"),
    Actor(id="opposition", kind="coalition", label={"en": "Opposition"}),
    Actor(id="brigade", kind="armed_group", label={"en": "Brigade"}, side="opposition"),
)


def generate(number: int, world: World, dice: random.Random) -> tuple[list[EventClaim], dict[str, Document], list[int]]:
    """Claims in order, their documents, and the incident that each is about."""
    made = list(stream(number, world, dice))
    documents = {document.id: document for _, document, _ in made}
    return [claim for claim, _, _ in made], documents, [incident for _, _, incident in made]


def stream(number: int, world: World, dice: random.Random) -> Iterator[tuple[EventClaim, Document, int]]:
    """Claims one by one, each with its document and the incident that it is about."""
    by_id = {place.id: place for place in world.places}
    incident = n = 0
    while n < number:
        town, quarters = world.towns[min(int(dice.expovariate(4 / len(world.towns))), len(world.towns) - 1)]
        quarter, act = dice.choice(quarters), dice.choice(tuple(_ACTS))
        agent = dice.choice(("army", "brigade"))
        day, toll = dice.randrange(world.days), dice.choice((0, 0, 1, 2, 3, 5, 8, 12, 20))
        hit = dice.choice(_OBJECTS) if dice.random() < 0.3 else None
        before: EventClaim | None = None
        for _ in range(min(1 + int(dice.expovariate(1 / 2.3)), number - n)):
            copied = before is not None and dice.random() < 0.1
            told = dt.date(2016, 1, 1) + dt.timedelta(days=day + (dice.choice((-1, 1)) if dice.random() < 0.1 else 0))
            published = (told + dt.timedelta(days=dice.choice((0, 1, 1, 2)))).isoformat()
            document = f"{n:064x}"
            if copied and before is not None:
                claim = _copy(before, n, document)
            else:
                claim = _claim(n, document, dice, by_id, (quarter, town), act, agent, told.isoformat(), toll, hit)
            told_in = Document(
                id=document,
                media="text/plain",
                size=1,
                name=document[-8:],
                source=dice.choice(SOURCES).id,
                published=published,
                duplicate="near_identical" if copied else None,
                duplicate_of=before.document if copied and before is not None else None,
            )
            before = claim if before is None else before
            yield claim, told_in, incident
            n += 1
        incident += 1


def _copy(claim: EventClaim, n: int, document: str) -> EventClaim:
    return EventClaim(
        id=f"{n:08x}",
        document=document,
        lang=claim.lang,
        span=claim.span,
        text=claim.text,
        confidence="high",
        evidence=claim.evidence,
        act=claim.act,
        status=claim.status,
        place=claim.place,
        time=claim.time,
        casualties=claim.casualties,
        actors=claim.actors,
        objects=claim.objects,
    )


def _claim(
    n: int,
    document: str,
    dice: random.Random,
    places: dict[str, GazetteerPlace],
    where: tuple[str, str],
    act: str,
    agent: str,
    day: str,
    toll: int,
    hit: str | None,
) -> EventClaim:
    broader = _ACTS[act]
    at = dice.choices((where[0], where[1], places[where[1]].parent, None), (62, 22, 12, 4))[0]
    seen = agent if dice.random() < 0.9 else ("brigade" if agent == "army" else "army")
    best = toll if dice.random() < 0.7 else round(toll * dice.uniform(0.5, 2))
    text = f"{act} {where[0]} {hit or ''} {best} {seen} " + " ".join(dice.choice(_WORDS) for _ in range(6))
    place = places[at] if at else None
    return EventClaim(
        id=f"{n:08x}",
        document=document,
        lang="en",
        span=(0, len(text)),
        text=text,
        confidence="high",
        evidence={"act": Evidence(span=(0, 4))},
        act=dice.choice(broader) if broader and dice.random() < 0.2 else act,
        status="occurred",
        place=PlaceRef(name=place.id, id=place.id, lat=place.lat, lon=place.lon) if place else None,
        time=TimeSpan(start=day, end=day, precision="day") if dice.random() < 0.9 else None,
        casualties=(
            Quantity(
                low=best, best=best, high=best, qualifier="exact", unit="persons", outcome="killed", who="civilian"
            ),
        )
        if best
        else (),
        actors=(EventActor(role="agent", name=seen, id=seen),) if dice.random() < 0.7 else (),
        objects=(hit,) if hit and dice.random() < 0.8 else (),  # type: ignore[arg-type]
    )


_WORDS = tuple(f"word{n}" for n in range(400))


def pair_scores(
    claims: Sequence[EventClaim], truth: Sequence[int], incidents: Sequence[Incident]
) -> tuple[float, float]:
    """Precision and recall over pairs of claims put together."""
    right = dict(zip((claim.id for claim in claims), truth, strict=True))
    found = hits = 0
    for incident in incidents:
        members = [*incident.supporting, *incident.contradicting, *incident.repeating]
        found += len(members) * (len(members) - 1) // 2
        hits += sum(n * (n - 1) // 2 for n in Counter(right[m] for m in members).values())
    wanted = sum(n * (n - 1) // 2 for n in Counter(truth).values())
    return (hits / found if found else 1.0), (hits / wanted if wanted else 1.0)


def main(arguments: Sequence[str]) -> None:
    numbers = [int(argument) for argument in arguments if argument.isdigit()]
    number, seed = (*numbers, *(100_000, 2016)[len(numbers) :])[:2]
    dense = "--dense" in arguments
    dice = random.Random(seed)
    world = build_world(dice, dense=dense)
    claims, documents, truth = generate(number, world, dice)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    result = link(claims, documents=documents, sources=SOURCES, actors=ACTORS, places=world.places)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    precision, recall = pair_scores(claims, truth, result.incidents)
    f1 = 2 * precision * recall / (precision + recall)
    largest = max(len(i.supporting) + len(i.contradicting) + len(i.repeating) for i in result.incidents)
    kind = " dense" if dense else ""
    print(f"seed {seed}{kind}: {number} claims, {truth[-1] + 1} incidents, {len(result.incidents)} found")
    print(f"  {seconds:.1f} s, peak {peak:.0f} MB ({before:.0f} MB of it the claims)")
    print(f"  pairs: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}; largest incident {largest} claims")


if __name__ == "__main__":
    main(sys.argv[1:])
