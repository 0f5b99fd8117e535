"""Read the bodies of a case from ``commission.yaml`` and acts that people wrote down from ``acts/*.yaml``.

Every refusal names file, line and field. A file of acts is a list in the order in which they were done; it may be
written far from the record and entered later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec.structs import replace

from trucewatch.commission.fold import enter
from trucewatch.commission.state import Proceedings
from trucewatch.errors import ActError, InputError
from trucewatch.vocabulary.actors import Actor
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.commission import CommissionAct
from trucewatch.vocabulary.decision_rules import Body, DecisionRule, Share
from trucewatch.vocabulary.motion_acts import AmendmentProposed
from trucewatch.vocabulary.terms import Instrument
from trucewatch.vocabulary.yaml_input import YamlTree, decode_yaml, parse_yaml, read_text

__all__ = [
    "ActFile",
    "bodies_schema",
    "enter_file",
    "enter_written",
    "load_acts",
    "load_bodies",
    "parse_acts",
    "parse_bodies",
]

T = TypeVar("T")
MAX_ACTS: Final = 20_000
Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class ActFile:
    """Acts as a file has them, with the lines on which they stand."""

    acts: tuple[CommissionAct, ...]
    tree: YamlTree

    def where(self, number: int, field: str) -> str:
        """``file:line, field …`` of an act's field, for an error."""
        path: Path_ = (number, *field.split("."))
        return f"{self.tree.where(path)}, field {field}"


def load_bodies(path: Path, *, actors: Iterable[Actor], instruments: Iterable[Instrument] = ()) -> tuple[Body, ...]:
    """The bodies of ``commission.yaml``; none where there is no file. Raises :class:`InputError`."""
    if not path.is_file():
        return ()
    return parse_bodies(read_text(path), path.name, actors=actors, instruments=instruments)


def parse_bodies(
    text: str, name: str, *, actors: Iterable[Actor], instruments: Iterable[Instrument] = ()
) -> tuple[Body, ...]:
    """Decode and check the bodies; ``name`` is the file shown in errors.

    Rules that a body takes out of the terms stand among its ``decision_rules``, with the instrument's citation where
    they have none of their own.
    """
    bodies: list[Body] = decode_yaml(text, list[Body], name) if text.strip() else []
    tree = parse_yaml(text, name)
    known = {actor.id for actor in actors}
    _once(tree, (), [body.id for body in bodies], "id")
    _once(tree, (), [body.prefix for body in bodies], "prefix")
    terms = {instrument.id: instrument for instrument in instruments}
    bodies = [_with_terms_rules(tree, (number,), body, terms) for number, body in enumerate(bodies)]
    for number, body in enumerate(bodies):
        _check_body(tree, number, body, known, {b.id for b in bodies})
    return tuple(bodies)


def bodies_schema() -> dict[str, Any]:
    """The JSON Schema of ``commission.yaml``."""
    return msgspec.json.schema(list[Body])


def load_acts(path: Path) -> ActFile:
    """The acts of one file. Raises :class:`InputError` with file, line and field."""
    return parse_acts(read_text(path), path.name)


def parse_acts(text: str, name: str) -> ActFile:
    """Decode acts and refuse amendments that amend one another in a circle."""
    acts: list[CommissionAct] = decode_yaml(text, list[CommissionAct], name) if text.strip() else []
    tree = parse_yaml(text, name)
    if len(acts) > MAX_ACTS:
        raise InputError("the file holds too many acts", where=name, expected=f"at most {MAX_ACTS}")
    read = ActFile(tuple(acts), tree)
    _no_circle(read)
    return read


def enter_file(p: Proceedings, read: ActFile) -> None:
    """Enter every act of a file. Raises :class:`ActError` at the first that is refused, with file, line and field."""
    for number, act in enumerate(read.acts):
        enter_written(p, read, number, act)


def enter_written(p: Proceedings, read: ActFile, number: int, act: CommissionAct) -> None:
    """Enter ``act``, which stands at ``number`` (from 0) of a file. Raises :class:`ActError` with file and line."""
    try:
        enter(p, act)
    except ActError as error:
        where = read.where(number, error.field)
        raise ActError(
            error.message, field=error.field, where=where, expected=error.expected, got=error.got, hint=error.hint
        ) from error


def _no_circle(read: ActFile) -> None:
    to = {act.ref: act.to for act in read.acts if isinstance(act, AmendmentProposed)}
    for number, act in enumerate(read.acts):
        if not isinstance(act, AmendmentProposed):
            continue
        seen, at = [act.ref], act.to
        while at in to and at not in seen:
            seen.append(at)
            at = to[at]
        if at == act.ref:
            raise ActError(
                "a circular amendment: the amendments amend one another",
                field="to",
                where=read.where(number, "to"),
                got=" → ".join([*seen, at]),
                expected="an amendment to a motion, a draft or an earlier amendment",
            )


def _with_terms_rules(tree: YamlTree, at: Path_, body: Body, terms: Mapping[str, Instrument]) -> Body:
    """The body with the rules that it takes out of instruments behind its own."""
    taken: list[DecisionRule] = []
    for place, entry in enumerate(body.terms_rules):
        path: Path_ = (*at, "terms_rules", place)
        instrument = terms.get(entry.instrument)
        if instrument is None:
            known = ", ".join(sorted(terms)) or "none in this case"
            raise _wrong(tree, (*path, "instrument"), "there is no such instrument", entry.instrument, known)
        rule = next((rule for rule in instrument.decision_rules if rule.id == entry.rule), None)
        if rule is None:
            known = ", ".join(rule.id for rule in instrument.decision_rules) or "none in this instrument"
            raise _wrong(tree, (*path, "rule"), "the terms set no such decision rule", entry.rule, known)
        if any(rule.id == other.id for other in (*body.decision_rules, *taken)):
            raise _wrong(tree, (*path, "rule"), "the name stands twice", entry.rule, "a name of its own")
        cited = rule.citation or (instrument.citations[0] if instrument.citations else None)
        taken.append(replace(rule, citation=cited))
    return replace(body, decision_rules=(*body.decision_rules, *taken))


