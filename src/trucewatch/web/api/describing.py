"""The OpenAPI 3.1 document, made from the same types by which requests are checked and answers are encoded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec

from trucewatch import __version__
from trucewatch.web.api.operation import Operation
from trucewatch.web.api.problem import MEDIA, Problem

__all__ = ["openapi"]

_REF: Final = "#/components/schemas/{name}"
_VARIABLE: Final = re.compile(r"\{(\w+):\w+\}")
_ALWAYS: Final = (400, 401, 403, 404, 429)
_WHY: Final = {
    400: "The request does not say what it must.",
    401: "There is no valid token, and the server does not serve strangers.",
    403: "The role, or the scopes of the token, do not allow it.",
    404: "There is nothing of that name that the role may see.",
    406: "The media type that is asked for is not one of this address.",
    408: "The body took too long.",
    409: "It contradicts what stands: a key in use, another version, a record that is being written.",
    412: "What If-Match names is no longer what stands.",
    413: "The body is too large.",
    415: "The body is in another media type.",
    422: "The content is understood and refused: the rules do not allow it.",
    428: "If-Match is needed.",
    429: "Too many requests; Retry-After says when to come again.",
    503: "The record or the read models cannot be reached at this moment.",
}
_TEXT: Final = (
    "What the record of one case holds, as the role of the caller may see it. A claim is not a fact, a fact is not a "
    "breach, a breach is not a joint finding: each is a record of its own. Unknown is null. Lists are read with a "
    "cursor in the order of the record; errors are problem details (RFC 9457)."
)


def openapi(operations: Iterable[Operation], areas: Sequence[str], server: str) -> dict[str, Any]:
    """The document. ``areas`` are the ids of the case's areas, which some parameters take."""
    listed = tuple(operations)
    types = [t for o in listed for t in (o.gives, o.body) if _is_type(t)]
    types += [Problem, *(o.query for o in listed)]
    _, components = msgspec.json.schema_components(types, ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for o in listed:
        paths.setdefault(_VARIABLE.sub(r"{\1}", o.path), {})[o.method.lower()] = _operation(o, components, areas)
    queries = {o.query.__name__ for o in listed}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "trucewatch",
            "version": __version__,
            "description": _TEXT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "tags": [{"name": tag} for tag in dict.fromkeys(o.tag for o in listed)],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "schemas": {name: schema for name, schema in components.items() if name not in queries},
            "responses": {f"Problem{status}": _problem(status) for status in _WHY},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token of `trucewatch token create`, with scopes and an end.",
                }
            },
        },
    }


def _is_type(value: Any) -> bool:
    return value is not None and value is not bytes and not isinstance(value, Mapping)


def _operation(o: Operation, components: Mapping[str, Any], areas: Sequence[str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": o.id,
        "tags": [o.tag],
        "summary": o.summary,
        "description": f"{o.text or o.summary} Scope: `{o.scope}`.",
        "parameters": [*_parts(o), *_parameters(o, components, areas), *_headers(o)],
        "responses": _responses(o),
    }
    if o.body is not None:
        schema = o.body if isinstance(o.body, Mapping) else _schema(o.body)
        content: dict[str, Any] = {media: {"schema": schema} for media in o.media}
        if o.body_example is not None:
            content[o.media[0]]["example"] = o.body_example
        made["requestBody"] = {"required": True, "content": content}
    return made


def _schema(kind: Any) -> dict[str, Any]:
    if kind is bytes:
        return {}
    schema, _ = msgspec.json.schema_components([kind], ref_template=_REF)
    return schema[0]


def _parts(o: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": part.description,
            "schema": {"type": "string", "minLength": 1}
            if not part.example.isdigit()
            else {"type": "integer", "minimum": 0},
            "example": int(part.example) if part.example.isdigit() else part.example,
        }
        for name, part in o.parts.items()
    ]


def _parameters(o: Operation, components: Mapping[str, Any], areas: Sequence[str]) -> list[dict[str, Any]]:
    described = components[o.query.__name__]
    made = []
    for name, schema in described["properties"].items():
        plain = _without_null(schema)
        if plain.pop("x-list", None) == "areas" and areas:
            plain["enum"] = list(areas)
        text = plain.pop("description", name)
        examples = plain.pop("examples", None)
        parameter = {"name": name, "in": "query", "required": name in described.get("required", ())}
        parameter |= {"description": text, "schema": plain}
        if examples:
            parameter["example"] = examples[0]
        made.append(parameter)
    return made


def _without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a parameter that is there: one that is not sent is not null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind.get("type") != "null"]
    kept = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    if schema.get("default") is not None:
        kept["default"] = schema["default"]
    if "enum" in kept:
        kept["enum"] = [value for value in kept["enum"] if value is not None]
    return {**(kinds[0] if len(kinds) == 1 else {}), **kept}


def _headers(o: Operation) -> list[dict[str, Any]]:
    made = [
        {
            "name": name,
            "in": "header",
            "required": name in o.required_headers,
            "description": text,
            "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$"},
        }
        for name, text in o.headers.items()
    ]
    if o.method == "GET" and o.status == 200:
        made.append(
            {
                "name": "If-None-Match",
                "in": "header",
                "description": "The ETag of the answer held: 304 where it still is the same.",
                "schema": {"type": "string"},
            }
        )
    return made


def _responses(o: Operation) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if o.gives is not None:
        schema = o.gives if isinstance(o.gives, Mapping) else _schema(o.gives)
        content = {media: {"schema": schema} for media in o.answers}
        if o.example is not None:
            content[o.answers[0]]["example"] = o.example
    done: dict[str, Any] = {"description": HTTPStatus(o.status).phrase}
    if content:
        done["content"] = content
    headers = dict(o.given_headers)
    if o.method == "GET" and o.status == 200:
        headers["ETag"] = "A digest of the answer."
    if headers:
        done["headers"] = {name: {"description": text, "schema": {"type": "string"}} for name, text in headers.items()}
    made = {str(o.status): done}
    if o.method == "GET" and o.status == 200:
        made["304"] = {"description": "What If-None-Match names is still the same."}
    made |= {str(status): {**done, "description": text} for status, text in o.others.items()}
    refusals = {*_ALWAYS, *o.refusals, *((408, 413, 415) if o.body is not None else ())}
    return made | {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(refusals)}


def _problem(status: int) -> dict[str, Any]:
    example = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    headers = {"Retry-After": {"schema": {"type": "string"}, "description": "Seconds."}} if status in (429, 503) else {}
    schema = {"$ref": _REF.format(name="Problem")}
    made = {"description": _WHY[status], "content": {MEDIA: {"schema": schema, "example": example}}}
    return made | ({"headers": headers} if headers else {})
