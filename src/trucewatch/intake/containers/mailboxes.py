"""Mailboxes (mbox) and messages: a message is a document, each attachment is one too.

The standard library parses. A line ``>From`` of a mailbox gets its sign off, as mboxrd prescribes.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
from email.message import EmailMessage
from typing import Any, Final

from trucewatch.errors import DocumentError
from trucewatch.intake.containers.member import Member, Opened, Provenance, Refusal
from trucewatch.intake.containers.room import Room
from trucewatch.intake.encoding import scrub
from trucewatch.intake.limits import Deadline, Limits

__all__ = ["MAIL", "MBOX", "open_mail", "open_mbox"]

MBOX: Final = "application/mbox"
MAIL: Final = "message/rfc822"
_ENVELOPE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]{0,998}\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def open_mbox(data: bytes, *, container: str, limits: Limits, deadline: Deadline) -> Opened:
    """The messages of a mailbox. Raises :class:`DocumentError`."""
    room = Room(limits)
    members: list[Member] = []
    refused: list[Refusal] = []
    starts = list(_ENVELOPE.finditer(data))
    for number, found in enumerate(starts, start=1):
        deadline.check("messages")
        room.member()
        end = starts[number].start() if number < len(starts) else len(data)
        raw = _QUOTED.sub(rb"\1", data[found.end() : end]).rstrip(b"\r\n") + b"\n"
        room.take(len(raw))
        name = f"message-{number:04d}.eml"
        if len(raw) > limits.max_bytes:
            refused.append(Refusal(name=name, reason="too_large", detail=f"larger than {limits.max_bytes} bytes"))
            continue
        head = email.message_from_bytes(raw.partition(b"\n\n")[0][:100_000] + b"\n\n", policy=email.policy.default)
        where = Provenance(
            container=container,
            member=_field(head, "message-id") or name,
            method="mbox_message",
            reported_at=sent_at(head),
        )
        members.append(Member(name=name, data=raw, provenance=where))
    return Opened(media=MBOX, members=tuple(members), refused=tuple(refused))


def open_mail(data: bytes, *, container: str, limits: Limits, deadline: Deadline) -> Opened:
    """The attachments of a message; its body is read as the document that the message is."""
    if data.count(b"\n--") > 10 * limits.max_parts:
        raise DocumentError("the message has too many parts", reason="too_large")
    message = email.message_from_bytes(data, policy=email.policy.default)
    deadline.check("parsing the message")
    room = Room(limits)
    members: list[Member] = []
    refused: list[Refusal] = []
    sent = sent_at(message)
    queue: list[tuple[Any, int]] = [(message, 0)]
    while queue:
        part, depth = queue.pop(0)
        if depth > limits.max_depth:
            raise DocumentError("the message is nested too deeply", reason="too_large")
        inner = part.get_content_type() == MAIL and depth > 0
        if part.is_multipart() and not inner:
            queue.extend((child, depth + 1) for child in part.get_payload())
            continue
        if not inner and part.get_content_disposition() != "attachment":
            continue
        room.member()
        name = _name(part, len(members) + len(refused) + 1)
        content = part.get_payload(0).as_bytes() if inner and part.is_multipart() else part.get_payload(decode=True)
        if not isinstance(content, bytes) or len(content) > limits.max_bytes:
            reason = "too_large" if isinstance(content, bytes) else "broken"
            refused.append(Refusal(name=name, reason=reason, detail="the attachment cannot be taken out"))
            continue
        room.take(len(content))
        where = Provenance(container=container, member=name, method="mail_attachment", reported_at=sent)
        members.append(Member(name=name, data=content, provenance=where))
    return Opened(media=MAIL, members=tuple(members), refused=tuple(refused))


def _name(part: Any, number: int) -> str:
    try:
        written = part.get_filename()
    except (ValueError, TypeError, LookupError, AttributeError):  # the parser of one hostile field
        written = None
    plain = " ".join(scrub(str(written or "")).replace("\\", "/").rsplit("/", 1)[-1].split())
    default = f"attachment-{number}.eml" if part.get_content_type() == MAIL else f"attachment-{number}"
    return plain.strip(".")[:200] or default


def _field(message: EmailMessage, name: str) -> str | None:
    try:
        value = message.get(name)
    except (ValueError, IndexError, TypeError, AttributeError):
        return None
    return (" ".join(scrub(str(value)).split())[:300] or None) if value else None


def sent_at(message: EmailMessage) -> str | None:
    """When the message was sent, as its header says, ISO 8601 with the offset written there."""
    written = _field(message, "date")
    if not written or len(written) > 100:
        return None
    try:
        when = email.utils.parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when.replace(microsecond=0).isoformat()
