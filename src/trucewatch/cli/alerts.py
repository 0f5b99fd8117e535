"""Alerts: what the rules of ``alerts.yaml`` hold for, and sending it."""

from __future__ import annotations

import datetime as dt
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from trucewatch.alerting import Carriers, Known, deliver, load_alerts, match_alerts, read_outbox
from trucewatch.alerting.words import line_of
from trucewatch.case import Case, load_case
from trucewatch.cli.talk import now, out, say
from trucewatch.errors import UsageError
from trucewatch.fetching import post
from trucewatch.pipeline import open_workplace
from trucewatch.pipeline.deadlines import deadlines_ahead
from trucewatch.reporting.analysis import areas_of_incident
from trucewatch.store import IncidentFilter
from trucewatch.vocabulary.alerts import Alert, AlertFile, MailChannel, WebhookChannel

__all__ = ["register"]

_SECONDS = 30


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "alerts",
        help="Tell by mail, webhook or feed what the rules of alerts.yaml hold for, each once. Run it after each run, "
        "or every few minutes.\n\nExample: trucewatch alerts river-front --dry-run",
    )(alerts)


def alerts(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what waits, and send nothing.")] = False,
) -> None:
    """Send what waits, and say what became of each channel."""
    loaded = load_case(case)
    folder = loaded.folder.root / "alerts"
    file = load_alerts(loaded.folder.root / "alerts.yaml", _known(loaded))
    if file is None:
        raise UsageError(
            "the case has no rules for alerts",
            where=str(loaded.folder.root / "alerts.yaml"),
            hint="write one; docs/how-to/alerts.md has an example",
        )
    found = _found(loaded, file, now())
    outbox = read_outbox(folder / "outbox.jsonl")
    if dry_run:
        for alert in found:
            rule = next(rule for rule in file.rules if rule.id == alert.rule)
            for channel in rule.to:
                if not outbox.done(alert.key, channel):
                    out.print(f"{channel}\t{line_of(file, alert, 'en', details=True)}", markup=False)
        return
    carriers = Carriers(mail=_by_smtp, post=_by_web, clock=now)
    outcomes = deliver(file, found, outbox, folder, carriers, ZoneInfo(loaded.settings.time_zone))
    for outcome in outcomes:
        held = f", {outcome.held} wait for the end of the quiet hours" if outcome.held else ""
        out.print(f"{outcome.channel}: {outcome.sent} sent{held}", markup=False)
        if outcome.failed:
            say(f"{outcome.channel}: not sent, tried again later: {outcome.failed}")
    if any(outcome.failed for outcome in outcomes):
        raise typer.Exit(1)


def _known(case: Case) -> Known:
    clauses = (f"{i.id}/{clause.id}" for i in case.instruments for clause in i.clauses)
    return Known(frozenset(clauses), frozenset(place.id for place in case.places))


def _found(case: Case, file: AlertFile, moment: dt.datetime) -> tuple[Alert, ...]:
    with open_workplace(case, now) as work:
        return match_alerts(
            file,
            work.store.incidents(IncidentFilter()).items,
            assessments=work.store.assessments_of,
            areas=areas_of_incident(case),
            deadlines=deadlines_ahead(case, work.store, moment),
            now=moment,
            zone=ZoneInfo(case.settings.time_zone),
        )


def _by_smtp(channel: MailChannel, message: EmailMessage, password: str | None) -> None:
    """Send by SMTP: encrypted from the start, from STARTTLS on, or not at all where the channel says so."""
    context = ssl.create_default_context()
    if channel.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(channel.host, channel.port, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(channel.host, channel.port, timeout=_SECONDS)
    with server:
        if channel.security == "starttls":
            server.starttls(context=context)
        if channel.user is not None:
            server.login(channel.user, password or "")
        server.send_message(message)


def _by_web(channel: WebhookChannel, body: bytes, headers: Mapping[str, str]) -> int:
    return post(channel.url, body, headers, allow=frozenset({channel.reach}))
