"""Send what waits: by mail, by webhook, into a feed. Quiet hours hold back all but what is urgent; nothing is dropped.

What waits on a channel goes out as one message. A message says that a machine proposes; without ``details`` it holds
numbers and links only, since mail and chat are read by more people than they are sent to.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from trucewatch.alerting.feed import write_feed
from trucewatch.alerting.outbox import Outbox, Sent
from trucewatch.alerting.words import body_of, subject_of
from trucewatch.errors import InputError, TrucewatchError
from trucewatch.fetching import SIGNATURE, signature
from trucewatch.vocabulary.alerts import Alert, AlertFile, AtomChannel, Channel, MailChannel, Quiet, WebhookChannel

__all__ = ["Carriers", "Mail", "Outcome", "deliver", "in_quiet"]

SendMail = Callable[[MailChannel, EmailMessage, str | None], None]
Post = Callable[[WebhookChannel, bytes, Mapping[str, str]], int]


class Mail(Protocol):
    """What sends a message by SMTP. Raises OSError or smtplib.SMTPException when it is not taken."""

    def __call__(self, channel: MailChannel, message: EmailMessage, password: str | None) -> None:
        """Send it."""


@dataclass(frozen=True)
class Carriers:
    """What leaves the machine, given from outside: mail, web requests, and the clock (with a zone)."""

    mail: SendMail
    post: Post
    clock: Callable[[], dt.datetime]


@dataclass(frozen=True)
class Outcome:
    """What became of a channel: alerts sent, held back by quiet hours, and why it failed, where it did."""

    channel: str
    sent: int
    held: int
    failed: str | None = None


def in_quiet(quiet: Quiet | None, now: dt.datetime, zone: dt.tzinfo) -> bool:
    """Whether ``now`` lies in the quiet hours, in the zone of the case; they may run over midnight."""
    if quiet is None or quiet.start == quiet.end:
        return False
    clock = now.astimezone(zone).strftime("%H:%M")
    if quiet.start < quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end


def deliver(
    file: AlertFile, alerts: Sequence[Alert], outbox: Outbox, folder: Path, carriers: Carriers, zone: dt.tzinfo
) -> tuple[Outcome, ...]:
    """Send every alert to each channel of its rule, once. ``folder`` holds feeds and the files with passwords.

    A channel that fails keeps its alerts for a later run and does not stop the others.
    """
    out = []
    rules = {rule.id: rule for rule in file.rules}
    for channel in file.channels:
        now = carriers.clock()
        meant = [alert for alert in alerts if channel.id in rules[alert.rule].to]
        waiting = outbox.waits(meant, channel.id, now)
        quiet = in_quiet(file.quiet, now, zone) and not isinstance(channel, AtomChannel)
        going = [alert for alert in waiting if alert.urgent or not quiet]
        failed = _send(file, channel, going, outbox, folder, carriers) if going else None
        out.append(Outcome(channel.id, 0 if failed else len(going), len(waiting) - len(going), failed))
    return tuple(out)


def _send(
    file: AlertFile, channel: Channel, going: Sequence[Alert], outbox: Outbox, folder: Path, carriers: Carriers
) -> str | None:
    """Send one message; why it failed, or None. Each step is in the outbox before the next begins."""
    _note(outbox, going, channel, carriers, "begun", None)
    said: str | None = None
    try:
        match channel:
            case MailChannel():
                carriers.mail(channel, _mail(file, channel, going, carriers.clock()), _secret(channel, folder))
            case WebhookChannel():
                said = _post(file, channel, going, folder, carriers)
            case AtomChannel():
                write_feed(folder / f"{channel.id}.atom", file, channel, going, carriers.clock())
    except (TrucewatchError, OSError, ValueError) as error:
        # the class and the first line: a server's answer may quote the message back
        said = f"{type(error).__name__}: {str(error).splitlines()[0][:160] if str(error) else 'no word'}"
    _note(outbox, going, channel, carriers, "failed" if said else "sent", said)
    return said


def _note(
    outbox: Outbox, going: Sequence[Alert], channel: Channel, carriers: Carriers, state: str, said: str | None
) -> None:
    at = carriers.clock().astimezone(dt.UTC).isoformat(timespec="seconds")
    for alert in going:
        outbox.add(Sent(key=alert.key, channel=channel.id, at=at, state=state, said=said))  # type: ignore[arg-type]  # a literal


def _message_id(channel: Channel, going: Sequence[Alert]) -> str:
    """The same for the same alerts, so that a receiver knows a message that came twice."""
    return hashlib.sha256("\n".join([channel.id, *(alert.key for alert in going)]).encode()).hexdigest()[:32]


def _mail(file: AlertFile, channel: MailChannel, going: Sequence[Alert], now: dt.datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"] = channel.sender
    message["To"] = ", ".join(channel.to)
    message["Subject"] = subject_of(file, going, channel.lang)
    message["Date"] = now
    message["Message-ID"] = f"<{_message_id(channel, going)}@{channel.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body_of(file, going, channel.lang, details=channel.details))
    return message


def _post(
    file: AlertFile, channel: WebhookChannel, going: Sequence[Alert], folder: Path, carriers: Carriers
) -> str | None:
    told = {
        "id": _message_id(channel, going),
        "text": body_of(file, going, channel.lang, details=channel.details),
        "alerts": [
            {"key": a.key, "rule": a.rule, "kind": a.kind, "subjects": list(a.subjects), "urgent": a.urgent}
            for a in going
        ],
    }
    body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    secret = _secret(channel, folder) or ""
    at = int(carriers.clock().timestamp())
    headers = {"Content-Type": "application/json", SIGNATURE: signature(secret, body, at)}
    status = carriers.post(channel, body, headers)
    return None if 200 <= status < 300 else f"the receiver answered {status}"


def _secret(channel: MailChannel | WebhookChannel, folder: Path) -> str | None:
    name = channel.password_file if isinstance(channel, MailChannel) else channel.secret_file
    if name is None:
        return None
    if Path(name).name != name:
        raise InputError("the file must lie beside the feeds", where=f"channel {channel.id}", got=name)
    try:
        return (folder / name).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise InputError(
            f"the secret cannot be read: {error.strerror}",
            where=f"channel {channel.id}",
            expected=f"a file {name} in the folder {folder.name}/ of the case",
        ) from error
