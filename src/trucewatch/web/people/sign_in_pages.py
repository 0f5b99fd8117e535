"""The door: sign in with a password and a code, a passkey, or an organisation's account; sign out."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.exceptions import NotFoundException

from trucewatch.errors import TrucewatchError
from trucewatch.web.page import AnyRequest, answer, query
from trucewatch.web.people.answers import fields, host_of, json_answer, let_in, local_path, people_here, slow_down, to
from trucewatch.web.people.doorway import browser_of, doorway_of, own_origin
from trucewatch.web.people.needs import ANYBODY
from trucewatch.web.people.recognising import forget, session_of
from trucewatch.web.site import STATIC

__all__ = ["ROUTES"]


def _door(request: AnyRequest, said: str | None, after: str, status: int = 200) -> Response[str]:
    provider = people_here(request).oidc
    context = {
        "said": said,
        "after": after,
        "provider": provider.provider.label if provider else None,
        "passkey_script": (STATIC / "built" / "passkey.js").is_file(),
    }
    page = answer(request, "sign_in.html", context, status=status)
    page.headers["Cache-Control"] = "no-store"
    return page


@get("/sign-in", include_in_schema=False, opt=ANYBODY)
async def sign_in_page(request: AnyRequest) -> Response[str]:
    """The ways to sign in."""
    asked = query(request)
    said = "session_ended" if "ended" in asked else "signed_out" if "out" in asked else None
    # called by hand: two handlers of one path, one of them threaded by the framework, are wrapped twice
    return await sync_to_thread(_door, request, said, local_path(asked.get("next")))


@post("/sign-in", include_in_schema=False, opt=ANYBODY, status_code=200)
async def sign_in(request: AnyRequest) -> Response[Any]:
    """Name, password and code in one step: what is wrong of the three is not told."""
    given = await fields(request)
    slow_down(request, given.get("name", ""))
    return await sync_to_thread(_sign_in, request, given)


def _sign_in(request: AnyRequest, given: dict[str, str]) -> Response[Any]:
    door = people_here(request).by_password
    account = door.knock(given.get("name", ""), given.get("password", ""), given.get("code", ""))
    after = local_path(given.get("next"))
    if account is None:
        return _door(request, "sign_in_refused", after, 401)
    let_in(request, account.id, "password")
    return to(after)


@post("/sign-in/passkey/options", include_in_schema=False, opt=ANYBODY, status_code=200)
async def passkey_options(request: AnyRequest) -> Response[bytes]:
    """What the browser's authenticator is asked."""
    slow_down(request, None)
    return json_answer(people_here(request).by_passkey.ask(browser_of(request), host_of(request)))


@post("/sign-in/passkey", include_in_schema=False, opt=ANYBODY, status_code=200)
async def passkey_sign_in(request: AnyRequest) -> Response[bytes]:
    """What it answered."""
    return await sync_to_thread(_passkey, request, await request.body())


def _passkey(request: AnyRequest, body: bytes) -> Response[bytes]:
    door = people_here(request).by_passkey
    account = door.knock(browser_of(request), own_origin(request), host_of(request), body)
    if account is None:
        return json_answer({"said": "passkey_failed"}, 401)
    let_in(request, account.id, "passkey")
    return json_answer({"to": local_path(query(request).get("next"))})


@get("/sign-in/provider", sync_to_thread=True, include_in_schema=False, opt=ANYBODY)
def to_provider(request: AnyRequest) -> Response[Any]:
    """Off to the organisation's own page. ``join`` binds the account that comes back to an invitation."""
    door = people_here(request).oidc
    if door is None:
        raise NotFoundException
    slow_down(request, None)
    asked = query(request)
    purpose = f"join {asked['join'][:100]}" if "join" in asked else f"next {local_path(asked.get('next'))}"
    try:
        return to(door.begin(browser_of(request), purpose))
    except (OSError, TrucewatchError):
        return _door(request, "sign_in_refused", "/", 502)


@get("/sign-in/provider/back", sync_to_thread=True, include_in_schema=False, opt=ANYBODY)
def from_provider(request: AnyRequest) -> Response[Any]:
    """Back from the organisation: a known subject is let in, an invited one is bound."""
    people = people_here(request)
    if people.oidc is None:
        raise NotFoundException
    slow_down(request, None)
    found = people.oidc.finish(browser_of(request), query(request))
    if found is None:
        people.trail.add("unknown", "sign_in_refused", "provider")
        return _door(request, "sign_in_refused", "/", 401)
    subject, purpose = found
    issuer = people.oidc.provider.issuer
    kind, _, rest = purpose.partition(" ")
    account = people.subjects.bind(issuer, subject, rest) if kind == "join" else people.subjects.knock(issuer, subject)
    if account is None:
        return _door(request, "sign_in_refused", "/", 401)
    let_in(request, account.id, "provider")
    return to("/" if kind == "join" else local_path(rest))


@post("/sign-out", sync_to_thread=True, include_in_schema=False, opt=ANYBODY)
def sign_out(request: AnyRequest) -> Response[Any]:
    """End the session here and on the server; the browser forgets what it kept of the pages."""
    session = session_of(request)
    if session is not None:
        people_here(request).sessions.end(session.id, session.account, "signed_out")
    forget(request, doorway_of(request))
    gone = to("/sign-in?out=1")
    gone.headers["Clear-Site-Data"] = '"cache", "storage"'
    return gone


ROUTES: Final = (
    sign_in_page,
    sign_in,
    passkey_options,
    passkey_sign_in,
    to_provider,
    from_provider,
    sign_out,
)
