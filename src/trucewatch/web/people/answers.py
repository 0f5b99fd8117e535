"""What the pages of people have in common: fields of a form, where to go next, a session for a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from litestar import Request, Response
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from trucewatch.web.people.doorway import TooMany, client_address, doorway_of, own_origin
from trucewatch.web.people.keeping import People
from trucewatch.web.people.rate import SIGN_IN_ADDRESS, SIGN_IN_NAME
from trucewatch.web.people.recognising import hand_out, people_of

__all__ = ["fields", "host_of", "json_answer", "let_in", "local_path", "people_here", "slow_down"]

AnyRequest = Request[Any, Any, Any]
_LONGEST: Final = 2048


def people_here(request: AnyRequest) -> People:
    """The accounts of the case. Raises NotFoundException where it has none."""
    found = people_of(request)
    if found is None:
        raise NotFoundException
    return found


async def fields(request: AnyRequest) -> dict[str, str]:
    """The texts of a form, cut to a length that no honest one has; files are passed over."""
    form = await request.form()
    return {name: value[:_LONGEST] for name, value in form.items() if isinstance(value, str)}


def local_path(asked: str | None) -> str:
    """A page of ours to go to; the first one where the address leads elsewhere or back to the door."""
    if not asked or not asked.startswith("/") or len(asked) > _LONGEST or asked.startswith(("//", "/sign-", "/join/")):
        return "/"
    if "\\" in asked or any(ord(character) <= 32 or ord(character) == 127 for character in asked):
        return "/"
    parts = urlsplit(asked)
    return "/" if parts.scheme or parts.netloc else asked


def host_of(request: AnyRequest) -> str:
    """The host of this server without its port, as passkeys are bound to it."""
    return urlsplit(own_origin(request)).hostname or ""


def slow_down(request: AnyRequest, name: str | None) -> None:
    """Raise :class:`TooMany` where an address, or a name whether it exists or not, tries too often."""
    limiter = doorway_of(request).limiter
    wait = limiter.ask(f"sign in from {client_address(request)}", SIGN_IN_ADDRESS)
    if not wait and name is not None:
        wait = limiter.ask(f"sign in as {name.strip().lower()[:60]}", SIGN_IN_NAME)
    if wait:
        raise TooMany(wait)


def let_in(request: AnyRequest, account: str, means: str) -> None:
    """Begin a session, end the one that the browser held, and give the browser the new token."""
    people = people_here(request)
    former = request.scope["state"].get("session")
    if former is not None:
        people.sessions.end(former.id, former.account, "signed_out")
    browser = request.headers.get("user-agent", "")
    hand_out(request, doorway_of(request), people.sessions.begin(account, means, browser))


def to(path: str) -> Redirect:
    """Go on to a page of ours with a GET."""
    return Redirect(path, status_code=303)


def json_answer(value: Mapping[str, Any] | str, status: int = 200) -> Response[bytes]:
    """An answer to a script of ours."""
    body = value.encode("utf-8") if isinstance(value, str) else msgspec.json.encode(value)
    headers = {"Cache-Control": "no-store"}
    return Response(body, media_type="application/json", status_code=status, headers=headers)
