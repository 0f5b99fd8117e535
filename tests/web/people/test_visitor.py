"""Who asks, what they may do, and that a route which declares nothing is refused."""

from __future__ import annotations

import pytest
from litestar import Litestar, Router, get, post
from litestar.datastructures import State
from litestar.di import Provide
from litestar.testing import TestClient

from trucewatch.errors import ProtectionError, UsageError
from trucewatch.protection.profiles import audiences
from trucewatch.protection.rights import ACTIONS, CLASSES, ROLES, decide
from trucewatch.web.people.needs import ANYBODY, allowed, class_of_view, guard, need_of, needs
from trucewatch.web.people.visitor import LOCAL, NOBODY, Visitor, demand, local_visitor, may, visitor_of


def test_a_visitor_may_what_one_of_the_roles_may() -> None:
    two = Visitor("a", "A", None, ("party_submitter", "auditor"), True)
    for action in ACTIONS:
        for classification in CLASSES:
            wanted = any(decide(role, action, classification).allowed for role in two.roles)
            assert may(two, action, classification) is wanted
            assert may(NOBODY, action, classification) is False
    assert may(two, "fly", "public") is False
    assert (two.audience, two.clearance) == (None, "confidential")


def test_audiences_are_ordered_and_a_stranger_sees_the_public_one() -> None:
    seen = {role: Visitor("a", "A", None, (role,)).audience for role in ROLES}
    assert {audience for audience in seen.values() if audience} == set(audiences())
    assert Visitor("a", "A", None, ("public", "guarantor", "partner")).audience == "parties"
    assert (NOBODY.audience, NOBODY.clearance) == ("public", None)
    for role in ROLES:
        visitor = Visitor("a", "A", None, (role,))
        assert allowed(visitor, need_of(needs("read"), "GET") or pytest.fail("no need"))
        assert may(visitor, "read", class_of_view(visitor))


def test_a_demand_names_the_right_and_no_value() -> None:
    demand(LOCAL, "read", "confidential")
    with pytest.raises(ProtectionError, match="may not approve what is protected"):
        demand(LOCAL, "approve", "protected", where="entry 3")
    with pytest.raises(ProtectionError):
        local_visitor("a", None, "nobody")
    with pytest.raises(UsageError):
        needs("fly")


@get("/undeclared")
async def undeclared() -> str:
    return "seen"


@post("/inherits")
async def inherits() -> str:
    return "written"


@post("/enters", opt=needs("enter", "restricted"))
async def enters(visitor: Visitor) -> str:
    return visitor.id


@get("/open", opt=ANYBODY)
async def opened() -> str:
    return "open"


def tiny(local: Visitor) -> Litestar:

    reading = Router(path="/in", route_handlers=[inherits, enters], opt=needs("read"))
    given = {"visitor": Provide(visitor_of, sync_to_thread=False)}
    return Litestar([undeclared, opened, reading], guards=[guard], state=State({"local": local}), dependencies=given)


def test_a_route_is_refused_unless_it_declares_a_right_that_the_visitor_has() -> None:
    with TestClient(tiny(local_visitor("ana"))) as client:
        assert client.get("/undeclared").status_code == 403
        assert client.get("/open").text == "open"
        assert client.post("/in/inherits").status_code == 403
        assert client.post("/in/enters").text == "ana"
    with TestClient(tiny(NOBODY)) as client:
        assert client.get("/open").text == "open"
        assert client.post("/in/enters").status_code == 401


def test_every_route_of_the_application_declares_what_it_needs(app: Litestar) -> None:
    seen = 0
    for route in app.routes:
        for handler in getattr(route, "route_handlers", [getattr(route, "route_handler", None)]):
            for method in getattr(handler, "http_methods", {"GET"}):
                assert "needs" in handler.opt, (method, getattr(handler, "paths", None), handler)
                need_of(handler.opt, method)
                seen += 1
    assert seen > 20
