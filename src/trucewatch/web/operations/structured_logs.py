"""Logs as one JSON object a line, without values that came from outside.

A request is logged by its method, the pattern of its route, its status and its milliseconds: no query, no id, no
address of a client, no name. An error is logged by its class and the places in the code it went through: its message
may quote a document, so it stays out. A developer finds the rest by
asking again on a copy of the case.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import traceback
from collections.abc import Callable
from typing import Any, Final, TextIO

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["LOGGER", "OneLine", "log_requests", "write_logs_to"]

LOGGER: Final = logging.getLogger("trucewatch.requests")
_FIELDS: Final = ("method", "route", "status", "milliseconds", "error", "at")


class OneLine(logging.Formatter):
    """Formats a record as JSON: time, level, logger, what happened, and the fields of a request."""

    def format(self, record: logging.LogRecord) -> str:
        """The message's own pattern is written, never its arguments: those may hold what a user typed."""
        told: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": str(record.msg),
        }
        told |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            told["error"] = type(error).__name__
            told["at"] = [f"{f.name}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)][-12:]
        return json.dumps(told, ensure_ascii=True)


def write_logs_to(stream: TextIO) -> None:
    """Send everything that the server logs to a stream, one JSON object a line."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    LOGGER.setLevel(logging.INFO)


def log_requests(seconds: Callable[[], float]) -> Callable[[ASGIApp], ASGIApp]:
    """A middleware that logs each request; ``seconds`` is a clock that only grows."""

    def around(app: ASGIApp) -> ASGIApp:
        async def asked(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP or not LOGGER.isEnabledFor(logging.INFO):
                await app(scope, receive, send)
                return
            start = seconds()
            status = 0

            async def sending(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            try:
                await app(scope, receive, sending)
            finally:
                fields = {
                    "method": str(scope.get("method", "")),
                    "route": str(scope.get("path_template") or "no route"),
                    "status": status,
                    "milliseconds": round((seconds() - start) * 1000, 1),
                }
                LOGGER.info("request", extra=fields)

        return asked

    return around
