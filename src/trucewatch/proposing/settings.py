"""Which model may propose, and within which limits: the block ``language_model`` of ``case.yaml``."""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec import Struct

from trucewatch.errors import InputError

__all__ = ["ModelSettings", "check_settings"]


class ModelSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An OpenAI-compatible endpoint.

    ``endpoint`` is the base address (``http://127.0.0.1:8080/v1``); ``key_env`` names the environment
    variable that holds the key, which is never written down. ``window`` is the most characters of text
    in one request, ``seconds`` the longest wait, ``max_answer`` the most bytes of an answer that are read.
    ``offline`` uses kept answers alone and asks nobody.
    """

    endpoint: str
    model: str
    key_env: str | None = None
    window: int = 1500
    seconds: float = 60.0
    max_answer: int = 200_000
    offline: bool = False


def check_settings(settings: ModelSettings, where: str) -> None:
    """Refuse what cannot be an endpoint. Raises :class:`InputError` with the field."""
    parts = urlsplit(settings.endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise InputError(
            "the endpoint of the language model is no plain address",
            where=f"{where}: language_model.endpoint",
            expected="http(s)://host[:port]/path, without user, query or fragment",
            got=settings.endpoint,
        )
    if not settings.model.strip():
        raise InputError("the language model has no name", where=f"{where}: language_model.model")
    if not 200 <= settings.window <= 20_000:
        raise InputError(
            "the window is out of range",
            where=f"{where}: language_model.window",
            expected="200 to 20,000 characters",
            got=str(settings.window),
        )
    if not 0 < settings.seconds <= 600 or not 1000 <= settings.max_answer <= 10_000_000:
        raise InputError(
            "a limit is out of range",
            where=f"{where}: language_model",
            expected="seconds up to 600, max_answer 1,000 to 10,000,000 bytes",
            got=f"seconds {settings.seconds}, max_answer {settings.max_answer}",
        )
