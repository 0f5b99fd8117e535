"""What was fetched, as WARC (ISO 28500): request and response with headers, address, time and digests."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Sequence
from typing import Final

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from trucewatch.fetching.fetch import Exchange

__all__ = ["write_warc"]

# the body is kept as it is after transfer: a header that says otherwise would make readers decode it again
_TRANSFER: Final = frozenset({"transfer-encoding", "content-length", "connection", "keep-alive"})


def write_warc(exchanges: Sequence[Exchange], *, software: str) -> bytes:
    """One packed WARC file. Equal exchanges give equal bytes."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    first = exchanges[0]
    about = writer.create_warcinfo_record("fetched.warc.gz", {"software": software, "format": "WARC File Format 1.1"})
    about.rec_headers.replace_header("WARC-Record-ID", _identity(first, "warcinfo"))
    about.rec_headers.replace_header("WARC-Date", _instant(first.at))
    writer.write_record(about)
    for exchange in exchanges:
        headers = [(n if n.lower() not in _TRANSFER else f"X-Archive-Orig-{n}", v) for n, v in exchange.headers]
        status = StatusAndHeaders(f"{exchange.status} {exchange.reason}".strip(), headers, protocol="HTTP/1.1")
        response = writer.create_warc_record(
            exchange.url,
            "response",
            payload=io.BytesIO(exchange.body),
            http_headers=status,
            warc_headers_dict={
                "WARC-Record-ID": _identity(exchange, "response"),
                "WARC-Date": _instant(exchange.at),
                "WARC-IP-Address": exchange.address,
            },
        )
        asked = StatusAndHeaders(_line(exchange), list(exchange.request), is_http_request=True)
        request = writer.create_warc_record(
            exchange.url,
            "request",
            http_headers=asked,
            warc_headers_dict={
                "WARC-Record-ID": _identity(exchange, "request"),
                "WARC-Date": _instant(exchange.at),
                "WARC-Concurrent-To": _identity(exchange, "response"),
            },
        )
        writer.write_record(response)
        writer.write_record(request)
    return stream.getvalue()


def _line(exchange: Exchange) -> str:
    path = exchange.url.split("://", 1)[-1].partition("/")[2].partition("#")[0]
    return f"GET /{path} HTTP/1.1"


def _identity(exchange: Exchange, kind: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind} {exchange.at.isoformat()} {exchange.url}')}>"


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
