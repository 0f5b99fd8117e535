"""Messages as mail servers carry them (.eml), by the standard library: header fields and one body.

Attachments are counted and never opened; nothing the message points to is fetched.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
from email.message import EmailMessage
from typing import Any

from trucewatch.errors import DocumentError
from trucewatch.intake.encoding import decode_declared, decode_text, scrub
from trucewatch.intake.formats.extracted import Extracted
from trucewatch.intake.formats.html import decode_html, extract_html
from trucewatch.intake.limits import Deadline, Limits

__all__ = ["extract_mail"]


def extract_mail(data: bytes, limits: Limits, deadline: Deadline) -> Extracted:
    """The plain body, else the text of the HTML body. Raises :class:`DocumentError`."""
    # a part begins after a boundary line; the parser builds every one of them before it can be asked
    if data.count(b"\n--") > 10 * limits.max_parts:
        raise DocumentError("the message has too many parts", reason="too_large")
    message = email.message_from_bytes(data, policy=email.policy.default)
    plain, html, others = _bodies(message, limits)
    deadline.check("parsing the message")
    notes = [f"parts of the message that were not read: {others}"] if others else []
    if plain is not None:
        text, lang = scrub(_plain_text(plain)), None
    elif html is not None:
        page = extract_html(decode_html(_payload(html)).text, limits, deadline)
        text, lang = page.text, page.lang
        notes.extend(page.notes)
    else:
        raise DocumentError("the message has no text", reason="no_text")
    if not text.strip():
        raise DocumentError("the message has no text", reason="no_text")
    published = _date(message)
    return Extracted(
        text=text,
        title=_field(message, "subject"),
        outlet=_sender(message),
        published=published,
        published_from="header" if published else None,
        lang=lang,
        notes=tuple(notes),
    )


def _bodies(message: EmailMessage, limits: Limits) -> tuple[Any, Any, int]:
    """The first plain and the first HTML part, and how many parts are left over."""
    plain = html = None
    others = parts = 0
    queue: list[tuple[Any, int, bool]] = [(message, 0, False)]
    loose_html = 0
    while queue:
        part, depth, alternative = queue.pop(0)
        parts += 1
        if parts > limits.max_parts or depth > limits.max_depth:
            raise DocumentError("the message has too many parts", reason="too_large")
        if part.is_multipart():
            if part.get_content_type() == "message/rfc822":
                others += 1
            else:
                same = part.get_content_type() == "multipart/alternative"
                queue.extend((child, depth + 1, same) for child in part.get_payload())
        elif part.get_content_disposition() == "attachment":
            others += 1
        elif part.get_content_type() == "text/plain" and plain is None:
            plain = part
        elif part.get_content_type() == "text/html" and html is None:
            html = part
            loose_html = 0 if alternative else 1
        else:
            others += 1
    # an HTML part beside the plain one says the same only where the message says so
    return plain, html, others + (loose_html if plain is not None else 0)


def _payload(part: Any) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _plain_text(part: Any) -> str:
    data = _payload(part)
    declared = part.get_content_charset()
    text = decode_declared(data, declared) if isinstance(declared, str) else None
    return text if text is not None else decode_text(data).text


def _field(message: EmailMessage, name: str) -> str | None:
    try:
        value = message.get(name)
    except (ValueError, IndexError, TypeError, AttributeError):  # the parser of one hostile field
        return None
    return (" ".join(scrub(str(value)).split())[:300] or None) if value else None


def _sender(message: EmailMessage) -> str | None:
    written = _field(message, "from")
    return (email.utils.parseaddr(written)[0] or written) if written else None


def _date(message: EmailMessage) -> str | None:
    written = _field(message, "date")
    if not written or len(written) > 100:
        return None
    try:
        when = email.utils.parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when.replace(second=0, microsecond=0).isoformat(timespec="minutes")
