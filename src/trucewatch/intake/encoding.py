"""Bytes to characters, only where the encoding can be told.

UTF-8, UTF-16 with a byte-order mark, windows-1252 (ISO 8859-1, ISO 8859-15) for Latin script and
windows-1256 for Arabic. Everything else is refused: a wrong guess would change names and numbers.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from trucewatch.errors import DocumentError

__all__ = ["Decoded", "decode_declared", "decode_text", "has_binary_controls", "scrub"]

_LATIN_LETTERS = frozenset("àâäæçèéêëîïôöùûüÿñáíóúãõåøìòßœšžðþýÀÂÄÆÇÈÉÊËÎÏÔÖÙÛÜŸÑÁÍÓÚÃÕÅØÌÒŒ")
_LATIN_SIGNS = frozenset("«»‘’“”–—…•°·§©®€£½¼¾²³¹¡¿†‰™ªº\u00a0\u00ad´¨±×")
_LATIN9_ONLY = frozenset("¤¦¨´¸¼½¾")
_COMMON_ARABIC = frozenset("اليمونرتبةعدسف")
_ARABIC_WORD = re.compile(r"(?<![\u0600-\u06ff])(?:في|من|على|إلى|أن|التي|الذي|و|عن|مع|هذا|قال|بعد)(?![\u0600-\u06ff])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_DECLARED = {
    "utf-8": "utf-8",
    "iso8859-1": "cp1252",
    "cp1252": "cp1252",
    "cp1256": "cp1256",
    "iso8859-15": "iso8859-15",
    "iso8859-6": "iso8859-6",
    "ascii": "cp1252",
}


@dataclass(frozen=True)
class Decoded:
    """Characters, the encoding they were read with and a note where it was detected."""

    text: str
    encoding: str
    note: str | None = None


def decode_text(data: bytes) -> Decoded:
    """Decode a plain text. A byte-order mark is dropped; nothing else is changed.

    Raises :class:`DocumentError`: ``binary`` for bytes that are no text, ``wrong_encoding`` where they
    look like text of an encoding that cannot be told.
    """
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise _unknown("the text is UTF-32")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return Decoded(data.decode("utf-16"), "utf-16")
        except UnicodeDecodeError as error:
            raise _unknown(f"the text begins as UTF-16 and is damaged at byte {error.start}") from error
    if b"\x00" in data:
        raise DocumentError("the bytes are no text", reason="binary", got=f"a NUL byte at {data.index(0)}")
    try:
        return Decoded(data.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError as error:
        return _decode_single_byte(data, error.start)


def decode_declared(data: bytes, label: str) -> str | None:
    """Decode by a label that the file itself states; None when the label is not known or does not fit."""
    try:
        codec = _DECLARED.get(codecs.lookup(label).name)
    except (LookupError, ValueError):
        return None
    if codec is None or b"\x00" in data:
        return None
    try:
        return data.decode("utf-8-sig" if codec == "utf-8" else codec)
    except UnicodeDecodeError:
        return None


def has_binary_controls(text: str) -> bool:
    """True when control characters that no text holds are more than one in two hundred, or a NUL is there."""
    found = len(_CONTROLS.findall(text))
    return "\x00" in text or found * 200 > len(text)


def scrub(text: str) -> str:
    """Text that a library took out of a file, without control characters and lone surrogates."""
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def _decode_single_byte(data: bytes, bad: int) -> Decoded:
    high = len(_HIGH.findall(data))
    inside = sum(len(m) for m in _MULTIBYTE.findall(data))
    if high >= 8 and inside * 10 >= high * 8:
        # falling back to one byte a character here would turn every accented name into two signs
        raise _unknown(f"the text looks like UTF-8 and is damaged at byte {bad}")
    letters = sum(1 for b in data if 0x41 <= b <= 0x5A or 0x61 <= b <= 0x7A)
    if letters >= 2 * high and (text := _as_latin(data)) is not None:
        return text
    if high > letters and (arabic := _as_arabic(data)) is not None:
        return arabic
    raise _unknown(f"the bytes are not UTF-8 (byte {bad}) and fit neither windows-1252 nor windows-1256")


def _as_latin(data: bytes) -> Decoded | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    if has_binary_controls(text):
        return None
    latin9 = False
    lone = 0
    letters = 0
    padded = f" {text} "
    for before, sign, after in zip(padded, text, padded[2:], strict=False):
        if sign < "\x80":
            continue
        inside = before.isalpha() and after.isalpha()
        if sign in _LATIN9_ONLY and inside:
            latin9 = True
        elif sign in _LATIN_LETTERS:
            letters += 1
            lone += not (before.isalpha() or after.isalpha())
        elif sign not in _LATIN_SIGNS:
            return None
    if letters and lone * 3 > letters:
        return None
    if latin9:
        return Decoded(data.decode("iso8859-15"), "iso-8859-15", "read as ISO 8859-15, detected")
    return Decoded(text, "windows-1252", "read as windows-1252, detected")


def _as_arabic(data: bytes) -> Decoded | None:
    try:
        text = data.decode("cp1256")
    except UnicodeDecodeError:
        return None
    if has_binary_controls(text):
        return None
    arabic = [c for c in text if "\u0621" <= c <= "\u064a"]
    if len(arabic) < 12:
        return None
    common = sum(c in _COMMON_ARABIC for c in arabic)
    words = len(re.findall(r"[\u0621-\u064a]+", text))
    signs = len(_ARABIC_WORD.findall(text)) + len(re.findall(r"(?<![\u0621-\u064a])[ولبك]?ال", text))
    if common * 100 < 55 * len(arabic) or signs * 8 < words:
        return None
    return Decoded(text, "windows-1256", "read as windows-1256, detected")


def _unknown(message: str) -> DocumentError:
    return DocumentError(
        message,
        reason="wrong_encoding",
        expected="UTF-8, UTF-16 with a byte-order mark, windows-1252 or windows-1256",
        hint="save the file as UTF-8",
    )
