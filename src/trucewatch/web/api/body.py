"""The body of a request, read under limits of size and time, in a content type that the operation takes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from litestar.exceptions import ClientException

from trucewatch.web.api.problem import RefusalError
from trucewatch.web.page import AnyRequest

__all__ = ["MAX_SECONDS", "read_body"]

MAX_SECONDS: Final = 60.0
"""How long a client may take to send a body: a slow line has time for 10 MB, one that drips is cut off."""


async def read_body(request: AnyRequest, media: Sequence[str], most: int) -> tuple[bytes, str]:
    """The bytes and their media type.

    Raises :class:`RefusalError`: 415 for another media type, 413 for more than ``most`` bytes, 408 for one that takes
    too long, 400 for one that ends before its stated length.
    """
    sent = str(request.headers.get("content-type", "")).partition(";")[0].strip().lower()
    if "*/*" not in media and sent not in media:
        raise RefusalError(
            415, "the body is in another media type", where="Content-Type", expected=", ".join(media), got=sent[:80]
        )
    stated = request.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and int(stated[:19]) > most:
        raise _too_large(most)
    body = bytearray()
    try:
        async with asyncio.timeout(MAX_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > most:
                    raise _too_large(most)
    except TimeoutError as error:
        raise RefusalError(408, "the body took too long", expected=f"at most {MAX_SECONDS:g} seconds") from error
    except ClientException as error:
        if error.status_code == 413:
            raise _too_large(most) from error
        raise RefusalError(400, "the body was cut off") from error
    if stated.isascii() and stated.isdigit() and len(body) != int(stated[:19]):
        raise RefusalError(400, "the body was cut off", expected=f"{stated} bytes", got=f"{len(body)} bytes")
    return bytes(body), sent


def _too_large(most: int) -> RefusalError:
    return RefusalError(413, "the body is too large", expected=f"at most {most} bytes")
