"""Situations that a lawyer can read: who says what, and which incidents follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct, field
from tests.linking.case import claim, document, linked

from trucewatch.vocabulary.claims import EventStatus, Polarity, ProtectedObject
from trucewatch.vocabulary.incidents import Corroboration, Incident
from trucewatch.vocabulary.yaml_input import load_yaml

FILES = sorted((Path(__file__).parent / "situations").glob("*.yaml"))


class Told(Struct, frozen=True, forbid_unknown_fields=True):
    """A document: through whom, when, and of what it is a copy."""

    source: str | None = None
    published: str | None = None
    copy_of: str | None = None


class Said(Struct, frozen=True, forbid_unknown_fields=True, rename={"document": "in"}):
    """A claim in a document."""

    document: str
    act: str
    place: str | None = None
    day: str | None = None
    status: EventStatus = "occurred"
    polarity: Polarity = "asserted"
    agent: str | None = None
    by: tuple[str, ...] = ()
    said_by: str | None = None
    through: tuple[str, ...] = ()
    killed: int | None = None
    at_least: bool = False
    objects: tuple[ProtectedObject, ...] = ()
    from_weekday: bool = False


class Group(Struct, frozen=True, forbid_unknown_fields=True):
    """An incident that must follow; what is None is not tested."""

    supporting: tuple[str, ...] = ()
    contradicting: tuple[str, ...] = ()
    repeating: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    corroboration: Corroboration | None = None
    origins: tuple[str, ...] | None = None
    independent: int | None = None
    disputed: tuple[str, ...] | None = None
    toll: tuple[int | None, int | None, int | None] | None = None
    act: str | None = None
    place: str | None = None
    time: tuple[str, str] | None = None
    status: EventStatus | None = None
    polarity: Polarity | None = None


class Situation(Struct, frozen=True, forbid_unknown_fields=True):
    """Documents and claims, and the groups that they form."""

    name: str
    documents: dict[str, Told]
    claims: dict[str, Said]
    groups: tuple[Group, ...]
    unlinked: tuple[str, ...] = field(default=())


SITUATIONS = [situation for path in FILES for situation in load_yaml(path, tuple[Situation, ...])]


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda s: s.name)
def test_situation(situation: Situation) -> None:
    documents = {n: document(n, d.source, d.published, d.copy_of) for n, d in situation.documents.items()}
    claims = [
        claim(
            name,
            said.document,
            act=said.act,
            place=said.place,
            day=said.day,
            status=said.status,
            polarity=said.polarity,
            agent=said.agent,
            by=said.by,
            said_by=said.said_by,
            through=said.through,
            killed=said.killed,
            at_least=said.at_least,
            objects=said.objects,
            from_weekday=said.from_weekday,
        )
        for name, said in situation.claims.items()
    ]
    result = linked(claims, documents)
    found = {frozenset(members(incident)): incident for incident in result.incidents}
    wanted = {frozenset((*g.supporting, *g.contradicting, *g.repeating, *g.context)): g for g in situation.groups}
    assert set(found) == set(wanted)
    for claims_of, group in wanted.items():
        check(found[claims_of], group)
    assert tuple(u.claim for u in result.unlinked) == situation.unlinked


def members(incident: Incident) -> tuple[str, ...]:
    return (*incident.supporting, *incident.contradicting, *incident.repeating, *incident.context)


def check(incident: Incident, group: Group) -> None:
    shown: dict[str, Any] = {
        "supporting": tuple(sorted(incident.supporting)),
        "contradicting": tuple(sorted(incident.contradicting)),
        "repeating": tuple(sorted(incident.repeating)),
        "context": incident.context,
        "corroboration": incident.corroboration,
        "origins": tuple(origin.key for origin in incident.origins),
        "independent": incident.independent,
        "disputed": incident.disputed,
        "toll": next(((c.low, c.best, c.high) for c in incident.casualties), None),
        "act": incident.act,
        "place": incident.place.id if incident.place else None,
        "time": (incident.time.start, incident.time.end),
        "status": incident.status,
        "polarity": incident.polarity,
    }
    expected = {name: getattr(group, name) for name in shown if getattr(group, name) is not None}
    assert {name: shown[name] for name in expected} == expected
