"""Each alert goes out once on each channel; quiet hours and failures hold it back and never lose it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import pytest
from tests.alerting.peers import mail_server

from trucewatch.alerting import Carriers, deliver, read_outbox
from trucewatch.alerting.sending import in_quiet
from trucewatch.cli.alerts import _by_smtp
from trucewatch.errors import InputError
from trucewatch.fetching import SIGNATURE, signature
from trucewatch.vocabulary.alerts import (
    Alert,
    AlertFile,
    AlertRule,
    AtomChannel,
    Channel,
    MailChannel,
    Quiet,
    WebhookChannel,
)

ZONE = ZoneInfo("Asia/Damascus")
SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQ"
PLACE = "Zaytuna quarter"


class World:
    """A clock that is moved by hand, and what left the machine."""

    def __init__(self) -> None:
        self.now = dt.datetime(2016, 12, 5, 9, tzinfo=dt.UTC)
        self.mails: list[EmailMessage] = []
        self.posts: list[tuple[bytes, Mapping[str, str]]] = []
        self.status = 204
        self.mail_fails = False

    def carriers(self) -> Carriers:
        return Carriers(self._mail, self._post, lambda: self.now)

    def _mail(self, channel: MailChannel, message: EmailMessage, password: str | None) -> None:
        if self.mail_fails:
            raise ConnectionRefusedError(111, "Connection refused")
        self.mails.append(message)

    def _post(self, channel: WebhookChannel, body: bytes, headers: Mapping[str, str]) -> int:
        self.posts.append((body, headers))
        return self.status


def alert(key: str, urgent: bool = False) -> Alert:
    return Alert(
        key=key, rule="r", subjects=(f"n-{key}",), kind="incident", urgent=urgent, act="air_strike", place=PLACE
    )


def file_of(*channels: Channel, quiet: Quiet | None = None) -> AlertFile:
    rule = AlertRule(
        id="r", label={"en": "Strikes", "ar": "غارات"}, to=tuple(c.id for c in channels), acts=("air_strike",)
    )
    return AlertFile(channels=channels, rules=(rule,), base="https://monitor.example", quiet=quiet)


MAIL = MailChannel(id="desk", to=("desk@monitor.example",), sender="trucewatch@monitor.example", host="localhost")
HOOK = WebhookChannel(id="hook", url="https://chat.example/x", secret_file="hook.key")
FEED = AtomChannel(id="feed", lang="ar")


def go(file: AlertFile, alerts: list[Alert], folder: Path, world: World) -> dict[str, tuple[int, int, str | None]]:
    outcomes = deliver(file, alerts, read_outbox(folder / "outbox.jsonl"), folder, world.carriers(), ZONE)
    return {o.channel: (o.sent, o.held, o.failed) for o in outcomes}


def test_each_alert_goes_out_once_on_each_channel(tmp_path: Path) -> None:
    (tmp_path / "hook.key").write_text(SECRET)
    world, file = World(), file_of(MAIL, HOOK, FEED)
    assert {name: sent for name, (sent, _, _) in go(file, [alert("1"), alert("2")], tmp_path, world).items()} == {
        "desk": 2,
        "hook": 2,
        "feed": 2,
    }
    again = go(file, [alert("2"), alert("1"), alert("3")], tmp_path, world)
    assert {sent for sent, _, _ in again.values()} == {1}
    assert len(world.mails) == len(world.posts) == 2
    read = feedparser.parse((tmp_path / "feed.atom").read_bytes())
    assert [entry.id for entry in read.entries] == [f"urn:trucewatch:alert:{key}" for key in ("3", "2", "1")]


def test_a_message_says_that_a_machine_proposes_and_holds_no_detail_unless_told(tmp_path: Path) -> None:
    world = World()
    go(file_of(MAIL), [alert("1")], tmp_path, world)
    text = world.mails[0].get_content()
    assert "A machine proposes this" in text
    assert "https://monitor.example/incidents/n-1" in text
    assert PLACE not in str(world.mails[0])
    detailed = MailChannel(id="more", to=MAIL.to, sender=MAIL.sender, host="x", details=True)
    go(file_of(detailed), [alert("1")], tmp_path, world)
    assert PLACE in world.mails[1].get_content()


def test_a_webhook_is_signed_over_time_and_body(tmp_path: Path) -> None:
    (tmp_path / "hook.key").write_text(SECRET + "\n")
    world = World()
    go(file_of(HOOK), [alert("1")], tmp_path, world)
    body, headers = world.posts[0]
    assert headers[SIGNATURE] == signature(SECRET, body, int(world.now.timestamp()))
    assert json.loads(body)["alerts"][0]["subjects"] == ["n-1"]


def test_quiet_hours_hold_back_all_but_what_is_urgent(tmp_path: Path) -> None:
    world, file = World(), file_of(MAIL, FEED, quiet=Quiet(start="22:00", end="07:00"))
    world.now = dt.datetime(2016, 12, 5, 22, 30, tzinfo=dt.UTC)  # half past midnight in Damascus
    assert go(file, [alert("1"), alert("2", urgent=True)], tmp_path, world) == {
        "desk": (1, 1, None),
        "feed": (2, 0, None),
    }
    world.now += dt.timedelta(hours=8)
    assert go(file, [alert("1"), alert("2", urgent=True)], tmp_path, world)["desk"] == (1, 0, None)
    assert len(world.mails) == 2


def test_a_failure_waits_longer_each_time_and_stops_nobody_else(tmp_path: Path) -> None:
    (tmp_path / "hook.key").write_text(SECRET)
    world, file = World(), file_of(MAIL, HOOK)
    world.mail_fails, world.status = True, 503
    first = go(file, [alert("1")], tmp_path, world)
    assert first["desk"][2] is not None
    assert first["hook"] == (0, 0, "the receiver answered 503")
    world.mail_fails, world.status = False, 200
    assert {sent for sent, _, _ in go(file, [alert("1")], tmp_path, world).values()} == {0}
    world.now += dt.timedelta(minutes=1)
    assert {sent for sent, _, _ in go(file, [alert("1")], tmp_path, world).values()} == {1}


def test_what_was_begun_and_not_ended_is_sent_again_with_the_same_id(tmp_path: Path) -> None:
    world, file = World(), file_of(MAIL)
    go(file, [alert("1")], tmp_path, world)
    outbox = tmp_path / "outbox.jsonl"
    lines = outbox.read_bytes().splitlines(keepends=True)
    outbox.write_bytes(lines[0] + b'{"key":"1","cha')  # killed after sending, while the end was written
    assert go(file, [alert("1")], tmp_path, world)["desk"] == (1, 0, None)
    assert world.mails[0]["Message-ID"] == world.mails[1]["Message-ID"]


def test_a_damaged_outbox_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "outbox.jsonl").write_text('{"key": 1}\n')
    with pytest.raises(InputError, match=r"outbox\.jsonl:1"):
        read_outbox(tmp_path / "outbox.jsonl")


@pytest.mark.parametrize("name", ["../hook.key", "/etc/passwd", "a/b"])
def test_a_secret_outside_the_folder_is_not_read(tmp_path: Path, name: str) -> None:
    hook = WebhookChannel(id="hook", url="https://chat.example/x", secret_file=name)
    told = go(file_of(hook), [alert("1")], tmp_path, World())["hook"]
    assert told[0] == 0
    assert "must lie beside the feeds" in str(told[2])


def test_a_real_mail_server_takes_it_or_refuses_it(tmp_path: Path) -> None:
    world = World()
    with mail_server() as server:
        channel = MailChannel(
            id="desk", to=MAIL.to, sender=MAIL.sender, host="127.0.0.1", port=server.port, security="none"
        )
        carriers = Carriers(_by_smtp, lambda *_: 200, lambda: world.now)
        outbox = read_outbox(tmp_path / "outbox.jsonl")
        server.refusing = True
        assert deliver(file_of(channel), [alert("1")], outbox, tmp_path, carriers, ZONE)[0].failed is not None
        server.refusing = False
        world.now += dt.timedelta(minutes=2)
        assert deliver(file_of(channel), [alert("1")], outbox, tmp_path, carriers, ZONE)[0].sent == 1
        assert "Subject: Alert: Strikes" in server.received[0]
        refusing = MailChannel(id="tls", to=MAIL.to, sender=MAIL.sender, host="127.0.0.1", port=server.port)
        told = deliver(file_of(refusing), [alert("1")], outbox, tmp_path, carriers, ZONE)[0]
        assert told.failed is not None  # no STARTTLS there: nothing is sent in the clear
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("start", "end", "hour", "quiet"),
    [
        ("22:00", "07:00", 23, True),
        ("22:00", "07:00", 12, False),
        ("12:00", "14:00", 13, True),
        ("0:0", "0:0", 1, False),
    ],
)
def test_quiet_hours_may_run_over_midnight(start: str, end: str, hour: int, quiet: bool) -> None:
    now = dt.datetime(2016, 12, 5, hour, tzinfo=ZONE)
    assert in_quiet(Quiet(start=start, end=end), now, ZONE) is quiet
