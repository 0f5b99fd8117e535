"""What the types of an instrument cannot say: ids that exist, dates that follow one another, votes that add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn
from zoneinfo import ZoneInfo

from shapely.geometry.base import BaseGeometry

from trucewatch.errors import InputError
from trucewatch.terms.clock import EARLIEST_YEAR, LATEST_YEAR, day_or_instant, end_of, start_of, zone_of
from trucewatch.terms.scope_checking import check_clause_scope, check_header_scope, check_lines
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.terms import PARTIES, AreaTerm, Citation, Clause, Decision, Instrument
from trucewatch.vocabulary.yaml_input import YamlTree

__all__ = ["KnownIds", "check_instrument", "refuse_duplicates"]

Steps = tuple[str | int, ...]
_POLYGONS: Final = ("Polygon", "MultiPolygon")
_NEVER_IN_FORCE: Final = ("in_force", "adopted", "resumed", "extended")


@dataclass(frozen=True)
class KnownIds:
    """The ids that an instrument may name."""

    actors: frozenset[str]
    places: frozenset[str]
    areas: Mapping[str, BaseGeometry]
    acts: frozenset[str]

    @classmethod
    def of(
        cls, actors: Iterable[Actor], places: Iterable[GazetteerPlace], areas: Mapping[str, BaseGeometry]
    ) -> KnownIds:
        codes = load_code_list("acts")
        acts = frozenset(codes.names(retired=True)) | {family.code for family in codes.families}
        return cls(frozenset(a.id for a in actors), frozenset(p.id for p in places), areas, acts)


def check_instrument(instrument: Instrument, tree: YamlTree, known: KnownIds) -> None:
    """Refuse an instrument that contradicts itself or the case. Raises :class:`InputError`."""
    check = _Check(instrument, tree, known)
    check.header()
    for number, clause in enumerate(instrument.clauses):
        check.clause(clause, ("clauses", number))


def refuse_duplicates(read: Sequence[tuple[Instrument, YamlTree]]) -> None:
    """Refuse an id that two instruments or two clauses bear: a citation of it would be ambiguous."""
    seen: dict[str, str] = {}
    for instrument, tree in read:
        for kind, name, steps in _ids(instrument):
            key = f"{kind} {name}"
            if key in seen:
                raise InputError(
                    f"the {kind} id {name!r} stands twice",
                    where=tree.where(steps),
                    got=f"field {_field(steps)}, also at {seen[key]}",
                    hint="give one of them another id; an id is never used again",
                )
            seen[key] = tree.where(steps)


def _ids(instrument: Instrument) -> Iterator[tuple[str, str, Steps]]:
    yield "instrument", instrument.id, ("id",)
    for number, clause in enumerate(instrument.clauses):
        yield "clause", clause.id, ("clauses", number, "id")
        for place, exception in enumerate(clause.exceptions):
            yield f"exception of {clause.id}", exception.id, ("clauses", number, "exceptions", place, "id")


class _Check:
    def __init__(self, instrument: Instrument, tree: YamlTree, known: KnownIds) -> None:
        self.instrument = instrument
        self.tree = tree
        self.known = known
        try:
            self.zone: ZoneInfo = zone_of(instrument.zone)
        except KeyError:
            self.fail("the time zone is unknown", ("zone",), instrument.zone, "an IANA name such as Asia/Damascus")

    def fail(
        self, message: str, steps: Steps, got: str, expected: str | None = None, hint: str | None = None
    ) -> NoReturn:
        raise InputError(
            message, where=self.tree.where(steps), got=f"field {_field(steps)}: {got}", expected=expected, hint=hint
        )

    def header(self) -> None:
        it = self.instrument
        if not any(title.strip() for title in it.title.values()):
            self.fail("the instrument has no title", ("title",), "nothing", "a title in at least one language")
        if not it.citations:
            self.fail("the instrument has no citation", ("citations",), "nothing", "at least one public citation")
        for n, citation in enumerate(it.citations):
            self.citation(citation, ("citations", n))
        for n, party in enumerate(it.parties):
            self.actors((party.actor,), ("parties", n, "actor"))
            self.actors(party.on_behalf_of, ("parties", n, "on_behalf_of"))
            self.date(party.date, ("parties", n, "date"))
        self.actors(it.mediators, ("mediators",))
        self.actors(it.guarantors, ("guarantors",))
        for n, declaration in enumerate(it.declarations):
            self.actors((declaration.actor,), ("declarations", n, "actor"))
            self.date(declaration.date, ("declarations", n, "date"))
        for n, excluded in enumerate(it.excluded):
            self.actors((excluded.actor,), ("excluded", n, "actor"))
        check_header_scope(self)
        self.status()
        if it.decision is not None:
            self.decision(it.decision)

    def status(self) -> None:
        if not self.instrument.status:
            self.fail("the instrument has no status", ("status",), "nothing", "at least one event with its date")
        for n, event in enumerate(self.instrument.status):
            steps: Steps = ("status", n)
            self.date(event.at, (*steps, "at"))
            self.date(event.until, (*steps, "until"))
            self.actors(event.by, (*steps, "by"))
            self.actors(event.disputed_by, (*steps, "disputed_by"))
            self.citation(event.citation, (*steps, "citation"))
            if event.until and end_of(event.until, self.zone) <= start_of(event.at, self.zone):
                self.fail("the extension ends before it begins", (*steps, "until"), f"{event.at} to {event.until}")
            if self.instrument.kind == "draft_resolution" and event.event in _NEVER_IN_FORCE:
                self.fail(
                    "a draft cannot be in force",
                    (*steps, "event"),
                    event.event,
                    "draft, vetoed or rejected",
                    "a draft that was adopted is an instrument of kind resolution",
                )

    def decision(self, decision: Decision) -> None:
        self.actors((decision.body,), ("decision", "body"))
        self.date(decision.date, ("decision", "date"))
        for way, tally in (
            ("in_favour", decision.in_favour),
            ("against", decision.against),
            ("abstaining", decision.abstaining),
        ):
            self.actors(tally.actors, ("decision", way, "actors"))
            named = len(tally.actors) + len(tally.others)
            if named > tally.count:
                self.fail(
                    "more voters are named than counted", ("decision", way), f"{named} names, count {tally.count}"
                )
        twice = [a for a in decision.in_favour.actors if a in (*decision.against.actors, *decision.abstaining.actors)]
        twice += [a for a in decision.against.actors if a in decision.abstaining.actors]
        if twice:
            self.fail("an actor votes twice", ("decision",), twice[0])
        for actor in decision.vetoed_by:
            if actor not in decision.against.actors:
                self.fail("a veto is no vote against", ("decision", "vetoed_by"), actor, "one of those against")
        if (decision.result == "vetoed") != bool(decision.vetoed_by):
            self.fail(
                "the result does not agree with the vetoes",
                ("decision", "result"),
                decision.result,
                "vetoed exactly when vetoed_by names somebody",
            )

    def clause(self, clause: Clause, steps: Steps) -> None:
        if not any(words.text.strip() for words in clause.words.values()):
            self.fail("the clause has no words", (*steps, "words"), "nothing", "the words in at least one language")
        if clause.effect != "obliges" and not clause.acts:
            self.fail("the clause names no act", (*steps, "acts"), "nothing", f"the acts that it {clause.effect}")
        self.acts(clause.acts, (*steps, "acts"))
        self.bound(clause, steps)
        self.area(clause.area, (*steps, "area"))
        for n, window in enumerate(clause.validity):
            where: Steps = (*steps, "validity", n)
            self.date(window.start, (*where, "start"))
            self.date(window.end, (*where, "end"))
            if end_of(window.end, self.zone) <= start_of(window.start, self.zone):
                self.fail("the clause ends before it begins", (*where, "end"), f"{window.start} to {window.end}")
        for n, excluded in enumerate(clause.excluded):
            self.actors((excluded.actor,), (*steps, "excluded", n, "actor"))
        for n, exception in enumerate(clause.exceptions):
            inner: Steps = (*steps, "exceptions", n)
            self.acts(exception.acts, (*inner, "acts"))
            self.actors(exception.agents, (*inner, "agents"))
            self.actors(exception.targets, (*inner, "targets"))
        check_clause_scope(self, clause, steps)
        if clause.citation is not None:
            self.citation(clause.citation, (*steps, "citation"))

    def bound(self, clause: Clause, steps: Steps) -> None:
        where: Steps = (*steps, "bound")
        if not clause.bound:
            self.fail("the clause binds nobody", where, "nothing", f"actor ids or the word {PARTIES}")
        if PARTIES in clause.bound and not self.instrument.parties:
            self.fail("the instrument has no parties to bind", where, PARTIES, hint="list them under parties")
        self.actors(tuple(b for b in clause.bound if b != PARTIES), where)

    def area(self, area: AreaTerm, steps: Steps) -> None:
        if not (area.theatre or area.undisclosed or area.places or area.polygons or area.near or area.lines):
            self.fail("the area is empty", steps, "nothing", "theatre, places, polygons, near, lines or undisclosed")
        self.places(area.places, (*steps, "places"))
        check_lines(self, area.lines, steps)
        for n, polygon in enumerate(area.polygons):
            where: Steps = (*steps, "polygons", n)
            kind = self.area_kind(polygon, where)
            if kind not in _POLYGONS:
                self.fail("the area is not a polygon", where, f"{polygon}, a {kind}", "a Polygon or MultiPolygon")

    def area_kind(self, area: str, steps: Steps) -> str:
        if area not in self.known.areas:
            self.fail("the area is unknown", steps, area, hint="add it to areas.geojson")
        return str(self.known.areas[area].geom_type)

    def places(self, places: Sequence[str], steps: Steps) -> None:
        for n, place in enumerate(places):
            if place not in self.known.places:
                self.fail("the place is unknown", (*steps, n), place, hint="add it to places.yaml")

    def acts(self, acts: Sequence[str], steps: Steps) -> None:
        for n, act in enumerate(acts):
            if act not in self.known.acts:
                self.fail("the act is unknown", (*steps, n), act, "a code or family of the list of acts")

    def actors(self, actors: Sequence[str], steps: Steps) -> None:
        for n, actor in enumerate(actors):
            if actor not in self.known.actors:
                single = len(actors) == 1
                self.fail("the actor is unknown", steps if single else (*steps, n), actor, hint="add it to actors.yaml")

    def date(self, text: str | None, steps: Steps) -> None:
        if text is None:
            return
        year = int(text[:4])
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            self.fail("the date is in the wrong century", steps, text, f"a year from {EARLIEST_YEAR} to {LATEST_YEAR}")
        try:
            day_or_instant(text, self.zone)
        except ValueError:
            self.fail("there is no such date", steps, text, "YYYY-MM-DD or YYYY-MM-DDThh:mm, local time")

    def ordered(self, start: str | None, end: str | None, message: str, steps: Steps) -> None:
        if start is None or end is None or start == end:
            return
        if end_of(end, self.zone) <= start_of(start, self.zone):
            self.fail(message, steps, f"{start} to {end}")

    def citation(self, citation: Citation, steps: Steps) -> None:
        self.date(citation.date, (*steps, "date"))
        if citation.url is not None and not citation.url.startswith(("https://", "http://")):
            self.fail("the address is no web address", (*steps, "url"), citation.url, "https://...")


def _field(steps: Steps) -> str:
    return "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps).lstrip(".")
