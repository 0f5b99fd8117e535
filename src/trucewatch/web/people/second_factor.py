"""The second factor: codes by time (RFC 6238), each accepted once, and recovery codes for a lost device."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

import pyotp

__all__ = ["RECOVERY_CODES", "digest_of", "enrolment_address", "enrolment_secret", "fresh_counter", "recovery_codes"]

STEP: Final = 30
RECOVERY_CODES: Final = 10
_ALPHABET: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_LENGTH: Final = 24
_CODE: Final = re.compile(r"[0-9]{6}\Z", re.ASCII)


def enrolment_secret(key: bytes, invitation: str) -> str:
    """The secret that an invitation offers, 160 bits in base32: the same each time the page is loaded."""
    return base64.b32encode(hmac.digest(key, b"authenticator\n" + invitation.encode(), "sha1")).decode("ascii")


def enrolment_address(secret: str, account: str, case: str) -> str:
    """The address that an authenticator reads from a picture (``otpauth:``)."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=case)


def fresh_counter(secret: str, code: str, at: datetime, used: int) -> int | None:
    """The time step that a code belongs to: now, the one before or the next; None where it fits none of them.

    A step up to ``used`` is spent: a code that was seen over a shoulder opens nothing. All three are compared.
    """
    totp = pyotp.TOTP(secret, interval=STEP)
    now = int(at.timestamp()) // STEP
    given = "".join(code.split())
    given = given if _CODE.match(given) else "------"
    found: int | None = None
    for counter in (now - 1, now, now + 1):
        fits = hmac.compare_digest(totp.generate_otp(max(counter, 0)), given)
        if fits and counter > used:
            found = counter
    return found


def recovery_codes(random: Callable[[int], bytes]) -> tuple[str, ...]:
    """Ten codes of 117 bits in groups of four, without letters and digits that are mistaken for others."""
    return tuple(_code(random) for _ in range(RECOVERY_CODES))


def digest_of(code: str) -> str:
    """What is kept of a recovery code. It is long and random, so that a plain hash holds."""
    plain = re.sub(r"[^A-Z0-9]", "", code.upper())
    return hashlib.sha256(plain.encode("ascii")).hexdigest()


def _code(random: Callable[[int], bytes]) -> str:
    letters: list[str] = []
    while len(letters) < _LENGTH:
        for byte in random(32):
            if byte < 240 and len(letters) < _LENGTH:  # 240 is the last multiple of 30: no letter is more likely
                letters.append(_ALPHABET[byte % 30])
    return "-".join("".join(letters[i : i + 4]) for i in range(0, _LENGTH, 4))
