"""A witness over HTTP (C2SP tlog-witness), and the record as static files (C2SP tlog-tiles)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from litestar import Litestar, Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler

from trucewatch.record.proof import MAX_PROOF
from trucewatch.record.witness import Witness

__all__ = ["create_witness_app", "record_routes"]

_TILE: Final = re.compile(r"(?:entries|[0-5])/(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/[1-9][0-9]{0,2})?")
_WAIT: Final = {"Cache-Control": "no-cache"}
_KEEP: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


def create_witness_app(witness: Witness) -> Litestar:
    """The application of one witness: ``POST /add-checkpoint`` and nothing else."""

    @post("/add-checkpoint", status_code=200, include_in_schema=False)
    async def add_checkpoint(request: Request[Any, Any, Any]) -> Response[bytes]:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > MAX_PROOF:
                return Response(b"the request is too large\n", status_code=400, media_type="text/plain")
        answer = witness.add_checkpoint(bytes(body))
        headers = {"Content-Type": answer.media}  # as it stands: without a character set
        return Response(answer.body, status_code=answer.status, headers=headers)

    return Litestar(route_handlers=[add_checkpoint], openapi_config=None, logging_config=None, debug=False)


def record_routes(record: Callable[[Request[Any, Any, Any]], Path]) -> list[HTTPRouteHandler]:
    """``/record/checkpoint`` and ``/record/tile/…`` of a record folder, for mirrors. Files are not served.

    ``record`` gives the folder that the request may see: entries are whole, and nothing of them is hidden.
    """

    @get("/record/checkpoint", sync_to_thread=True, include_in_schema=False)
    def checkpoint(request: Request[Any, Any, Any]) -> Response[bytes]:
        return Response(_read(record(request) / "checkpoint"), media_type="text/plain; charset=utf-8", headers=_WAIT)

    @get("/record/cosigned/{size:int}", sync_to_thread=True, include_in_schema=False)
    def cosigned(request: Request[Any, Any, Any]) -> Response[bytes]:
        size = str(request.path_params["size"])
        return Response(
            _read(record(request) / "cosigned" / size), media_type="text/plain; charset=utf-8", headers=_WAIT
        )

    @get("/record/tile/{name:path}", sync_to_thread=True, include_in_schema=False)
    def tile(request: Request[Any, Any, Any]) -> Response[bytes]:
        asked = str(request.path_params["name"]).lstrip("/")
        if not _TILE.fullmatch(asked):
            raise NotFoundException
        return Response(_read(record(request) / "tile" / asked), media_type="application/octet-stream", headers=_KEEP)

    return [checkpoint, cosigned, tile]


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise NotFoundException
    return path.read_bytes()
