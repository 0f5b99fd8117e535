"""An invitation: the person chooses a password with an authenticator, a passkey, or an organisation's account."""

from __future__ import annotations

from typing import Any, Final

import segno
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread

from trucewatch.web.page import AnyRequest, answer
from trucewatch.web.people.answers import fields, host_of, json_answer, let_in, people_here, slow_down
from trucewatch.web.people.doorway import browser_of, own_origin
from trucewatch.web.people.needs import ANYBODY
from trucewatch.web.people.second_factor import enrolment_address
from trucewatch.web.site import STATIC
from trucewatch.web.wording import in_language

__all__ = ["ROUTES"]


def _token(request: AnyRequest) -> str:
    token: str = request.path_params["token"]
    return token[:100]


def _page(request: AnyRequest, said: str | None = None, status: int = 200) -> Response[str]:
    people, token = people_here(request), _token(request)
    account = people.accounts.invited(token)
    if account is None:
        page = answer(request, "join_gone.html", {}, status=404)
    else:
        secret = people.by_password.offered(token)
        settings = request.app.state.site.case.settings
        address = enrolment_address(secret, account.id, in_language(settings.name, "en"))
        context = {
            "account": account,
            "token": token,
            "said": said,
            "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
            "picture": segno.make(address, error="m").png_data_uri(scale=5),
            "provider": people.oidc.provider.label if people.oidc else None,
            "passkey_script": (STATIC / "built" / "passkey.js").is_file(),
        }
        page = answer(request, "join.html", context, status=status)
    page.headers["Cache-Control"] = "no-store"
    return page


@get("/join/{token:str}", include_in_schema=False, opt=ANYBODY)
async def join_page(request: AnyRequest) -> Response[str]:
    """What can be set up; nothing is used up by looking."""
    slow_down(request, None)
    return await sync_to_thread(_page, request)


@post("/join/{token:str}", include_in_schema=False, opt=ANYBODY, status_code=200)
async def join(request: AnyRequest) -> Response[str]:
    """Password and code: the recovery codes are shown, this once."""
    given = await fields(request)
    slow_down(request, _token(request))
    return await sync_to_thread(_join, request, given)


def _join(request: AnyRequest, given: dict[str, str]) -> Response[str]:
    done = people_here(request).by_password.enrol(_token(request), given.get("password", ""), given.get("code", ""))
    if isinstance(done, str):
        return _page(request, done, 422)
    account, codes = done
    let_in(request, account.id, "password")
    page = answer(request, "recovery.html", {"codes": codes})
    page.headers["Cache-Control"] = "no-store"
    return page


@post("/join/{token:str}/passkey/options", include_in_schema=False, opt=ANYBODY, status_code=200)
async def join_passkey_options(request: AnyRequest) -> Response[bytes]:
    """What the browser makes a passkey from."""
    slow_down(request, None)
    people = people_here(request)
    account = people.accounts.invited(_token(request))
    if account is None:
        return json_answer({"said": "join_gone"}, 404)
    return json_answer(people.by_passkey.offer(account, browser_of(request), host_of(request)))


@post("/join/{token:str}/passkey", include_in_schema=False, opt=ANYBODY, status_code=200)
async def join_passkey(request: AnyRequest) -> Response[bytes]:
    """The passkey that was made."""
    return await sync_to_thread(_join_passkey, request, await request.body())


def _join_passkey(request: AnyRequest, body: bytes) -> Response[bytes]:
    people, token = people_here(request), _token(request)
    account = people.accounts.invited(token)
    origin, host = own_origin(request), host_of(request)
    if account is None or not people.by_passkey.register(account, browser_of(request), origin, host, body, token):
        return json_answer({"said": "passkey_failed"}, 422)
    let_in(request, account.id, "passkey")
    return json_answer({"to": "/"})


ROUTES: Final[tuple[Any, ...]] = (join_page, join, join_passkey_options, join_passkey)
