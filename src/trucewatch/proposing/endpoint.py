"""The one place that talks to a model: a POST to the endpoint a person configured, and nothing else.

No proxy from the environment, no redirect, a cap on time and on bytes. Whatever goes wrong is an
:class:`EndpointError` with a reason; the run goes on without the model.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any, Protocol

from trucewatch.errors import TrucewatchError
from trucewatch.proposing.settings import ModelSettings

__all__ = ["Endpoint", "EndpointError", "HttpEndpoint"]


class EndpointError(TrucewatchError):
    """The endpoint did not answer, or not with an answer; ``reason`` is a code of ``proposal_rejected``."""

    def __init__(self, message: str, *, reason: str, got: str | None = None) -> None:
        super().__init__(message, got=got)
        self.reason = reason


class Endpoint(Protocol):
    """Takes a request body and gives the answer's bytes."""

    def complete(self, body: bytes) -> bytes:
        """The raw answer. Raises :class:`EndpointError`."""
        ...


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002  the base class fixes the signature
        return None


class HttpEndpoint:
    """An OpenAI-compatible ``/chat/completions``. ``key`` is sent as a bearer token and kept nowhere."""

    def __init__(
        self, settings: ModelSettings, *, key: str | None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._monotonic = monotonic
        self._url = settings.endpoint.rstrip("/") + "/chat/completions"
        self._settings = settings
        self._key = key
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())

    def complete(self, body: bytes) -> bytes:
        """One request, one answer. Raises :class:`EndpointError`."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(self._url, data=body, headers=headers, method="POST")  # noqa: S310  checked by check_settings
        try:
            with self._opener.open(request, timeout=self._settings.seconds) as response:
                data = self._read(response, self._monotonic() + self._settings.seconds)
        except urllib.error.HTTPError as error:
            raise EndpointError("the endpoint refused", reason="no_answer", got=f"status {error.code}") from error
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            raise EndpointError("the endpoint did not answer", reason="no_answer", got=type(error).__name__) from error
        return data

    def _read(self, response: http.client.HTTPResponse, deadline: float) -> bytes:
        """The body. The socket's own limit is for each byte: an endpoint that drips would hold a run for hours."""
        data = bytearray()
        while chunk := response.read1(65536):
            data += chunk
            if len(data) > self._settings.max_answer:
                break
            if self._monotonic() > deadline:
                raise EndpointError("the endpoint is too slow", reason="no_answer", got="the time is up")
        if len(data) > self._settings.max_answer:
            raise EndpointError(
                "the answer is too long", reason="answer_too_long", got=f"over {self._settings.max_answer} bytes"
            )
        return bytes(data)
