"""Hidden fields: an entry shows salted digests, the values lie elsewhere and can be proven against them.

The construction is that of disclosures in RFC 9901, section 4.2: a digest is the base64url of the SHA-256 over the
base64url of ``[salt, name, value]``. Salts have 128 bits, one for each field. Decoys fill the digests to the fixed
count of the kind, so that nobody sees how many fields are hidden. Randomness comes in as an argument.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, TypeAlias

import msgspec
from msgspec import Struct

from trucewatch.errors import ProtectionError
from trucewatch.record import Draft, Json, canonical
from trucewatch.record.encoding import decode_value, encode_record, encode_value
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["SALT_SIZE", "Disclosure", "Hidden", "Randomness", "hidden_draft", "hide", "new_handle", "open_disclosure"]

Randomness: TypeAlias = Callable[[int], bytes]
"""Gives so many bytes that nobody can foresee; ``secrets.token_bytes`` outside tests."""
SALT_SIZE: Final = 16
MAX_VALUE: Final = 200_000
_CONTACT: Final = re.compile(r"\s*(?:\+?[\d\s().-]{7,20}|[^\s@]+@[^\s@]+\.[^\s@]+)\s*\Z")


class Hidden(Struct, frozen=True, kw_only=True):
    """The body of an entry of type ``protected``. ``id`` is a handle; ``digests`` are sorted, decoys among them."""

    id: str
    kind: str
    subject: str | None = None
    alg: str = "sha-256"
    digests: tuple[str, ...] = msgspec.field(name="_sd")


@dataclass(frozen=True, repr=False)
class Disclosure:
    """What opens one digest. Its representation holds no value, so that none reaches a log line or an error."""

    digest: str
    text: str
    name: str
    value: Json

    def __repr__(self) -> str:
        return f"Disclosure({self.digest})"


class _Kind(Struct, frozen=True, forbid_unknown_fields=True):
    slots: int
    fields: tuple[str, ...]


class _Kinds(Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    kinds: dict[str, _Kind]
    never: tuple[str, ...]


def new_handle(random: Randomness) -> str:
    """An opaque name for an informant or a report: 128 random bits that are derived from nothing and nobody.

    Make one for each report: two reports under one handle tell that they come from one person.
    """
    return "h-" + base64.b32encode(_take(random, 16)).decode("ascii").rstrip("=").lower()


def hide(
    kind: str, values: Mapping[str, Json], random: Randomness, *, subject: str | None = None
) -> tuple[Hidden, tuple[Disclosure, ...]]:
    """The entry that hides ``values`` (field to value) and what opens it, in the order of the fields' names.

    ``subject`` is the id of the record it belongs to. Raises :class:`ProtectionError` for a field that the kind has
    not, for one that would enter who a person is, and for a value that is a telephone number or an address of mail.
    """
    rules = _kinds()
    known = rules.kinds.get(kind)
    if known is None:
        raise ProtectionError("there is no such kind of hidden entry", got=kind[:60], expected=", ".join(rules.kinds))
    for name, value in values.items():
        _check_field(kind, known, name, value)
    disclosures = tuple(_disclose(name, values[name], random) for name in sorted(values))
    decoys = [_digest(_encoded(_take(random, 32))) for _ in range(known.slots - len(disclosures))]
    digests = tuple(sorted([*(d.digest for d in disclosures), *decoys]))
    return Hidden(id=new_handle(random), kind=kind, subject=subject, digests=digests), disclosures


def hidden_draft(hidden: Hidden, author: str) -> Draft:
    """The entry to append."""
    return Draft(type="protected", author=author, body=encode_record(hidden))


def open_disclosure(text: str, digests: Sequence[str]) -> Disclosure:
    """Check a disclosure against the digests of an entry and read it.

    Raises :class:`ProtectionError` where it opens none of them or is not well formed; the message holds no value.
    """
    digest = _digest(text)
    if digest not in digests:
        raise ProtectionError(
            "the disclosure opens none of the entry's digests", expected="one of its own", got=f"digest {digest[:12]}…"
        )
    try:
        parts = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (msgspec.DecodeError, ValueError, binascii.Error, RecursionError):
        parts = None
    if not isinstance(parts, list) or len(parts) != 3 or not all(isinstance(p, str) for p in parts[:2]):
        raise ProtectionError("the disclosure is malformed", expected="[salt, name, value]", got=f"{len(text)} letters")
    return Disclosure(digest, text, parts[1], decode_value(parts[2], where="a disclosure"))


def _check_field(kind: str, known: _Kind, name: str, value: Json) -> None:
    if name in _kinds().never:
        raise ProtectionError(
            "who a person is does not enter the record, not even salted",
            where=f"field {name[:60]}",
            hint="keep it where it is and enter a handle (trucewatch protect handle)",
        )
    if name not in known.fields:
        raise ProtectionError(
            f"an entry of kind {kind} has no such field", where=name[:60], expected=", ".join(known.fields)
        )
    if isinstance(value, str) and _CONTACT.match(value) and name not in ("lat", "lon", "observed_at"):
        raise ProtectionError(
            "the value is a way to reach a person",
            where=f"field {name}",
            expected="no telephone number and no address of mail",
            hint="keep it where it is and enter a handle (trucewatch protect handle)",
        )


def _disclose(name: str, value: Json, random: Randomness) -> Disclosure:
    salt = _encoded(_take(random, SALT_SIZE))
    data = canonical([salt, name, encode_value(value, name)])
    if len(data) > MAX_VALUE:
        raise ProtectionError("the value is too large to hide", where=f"field {name}", expected=f"{MAX_VALUE} bytes")
    text = _encoded(data)
    return Disclosure(_digest(text), text, name, value)


def _take(random: Randomness, size: int) -> bytes:
    data = random(size)
    if len(data) != size:
        raise ProtectionError("the source of randomness gave too little", expected=f"{size} bytes", got=str(len(data)))
    return data


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _digest(text: str) -> str:
    return _encoded(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())


@cache
def _kinds() -> _Kinds:
    name = "hidden.yaml"
    text = (resources.files("trucewatch.protection") / "data" / name).read_text(encoding="utf-8")
    return decode_yaml(text, _Kinds, name, own=True)
