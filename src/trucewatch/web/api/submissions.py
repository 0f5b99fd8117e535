"""Handing in documents, observations and acts of the commission."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from trucewatch.intake.given import Given, check_given
from trucewatch.intake.observations.observation_tables import is_observation_table
from trucewatch.pipeline.acts import author_of
from trucewatch.vocabulary.commission import CommissionAct
from trucewatch.web.api.desk import Desk, Received
from trucewatch.web.api.idempotency import HEADER, Once
from trucewatch.web.api.operation import JSON, Answer, Call, Operation, operation
from trucewatch.web.api.parameters import LanguageOnly
from trucewatch.web.api.problem import RefusalError

__all__ = ["KEY_HEADER", "ROUTES", "desk_of", "once_of"]

KEY_HEADER: Final = {HEADER: "A key that the client chooses, one for each submission: the same again gives the same."}
_MOST: Final = 10_000_000


class DocumentQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the sender knows of a document; it wins over what the document says."""

    name: Annotated[str, Meta(min_length=1, max_length=200, description="The name of the file.", examples=["a.html"])]
    source: Annotated[str, Meta(max_length=100, description="The id of its source.")] | None = None
    published: Annotated[str, Meta(max_length=40, description="When it was published, ISO 8601.")] | None = None
    lang: Annotated[str, Meta(max_length=40, description="Its language, a BCP 47 tag.")] | None = None


class NamedQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The name of what is handed in."""

    name: Annotated[str, Meta(min_length=1, max_length=200, description="The name of the file.", examples=["p.csv"])]


class Entered(Struct, frozen=True, kw_only=True):
    """An act that stands in the record, with its id and author."""

    id: str
    author: str
    act: CommissionAct


def desk_of(call: Call) -> Desk:
    """Where submissions enter."""
    desk: Desk = call.request.app.state.desk
    return desk


def once_of(call: Call) -> Once:
    """The keys of submissions."""
    once: Once = call.request.app.state.once
    return once


def _document(call: Call) -> Any:
    asked = call.query
    year = call.site.clock().year
    given = check_given(Given(published=asked.published, source=asked.source, lang=asked.lang), year)
    if asked.source is not None and asked.source not in desk_of(call).views.whole.sources:
        raise RefusalError(422, "there is no such source", where="source", hint="add it to sources.yaml first")
    if not call.body:
        raise RefusalError(422, "the body is empty")
    return once_of(call).answer(
        call, lambda: Answer(desk_of(call).take(asked.name, call.body, given, call.visitor.id), status=201)
    )


def _observations(call: Call) -> Any:
    try:
        known = is_observation_table(call.body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        known = False
    if not known:
        raise RefusalError(
            422,
            "the table is none of observations",
            hint="see docs/how-to/observations-and-messages.md for its columns",
        )
    name = call.query.name if call.query.name.lower().endswith(".csv") else f"{call.query.name}.csv"
    return once_of(call).answer(
        call, lambda: Answer(desk_of(call).take(name, call.body, Given(), call.visitor.id), status=201)
    )


def _act(call: Call) -> Any:
    try:
        act: Any = msgspec.json.decode(call.body, type=CommissionAct)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RefusalError(422, f"the act is not readable: {str(error)[:300]}") from error
    author = author_of(act)
    if call.visitor.signed_in and author != call.visitor.id:
        raise RefusalError(
            403, "a token acts for its own seat only", expected=call.visitor.id, got=author[:100], where="by"
        )

    def enter() -> Answer:
        made = desk_of(call).act(act)
        return Answer(Entered(id=made.id, author=author, act=made), status=201)

    return once_of(call).answer(call, enter)


ROUTES: Final = (
    operation(
        Operation(
            id="handInDocument",
            method="POST",
            path="/api/documents",
            tag="documents",
            summary="Hand in a document as it is.",
            text="The bytes are kept untouched under their SHA-256; what cannot be read is recorded too. "
            "It is read at the next run.",
            query=DocumentQuery,
            body={"type": "string", "format": "binary"},
            media=("*/*",),
            gives=Received,
            status=201,
            headers=KEY_HEADER,
            required_headers=(HEADER,),
            refusals=(409, 422, 503),
            scope="documents",
            max_body=_MOST,
        ),
        _document,
    ),
    operation(
        Operation(
            id="handInObservations",
            method="POST",
            path="/api/observations",
            tag="observations",
            summary="Hand in a table of observations (CSV).",
            query=NamedQuery,
            body={"type": "string"},
            media=("text/csv",),
            gives=Received,
            status=201,
            headers=KEY_HEADER,
            required_headers=(HEADER,),
            refusals=(409, 422, 503),
            scope="observations",
            max_body=_MOST,
        ),
        _observations,
    ),
    operation(
        Operation(
            id="enterAct",
            method="POST",
            path="/api/acts",
            tag="commission",
            summary="Enter an act of the commission: an answer, a vote, a motion …",
            text="The author of the entry is the seat of the token; the rules of the body decide what is allowed.",
            query=LanguageOnly,
            body=CommissionAct,
            media=(JSON,),
            body_example={
                "act": "vote",
                "body": "jc",
                "by": "a-1",
                "at": "2016-12-01T10:00+02:00",
                "on": "M9",
                "position": "yes",
            },
            gives=Entered,
            status=201,
            headers=KEY_HEADER,
            required_headers=(HEADER,),
            refusals=(409, 422, 503),
            scope="acts",
        ),
        _act,
    ),
)
