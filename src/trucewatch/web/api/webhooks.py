"""Subscriptions: who is told of new entries, where, and what became of each message."""

from __future__ import annotations

import base64
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from trucewatch.fetching import FetchError
from trucewatch.fetching.post import check_target
from trucewatch.web.api.deliveries import Deliveries, Delivery, Subscription
from trucewatch.web.api.door import BEARER
from trucewatch.web.api.operation import Answer, Call, Operation, PathPart, operation, tag_of
from trucewatch.web.api.paging import Listing, sorted_page
from trucewatch.web.api.parameters import LanguageOnly, Paged
from trucewatch.web.api.problem import RefusalError

__all__ = ["ROUTES"]

_MOST: Final = 20


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to send, and of which types of entries."""

    url: Annotated[str, Meta(max_length=2000, description="http or https; a public address.")]
    types: Annotated[tuple[Annotated[str, Meta(max_length=40)], ...], Meta(max_length=20)] = ()


class Subscribed(Struct, frozen=True, kw_only=True):
    """A new subscription. ``secret`` (base64url) is shown this once: it checks signatures."""

    subscription: Subscription
    secret: str


def _deliveries(call: Call) -> Deliveries:
    made: Deliveries = call.request.app.state.deliveries
    return made


def _subscribe(call: Call) -> Answer:
    token = call.request.scope["state"].get(BEARER)
    if token is None:
        raise RefusalError(403, "a subscription hangs on a token, and there is none")
    try:
        wish = msgspec.json.decode(call.body, type=Wish)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RefusalError(422, f"the subscription is not readable: {str(error)[:200]}") from error
    state = call.request.app.state
    try:
        check_target(wish.url, state.reach)
    except FetchError as error:
        raise RefusalError(422, error.message, where="url", expected=error.expected) from error
    if len(_deliveries(call).of(call.visitor.id)) >= _MOST:
        raise RefusalError(422, "there are too many subscriptions", expected=f"at most {_MOST}")
    name = base64.b32encode(state.doorway.random(10)).decode("ascii").lower()
    secret = base64.urlsafe_b64encode(state.doorway.random(32)).decode("ascii").rstrip("=")
    made = Subscription(id=name, url=wish.url, types=wish.types, token=token.id, audience=call.visitor.audience)
    _deliveries(call).subscribe(made, call.visitor.id, secret)
    return Answer(Subscribed(subscription=made, secret=secret), headers={"Cache-Control": "no-store"})


def _list(call: Call) -> Answer:
    return sorted_page(call, _deliveries(call).of(call.visitor.id), lambda each: each.id)


def _found(call: Call) -> Subscription:
    wanted = call.part("subscription_id")
    found = next((each for each in _deliveries(call).of(call.visitor.id) if each.id == wanted), None)
    if found is None:
        raise RefusalError(404, "there is no such subscription")
    return found


def _one(call: Call) -> Answer:
    return Answer(_found(call))


def _end(call: Call) -> Answer:
    found = _found(call)
    held = call.header("if-match")
    tag = tag_of(msgspec.json.encode(found))
    if held is not None and held.strip() != "*" and tag not in {part.strip() for part in held.split(",")}:
        raise RefusalError(412, "what If-Match names is not what stands", where="If-Match")
    _deliveries(call).end(found.id)
    return Answer(b"", status=204)


def _log(call: Call) -> Answer:
    return sorted_page(call, _deliveries(call).log(_found(call).id), lambda each: f"{each.first_entry:020d}")


_PART: Final = {"subscription_id": PathPart("The id of a subscription.", "abcdefgh")}
_PATH: Final = "/api/webhooks/{subscription_id:str}"


def _read(id_: str, path: str, summary: str, gives: object, **more: object) -> Operation:
    values: dict[str, object] = {"query": LanguageOnly, "scope": "webhooks", "tag": "webhooks", **more}
    return Operation(id=id_, method="GET", path=path, summary=summary, gives=gives, **values)  # type: ignore[arg-type]  # fields


ROUTES: Final = (
    operation(_read("listWebhooks", "/api/webhooks", "Your subscriptions.", Listing[Subscription], query=Paged), _list),
    operation(_read("readWebhook", _PATH, "One subscription.", Subscription, parts=_PART), _one),
    operation(
        _read("listDeliveries", f"{_PATH}/deliveries", "What was sent, with each attempt.", Listing[Delivery],
              parts=_PART, query=Paged),
        _log,
    ),
    operation(
        Operation(
            id="subscribe", method="POST", path="/api/webhooks", tag="webhooks", query=LanguageOnly,
            summary="Be told of new entries.", body=Wish, gives=Subscribed, status=201, refusals=(422, 503),
            text="Messages are signed (`Trucewatch-Signature`) and sent again with pauses until they are taken.",
            body_example={"url": "https://desk.example/new", "types": ["incident"]}, scope="webhooks",
        ),
        _subscribe,
    ),
    operation(
        Operation(
            id="unsubscribe", method="DELETE", path=_PATH, tag="webhooks", summary="Be told no more.", parts=_PART,
            query=LanguageOnly, status=204, refusals=(412,), scope="webhooks",
            headers={"If-Match": "The ETag of the subscription: it ends only if it is still the same."},
        ),
        _end,
    ),
)  # fmt: skip
