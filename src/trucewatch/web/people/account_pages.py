"""One's own account: sessions, passkeys, password and recovery codes. Changes need a fresh sign-in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.exceptions import NotAuthorizedException, NotFoundException

from trucewatch.web.page import AnyRequest, answer, query
from trucewatch.web.people.accounts import Account
from trucewatch.web.people.answers import fields, host_of, json_answer, people_here, slow_down, to
from trucewatch.web.people.doorway import browser_of, own_origin
from trucewatch.web.people.needs import SIGNED_IN
from trucewatch.web.people.recognising import session_of
from trucewatch.web.people.sessions import Session
from trucewatch.web.site import STATIC

__all__ = ["ROUTES"]

_SAID: Final = frozenset({"done", "sign_in_again", "password_not_changed", "passkey_last"})


def _self(request: AnyRequest) -> tuple[Account, Session]:
    session = session_of(request)
    account = people_here(request).accounts.find(session.account) if session else None
    if session is None or account is None:
        raise NotAuthorizedException
    return account, session


def _fresh(request: AnyRequest, session: Session) -> bool:
    return session.fresh(people_here(request).clock().timestamp())


def _told(said: str) -> Response[Any]:
    return to(f"/account?said={said}")


def minute(at: float | None) -> str | None:
    """An instant as people read it, in UTC; None where there is none."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC") if at is not None else None


@get("/account", sync_to_thread=True, include_in_schema=False, opt=SIGNED_IN)
def account_page(request: AnyRequest) -> Response[str]:
    """Who one is here, where one is signed in, and how one signs in."""
    people = people_here(request)
    account, session = _self(request)
    said = query(request).get("said")
    context = {
        "account": account,
        "current": session.id,
        "sessions": people.sessions.of(account.id),
        "passkeys": people.by_passkey.of(account.id),
        "ways": people.accounts.ways(account.id),
        "recovery_left": people.by_password.recovery_left(account.id),
        "minute": minute,
        "said": said if said in _SAID else None,
        "passkey_script": (STATIC / "built" / "passkey.js").is_file(),
    }
    return answer(request, "account.html", context)


@post("/account/sessions/{session:str}/end", sync_to_thread=True, include_in_schema=False, opt=SIGNED_IN)
def end_session(request: AnyRequest) -> Response[Any]:
    """End one session of one's own."""
    account, _ = _self(request)
    if not people_here(request).sessions.end(request.path_params["session"], account.id):
        raise NotFoundException
    return _told("done")


@post("/account/sessions/end-others", sync_to_thread=True, include_in_schema=False, opt=SIGNED_IN)
def end_other_sessions(request: AnyRequest) -> Response[Any]:
    """End all but this one."""
    account, session = _self(request)
    people_here(request).sessions.end_others(session.id, account.id)
    return _told("done")


@post("/account/password", include_in_schema=False, opt=SIGNED_IN, status_code=200)
async def change_password(request: AnyRequest) -> Response[Any]:
    """Another password; every other session ends."""
    return await sync_to_thread(_change_password, request, await fields(request))


def _change_password(request: AnyRequest, given: dict[str, str]) -> Response[Any]:
    people = people_here(request)
    account, session = _self(request)
    if not _fresh(request, session):
        return _told("sign_in_again")
    if "password" not in people.accounts.ways(account.id):
        raise NotFoundException
    slow_down(request, account.id)
    if not people.by_password.change_password(account.id, given.get("former", ""), given.get("password", "")):
        return _told("password_not_changed")
    people.sessions.end_others(session.id, account.id)
    return _told("done")


@post("/account/recovery", sync_to_thread=True, include_in_schema=False, opt=SIGNED_IN, status_code=200)
def new_recovery(request: AnyRequest) -> Response[Any]:
    """New recovery codes, shown this once; the former ones are void."""
    people = people_here(request)
    account, session = _self(request)
    if not _fresh(request, session):
        return _told("sign_in_again")
    if "password" not in people.accounts.ways(account.id):
        raise NotFoundException
    return answer(request, "recovery.html", {"codes": people.by_password.renew_recovery(account.id)})


@post("/account/passkeys/options", sync_to_thread=True, include_in_schema=False, opt=SIGNED_IN, status_code=200)
def passkey_options(request: AnyRequest) -> Response[bytes]:
    """What the browser makes a further passkey from."""
    account, session = _self(request)
    if not _fresh(request, session):
        return json_answer({"said": "sign_in_again"}, 403)
    return json_answer(people_here(request).by_passkey.offer(account, browser_of(request), host_of(request)))


@post("/account/passkeys", include_in_schema=False, opt=SIGNED_IN, status_code=200)
async def add_passkey(request: AnyRequest) -> Response[bytes]:
    """The passkey that was made."""
    return await sync_to_thread(_add_passkey, request, await request.body())


def _add_passkey(request: AnyRequest, body: bytes) -> Response[bytes]:
    account, session = _self(request)
    door = people_here(request).by_passkey
    if not _fresh(request, session):
        return json_answer({"said": "sign_in_again"}, 403)
    if not door.register(account, browser_of(request), own_origin(request), host_of(request), body):
        return json_answer({"said": "passkey_failed"}, 422)
    return json_answer({"to": "/account?said=done"})


@post("/account/passkeys/{passkey:str}/remove", sync_to_thread=True, include_in_schema=False, opt=SIGNED_IN)
def remove_passkey(request: AnyRequest) -> Response[Any]:
    """Take a passkey away, unless it is the last way to sign in."""
    account, session = _self(request)
    if not _fresh(request, session):
        return _told("sign_in_again")
    done = people_here(request).by_passkey.remove(account.id, request.path_params["passkey"])
    return _told("done" if done else "passkey_last")


ROUTES: Final[tuple[Any, ...]] = (
    account_page,
    end_session,
    end_other_sessions,
    change_password,
    new_recovery,
    passkey_options,
    add_passkey,
    remove_passkey,
)
