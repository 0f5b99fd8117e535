"""How frozen records become admissible JSON and come back exactly.

Claims hold what the record's JSON subset leaves out: decimal numbers, unknown values, quoted words that
are not in Unicode NFC. Each such value is written as an object with one member whose name begins with
``$``; nothing else in the record uses such names:

==================  =============================================================
``{"$null": true}``   a null
``{"$float": "36.2"}``   a number with a fraction or exponent, shortest decimal form
``{"$int": "90071…"}``   an integer beyond 2^53 - 1
``{"$text": "…"}``   a string, as base64 of its UTF-8 bytes
``{"$map": [[k, v]]}``   an object with a member name that is not plain, sorted by name
==================  =============================================================

Members of a record that are unknown (null) and whose declared default is null are left out. Every value
has exactly one encoded form, and decoding refuses any other. A lone surrogate is no text and is refused.
"""

from __future__ import annotations

import base64
import binascii
import math
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, Struct

from trucewatch.errors import RecordError
from trucewatch.record.canonical import MAX_INTEGER, Json, is_admissible_text, is_member_name

__all__ = ["decode_record", "decode_value", "encode_record", "encode_value"]

S = TypeVar("S", bound=Struct)


def encode_record(record: Struct) -> dict[str, Json]:
    """Encode a frozen record. Raises :class:`RecordError` for a lone surrogate or a non-finite number."""
    tag_field, tag, plan = _plan(type(record))
    members: dict[str, Json] = {}
    if tag_field is not None:
        members[tag_field] = tag
    for attribute, name, droppable in plan:
        value = getattr(record, attribute)
        if value is UNSET or (value is None and droppable):
            continue
        members[name] = encode_value(value, name)
    return members


def encode_value(value: Any, member: str = "") -> Json:
    """Encode a JSON value or record; ``member`` is the name under which it stands."""
    if isinstance(value, str):
        return value if is_admissible_text(value, member) else {"$text": _to_base64(value, member)}
    if value is None:
        return {"$null": True}
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= MAX_INTEGER else {"$int": str(value)}
    if isinstance(value, float):
        if not math.isfinite(value):
            raise RecordError(
                "a number is not finite", where=member or None, expected="a finite number", got=str(value)
            )
        return {"$float": repr(value)}
    if isinstance(value, Struct):
        return encode_record(value)
    if isinstance(value, list | tuple):
        return [encode_value(item, member) for item in value]
    if isinstance(value, dict):
        return _encode_object(value)
    raise RecordError("a value is no JSON", where=member or None, expected="JSON", got=type(value).__name__)


def decode_record(kind: type[S], value: Json, *, where: str = "entry") -> S:
    """Decode what :func:`encode_record` made into ``kind`` (a record or a union of tagged records)."""
    try:
        return msgspec.convert(decode_value(value, where=where), kind, strict=True)
    except msgspec.ValidationError as error:
        name = getattr(kind, "__name__", str(kind))
        raise RecordError("a body does not fit its type", where=where, expected=name, got=str(error)) from error


def decode_value(value: Json, member: str = "", *, where: str = "entry") -> Any:
    """Undo :func:`encode_value`. Raises :class:`RecordError` for an escape that is not the one form."""
    if isinstance(value, list):
        return [decode_value(item, member, where=where) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, content),) = value.items()
        if name.startswith("$"):
            return _unescape(name, content, member, where)
    for name in value:
        if name.startswith("$"):
            raise _bad_escape(name, where)
    return {name: decode_value(item, name, where=where) for name, item in value.items()}


@cache
def _plan(kind: type[Struct]) -> tuple[str | None, Any, tuple[tuple[str, str, bool], ...]]:
    config = kind.__struct_config__
    fields = msgspec.structs.fields(kind)
    plan = tuple((field.name, field.encode_name, field.default is None) for field in fields)
    return (config.tag_field if config.tag is not None else None), config.tag, plan


def _encode_object(value: dict[Any, Any]) -> Json:
    for name in value:
        if not isinstance(name, str):
            raise RecordError("a member name is no text", expected="a string", got=repr(name)[:60])
    if all(is_member_name(name) and not name.startswith("$") for name in value):
        return {name: encode_value(item, name) for name, item in value.items()}
    return {"$map": [[encode_value(name), encode_value(value[name], name)] for name in sorted(value)]}


def _unescape(name: str, content: Json, member: str, where: str) -> Any:
    result: Any = None
    if name == "$null" and content is True:
        return None
    if name == "$map" and isinstance(content, list):
        return _unescape_map(content, where)
    if not isinstance(content, str):
        raise _bad_escape(name, where)
    try:
        if name == "$float":
            result = float(content)
        elif name == "$int" and len(content) <= 400:
            result = int(content)
        elif name == "$text":
            result = base64.b64decode(content.encode("ascii"), validate=True).decode("utf-8")
    except (ValueError, binascii.Error):
        raise _bad_escape(name, where) from None
    if result is None or (name == "$float" and not math.isfinite(result)):
        raise _bad_escape(name, where)
    if encode_value(result, member) != {name: content}:
        raise _bad_escape(name, where)
    return result


def _unescape_map(content: list[Json], where: str) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for pair in content:
        if not isinstance(pair, list) or len(pair) != 2:
            raise _bad_escape("$map", where)
        name = decode_value(pair[0], where=where)
        if not isinstance(name, str) or (members and name <= next(reversed(members))):
            raise _bad_escape("$map", where)
        members[name] = decode_value(pair[1], name, where=where)
    if all(is_member_name(name) and not name.startswith("$") for name in members):
        raise _bad_escape("$map", where)
    return members


def _to_base64(text: str, member: str) -> str:
    try:
        return base64.b64encode(text.encode("utf-8")).decode("ascii")
    except UnicodeEncodeError as error:
        raise RecordError(
            "a string holds a lone surrogate",
            where=member or None,
            expected="Unicode text",
            got=ascii(text)[:60],
            hint="decode the document again with its right character set",
        ) from error


def _bad_escape(name: str, where: str) -> RecordError:
    return RecordError(
        "an escaped value is not in its one form", where=where, expected="see docs/reference/record.md", got=name
    )