def _check_body(tree: YamlTree, number: int, body: Body, actors: set[str], bodies: set[str]) -> None:
    at: Path_ = (number,)
    try:
        ZoneInfo(body.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _wrong(tree, (*at, "zone"), "the time zone is unknown", body.zone, "an IANA name") from error
    seats = [member.id for member in body.members]
    _once(tree, (*at, "members"), seats, "id")
    officers = [officer.id for officer in body.officers]
    if both := set(seats) & set(officers):
        raise _wrong(tree, (*at, "officers"), "a seat is both member and officer", sorted(both)[0], "one of the two")
    if not body.members:
        raise _wrong(tree, (*at, "members"), "the body has no member", "none", "one or more")
    if body.chair not in (*seats, *officers):
        raise _wrong(tree, (*at, "chair"), "the chair has no seat", body.chair, ", ".join((*seats, *officers)))
    for key, listed in (("members", body.members), ("officers", body.officers)):
        for place, seat in enumerate(listed):
            if seat.actor is not None and actors and seat.actor not in actors:
                raise _wrong(
                    tree, (*at, key, place, "actor"), "the actor is not in actors.yaml", seat.actor, "an actor id"
                )
    groups = {member.group for member in body.members if member.group}
    own = len(body.decision_rules) - len(body.terms_rules)
    for place, rule in enumerate(body.decision_rules):
        # a fault of a rule out of the terms is shown where the body takes it
        where: Path_ = ("decision_rules", place) if place < own else ("terms_rules", place - own)
        _check_rule(tree, (*at, *where), rule, set(seats), groups)
    rules = [rule.id for rule in body.decision_rules]
    _once(tree, (*at, "decision_rules"), rules[:own], "id")
    if not rules:
        raise _wrong(tree, (*at, "decision_rules"), "the body has no decision rule", "none", "one or more")
    for subject, rule_id in body.rules.items():
        if rule_id not in rules:
            raise _wrong(tree, (*at, "rules", subject), "there is no such decision rule", rule_id, ", ".join(rules))
    for place, standard in enumerate(body.standards):
        if standard.rule not in rules:
            path = (*at, "standards", place, "rule")
            raise _wrong(tree, path, "there is no such decision rule", standard.rule, ", ".join(rules))
        for kind in standard.clause_types:
            if load_code_list("clause_type").get(kind) is None:
                path = (*at, "standards", place, "clause_types")
                raise _wrong(tree, path, "the clause type is unknown", kind, "a code of clause_type")
    if body.refers is not None and (body.refers.to not in bodies or body.refers.to == body.id):
        raise _wrong(
            tree, (*at, "refers", "to"), "a referral goes to another body of this file", body.refers.to, "its id"
        )


def _check_rule(tree: YamlTree, at: Path_, rule: DecisionRule, seats: set[str], groups: set[str]) -> None:
    if rule.method == "majority" and rule.share is None and not rule.groups:
        raise _wrong(tree, at, "a majority has a share", "none", "share or groups")
    if rule.method == "consensus" and (rule.share is not None or rule.groups):
        raise _wrong(tree, at, "consensus has no share", "a share", "method: majority")
    if rule.share is not None:
        _check_share(tree, (*at, "share"), rule.share)
    for number, group in enumerate(rule.groups):
        _check_share(tree, (*at, "groups", number, "share"), group.share)
        if group.group not in groups:
            raise _wrong(tree, (*at, "groups", number, "group"), "no member is of the group", group.group, "a group")
    for member in rule.veto:
        if member not in seats:
            raise _wrong(tree, (*at, "veto"), "a veto holder is no member", member, "ids of members")
    for name in rule.quorum.groups:
        if name not in groups:
            raise _wrong(tree, (*at, "quorum", "groups", name), "no member is of the group", name, "a group")
    if rule.quorum.present > len(seats):
        got = str(rule.quorum.present)
        raise _wrong(
            tree, (*at, "quorum", "present"), "the quorum is more than the members", got, f"at most {len(seats)}"
        )


def _check_share(tree: YamlTree, at: Path_, share: Share) -> None:
    given = [name for name in ("count", "more_than", "at_least") if getattr(share, name) is not None]
    if len(given) != 1:
        raise _wrong(tree, at, "a share is one of three", ", ".join(given) or "none", "count, more_than or at_least")
    fraction = share.more_than or share.at_least
    if fraction is not None:
        top, bottom = fraction
        if bottom == 0 or top > bottom or (share.more_than is not None and top == bottom):
            raise _wrong(tree, (*at, given[0]), "the share cannot be reached", f"{top}/{bottom}", "a part of the whole")


def _once(tree: YamlTree, at: Path_, names: Sequence[str], field: str) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise _wrong(tree, (*at, number, field), "the name stands twice", name, "a name of its own")


def _wrong(tree: YamlTree, path: Path_, message: str, got: str, expected: str) -> InputError:
    field = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    return InputError(message, where=f"{tree.where(path)}, field {field}", got=got, expected=expected)
