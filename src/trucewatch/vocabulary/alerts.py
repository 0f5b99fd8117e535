"""Who is told of what, and how: the records of ``alerts.yaml``, and what is sent."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from trucewatch.vocabulary.assessments import AssessmentOutcome
from trucewatch.vocabulary.incidents import Corroboration

__all__ = [
    "Alert",
    "AlertFile",
    "AlertRule",
    "AtomChannel",
    "Channel",
    "DeadlineAhead",
    "DeadlineKind",
    "MailChannel",
    "Quiet",
    "WebhookChannel",
]

Name: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Clock: TypeAlias = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
DeadlineKind: TypeAlias = Literal["answer", "obligation"]


class Quiet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Local hours in which nothing is sent but what is urgent; ``start`` may be later than ``end``, over midnight."""

    start: Clock
    end: Clock


class MailChannel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="mail"):
    """Messages by SMTP. ``password_file`` lies beside ``alerts.yaml`` and is never read into the record.

    ``details`` says whether act, day and place are written out; without it a message holds the number of the incident
    and where to look: mail is read by more people than it is sent to.
    """

    id: Name
    to: tuple[Annotated[str, Meta(pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$")], ...]
    sender: Annotated[str, Meta(pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$")]
    host: str
    port: Annotated[int, Meta(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password_file: str | None = None
    details: bool = False
    lang: Literal["en", "fr", "ar"] = "en"


class WebhookChannel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="webhook"):
    """A JSON body to one address, signed with HMAC-SHA256 over time and body by the key in ``secret_file``."""

    id: Name
    url: Annotated[str, Meta(pattern=r"^https?://", max_length=2000)]
    secret_file: str
    reach: Literal["public", "private", "loopback"] = "public"
    details: bool = False
    lang: Literal["en", "fr", "ar"] = "en"


class AtomChannel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="atom"):
    """A feed in a file of the folder ``alerts/`` of the case."""

    id: Name
    details: bool = False
    lang: Literal["en", "fr", "ar"] = "en"


Channel: TypeAlias = MailChannel | WebhookChannel | AtomChannel


class AlertRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is worth an alert. What is named must all hold; what is not named does not matter.

    Of an incident: ``clauses`` (``instrument/clause``) with ``outcomes``, ``acts`` (codes or families), ``places``
    (ids of places: what lies in them counts), ``corroboration``, and ``killed_at_least`` (the low of the toll).
    ``count_at_least`` asks for so many such incidents within ``within_days``, and then there is one alert for the
    burst. ``deadline_within`` (hours) is about answers and obligations that are due instead. An ``urgent`` rule does
    not wait for the morning.
    """

    id: Name
    label: dict[Literal["en", "fr", "ar"], str]
    to: tuple[Name, ...]
    clauses: tuple[str, ...] = ()
    outcomes: tuple[AssessmentOutcome, ...] = ()
    acts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    corroboration: tuple[Corroboration, ...] = ()
    killed_at_least: Annotated[float, Meta(gt=0)] | None = None
    count_at_least: Annotated[int, Meta(ge=2)] | None = None
    within_days: Annotated[int, Meta(ge=1, le=366)] = 1
    deadline_within: Annotated[int, Meta(ge=1, le=24 * 366)] | None = None
    urgent: bool = False


class AlertFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``alerts.yaml``. ``base`` is the address of the pages, for links; ``quiet`` is in the case's zone."""

    channels: tuple[Channel, ...]
    rules: tuple[AlertRule, ...]
    base: str = ""
    quiet: Quiet | None = None


class DeadlineAhead(Struct, frozen=True, kw_only=True):
    """Something due: ``subject`` is a case of the docket or an obligation; ``due`` is an instant or a local day."""

    kind: DeadlineKind
    subject: str
    party: str | None
    due: str


class Alert(Struct, frozen=True, kw_only=True):
    """One thing to be told under one rule. ``key`` is the same as long as nothing new has happened."""

    key: str
    rule: str
    subjects: tuple[str, ...]
    kind: Literal["incident", "burst", "deadline"]
    urgent: bool
    act: str | None = None
    day: str | None = None
    place: str | None = None
    due: str | None = None
