"""What holds for every address, before routing and after compression: HEAD, and the tag of a compressed answer."""

from __future__ import annotations

from typing import Any, Final

from litestar import Litestar

__all__ = ["Application"]

_TAG: Final = b"etag"


class Application(Litestar):
    """Answers HEAD as GET without the body (RFC 9110, 9.3.2), and gives each content coding a tag of its own."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        bodiless = scope["method"] == "HEAD"

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _tagged(message.get("headers", []))}
            elif bodiless and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        asked: Any = {**scope, "method": "GET"} if bodiless else scope
        await super().__call__(asked, receive, sent)


def _tagged(headers: Any) -> list[tuple[bytes, bytes]]:
    """A strong tag holds for one sequence of bytes: the packed form has another (RFC 9110, 8.8.3.3)."""
    found = [(bytes(name), bytes(value)) for name, value in headers]
    if not any(name.lower() == b"content-encoding" and value == b"gzip" for name, value in found):
        return found
    return [(n, v[:-1] + b'-gzip"' if n.lower() == _TAG and v.endswith(b'"') else v) for n, v in found]
