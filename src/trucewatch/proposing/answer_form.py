"""The answer of a model, decoded under the schema: what does not fit is no answer."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct

__all__ = ["Candidate", "decode_answer"]

_MOST = 60


class Candidate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One passage a model names. ``value`` is only compared, never taken."""

    kind: Literal["event", "figure", "position", "control"]
    code: str
    words: str
    head: str | None = None
    actor: str | None = None
    place: str | None = None
    number: str | None = None
    value: float | None = None


class _Content(Struct, frozen=True, forbid_unknown_fields=True):
    claims: tuple[Candidate, ...]


class _Message(Struct, frozen=True):
    content: str


class _Choice(Struct, frozen=True):
    message: _Message


class _Completion(Struct, frozen=True):
    choices: tuple[_Choice, ...]


def decode_answer(data: bytes) -> tuple[Candidate, ...] | None:
    """The candidates of a chat completion, or null when it is not of the asked form."""
    try:
        completion = msgspec.json.decode(data, type=_Completion)
        if not completion.choices:
            return None
        content = msgspec.json.decode(completion.choices[0].message.content, type=_Content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return content.claims if len(content.claims) <= _MOST else None
