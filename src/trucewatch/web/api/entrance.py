"""Where a program begins: the description of the API, and what it offers."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

from trucewatch.web.api.describing import openapi
from trucewatch.web.api.features.routes import OPENAPI
from trucewatch.web.api.operation import JSON, KEY, Answer, Call, Operation, operation
from trucewatch.web.api.parameters import LanguageOnly

__all__ = ["ROUTES", "operations_of"]


class Entrance(Struct, frozen=True, kw_only=True):
    """The addresses to begin with."""

    case: str
    description: str
    features: str
    resources: tuple[str, ...]


def operations_of(app: Any) -> tuple[Operation, ...]:
    """The operations of an application, in the order of its routes."""
    found: dict[str, Operation] = {}
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            described = handler.opt.get(KEY)
            if isinstance(described, Operation):
                found.setdefault(described.id, described)
    return tuple(found.values())


def _document(call: Call) -> dict[str, Any]:
    return openapi(operations_of(call.request.app), sorted(call.site.case.areas), call.base)


def _schema(call: Call) -> Answer:
    return Answer(_document(call), OPENAPI)


def _schema_json(call: Call) -> Answer:
    return Answer(_document(call))


def _entrance(call: Call) -> Answer:
    lists = [o.path for o in operations_of(call.request.app) if o.method == "GET" and "{" not in o.path]
    resources = tuple(f"{call.base}{path}" for path in lists if path.startswith("/api/"))
    made = Entrance(
        case=call.site.case.id, description=f"{call.base}/schema", features=f"{call.base}/ogc", resources=resources
    )
    return Answer(made)


def _read(id_: str, path: str, summary: str, gives: Any, media: str = JSON) -> Operation:
    return Operation(
        id=id_,
        method="GET",
        path=path,
        tag="entrance",
        summary=summary,
        query=LanguageOnly,
        gives=gives,
        answers=(media,),
    )


_OBJECT: Final = {"type": "object"}
ROUTES: Final = (
    operation(_read("readEntrance", "/api", "The addresses to begin with.", Entrance), _entrance),
    operation(_read("readSchema", "/schema", "This description, OpenAPI 3.1.", _OBJECT, OPENAPI), _schema),
    operation(
        _read("readSchemaJson", "/schema/openapi.json", "This description, as plain JSON.", _OBJECT), _schema_json
    ),
)
