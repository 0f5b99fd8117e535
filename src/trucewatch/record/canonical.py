"""Canonical JSON for the record: RFC 8785 bytes over a strict I-JSON subset.

Everything that enters the record passes :func:`canonical` on the way out and :func:`admit` on the way
in. The subset is narrower than RFC 7493 so that two readers in two languages cannot see two things in
the same bytes: no floating-point numbers, no ``null``, integers within 2^53 - 1, strings in Unicode
NFC without U+0000, member names in printable ASCII, no duplicate names, no direction controls in
identifiers. What the subset cannot say is escaped by :mod:`trucewatch.record.encoding`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from typing import NoReturn, TypeAlias

import msgspec
import rfc8785

from trucewatch.errors import RecordError

__all__ = [
    "IDENTIFIERS",
    "MAX_DEPTH",
    "MAX_INTEGER",
    "MAX_PAYLOAD",
    "Json",
    "admit",
    "canonical",
    "check_tree",
    "has_direction_control",
    "is_admissible_text",
    "is_member_name",
    "quick_bytes",
]

MAX_PAYLOAD = 32 * 1024
"""Largest payload of one entry, in bytes."""
MAX_DEPTH = 16
"""Deepest nesting of objects and arrays; the outermost object has depth 1."""
MAX_INTEGER = 2**53 - 1

IDENTIFIERS = frozenset(
    {"author", "claim", "claimed_at", "document", "id", "incident", "kind", "leaf", "log", "media"}
    | {"rel", "target_id", "target_type", "type"}
)
"""Members whose values are identifiers: what reorders text on a screen must not stand in them."""

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool"

_NAME = re.compile(r"[ -~]+\Z")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_WRITE = msgspec.json.Encoder(order="sorted").encode
_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,15})\Z")


def canonical(value: Json) -> bytes:
    """The RFC 8785 bytes of ``value``. Raises :class:`RecordError` for what JSON cannot hold."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeError) as error:
        raise RecordError(
            "the value has no canonical form", expected="JSON without floats and nulls", got=str(error)
        ) from error


def quick_bytes(value: Json) -> bytes:
    """The same bytes as :func:`canonical`, many times faster, for values of the admitted subset only.

    Holds because member names are ASCII (so that sorting by code point is sorting by UTF-16 unit) and
    there are no floats. Whoever writes these bytes lets :func:`admit` or :func:`check_tree` see them.
    """
    try:
        return _WRITE(value)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise RecordError("the value is no JSON of the record", expected=_TEXT_RULE, got=str(error)[:200]) from error


def admit(data: bytes, *, where: str = "entry", limit: int = MAX_PAYLOAD) -> dict[str, Json]:
    """Parse ``data`` if it is the canonical form of an object in the subset, else raise :class:`RecordError`.

    ``where`` names the entry or file in the error; ``limit`` is the largest size in bytes.
    """
    if len(data) > limit:
        _refuse("it is too large", where, f"at most {limit} bytes", f"{len(data)} bytes")
    try:
        text = data.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        _refuse("it is not UTF-8", where, "UTF-8", f"byte {error.start}")
    if text.startswith("\ufeff"):
        _refuse("it begins with a byte-order mark", where, "UTF-8 without a mark", "U+FEFF")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_members,
            parse_float=_no_float,
            parse_int=_integer,
            parse_constant=_no_float,
        )
    except RecursionError:
        _refuse("it is nested too deeply", where, f"at most {MAX_DEPTH} levels", "far more")
    except _RefusedError as error:
        _refuse(error.problem, where, error.expected, error.got)
    except ValueError as error:
        _refuse("it is not JSON", where, "one JSON object", str(error))
    if not isinstance(value, dict):
        _refuse("it is not an object", where, "a JSON object", type(value).__name__)
    try:
        _walk(value, "", 1)
    except _RefusedError as error:
        _refuse(error.problem, where, error.expected, error.got)
    if quick_bytes(value) != data:
        _refuse("its bytes are not canonical", where, "the form of RFC 8785", "another spelling of the same value")
    return value


def check_tree(value: Json, *, where: str = "entry") -> None:
    """Raise :class:`RecordError` unless :func:`admit` takes the bytes that :func:`quick_bytes` makes of ``value``.

    The size is not looked at. Looking at the value once spares the reading of the bytes that were just written.
    """
    try:
        if not isinstance(value, dict):
            raise _RefusedError("it is not an object", "a JSON object", type(value).__name__)
        _walk(value, "", 1)
    except _RefusedError as error:
        _refuse(error.problem, where, error.expected, error.got)


@lru_cache(maxsize=512)
def is_member_name(name: str) -> bool:
    """Whether ``name`` may be the name of a member: printable ASCII, not empty."""
    return _NAME.match(name) is not None


def has_direction_control(text: str) -> bool:
    """Whether ``text`` holds a Unicode bidirectional control (UAX 9)."""
    return not text.isascii() and _DIRECTION.search(text) is not None


def is_admissible_text(text: str, member: str = "") -> bool:
    """Whether a string may stand as it is as the value of ``member``."""
    if text.isascii():
        return "\0" not in text
    if "\0" in text or not unicodedata.is_normalized("NFC", text) or _has_surrogate(text):
        return False
    return not (member in IDENTIFIERS and has_direction_control(text))


class _RefusedError(Exception):
    def __init__(self, problem: str, expected: str, got: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.expected = expected
        self.got = got


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _RefusedError("a member name stands twice", "each name once", repr(twice))
    return members


def _no_float(text: str) -> NoReturn:
    raise _RefusedError("a number is not an integer", "integers; other numbers as escaped decimals", text[:40])


def _integer(text: str) -> int:
    # The length is looked at before int(), which takes quadratic time on thousands of digits.
    if not _INTEGER.match(text) or abs(int(text)) > MAX_INTEGER:
        raise _RefusedError("an integer is out of range", f"-{MAX_INTEGER} to {MAX_INTEGER}", text[:40])
    return int(text)


def _walk(value: object, member: str, depth: int) -> None:
    if isinstance(value, str):
        if not is_admissible_text(value, member):
            raise _RefusedError(f"a string is not admissible (member {member!r})", _TEXT_RULE, ascii(value)[:60])
    elif isinstance(value, dict):
        _check_depth(depth)
        for name, item in value.items():
            if not isinstance(name, str) or not is_member_name(name):
                raise _RefusedError("a member name is not plain", "printable ASCII", ascii(name)[:60])
            _walk(item, name, depth + 1)
    elif isinstance(value, list | tuple):
        _check_depth(depth)
        for item in value:
            _walk(item, member, depth + 1)
    elif value is None:
        raise _RefusedError(f"a null stands in member {member!r}", "the member left out", "null")
    elif type(value) is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise _RefusedError("an integer is out of range", f"-{MAX_INTEGER} to {MAX_INTEGER}", str(value)[:40])
    elif type(value) is not bool:
        raise _RefusedError("a value is of no kind of the record", "text, integers, true, false", type(value).__name__)


_TEXT_RULE = "Unicode NFC, no U+0000, no lone surrogate, no direction control in an identifier"


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise _RefusedError("it is nested too deeply", f"at most {MAX_DEPTH} levels", f"level {depth}")


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _refuse(problem: str, where: str, expected: str, got: str) -> NoReturn:
    raise RecordError(problem, where=where, expected=expected, got=got)
